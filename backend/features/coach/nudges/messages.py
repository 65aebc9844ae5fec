"""What a nudge says: figures of the trader's own record, limits, promises and patterns. Without any it says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.behaviour import queries as behaviour
from backend.features.coach.behaviour.models import BehaviourPattern, PatternStatus
from backend.features.coach.nudges import outcomes, trade_history
from backend.features.coach.nudges.models import NudgeKind
from backend.features.coach.nudges.trade_history import PastTrade
from backend.features.coach.nudges.triggers import Look, NudgeOccasion
from backend.features.record.plans import queries as plans
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.evaluation import loss_of, money
from backend.features.record.rulebook.models import Trigger
from backend.features.record.trades.models import TradeType
from backend.quant.aggregates import Moments
from backend.quant.metrics import expectancy

CENT = Decimal("0.01")
SHOWN_PROMISES = 2
SHOWN_PLANS = 3
SAID_LEAST = 3  # occasions before "so many of so many" is said
AFTER_LOSS = (Trigger.AFTER_LOSS, Trigger.AFTER_LOSSES, Trigger.AFTER_STOP)


@dataclass
class NudgeMessage:
    """What is said, line by line, and what each line rests on."""

    title: str
    lines: list[str] = field(default_factory=list)
    evidence: dict[str, Any] = field(default_factory=dict)

    def say(self, line: str, **rests_on: Any) -> None:
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
        version = look.stands.version.number if look.stands.version else None
        message.say(f"Your limits: {', '.join(limits)}.", rulebook_version=version)
    _promises(session, user_id, look, message, None)
    _pattern(session, user_id, message)
    waiting = plans.living(session, user_id, look.now)
    if waiting:
        named = ", ".join(f"{plan.instrument} {plan.direction}" for plan in waiting[:SHOWN_PLANS])
        if len(waiting) > SHOWN_PLANS:
            more = f" and {len(waiting) - SHOWN_PLANS} more"
        else:
            more = ""
        message.say(
            f"{counted(len(waiting), 'plan waits', 'plans wait')}: {named}{more}.",
            plan_ids=[str(plan.id) for plan in waiting[:SHOWN_PLANS]],
        )
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
        measured = expectancy(known)
        sure = measured.interval
        within = f" (95 %: {_r(sure.low)} to {_r(sure.high)})" if sure else ""
        message.say(
            f"In the last half year you traded on {counted(known.n, 'time', 'times')} after {run} in a row, in the same"
            f" session: {_r(known.mean)} a trade{within}.",
            after_run={"trades": known.n, "mean_r": known.mean, "runs": len(spans)},
        )
    _promises(session, user_id, look, message, AFTER_LOSS)
    limit = look.limits.losses_in_a_row
    if limit is not None and run < limit:
        left = limit - run
        message.say(
            f"By your own rule {counted(left, 'more loss ends', 'more losses end')} this session."
        )
    so_far = counted(look.figures.closed_today, "trade", "trades")
    message.say(
        f"Today so far: {_r(float(look.figures.r_today))} in {so_far}.",
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
    room = f"{plain_decimal(left.quantize(CENT))} R" if in_r else money(book, left)
    message = NudgeMessage(f"{room} left of today's loss limit")
    message.say(
        f"You lost {loss.shown} of {loss.limit} today.",
        lost=str(loss.lost),
        limit=str(loss.most),
    )
    usual = _usual_loss(session, user_id, look, in_r=in_r)
    if usual is not None:
        word = _against_usual(float(left), usual)
        shown = f"{usual:.1f} R" if in_r else money(book, Decimal(usual))
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
        message.say(
            f"Of {len(reached)} sessions that came this close, {int(sum(reached))} went on to the limit.",
            sessions_near=len(reached),
            sessions_reached=int(sum(reached)),
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
    today = [
        trade
        for trade in _around(session, user_id, occasion.day, look.now)
        if trade.day == occasion.day
    ]
    message = NudgeMessage(f"Your session of {_day(occasion.day)}")
    if not today:
        return message
    message.say(
        f"{_summed(today)[0].upper()}{_summed(today)[1:]}.",
        trade_ids=[str(trade.id) for trade in today[:50]],
    )
    _broken(today, message)
    _seen_behaviour(session, user_id, today, message)
    if occasion.day not in outcomes.reviews(
        session,
        user_id,
        occasion.day,
        occasion.day,
        {occasion.day: look.now},
    ):
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
    before = [trade for trade in around if monday - timedelta(days=7) <= trade.day < monday]
    against = f"; the week before: {_summed(before)}" if before else ""
    message.say(
        f"{_summed(week)[0].upper()}{_summed(week)[1:]}{against}.",
        trades=len(week),
        trades_before=len(before),
    )
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
    alive = [
        promise
        for promise in commitments.alive(session, user_id, look.now)
        if triggers is None or promise.trigger in triggers
    ]
    for commitment in alive[-SHOWN_PROMISES:]:
        commitment_ids = [*message.evidence.get("commitment_ids", []), str(commitment.id)]
        sentence = f"You promised yourself: {commitment.statement}"
        message.say(sentence, commitment_ids=commitment_ids)


def _pattern(session: Session, user_id: UUID, message: NudgeMessage) -> None:
    """The gravest pattern of real trades that is not over."""
    for pattern in behaviour.patterns(session, user_id):
        if (
            pattern.trade_type == TradeType.REAL
            and pattern.status != PatternStatus.RESOLVED
            and pattern.events
        ):
            message.say(_described(pattern), pattern_id=str(pattern.id))
            return


def _described(pattern: BehaviourPattern) -> str:
    return f"{pattern.description} {pattern.cost['said']}"


def _broken(some: Sequence[PastTrade], message: NudgeMessage) -> None:
    rules: dict[str, int] = {}
    for trade in some:
        for rule in trade.broken:
            rules[rule] = rules.get(rule, 0) + 1
    if rules:
        named = ", ".join(
            f"{rule.replace('_', ' ')} ({many})" for rule, many in sorted(rules.items())
        )
        message.say(f"Broken: {named}.", broken=rules)


def _seen_behaviour(
    session: Session,
    user_id: UUID,
    today: Sequence[PastTrade],
    message: NudgeMessage,
) -> None:
    marked = trade_history.marked(
        session,
        user_id,
        today[0].entered,
        today[-1].entered + timedelta(days=2),
    )
    events = [event for trade in today for event in marked.get(trade.id, [])]
    if events:
        names = sorted({event.detector.replace("_", " ") for event in events})
        message.say(
            f"Seen: {', '.join(names)}. Say whether that is so: each answer makes the detectors more exact.",
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
    if not in_r:
        trades = [trade for trade in trades if trade.currency == look.stands.book.money.currency]
    losses = sorted(
        -value
        for trade in trades
        if (value := trade.r if in_r else trade.net) is not None and value < 0
    )
    if len(losses) >= SAID_LEAST:
        return losses[len(losses) // 2]
    return None


def _summed(some: Sequence[PastTrade]) -> str:
    known = trade_history.r_of(some)
    total = f", {_r(float(known.sum()))}" if len(known) else ""
    broke = sum(trade.kept is False for trade in some)
    return f"{counted(len(some), 'trade', 'trades')}{total}{f', {broke} against a limit' if broke else ''}"


def _r(value: float) -> str:
    return f"{value:+.1f} R"


def _day(day: date) -> str:
    return day.strftime("%a %-d %b")
