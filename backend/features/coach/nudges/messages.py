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
from backend.features.coach.nudges.trade_history import Past
from backend.features.coach.nudges.triggers import Look, Occasion
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
class Told:
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


def told(session: Session, user_id: UUID, occasion: Occasion, seen: Look) -> Told | None:
    """What there is to say of an occasion; null where the record holds nothing that speaks to it."""
    say = {
        NudgeKind.BEFORE_OPEN: _before_open,
        NudgeKind.AFTER_LOSSES: _after_losses,
        NudgeKind.NEAR_LIMIT: _near_limit,
        NudgeKind.AFTER_CLOSE: _after_close,
        NudgeKind.WEEKLY_REVIEW: _weekly_review,
    }[occasion.kind]
    found = say(session, user_id, occasion, seen)
    if not found.lines:
        return None
    found.evidence["day"] = occasion.day.isoformat()
    return found


def _before_open(session: Session, user_id: UUID, occasion: Occasion, seen: Look) -> Told:
    starts = next(one.starts for one in seen.days if one.day == occasion.day)
    clock = starts.astimezone(ZoneInfo(seen.stands.book.zone)).strftime("%H:%M")
    found = Told(f"Your session begins at {clock}")
    limits = _limits(seen)
    if limits:
        version = seen.stands.version.number if seen.stands.version else None
        found.say(f"Your limits: {', '.join(limits)}.", rulebook_version=version)
    _promises(session, user_id, seen, found, None)
    _pattern(session, user_id, found)
    waiting = plans.living(session, user_id, seen.now)
    if waiting:
        named = ", ".join(f"{one.instrument} {one.direction}" for one in waiting[:SHOWN_PLANS])
        more = f" and {len(waiting) - SHOWN_PLANS} more" if len(waiting) > SHOWN_PLANS else ""
        found.say(
            f"{counted(len(waiting), 'plan waits', 'plans wait')}: {named}{more}.",
            plan_ids=[str(one.id) for one in waiting[:SHOWN_PLANS]],
        )
    last = _last_session(session, user_id, occasion.day, seen.now)
    if last:
        found.say(
            f"Last session, {_day(last[0].day)}: {_summed(last)}.",
            last_session=last[0].day.isoformat(),
        )
    return found


def _after_losses(session: Session, user_id: UUID, occasion: Occasion, seen: Look) -> Told:
    run = seen.figures.losing_run_today
    found = Told(f"{counted(run, 'loss', 'losses')} in a row")
    since = seen.now - outcomes.LOOK_BACK
    before = trade_history.trades(session, user_id, since, seen.stands.book.day.starts)
    spans = trade_history.runs(before, run, seen.stands.book.day_of)
    after = [one for start, end in spans for one in before if start < one.entered < end]
    known = Moments.of(trade_history.r_of(after))
    if known.mean is not None:
        measured = expectancy(known)
        sure = measured.interval
        within = f" (95 %: {_r(sure.low)} to {_r(sure.high)})" if sure else ""
        found.say(
            f"In the last half year you traded on {counted(known.n, 'time', 'times')} after {run} in a row, in the same"
            f" session: {_r(known.mean)} a trade{within}.",
            after_run={"trades": known.n, "mean_r": known.mean, "runs": len(spans)},
        )
    _promises(session, user_id, seen, found, AFTER_LOSS)
    limit = seen.limits.losses_in_a_row
    if limit is not None and run < limit:
        left = limit - run
        found.say(
            f"By your own rule {counted(left, 'more loss ends', 'more losses end')} this session."
        )
    so_far = counted(seen.figures.closed_today, "trade", "trades")
    found.say(
        f"Today so far: {_r(float(seen.figures.r_today))} in {so_far}.",
        first_loss=occasion.key,
        run=run,
    )
    return found


def _near_limit(session: Session, user_id: UUID, _: Occasion, seen: Look) -> Told:
    book, figured = seen.stands.book, seen.figures
    loss = loss_of(book, seen.limits.daily_loss, figured.net_today, figured.r_today)
    assert loss is not None
    assert loss.most is not None
    left = loss.most - loss.lost
    in_r = seen.limits.daily_loss is not None and seen.limits.daily_loss.r is not None
    room = f"{plain_decimal(left.quantize(CENT))} R" if in_r else money(book, left)
    found = Told(f"{room} left of today's loss limit")
    found.say(
        f"You lost {loss.shown} of {loss.limit} today.", lost=str(loss.lost), limit=str(loss.most)
    )
    usual = _usual_loss(session, user_id, seen, in_r=in_r)
    if usual is not None:
        word = (
            "less than"
            if float(left) < usual
            else "as much as"
            if float(left) < 2 * usual
            else "more than twice"
        )
        shown = f"{usual:.1f} R" if in_r else money(book, Decimal(usual))
        found.say(f"What is left is {word} your usual loss of {shown}.", usual_loss=usual)
    reached = outcomes.before(
        session, user_id, NudgeKind.NEAR_LIMIT, seen.now, seen.run, seen.stands
    )
    if len(reached) >= SAID_LEAST:
        found.say(
            f"Of {len(reached)} sessions that came this close, {int(sum(reached))} went on to the limit.",
            sessions_near=len(reached),
            sessions_reached=int(sum(reached)),
        )
    return found


