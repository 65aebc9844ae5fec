"""What stands out in what the coach knows, the most pressing first, with its sources and the values of slots. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.behaviour.detectors.registry import shown_by
from backend.features.coach.coach_context.cached_part import QUICK
from backend.features.coach.coach_context.group_comparisons import together
from backend.features.coach.coach_context.model import Background, CheckInSeen, TradeSeen
from backend.features.coach.coach_context.models import Phase, SessionType
from backend.features.coach.coach_context.packing import clock, held_words
from backend.features.coach.memory.models import MemoryKind
from backend.features.coach.memory.statement_matching import share_of, telling
from backend.features.coach.rule_coach.observation import (
    NAMES,
    Standout,
    ended,
    listed,
    r_of,
    result_slots,
    run_together,
    trade_slots,
)
from backend.features.coach.rule_coach.question_answers import answers
from backend.features.coach.verdicts.facts import money

FRESH = timedelta(hours=2)
LATELY = timedelta(days=1)  # an older run says little about this moment
LARGE = Decimal("1.5")
LOW_SCORE = 70
LAST = 10  # trades among which unplanned ones are counted
PAUSE_MINUTES = 20  # longer than what counts as a quick entry after a loss
STOP_AT = 3
MOST_NAMED = 5
PREPARED = 25  # before and after the session the coach begins with what that time of day is for
COSTLY = 10  # a pattern whose cost is measured goes before one whose cost is not
RESTED = 25  # what was said in one of the last answers makes room for what was not

# What a type of session looks at first: added to the weight.
_TYPES: dict[SessionType, dict[str, int]] = {
    SessionType.PSYCHOLOGY: {"fresh_loss": 10, "losing_run": 10, "pattern": 10, "check_in": 10, "memory": 5},
    SessionType.DISCIPLINE: {
        "commitment_broken": 25, "unplanned": 25, "adherence": 25, "commitment_kept": 15, "plan": 10, "last_step": 10,
    },
    SessionType.RISK_MANAGEMENT: {
        "oversize": 35, "open_without_stop": 25, "open_trade": 15, "locked": 5, "losing_run": 10, "figures": 5,
    },
}  # fmt: skip
_PHASES: dict[Phase, dict[str, int]] = {
    Phase.PRE_MARKET: {
        "plan": 25,
        "check_in": 25,
        "no_check_in": 15,
        "last_step": 15,
        "memory_goal": 10,
    },
    Phase.IN_SESSION: {
        "fresh_loss": 20,
        "open_trade": 15,
        "open_without_stop": 20,
        "losing_run": 10,
    },
    Phase.POST_MARKET: {"day": 30, "adherence": 20, "unplanned": 15, "commitment_kept": 10},
}
# Words of a message that ask for one thing that stands out.
_TOPICS: dict[str, frozenset[str]] = {
    "oversize": frozenset("size sizing contracts lots big bigger large oversized risk".split()),
    "unplanned": frozenset("plan planned planning unplanned impulse impulsive".split()),
    "adherence": frozenset("rules rule plan discipline adherence broke".split()),
    "check_in": frozenset("tired sleep slept exhausted stress stressed focus mood".split()),
    "losing_run": frozenset("losses losing streak row lost".split()),
    "fresh_loss": frozenset("loss lost losing stopped stop back revenge".split()),
    "winning_run": frozenset("winning wins won streak".split()),
    "open_trade": frozenset("open position holding hold".split()),
    "day": frozenset("today day session".split()),
    "figures": frozenset("record results performance expectancy edge profitable".split()),
    "training": frozenset("training practice simulator demo".split()),
    "commitment_broken": frozenset("promise promised commitment pause".split()),
    "last_step": frozenset("agreed last session step".split()),
}
_STEMS = {kind: frozenset(telling(" ".join(sorted(words)))) for kind, words in _TOPICS.items()}
TOPIC = 100  # what the words ask for goes before what merely stands out


def standouts(
    seen: Background,
    words: str = "",
    *,
    felt: Sequence[str] = (),
    named_before: Sequence[frozenset[str]] = (),
) -> list[Standout]:
    """What answers the words, then everything that stands out, the most pressing first.

    Args:
        seen: what is known.
        words: of the message.
        felt: the feelings that the words show; patterns that have to do with them go first.
        named_before: the sources of the last answers, for what was said then makes room.
    """
    asked = frozenset(telling(words))
    typed, phased = _TYPES[seen.session_type], _PHASES[seen.phase]
    shown = {detector for name in felt for detector in shown_by(name)}
    about = {one.source for one in seen.kept.patterns if one.detector in shown}

    def weight(one: Standout) -> int:
        is_topic = asked & _STEMS.get(one.kind, frozenset()) or about & set(one.sources)
        rest = RESTED * sum(set(one.sources) <= named for named in named_before)
        begins = (
            PREPARED
            if not words and one.kind in phased and seen.phase is not Phase.IN_SESSION
            else 0
        )
        return (
            one.weight
            + typed.get(one.kind, 0)
            + phased.get(one.kind, 0)
            + (TOPIC if is_topic else 0)
            + begins
            - rest
        )

    noticed = [*_now(seen), *_trades(seen), *_process(seen), *_person(seen, words), *_record(seen)]
    noticed.sort(key=weight, reverse=True)
    answered = list(answers(seen, words, noticed))
    told = {(one.kind, one.sources) for one in answered}
    return [*answered, *(one for one in noticed if (one.kind, one.sources) not in told)]


def _now(seen: Background) -> Iterator[Standout]:
    for hold in seen.holds:
        slots = {"state": hold.state if hold.state == "locked" else "on caution", "reason": ended(hold.reason),
                 "until": clock(hold.until, seen)}  # fmt: skip
        yield Standout("locked", 90 if hold.state == "locked" else 55, (hold.source,), slots)
    for one in seen.kept.open_trades[:3]:
        stop = "no stop" if one.stop_price is None else f"stop {plain_decimal(one.stop_price)}"
        slots = trade_slots(one, seen) | {"entry": plain_decimal(one.entry_price), "stop": stop}
        if one.stop_price is None:
            yield Standout("open_without_stop", 65, (one.source,), slots)
        else:
            yield Standout("open_trade", 30, (one.source,), slots)
    if seen.entered_today and seen.phase is not Phase.PRE_MARKET:
        slots = {"trades": counted(seen.entered_today, "trade", "trades"), "net": money(seen.net_today, seen.currency),
                 "r": r_of(seen.r_today)}  # fmt: skip
        yield Standout("day", 30, ("figure:today",), slots)


def _trades(seen: Background) -> Iterator[Standout]:
    yield from _named(seen)
    last = seen.kept.trades[0] if seen.kept.trades else None
    if (
        last is not None
        and last.is_loss
        and last.exit_time is not None
        and seen.now - last.exit_time <= FRESH
    ):
        minutes = seen.minutes_since(last.exit_time)
        slots = result_slots(last, seen) | {"minutes": held_words(60 * minutes) if minutes else "Less than a minute",
                                       "pause": str(PAUSE_MINUTES)}  # fmt: skip
        yield Standout("fresh_loss", 70, (last.source,), slots)
    quick = seen.figure("after_a_loss")
    if quick is not None:
        slots = {"sentence": quick.statement, "n": str(quick.n), "window": str(int(QUICK.total_seconds() // 60)),
                 "pause": str(PAUSE_MINUTES)}  # fmt: skip
        fresh = last is not None and last.is_loss
        yield Standout("quick_entries", 60 if fresh else 28, (quick.source,), slots)
    yield from _runs(seen)
    latest = max(
        (*seen.kept.open_trades[:3], *seen.kept.trades[:1]),
        key=lambda one: one.entry_time,
        default=None,
    )
    if latest is not None and latest.instrument in seen.kept.usual_sizes:
        usual, many = seen.kept.usual_sizes[latest.instrument]
        if latest.size >= LARGE * usual:
            ratio = f"{(latest.size / usual).quantize(Decimal('0.1'))}"
            slots = trade_slots(latest, seen) | {
                "usual": plain_decimal(usual),
                "n": str(many),
                "ratio": ratio,
            }
            yield Standout(
                "oversize", 60, (latest.source, f"figure:usual_size_{latest.instrument}"), slots
            )


def _named(seen: Background) -> Iterator[Standout]:
    """What it is about: one trade, or several in one sentence."""
    if len(seen.named) == 1:
        yield Standout("named", 100, (seen.named[0].source,), result_slots(seen.named[0], seen))
    elif seen.named:
        each = [_in_short(one, seen) for one in seen.named[:MOST_NAMED]]
        more = f"; and {len(seen.named) - MOST_NAMED} more" if len(seen.named) > MOST_NAMED else ""
        sources = ("figure:named", *(one.source for one in seen.named))
        slots = {
            "count": str(len(seen.named)),
            "each": "; ".join(each) + more,
            "together": together(seen.named),
        }
        yield Standout("named_together", 100, sources, slots)


def _in_short(one: TradeSeen, seen: Background) -> str:
    slots = result_slots(one, seen)
    return f"{slots['direction']} {slots['instrument']} of {slots['day']}, {slots['result']}{slots['planned']}"


def _runs(seen: Background) -> Iterator[Standout]:
    lost, won = seen.losing_run, seen.winning_run
    ended_at = lost[0].exit_time if lost else None
    weight = (
        50 + min(20, 5 * len(lost))
        if ended_at is not None and seen.now - ended_at <= LATELY
        else 25
    )
    if len(lost) >= 2:
        slots = {"count": str(len(lost)), "together": run_together(lost),
                 "planned": _none(sum(one.is_planned for one in lost)), "stop_at": str(STOP_AT)}  # fmt: skip
        sources = ("figure:losing_run", *(one.source for one in lost[:8]))
        yield Standout("losing_run", weight, sources, slots)
    if len(won) >= 3:
        slots = {"count": str(len(won)), "together": run_together(won)}
        yield Standout(
            "winning_run", 35, ("figure:winning_run", *(one.source for one in won[:8])), slots
        )


def _process(seen: Background) -> Iterator[Standout]:
    last = seen.kept.trades[:LAST]
    without = [one for one in last if not one.is_planned]
    if len(last) >= 3 and len(without) * 2 > len(last):
        premium = seen.figure("premium_of_planning")
        words = _premium(premium.value, premium.n) if premium else ""
        sources = tuple(one.source for one in without[:5]) + ((premium.source,) if premium else ())
        few = f"Only {len(last) - len(without)}" if len(without) < len(last) else "Not one"
        slots = {
            "unplanned": str(len(without)),
            "of": str(len(last)),
            "planned": few,
            "premium": words,
        }
        yield Standout("unplanned", 38, sources, slots)
    scored = next((one for one in seen.kept.trades[:LAST] if one.adherence is not None), None)
    if scored is not None and scored.adherence is not None and scored.adherence < LOW_SCORE:
        broken = f": {listed(scored.broken)} went against it" if scored.broken else ""
        slots = result_slots(scored, seen) | {"score": str(scored.adherence), "broken": broken}
        yield Standout("adherence", 42, (scored.source,), slots)
    for one in seen.kept.commitments:
        slots = {"statement": ended(one.statement), "occasions": counted(one.occasions, "time", "times"),
                 "broken": "once" if one.broken == 1 else f"{one.broken} times"}  # fmt: skip
        if one.broken:
            yield Standout("commitment_broken", 48, (one.source,), slots)
        elif one.kept:
            yield Standout("commitment_kept", 26, (one.source,), slots)
    for plan in (*seen.named_plans, *seen.plans[:3]):
        weight = 100 if plan in seen.named_plans else 32
        slots = {"title": plan.title, "direction": plan.direction, "size": plain_decimal(plan.size),
                 "instrument": plan.instrument, "stop": plain_decimal(plan.stop)}  # fmt: skip
        yield Standout("plan", weight, (plan.source,), slots)


def _person(seen: Background, words: str) -> Iterator[Standout]:
    for one in sorted(seen.kept.patterns, key=lambda one: one.measured_r or 0):
        if one.status in ("active", "improving"):
            last = (
                f", last on {one.last_seen.astimezone(ZoneInfo(seen.zone)).date()}"
                if one.last_seen
                else ""
            )
            name = NAMES.get(one.detector, one.detector.replace("_", " "))
            slots = {
                "description": one.description,
                "name": name,
                "last": last,
                "cost": f" {one.cost}." if one.cost else "",
            }
            weight = 30 + 5 * one.severity - (10 if one.status == "improving" else 0)
            weight += COSTLY if one.measured_r is not None and one.measured_r < 0 else 0
            yield Standout("pattern", weight, (one.source,), slots)
    if seen.check_in is None:
        if seen.phase is Phase.PRE_MARKET:
            yield Standout("no_check_in", 22, (f"check_in:{seen.today}",), {"day": str(seen.today)})
    elif low := low_measures(seen.check_in):
        short = low.split(",")[0].split(" and ")[0]
        yield Standout("check_in", 44, (seen.check_in.source,), {"low": low, "short": short})
    for memory in seen.memories[:5]:
        goal = memory.kind == MemoryKind.GOAL
        fits = share_of(memory.statement, words) >= 1 / 3 if words else False
        slots = {"day": str(memory.learned_at.astimezone(ZoneInfo(seen.zone)).date()),
                 "statement": memory.statement.replace('"', "'")}  # fmt: skip
        yield Standout(
            "memory_goal" if goal else "memory", 52 if fits else 24, (memory.source,), slots
        )
    step = next((one for one in seen.kept.sessions if one.next_step), None)
    if step is not None and step.next_step is not None and step.step_kept is None:
        slots = {"day": str(step.day), "step": step.next_step.replace('"', "'")}
        yield Standout("last_step", 34, (step.source,), slots)


def _record(seen: Background) -> Iterator[Standout]:
    mean = seen.figure("expectancy")
    if mean is not None and mean.n >= 5:
        many = seen.figure("net")
        words = mean.statement if many is None else f"{many.statement} {mean.statement}"
        sources = (mean.source,) if many is None else (many.source, mean.source)
        yield Standout(
            "figures", 20, sources, {"sentence": words, "value": mean.value, "n": str(mean.n)}
        )
    training = seen.figure("training")
    if training is not None:
        slots = {"sentence": training.statement, "value": training.value}
        yield Standout("training", 18, (training.source,), slots)
    if seen.kept.trades:
        last, many = seen.kept.trades[0], seen.figure("net")
        all_of_them = many.n if many else len(seen.kept.trades)
        which = (
            "Your one closed trade"
            if all_of_them == 1
            else f"The latest of your {all_of_them} closed trades"
        )
        slots = result_slots(last, seen) | {"which": which}
        yield Standout("last_trade", 12, (last.source,), slots)
    else:
        yield Standout("empty", 10, ("figure:trades",))


def low_measures(one: CheckInSeen) -> str:
    """What of a check-in is out of the ordinary for the worse; empty where nothing is."""
    found = []
    if one.sleep_hours is not None and one.sleep_hours < 6:
        found.append(f"{plain_decimal(one.sleep_hours)} hours of sleep")
    if one.stress is not None and one.stress >= 4:
        found.append(f"stress {one.stress} of 5")
    for name in ("mood", "energy", "focus"):
        value = getattr(one, name)
        if value is not None and value <= 2:
            found.append(f"{name} {value} of 5")
    return listed(found)


def _premium(value: str, many: int) -> str:
    how = f"{value.removeprefix('-')} R {'less' if value.startswith('-') else 'more'}"
    return f"; the planned ones earn {how} on average, N {many}"


def _none(many: int) -> str:
    return str(many) if many else "none"
