"""Answers from the record: what an intent asks for, in words whose every figure comes from a report; and what next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.ai.budget import Limits
from backend.features.chat.assistant import archive_answers
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.assistant.slash_commands import COMMANDS, IntentKind
from backend.features.chat.messages.actions import Told, look
from backend.features.coach.memory.extraction import OF_MEMORY
from backend.features.coach.verdicts import scores
from backend.features.coach.verdicts.schemas import ScoreSelection
from backend.features.record.performance import groups, report
from backend.features.record.performance.schemas import GroupBy, GroupSelection, Selection
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import TradeDirection

NO_TRAINING = (
    "There is no training yet: I cannot start one. Ask me about a trade, a plan or your record."
)
CONFIRM = "This is what I understood. Confirm it, correct it, or put it aside: nothing is written before you do."
SCORES = (
    look("What was said against what came", "/api/verdicts/reliability"),
    look("All scores", "/api/verdicts/scores"),
)
CHECK = "/check short ES 3 lots, stop 12 ticks: whether your own rules allow it"
NOT_UNDERSTOOD = (
    "I did not understand that as a commitment. Say it like: if stopped, then 20 minutes off."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, where, and when."""

    user_id: UUID
    conversation_id: UUID | None
    now: datetime


def tell(session: Session, asked: Asked, intent: Intent, limits: Limits) -> Told:
    """The answer to an intent."""
    user_id, here, now = asked.user_id, asked.conversation_id, asked.now
    answers: dict[IntentKind, Callable[[], Told]] = {
        IntentKind.PERFORMANCE: lambda: Told(_performance(session, user_id, intent, now)),
        IntentKind.SCORES: lambda: Told(_scores(session, user_id, now), SCORES),
        IntentKind.STATE: lambda: Told(_state(session, user_id, now)),
        IntentKind.PLANS: lambda: Told(_plans(session, user_id, now)),
        IntentKind.TRADE: lambda: Told(CONFIRM if intent.idea else _asked_back(intent)),
        IntentKind.PLAN: lambda: Told(_draft(intent)),
        IntentKind.COMMITMENT: lambda: Told(_draft(intent) if intent.proposal else NOT_UNDERSTOOD),
        IntentKind.SEARCH: lambda: archive_answers.found(
            session, user_id, intent, conversation_id=here, now=now
        ),
        IntentKind.EXPORT: lambda: archive_answers.exported(intent, conversation_id=here),
        IntentKind.ANALYTICS: lambda: archive_answers.counted(session, user_id, intent, now=now),
        IntentKind.USAGE: lambda: archive_answers.cost(session, user_id, intent, limits, now=now),
        IntentKind.TRAINING: lambda: Told(NO_TRAINING),
        IntentKind.HELP: lambda: Told("\n".join(_help(intent.query))),
    }
    return answers[intent.kind]()


def _help(unknown: str) -> list[str]:
    known = [*(command.line for command in COMMANDS), CHECK, *OF_MEMORY]
    return [f"I do not know {unknown}. You can ask me:", *known] if unknown else known


def _asked_back(intent: Intent) -> str:
    needed = ", ".join(name.replace("_", " ") for name in intent.missing)
    return f"To log a trade I still need: {needed}. Say it in one line: /trade long NQ 18250 stop 18230 out 18290."


def _draft(intent: Intent) -> str:
    if not intent.missing:
        return CONFIRM
    return (
        f"{CONFIRM} I still need: {', '.join(name.replace('_', ' ') for name in intent.missing)}."
    )


def _performance(session: Session, user_id: UUID, intent: Intent, now: datetime) -> str:
    chosen: dict[str, Any] = {
        "instrument": intent.instrument,
        "direction": None if intent.direction is None else TradeDirection(intent.direction),
        "day_from": intent.first,
        "day_to": intent.last,
    }
    if intent.hours is not None:
        return _hours(session, user_id, intent, chosen, now)
    told = report.performance(session, user_id, Selection(**chosen), now=now)
    if told["trades"] == 0:
        return f"There are no closed trades {_about(intent)} yet."
    many = counted(told["trades"], "closed trade", "closed trades")
    return " ".join([f"{many} {_about(intent)}.", *_figures(told["metrics"], told["currency"])])


def _hours(
    session: Session, user_id: UUID, intent: Intent, chosen: dict[str, Any], now: datetime
) -> str:
    assert intent.hours is not None
    told = groups.groups(session, user_id, GroupSelection(**chosen, by=GroupBy.HOUR), now=now)
    rows = [
        one
        for one in told["groups"]
        if one["key"] and intent.hours[0] <= int(one["key"]) < intent.hours[1]
    ]
    if not rows:
        return f"There are no closed trades {_about(intent)} at that time of day yet."
    said = [
        f"{one['key']}:00, {one['trades']} trades: {' '.join(_figures(one['metrics'], told['currency']))}"
        for one in rows
    ]
    return "\n".join([f"By hour of the exchange {_about(intent)}:", *said])


def _about(intent: Intent) -> str:
    parts = [
        intent.direction or "",
        f"on {intent.instrument}" if intent.instrument else "on record",
    ]
    if intent.first is not None:
        same = intent.first == intent.last
        parts.append(f"on {intent.first}" if same else f"from {intent.first} to {intent.last}")
    return " ".join(part for part in parts if part)


def _figures(metrics: dict[str, Any], currency: str) -> Sequence[str]:
    found = [f"Net {currency} {metrics['net_pnl']['value']}."]
    rate, mean = metrics["win_rate"], metrics["expectancy"]
    if rate["value"] is not None:
        found.append(f"Won {_percent(rate['value'])}{_between(rate, _percent)}, N {rate['n']}.")
    if mean["value"] is not None:
        found.append(f"Mean {mean['value']:.2f} R{_between(mean, _two)}, N {mean['n']}.")
    if rate["small_sample"]:
        found.append("That is a small sample.")
    return found


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _between(metric: dict[str, Any], how: Callable[[float], str]) -> str:
    interval = metric["interval"]
    return (
        ""
        if interval is None
        else f" (95% interval {how(interval['low'])} to {how(interval['high'])})"
    )


def _scores(session: Session, user_id: UUID, now: datetime) -> str:
    told = scores.scores(session, user_id, ScoreSelection(), now=now)
    if told["decided"] == 0:
        return f"{told['verdicts']} verdicts are on record and none is decided yet: I cannot say how good I am."
    rate, off = told["hit_rate"], told["brier"]
    words = (
        f"{told['decided']} of {told['verdicts']} verdicts are decided. The first target came before the stop in"
        f" {_percent(rate['value'])}{_between(rate, _percent)}. Brier score {off['value']:.3f}."
    )
    return words if told["calibrated"] else f"{words} That is not yet calibrated."


def _state(session: Session, user_id: UUID, now: datetime) -> str:
    stands = standing(session, user_id, now)
    found = session_state.look(session, user_id, stands, now)
    if found.version is None:
        return "You have no rulebook yet: nothing is limited. Write one, and I hold you to it."
    words = f"The session is {found.state}: {found.trades_entered} trades entered, {plain_decimal(found.r)} R."
    return " ".join([words, *(one.reason for one in found.holds)])


def _plans(session: Session, user_id: UUID, now: datetime) -> str:
    living = plans.living(session, user_id, now)
    if not living:
        return "You have no living plan. Say one, beginning with: plan long ES …"
    return "\n".join(
        f"{one.title}: {one.direction} {one.instrument}, version {one.version}"
        for one in living[:20]
    )