def _after_close(session: Session, user_id: UUID, occasion: Occasion, seen: Look) -> Told:
    today = [
        one for one in _around(session, user_id, occasion.day, seen.now) if one.day == occasion.day
    ]
    found = Told(f"Your session of {_day(occasion.day)}")
    if not today:
        return found
    found.say(
        f"{_summed(today)[0].upper()}{_summed(today)[1:]}.",
        trade_ids=[str(one.id) for one in today[:50]],
    )
    _broken(today, found)
    _seen_behaviour(session, user_id, today, found)
    if occasion.day not in outcomes.reviews(
        session, user_id, occasion.day, occasion.day, {occasion.day: seen.now}
    ):
        found.say("You have not written its review yet.", reviewed=False)
    return found


def _weekly_review(session: Session, user_id: UUID, occasion: Occasion, seen: Look) -> Told:
    monday = occasion.day - timedelta(days=occasion.day.weekday())
    found = Told(f"Your week to {_day(occasion.day)}")
    around = _around(session, user_id, occasion.day, seen.now, days=18)
    week = [one for one in around if monday <= one.day <= occasion.day]
    if not week:
        return found
    before = [one for one in around if monday - timedelta(days=7) <= one.day < monday]
    against = f"; the week before: {_summed(before)}" if before else ""
    found.say(
        f"{_summed(week)[0].upper()}{_summed(week)[1:]}{against}.",
        trades=len(week),
        trades_before=len(before),
    )
    checked = [one for one in week if one.kept is not None]
    if checked:
        kept = sum(one.kept is True for one in checked)
        found.say(
            f"Every limit kept: {kept} of {counted(len(checked), 'trade', 'trades')}.", kept=kept
        )
    _broken(week, found)
    _pattern(session, user_id, found)
    return found


def _limits(seen: Look) -> list[str]:
    limits, book, found = seen.limits, seen.stands.book, []
    loss = loss_of(book, limits.daily_loss, seen.figures.net_today, seen.figures.r_today)
    if loss is not None and loss.most is not None:
        found.append(f"a daily loss of {loss.limit}")
    if limits.trades_per_day is not None:
        found.append(counted(limits.trades_per_day, "trade", "trades"))
    if limits.losses_in_a_row is not None:
        found.append(f"{counted(limits.losses_in_a_row, 'loss', 'losses')} in a row")
    if limits.plan_required:
        found.append("no trade without a plan")
    return found


def _promises(
    session: Session, user_id: UUID, seen: Look, found: Told, triggers: Sequence[str] | None
) -> None:
    alive = [
        one
        for one in commitments.alive(session, user_id, seen.now)
        if triggers is None or one.trigger in triggers
    ]
    for one in alive[-SHOWN_PROMISES:]:
        named = [*found.evidence.get("commitment_ids", []), str(one.id)]
        found.say(f"You promised yourself: {one.statement}", commitment_ids=named)


def _pattern(session: Session, user_id: UUID, found: Told) -> None:
    """The gravest pattern of real trades that is not over."""
    for one in behaviour.patterns(session, user_id):
        if one.trade_type == TradeType.REAL and one.status != PatternStatus.RESOLVED and one.events:
            found.say(_described(one), pattern_id=str(one.id))
            return


def _described(one: BehaviourPattern) -> str:
    return f"{one.description} {one.cost['said']}"


def _broken(some: Sequence[Past], found: Told) -> None:
    rules: dict[str, int] = {}
    for one in some:
        for rule in one.broken:
            rules[rule] = rules.get(rule, 0) + 1
    if rules:
        named = ", ".join(
            f"{rule.replace('_', ' ')} ({many})" for rule, many in sorted(rules.items())
        )
        found.say(f"Broken: {named}.", broken=rules)


def _seen_behaviour(session: Session, user_id: UUID, today: Sequence[Past], found: Told) -> None:
    marked = trade_history.marked(
        session, user_id, today[0].entered, today[-1].entered + timedelta(days=2)
    )
    events = [event for one in today for event in marked.get(one.id, [])]
    if events:
        names = sorted({one.detector.replace("_", " ") for one in events})
        found.say(
            f"Seen: {', '.join(names)}. Say whether that is so: each answer makes the detectors more exact.",
            event_ids=[str(one.id) for one in events[:20]],
        )


def _around(
    session: Session, user_id: UUID, day: date, now: datetime, *, days: int = 3
) -> list[Past]:
    noon = datetime.combine(day, datetime.min.time(), now.tzinfo)
    return trade_history.trades(session, user_id, noon - timedelta(days=days), now)


def _last_session(session: Session, user_id: UUID, day: date, now: datetime) -> list[Past]:
    """The trades of the last session before a day; none where it is more than two weeks ago."""
    found = trade_history.by_day(_around(session, user_id, day, now, days=14))
    before = [one for one in found if one < day]
    return found[max(before)] if before else []


def _usual_loss(session: Session, user_id: UUID, seen: Look, *, in_r: bool) -> float | None:
    """The median loss of the last half year, in R or in money of the trader's base currency."""
    found = trade_history.trades(session, user_id, seen.now - outcomes.LOOK_BACK, seen.now)
    if not in_r:
        found = [one for one in found if one.currency == seen.stands.book.money.currency]
    losses = sorted(
        -value for one in found if (value := one.r if in_r else one.net) is not None and value < 0
    )
    return losses[len(losses) // 2] if len(losses) >= SAID_LEAST else None


def _summed(some: Sequence[Past]) -> str:
    known = trade_history.r_of(some)
    total = f", {_r(float(known.sum()))}" if len(known) else ""
    broke = sum(one.kept is False for one in some)
    return f"{counted(len(some), 'trade', 'trades')}{total}{f', {broke} against a limit' if broke else ''}"


def _r(value: float) -> str:
    return f"{value:+.1f} R"


def _day(day: date) -> str:
    return day.strftime("%a %-d %b")
