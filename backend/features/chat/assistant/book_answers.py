"""What the books beside the trades say, in words; each figure comes from its report."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.chat.assistant.held_trades import held_trades, trade_words
from backend.features.chat.assistant.setting_answers import used_up
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.requests import BookName
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.verdicts import scores
from backend.features.coach.verdicts.schemas import ScoreSelection
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import commitments, session_state
from backend.features.record.rulebook.models import SessionState
from backend.features.record.rulebook.schemas import Limits
from backend.features.record.rulebook.versions import standing
from backend.features.record.trades import queries as trades
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.models import Trade

MOST_LISTED = 20
RECENT = 5
NO_RULEBOOK = (
    "You have no rulebook yet: nothing is limited. Say a limit, such as: /set daily loss 500"
)
_MAY = "You may enter trades."
_MAY_NOT = "You may not enter a trade now."
_SCORES = (
    look("What was said against what came", "/api/verdicts/reliability"),
    look("All scores", "/api/verdicts/scores"),
)


def reply_to(session: Session, user_id: UUID, book: BookName, now: datetime) -> Reply:
    """What a book says."""
    readers: dict[BookName, Callable[[], Reply]] = {
        BookName.STATE: lambda: Reply(_state(session, user_id, now)),
        BookName.RULES: lambda: _rules(session, user_id, now),
        BookName.PLANS: lambda: Reply(_plans(session, user_id, now)),
        BookName.PROMISES: lambda: _promises(session, user_id, now),
        BookName.PATTERNS: lambda: _patterns(session, user_id),
        BookName.SCORES: lambda: Reply(_scores(session, user_id, now), _SCORES),
        BookName.ACCOUNT: lambda: _account(session, user_id),
        BookName.OPEN_TRADES: lambda: _open_trades(session, user_id),
        BookName.RECENT_TRADES: lambda: _recent_trades(session, user_id),
    }
    return readers[book]()


def _state(session: Session, user_id: UUID, now: datetime) -> str:
    stands = standing(session, user_id, now)
    state = session_state.look(session, user_id, stands, now)
    if state.version is None and not state.holds:
        return NO_RULEBOOK
    words = (
        f"The session is {state.state}: {counted(state.trades_entered, 'trade', 'trades')} entered,"
        f" {plain_decimal(state.r)} R."
    )
    allowed = _MAY_NOT if state.state is SessionState.LOCKED else _MAY
    reasons = [hold.reason for hold in state.holds]
    return " ".join([words, allowed, *reasons, *used_up(session, user_id, now)])


def _rules(session: Session, user_id: UUID, now: datetime) -> Reply:
    version = standing(session, user_id, now).version
    if version is None:
        return Reply(NO_RULEBOOK)
    limits = Limits.model_validate(version.limits)
    set_limits = limits.model_dump(mode="json", exclude_defaults=True)
    lines = [
        f"- {name.replace('_', ' ')}: {limit_words(value)}" for name, value in set_limits.items()
    ]
    heading = f"Your rulebook, version {version.number}:"
    return Reply("\n".join([heading, *lines]), (look("The rulebook", "/api/trading/rulebook"),))


def limit_words(value: object) -> str:
    """The value of a limit, as one reads it."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items() if part is not None)
    if isinstance(value, list):
        return "; ".join(limit_words(part) for part in value)
    if value is True:
        return "yes"
    return str(value)


def _plans(session: Session, user_id: UUID, now: datetime) -> str:
    living = plans.living(session, user_id, now)
    if not living:
        return "You have no living plan. Say one, beginning with: plan long ES …"
    return "\n".join(
        f"{plan.title}: {plan.direction} {plan.instrument}, version {plan.version}"
        for plan in living[:MOST_LISTED]
    )


def _promises(session: Session, user_id: UUID, now: datetime) -> Reply:
    alive = commitments.alive(session, user_id, now)
    if not alive:
        return Reply(
            "You have made no promise that counts now. Say one: if stopped, then 20 minutes off."
        )
    lines = [f"- {commitment.statement}" for commitment in alive[:MOST_LISTED]]
    look_back = look("How they were kept", "/api/trading/rulebook/commitments")
    return Reply("\n".join(["You promised yourself:", *lines]), (look_back,))


def _patterns(session: Session, user_id: UUID) -> Reply:
    rows = behaviour.patterns(session, user_id)
    if not rows:
        return Reply("I have seen no pattern in your record so far.")
    lines = [f"- {row.description} ({row.status})" for row in rows[:MOST_LISTED]]
    all_of_them = look("All patterns", "/api/trading/coaching/patterns")
    return Reply("\n".join(["What I see in how you trade:", *lines]), (all_of_them,))


def _account(session: Session, user_id: UUID) -> Reply:
    """What the accounts come to by the record, and the size that percentages are of."""
    owner = auth.trader(session, user_id)
    held = [
        account for account in accounts.accounts_on_record(session, user_id) if not account.archived
    ]
    lines = [
        f"{account.name}: {account.currency} {plain_decimal(account.balance)}, of which"
        f" {plain_decimal(account.net_result)} is the result of your trades."
        for account in held[:MOST_LISTED]
    ]
    size = "Your profile says no account size: say it, such as: my account is 25000."
    if owner.account_size is not None:
        shown = plain_decimal(owner.account_size)
        size = f"Percentages of risk are of the {owner.base_currency} {shown} in your profile."
    button = look("Your accounts", "/api/trading/accounts")
    return Reply("\n".join([*lines, size]), (button,))


def _open_trades(session: Session, user_id: UUID) -> Reply:
    held = held_trades(session, user_id)
    if not held:
        return Reply("You hold nothing that is on record.")
    return Reply("\n".join(["You hold:", *_listed(held[:MOST_LISTED])]))


def _recent_trades(session: Session, user_id: UUID) -> Reply:
    statement = trades.trades_of(user_id).order_by(Trade.entry_time.desc(), Trade.id.desc())
    rows = session.scalars(statement.limit(RECENT)).all()
    if not rows:
        return Reply(
            "There are no trades on record yet. Tell me one: /trade long NQ 18250 stop 18230"
        )
    lines = [f"- {trade_words(trade)}: {_result(trade)}" for trade in rows]
    everything = look("All trades", "/api/trading/trades")
    return Reply("\n".join(["Your last trades:", *lines]), (everything,))


def _listed(rows: Sequence[Trade]) -> list[str]:
    return [f"- {trade_words(trade)}" for trade in rows]


def _result(trade: Trade) -> str:
    if trade.pnl is None:
        return "open"
    return f"{trade.currency} {plain_decimal(trade.pnl)}"


def _scores(session: Session, user_id: UUID, now: datetime) -> str:
    figures = scores.scores(session, user_id, ScoreSelection(), now=now)
    if figures.decided == 0:
        return (
            f"{figures.verdicts} verdicts are on record and none is decided yet:"
            " I cannot say how good I am."
        )
    rate = figures.hit_rate
    off = figures.brier
    between = ""
    if rate.interval is not None:
        between = f" (95% interval {_percent(rate.interval.low)} to {_percent(rate.interval.high)})"
    words = (
        f"{figures.decided} of {figures.verdicts} verdicts are decided."
        f" The first target came before the stop in {_percent(rate.value)}{between}."
        f" Brier score {float(off.value or 0):.3f}."
    )
    if figures.calibrated:
        return words
    return f"{words} That is not yet calibrated."


def _percent(value: object) -> str:
    return f"{100 * float(str(value)):.0f}%"
