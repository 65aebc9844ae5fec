"""What a nudge says: figures of the trader's own record, limits, promises and patterns. Without any it says nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import JsonObject, plain_decimal
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourPattern, PatternStatus
from backend.features.coach.nudges import outcomes, trade_history
from backend.features.coach.nudges.models import NudgeKind
from backend.features.coach.nudges.trade_history import PastTrade
from backend.features.coach.nudges.triggers import Look, NudgeOccasion
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.evaluation import loss_of, money
from backend.features.record.rulebook.models import CommitmentTrigger
from backend.features.record.trades.models import TradeType
from backend.quant.aggregates import Moments
from backend.quant.metrics import expectancy

CENT = Decimal("0.01")
SHOWN_PROMISES = 2
SHOWN_PLANS = 3
SAID_LEAST = 3  # occasions before "so many of so many" is said
AFTER_LOSS = (
    CommitmentTrigger.AFTER_LOSS,
    CommitmentTrigger.AFTER_LOSSES,
    CommitmentTrigger.AFTER_STOP,
)


@dataclass
class NudgeMessage:
    """What is said, line by line, and what each line rests on."""

    title: str
    lines: list[str] = field(default_factory=list)
    evidence: JsonObject = field(default_factory=dict)

    def say(self, line: str, **rests_on: JsonValue) -> None:
        """Add a line and its evidence."""
        self.lines.append(line)
        self.evidence |= rests_on

    @property
    def body(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def message_of(
    session: Session,
    user_id: UUID,
    occasion: NudgeOccasion,
    look: Look,
) -> NudgeMessage | None:
    """What there is to say of an occasion; null where the record holds nothing that speaks to it."""
    say = {
        NudgeKind.BEFORE_OPEN: _before_open,
        NudgeKind.AFTER_LOSSES: _after_losses,
        NudgeKind.NEAR_LIMIT: _near_limit,
        NudgeKind.AFTER_CLOSE: _after_close,
        NudgeKind.WEEKLY_REVIEW: _weekly_review,
    }[occasion.kind]
    message = say(session, user_id, occasion, look)
    if not message.lines:
        return None
    message.evidence["day"] = occasion.day.isoformat()
    return message


def _before_open(
    session: Session,
    user_id: UUID,
    occasion: NudgeOccasion,
    look: Look,
) -> NudgeMessage:
    starts = next(day.starts for day in look.days if day.day == occasion.day)
    clock = starts.astimezone(ZoneInfo(look.stands.book.zone)).strftime("%H:%M")
    message = NudgeMessage(f"Your session begins at {clock}")
    limits = _limits(look)
    if limits:
        version = look.stands.version
        number = None if version is None else version.number
        message.say(f"Your limits: {', '.join(limits)}.", rulebook_version=number)
    _promises(session, user_id, look, message, None)
    _pattern(session, user_id, message)
    waiting = plans.living(session, user_id, look.now)
    if waiting:
        shown_plans = waiting[:SHOWN_PLANS]
        words = counted(len(waiting), "plan waits", "plans wait")
        words += ": " + ", ".join(f"{plan.instrument} {plan.direction}" for plan in shown_plans)
        if len(waiting) > SHOWN_PLANS:
            words += f" and {len(waiting) - SHOWN_PLANS} more"
        message.say(f"{words}.", plan_ids=[str(plan.id) for plan in shown_plans])
    last = _last_session(session, user_id, occasion.day, look.now)
    if last:
        message.say(
            f"Last session, {_day(last[0].day)}: {_summed(last)}.",
            last_session=last[0].day.isoformat(),
        )
    return message


def _after_losses(
    session: Session,
    user_id: UUID,
    occasion: NudgeOccasion,
    look: Look,
) -> NudgeMessage:
    run = look.figures.losing_run_today
    message = NudgeMessage(f"{counted(run, 'loss', 'losses')} in a row")
    since = look.now - outcomes.LOOK_BACK
    before = trade_history.trades(session, user_id, since, look.stands.book.day.starts)
    spans = trade_history.runs(before, run, look.stands.book.day_of)
    after = [trade for start, end in spans for trade in before if start < trade.entered < end]
    known = Moments.of(trade_history.r_of(after))
    if known.mean is not None:
        times = counted(known.n, "time", "times")
        words = f"In the last half year you traded on {times} after {run} in a row"
        words += f", in the same session: {_r(known.mean)} a trade"
        sure = expectancy(known).interval
        if sure is not None:
            words += f" (95 %: {_r(sure.low)} to {_r(sure.high)})"
        message.say(
            f"{words}.",
            after_run={"trades": known.n, "mean_r": known.mean, "runs": len(spans)},
        )
    _promises(session, user_id, look, message, AFTER_LOSS)
    limit = look.limits.losses_in_a_row
    if limit is not None and run < limit:
        left = limit - run
        message.say(
            f"By your own rule {counted(left, 'more loss ends', 'more losses end')} this session."
        )
    figured = look.figures
    entered = counted(figured.entered_today, "trade", "trades")
    message.say(
        f"Today so far: {_r(float(figured.r_today))}; {entered} entered, {figured.exited_today} exited.",
        first_loss=occasion.key,
        run=run,
    )
    return message


def _near_limit(session: Session, user_id: UUID, _: NudgeOccasion, look: Look) -> NudgeMessage:
    book, figured = look.stands.book, look.figures
    loss = loss_of(book, look.limits.daily_loss, figured.net_today, figured.r_today)
    assert loss is not None
    assert loss.most is not None
    left = loss.most - loss.lost
    in_r = look.limits.daily_loss is not None and look.limits.daily_loss.r is not None
    room = money(book, left)
    if in_r:
        room = f"{plain_decimal(left.quantize(CENT))} R"
    message = NudgeMessage(f"{room} left of today's loss limit")
    message.say(
        f"You lost {loss.shown} of {loss.limit} today.",
        lost=str(loss.lost),
        limit=str(loss.most),
    )
    usual = _usual_loss(session, user_id, look, in_r=in_r)
    if usual is not None:
        word = _against_usual(float(left), usual)
        shown = money(book, Decimal(usual))
        if in_r:
            shown = f"{usual:.1f} R"
        message.say(f"What is left is {word} your usual loss of {shown}.", usual_loss=usual)
    reached = outcomes.before(
        session,
        user_id,
        NudgeKind.NEAR_LIMIT,
        look.now,
        look.run,
        look.stands,
    )
    if len(reached) >= SAID_LEAST:
        near, over = len(reached), int(sum(reached))
        message.say(
            f"Of {near} sessions that came this close, {over} went on to the limit.",
            sessions_near=near,
            sessions_reached=over,
        )
    return message


def _against_usual(left: float, usual: float) -> str:
    """What is left of the limit beside the usual loss, in words."""
    if left < usual:
        return "less than"
    if left < 2 * usual:
        return "as much as"
    return "more than twice"


def _after_close(
    session: Session,
    user_id: UUID,
    occasion: NudgeOccasion,
    look: Look,
) -> NudgeMessage:
    day = occasion.day
    today = [trade for trade in _around(session, user_id, day, look.now) if trade.day == day]
    message = NudgeMessage(f"Your session of {_day(day)}")
    if not today:
        return message
    message.say(f"{_summed(today)}.", trade_ids=[str(trade.id) for trade in today[:50]])
    _broken(today, message)
    _seen_behaviour(session, user_id, today, message)
    reviewed = outcomes.reviews(session, user_id, day, day, {day: look.now})
    if day not in reviewed:
        message.say("You have not written its review yet.", reviewed=False)
    return message


def _weekly_review(
    session: Session,
    user_id: UUID,
    occasion: NudgeOccasion,
    look: Look,
) -> NudgeMessage:
    monday = occasion.day - timedelta(days=occasion.day.weekday())
    message = NudgeMessage(f"Your week to {_day(occasion.day)}")
    around = _around(session, user_id, occasion.day, look.now, days=18)
    week = [trade for trade in around if monday <= trade.day <= occasion.day]
    if not week:
        return message
    week_before = monday - timedelta(days=7)
    before = [trade for trade in around if week_before <= trade.day < monday]
    words = _summed(week)
    if before:
        words += f"; the week before: {_summed(before)}"
    message.say(f"{words}.", trades=len(week), trades_before=len(before))
    checked = [trade for trade in week if trade.kept is not None]
    if checked:
        kept_plans = sum(trade.kept is True for trade in checked)
        message.say(
            f"Every limit kept: {kept_plans} of {counted(len(checked), 'trade', 'trades')}.",
            kept=kept_plans,
        )
    _broken(week, message)
    _pattern(session, user_id, message)
    return message


def _limits(look: Look) -> list[str]:
    limits, book, sentences = look.limits, look.stands.book, []
    loss = loss_of(book, limits.daily_loss, look.figures.net_today, look.figures.r_today)
    if loss is not None and loss.most is not None:
        sentences.append(f"a daily loss of {loss.limit}")
    if limits.trades_per_day is not None:
        sentences.append(counted(limits.trades_per_day, "trade", "trades"))
    if limits.losses_in_a_row is not None:
        sentences.append(f"{counted(limits.losses_in_a_row, 'loss', 'losses')} in a row")
    if limits.plan_required:
        sentences.append("no trade without a plan")
    return sentences


def _promises(
    session: Session,
    user_id: UUID,
    look: Look,
    message: NudgeMessage,
    triggers: Sequence[str] | None,
) -> None:
    alive = list(commitments.alive(session, user_id, look.now))
    if triggers is not None:
        alive = [commitment for commitment in alive if commitment.trigger in triggers]
    commitment_ids: list[JsonValue] = []
    for commitment in alive[-SHOWN_PROMISES:]:
        commitment_ids.append(str(commitment.id))
        sentence = f"You promised yourself: {commitment.statement}"
        message.say(sentence, commitment_ids=commitment_ids)


def _pattern(session: Session, user_id: UUID, message: NudgeMessage) -> None:
    """The gravest pattern of real trades that is not over."""
    for pattern in behaviour.patterns(session, user_id):
        is_over = pattern.status == PatternStatus.RESOLVED or not pattern.events
        if pattern.trade_type == TradeType.REAL and not is_over:
            message.say(_described(pattern), pattern_id=str(pattern.id))
            return


def _described(pattern: BehaviourPattern) -> str:
    return f"{pattern.description} {pattern.cost['said']}"


def _broken(some: Sequence[PastTrade], message: NudgeMessage) -> None:
    rules: JsonObject = {}
    times = Counter(rule for trade in some for rule in trade.broken)
    rules.update(times)
    if rules:
        named = [f"{rule.replace('_', ' ')} ({times[rule]})" for rule in sorted(times)]
        message.say(f"Broken: {', '.join(named)}.", broken=rules)


def _seen_behaviour(
    session: Session,
    user_id: UUID,
    today: Sequence[PastTrade],
    message: NudgeMessage,
) -> None:
    first, last = today[0].entered, today[-1].entered
    marked = trade_history.marked(session, user_id, first, last + timedelta(days=2))
    events = [event for trade in today for event in marked.get(trade.id, [])]
    if events:
        names = ", ".join(sorted({event.detector.replace("_", " ") for event in events}))
        message.say(
            f"Seen: {names}. Say whether that is so: each answer makes the detectors more exact.",
            event_ids=[str(event.id) for event in events[:20]],
        )


def _around(
    session: Session,
    user_id: UUID,
    day: date,
    now: datetime,
    *,
    days: int = 3,
) -> list[PastTrade]:
    noon = datetime.combine(day, datetime.min.time(), now.tzinfo)
    return trade_history.trades(session, user_id, noon - timedelta(days=days), now)


def _last_session(session: Session, user_id: UUID, day: date, now: datetime) -> list[PastTrade]:
    """The trades of the last session before a day; none where it is more than two weeks ago."""
    trades_by_day = trade_history.by_day(_around(session, user_id, day, now, days=14))
    before = [trading_day for trading_day in trades_by_day if trading_day < day]
    if before:
        return trades_by_day[max(before)]
    return []


def _usual_loss(session: Session, user_id: UUID, look: Look, *, in_r: bool) -> float | None:
    """The median loss of the last half year, in R or in money of the trader's base currency."""
    trades = trade_history.trades(session, user_id, look.now - outcomes.LOOK_BACK, look.now)
    if in_r:
        results = [trade.r for trade in trades]
    else:
        currency = look.stands.book.money.currency
        results = [trade.net for trade in trades if trade.currency == currency]
    losses = sorted(-value for value in results if value is not None and value < 0)
    if len(losses) >= SAID_LEAST:
        return losses[len(losses) // 2]
    return None


def _summed(some: Sequence[PastTrade]) -> str:
    """How many trades, their R, and how many broke a limit; it begins with a number."""
    words = counted(len(some), "trade", "trades")
    known = trade_history.r_of(some)
    if len(known):
        words += f", {_r(float(known.sum()))}"
    broke = sum(trade.kept is False for trade in some)
    if broke:
        words += f", {broke} against a limit"
    return words


def _r(value: float) -> str:
    return f"{value:+.1f} R"


def _day(day: date) -> str:
    return day.strftime("%a %-d %b")
