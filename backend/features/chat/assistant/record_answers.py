"""What the record says to an intent, in words whose every figure comes from a report; and what can be done next."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.ai.budget import BudgetLimits
from backend.features.chat.assistant import archive_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.assistant.slash_commands import COMMANDS, IntentKind
from backend.features.chat.messages.actions import Reply, look
from backend.features.coach.memory.extraction import OF_MEMORY
from backend.features.coach.verdicts import scores
from backend.features.coach.verdicts.schemas import ScoreSelection
from backend.features.record.performance import groups, report
from backend.features.record.performance.documents import GroupDocument
from backend.features.record.performance.schemas import GroupBy, GroupSelection, Selection
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import session_state
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades.models import TradeDirection

NO_TRAINING = (
    "There is no training yet: I cannot start one. Ask me about a trade, a plan or your record."
)
SCORES = (
    look("What was said against what came", "/api/verdicts/reliability"),
    look("All scores", "/api/verdicts/scores"),
)
CHECK = "/check short ES 3 lots, stop 12 ticks: whether your own rules allow it"
MOST_PLANS = 20


def reply_to(session: Session, request: AnswerRequest, limits: BudgetLimits) -> Reply:
    """The answer to the intent of a request."""
    assert request.intent is not None, "only what the grammar has read is asked of the record"
    user_id = request.user_id
    intent = request.intent
    now = request.now
    here = request.conversation_id
    replies: dict[IntentKind, Callable[[], Reply]] = {
        IntentKind.PERFORMANCE: lambda: Reply(_performance(session, user_id, intent, now)),
        IntentKind.SCORES: lambda: Reply(_scores(session, user_id, now), SCORES),
        IntentKind.STATE: lambda: Reply(_state(session, user_id, now)),
        IntentKind.PLANS: lambda: Reply(_plans(session, user_id, now)),
        IntentKind.SEARCH: lambda: archive_answers.places(
            session,
            user_id,
            intent,
            conversation_id=here,
            now=now,
        ),
        IntentKind.EXPORT: lambda: archive_answers.files(intent, conversation_id=here),
        IntentKind.ANALYTICS: lambda: archive_answers.counts(session, user_id, intent, now=now),
        IntentKind.USAGE: lambda: archive_answers.cost(session, user_id, intent, limits, now=now),
        IntentKind.TRAINING: lambda: Reply(NO_TRAINING),
        IntentKind.HELP: lambda: Reply("\n".join(_help(intent.query))),
    }
    return replies[intent.kind]()


def _help(unknown: str) -> list[str]:
    lines = [*(command.line for command in COMMANDS), CHECK, *OF_MEMORY]
    if unknown:
        return [f"I do not know {unknown}. You can ask me:", *lines]
    return lines


def _performance(session: Session, user_id: UUID, intent: Intent, now: datetime) -> str:
    selection: dict[str, Any] = {
        "instrument": intent.instrument,
        "direction": None if intent.direction is None else TradeDirection(intent.direction),
        "day_from": intent.first,
        "day_to": intent.last,
    }
    if intent.hours is not None:
        by_hour = GroupSelection(**selection, by=GroupBy.HOUR)
        return _hours(session, user_id, intent, intent.hours, by_hour, now)
    figures = report.performance(session, user_id, Selection(**selection), now=now)
    if figures["trades"] == 0:
        return f"There are no closed trades {_about(intent)} yet."
    many = counted(figures["trades"], "closed trade", "closed trades")
    sentences = _figures(figures["metrics"], figures["currency"])
    return " ".join([f"{many} {_about(intent)}.", *sentences])


def _hours(
    session: Session,
    user_id: UUID,
    intent: Intent,
    hours: tuple[int, int],
    selection: GroupSelection,
    now: datetime,
) -> str:
    by_hour = groups.groups(session, user_id, selection, now=now)
    rows = [
        group
        for group in by_hour["groups"]
        if group["key"] and hours[0] <= int(group["key"]) < hours[1]
    ]
    if not rows:
        return f"There are no closed trades {_about(intent)} at that time of day yet."
    lines = [_hour_line(group, by_hour["currency"]) for group in rows]
    return "\n".join([f"By hour of the exchange {_about(intent)}:", *lines])


def _hour_line(group: GroupDocument, currency: str) -> str:
    figures = " ".join(_figures(group["metrics"], currency))
    return f"{group['key']}:00, {group['trades']} trades: {figures}"


def _about(intent: Intent) -> str:
    parts = [
        intent.direction or "",
        f"on {intent.instrument}" if intent.instrument else "on record",
    ]
    if intent.first is not None:
        is_one_day = intent.first == intent.last
        parts.append(
            f"on {intent.first}" if is_one_day else f"from {intent.first} to {intent.last}"
        )
    return " ".join(part for part in parts if part)


def _figures(metrics: dict[str, Any], currency: str) -> Sequence[str]:
    sentences = [f"Net {currency} {metrics['net_pnl']['value']}."]
    rate = metrics["win_rate"]
    mean = metrics["expectancy"]
    if rate["value"] is not None:
        sentences.append(f"Won {_percent(rate['value'])}{_between(rate, _percent)}, N {rate['n']}.")
    if mean["value"] is not None:
        sentences.append(f"Mean {mean['value']:.2f} R{_between(mean, _two)}, N {mean['n']}.")
    if rate["small_sample"]:
        sentences.append("That is a small sample.")
    return sentences


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _between(metric: dict[str, Any], in_words: Callable[[float], str]) -> str:
    interval = metric["interval"]
    if interval is None:
        return ""
    return f" (95% interval {in_words(interval['low'])} to {in_words(interval['high'])})"


def _scores(session: Session, user_id: UUID, now: datetime) -> str:
    figures = scores.scores(session, user_id, ScoreSelection(), now=now)
    if figures.decided == 0:
        return (
            f"{figures.verdicts} verdicts are on record and none is decided yet:"
            " I cannot say how good I am."
        )
    rate = figures.hit_rate.model_dump()
    off = figures.brier.model_dump()
    words = (
        f"{figures.decided} of {figures.verdicts} verdicts are decided."
        f" The first target came before the stop in {_percent(rate['value'])}"
        f"{_between(rate, _percent)}. Brier score {off['value']:.3f}."
    )
    if figures.calibrated:
        return words
    return f"{words} That is not yet calibrated."


def _state(session: Session, user_id: UUID, now: datetime) -> str:
    stands = standing(session, user_id, now)
    state = session_state.look(session, user_id, stands, now)
    if state.version is None:
        return "You have no rulebook yet: nothing is limited. Write one, and I hold you to it."
    words = (
        f"The session is {state.state}: {state.trades_entered} trades entered,"
        f" {plain_decimal(state.r)} R."
    )
    return " ".join([words, *(hold.reason for hold in state.holds)])


def _plans(session: Session, user_id: UUID, now: datetime) -> str:
    living = plans.living(session, user_id, now)
    if not living:
        return "You have no living plan. Say one, beginning with: plan long ES …"
    return "\n".join(
        f"{plan.title}: {plan.direction} {plan.instrument}, version {plan.version}"
        for plan in living[:MOST_PLANS]
    )
