"""What stands out in what the coach knows, the most pressing first, with its sources and the values of slots. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.types import plain_decimal
from backend.core.words import counted
from backend.features.coaching.background import Background, CheckInSeen, TradeSeen
from backend.features.coaching.context import clock, held_words
from backend.features.coaching.models import MemoryKind, Phase, SessionType
from backend.features.coaching.reading import QUICK
from backend.features.coaching.wording import share_of, telling
from backend.features.verdicts.facts import money

FRESH = timedelta(hours=2)
LARGE = Decimal("1.5")
LOW_SCORE = 70
LAST = 10  # trades among which unplanned ones are counted
PAUSE_MINUTES = 20  # longer than what counts as a quick entry after a loss
STOP_AT = 3
SEVERE = 3

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
    Phase.PRE_MARKET: {"plan": 25, "check_in": 25, "no_check_in": 15, "last_step": 15, "memory_goal": 10},
    Phase.IN_SESSION: {"fresh_loss": 20, "open_trade": 15, "open_without_stop": 20, "losing_run": 10},
    Phase.POST_MARKET: {"day": 30, "adherence": 20, "unplanned": 15, "commitment_kept": 10},
}
NAMES = {
    "revenge": "a revenge entry",
    "fomo": "chasing",
    "oversizing": "a size beyond your own",
    "disposition": "holding a loser longer than a winner",
    "stop_moving": "moving the stop",
    "early_exit": "leaving early",
    "time_of_day": "trading at that time of day",
    "averaging_down": "adding to a loser",
    "tilt": "the heat after losses",
    "plan_drift": "drifting from the plan",
}
"""What a detector looks for, as a thing that one does."""
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
TOPIC = 20


@dataclass(frozen=True, slots=True)
class Standout:
    """One thing that stands out."""

    kind: str
    weight: int
    sources: tuple[str, ...]
    slots: dict[str, str] = field(default_factory=dict)


def standouts(seen: Background, words: str = "") -> list[Standout]:
    """Everything that stands out, the most pressing first, weighed by the session, the phase and what was said."""
    asked = frozenset(telling(words))
    typed, phased = _TYPES[seen.session_type], _PHASES[seen.phase]

    def weight(one: Standout) -> int:
        topic = TOPIC if asked & _STEMS.get(one.kind, frozenset()) else 0
        return one.weight + typed.get(one.kind, 0) + phased.get(one.kind, 0) + topic

    found = [*_now(seen), *_trades(seen), *_process(seen), *_person(seen, words), *_record(seen)]
    return sorted(found, key=weight, reverse=True)


def _now(seen: Background) -> Iterator[Standout]:
    for hold in seen.holds:
        slots = {"state": hold.state if hold.state == "locked" else "on caution", "reason": ended(hold.reason),
                 "until": clock(hold.until, seen)}  # fmt: skip
        yield Standout("locked", 90 if hold.state == "locked" else 55, (hold.source,), slots)
    for one in seen.kept.open_trades[:3]:
        stop = "no stop" if one.stop_price is None else f"stop {plain_decimal(one.stop_price)}"
        slots = _of_trade(one, seen) | {"entry": plain_decimal(one.entry_price), "stop": stop}
        if one.stop_price is None:
            yield Standout("open_without_stop", 65, (one.source,), slots)
        else:
            yield Standout("open_trade", 30, (one.source,), slots)
    if seen.entered_today and seen.phase is not Phase.PRE_MARKET:
        slots = {"trades": counted(seen.entered_today, "trade", "trades"), "net": money(seen.net_today, seen.currency),
                 "r": _r(seen.r_today)}  # fmt: skip
        yield Standout("day", 30, ("figure:today",), slots)


def _trades(seen: Background) -> Iterator[Standout]:
    for one in seen.named[:2]:
        yield Standout("named", 100, (one.source,), _result(one, seen))
    last = seen.kept.trades[0] if seen.kept.trades else None
    if last is not None and last.is_loss and last.exit_time is not None and seen.now - last.exit_time <= FRESH:
        minutes = seen.minutes_since(last.exit_time)
        slots = _result(last, seen) | {"minutes": held_words(60 * minutes) if minutes else "Less than a minute",
                                       "pause": str(PAUSE_MINUTES)}  # fmt: skip
        yield Standout("fresh_loss", 70, (last.source,), slots)
    quick = seen.figure("after_a_loss")
    if quick is not None:
        slots = {"sentence": quick.statement, "n": str(quick.n), "window": str(int(QUICK.total_seconds() // 60)),
                 "pause": str(PAUSE_MINUTES)}  # fmt: skip
        fresh = last is not None and last.is_loss
        yield Standout("quick_entries", 60 if fresh else 28, (quick.source,), slots)
    yield from _runs(seen)
    latest = max((*seen.kept.open_trades[:3], *seen.kept.trades[:1]), key=lambda one: one.entry_time, default=None)
    if latest is not None and latest.instrument in seen.kept.usual_sizes:
        usual, many = seen.kept.usual_sizes[latest.instrument]
        if latest.size >= LARGE * usual:
            ratio = f"{(latest.size / usual).quantize(Decimal('0.1'))}"
            slots = _of_trade(latest, seen) | {"usual": plain_decimal(usual), "n": str(many), "ratio": ratio}
            yield Standout("oversize", 60, (latest.source, f"figure:usual_size_{latest.instrument}"), slots)


def _runs(seen: Background) -> Iterator[Standout]:
    lost, won = seen.losing_run, seen.winning_run
    if len(lost) >= 2:
        slots = {"count": str(len(lost)), "together": _together(lost),
                 "planned": _none(sum(one.is_planned for one in lost)), "stop_at": str(STOP_AT)}  # fmt: skip
        sources = ("figure:losing_run", *(one.source for one in lost[:8]))
        yield Standout("losing_run", 50 + min(20, 5 * len(lost)), sources, slots)
    if len(won) >= 3:
        slots = {"count": str(len(won)), "together": _together(won)}
        yield Standout("winning_run", 35, ("figure:winning_run", *(one.source for one in won[:8])), slots)


def _process(seen: Background) -> Iterator[Standout]:
    last = seen.kept.trades[:LAST]
    without = [one for one in last if not one.is_planned]
    if len(last) >= 3 and len(without) * 2 > len(last):
        premium = seen.figure("premium_of_planning")
        words = _premium(premium.value, premium.n) if premium else ""
        sources = tuple(one.source for one in without[:5]) + ((premium.source,) if premium else ())
        few = f"Only {len(last) - len(without)}" if len(without) < len(last) else "Not one"
        slots = {"unplanned": str(len(without)), "of": str(len(last)), "planned": few, "premium": words}
        yield Standout("unplanned", 38, sources, slots)
    scored = next((one for one in seen.kept.trades[:LAST] if one.adherence is not None), None)
    if scored is not None and scored.adherence is not None and scored.adherence < LOW_SCORE:
        broken = f": {_listed(scored.broken)} went against it" if scored.broken else ""
        slots = _result(scored, seen) | {"score": str(scored.adherence), "broken": broken}
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
    for one in seen.kept.patterns:
        if one.status in ("active", "improving"):
            last = f", last on {one.last_seen.astimezone(ZoneInfo(seen.zone)).date()}" if one.last_seen else ""
            name = NAMES.get(one.detector, one.detector.replace("_", " "))
            slots = {
                "description": one.description,
                "name": name,
                "last": last,
                "cost": f" {one.cost}." if one.cost else "",
            }
            weight = 30 + 5 * one.severity - (10 if one.status == "improving" else 0)
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
        yield Standout("memory_goal" if goal else "memory", 52 if fits else 24, (memory.source,), slots)
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
        yield Standout("figures", 20, sources, {"sentence": words, "value": mean.value, "n": str(mean.n)})
    training = seen.figure("training")
    if training is not None:
        slots = {"sentence": training.statement, "value": training.value}
        yield Standout("training", 18, (training.source,), slots)
    if seen.kept.trades:
        last, many = seen.kept.trades[0], seen.figure("net")
        all_of_them = many.n if many else len(seen.kept.trades)
        which = "Your one closed trade" if all_of_them == 1 else f"The latest of your {all_of_them} closed trades"
        slots = _result(last, seen) | {"which": which}
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
    return _listed(found)


def ended(text: str) -> str:
    """A sentence that ends."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _of_trade(one: TradeSeen, seen: Background) -> dict[str, str]:
    when = one.exit_time or one.entry_time
    return {"direction": one.direction, "instrument": one.instrument, "size": plain_decimal(one.size),
            "day": str(when.astimezone(ZoneInfo(seen.zone)).date())}  # fmt: skip


def _result(one: TradeSeen, seen: Background) -> dict[str, str]:
    result = "still open" if one.exit_time is None else f"{_r(one.r)} R" if one.r is not None else ""
    if not result:
        result = money(one.net, one.currency) if one.net is not None else "without a result"
    held = f", held {held_words(one.hold_seconds)}" if one.hold_seconds is not None else ""
    planned = {
        "planned": ", as planned",
        "drifted": ", away from its plan",
        "late": ", its plan written after the fill",
    }
    return _of_trade(one, seen) | {
        "result": result, "held": held, "planned": planned.get(one.plan_match, ", without a plan")
    }  # fmt: skip


def _together(trades: Sequence[TradeSeen]) -> str:
    known = [one.r for one in trades if one.r is not None]
    return f", {_r(sum(known, Decimal(0)))} R together" if len(known) == len(trades) else ""


def _r(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"


def _premium(value: str, many: int) -> str:
    how = f"{value.removeprefix('-')} R {'less' if value.startswith('-') else 'more'}"
    return f"; the planned ones earn {how} on average, N {many}"


def _none(many: int) -> str:
    return str(many) if many else "none"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
