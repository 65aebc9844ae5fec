"""What stands out of the person: patterns, the check-in, what was said, and what was agreed last time. Pure."""

from collections.abc import Iterator

from backend.core.types import plain_decimal
from backend.features.coach.coach_context.models import DayPhase
from backend.features.coach.coach_context.views import CheckInView, CoachContext, PatternView
from backend.features.coach.memory.models import MemoryKind
from backend.features.coach.memory.statement_matching import share_of
from backend.features.coach.rule_coach.fact_clauses import overcome_words
from backend.features.coach.rule_coach.observation import Observation, listed, name_of, unquoted

FITS = 1 / 3  # this share of a memory's words in the message makes it the topic
COSTLY = 10  # a pattern whose cost is measured goes before one whose cost is not


def of_person(context: CoachContext, words: str) -> Iterator[Observation]:
    """Patterns, the check-in, what the trader said, and what was agreed last time."""
    for pattern in sorted(context.cached.patterns, key=lambda pattern: pattern.measured_r or 0):
        if pattern.status in ("active", "improving"):
            yield _pattern(pattern, context)
    for pattern in context.cached.overcome:
        yield overcome(pattern, context)
    yield from _check_in(context)
    yield from _memories(context, words)
    yield from _last_step(context)


def _last_step(context: CoachContext) -> Iterator[Observation]:
    """The step that was agreed last, where nobody knows whether it was kept."""
    for earlier in context.cached.sessions:
        if earlier.next_step:
            if earlier.step_kept is None:
                slots = {"day": str(earlier.day), "step": unquoted(earlier.next_step)}
                yield Observation("last_step", 34, (earlier.source,), slots)
            return


def _pattern(pattern: PatternView, context: CoachContext) -> Observation:
    slots = {
        "description": pattern.description,
        "name": name_of(pattern.detector),
        "last": "",
        "cost": "",
    }
    if pattern.last_seen:
        slots["last"] = f", last on {context.local(pattern.last_seen).date()}"
    if pattern.cost:
        slots["cost"] = f" {pattern.cost}."
    weight = 30 + 5 * pattern.severity
    if pattern.status == "improving":
        weight -= 10
    if pattern.measured_r is not None and pattern.measured_r < 0:
        weight += COSTLY
    return Observation("pattern", weight, (pattern.source,), slots)


def overcome(pattern: PatternView, context: CoachContext) -> Observation:
    """A habit that is no more: strengths are named with their figures too."""
    slots = {"words": overcome_words(pattern, context), "name": name_of(pattern.detector)}
    return Observation("overcome", 27, (pattern.source,), slots)


def _check_in(context: CoachContext) -> Iterator[Observation]:
    check_in = context.check_in
    if check_in is None:
        if context.phase is DayPhase.PRE_MARKET:
            slots = {"day": str(context.today)}
            yield Observation("no_check_in", 22, (f"check_in:{context.today}",), slots)
        return
    low = low_measures(check_in)
    if low:
        first = low.split(",")[0].split(" and ")[0]
        slots = {"low": low, "short": first}
        yield Observation("check_in", 44, (check_in.source,), slots)


def low_measures(check_in: CheckInView) -> str:
    """What of a check-in is out of the ordinary for the worse; empty where nothing is."""
    measures = []
    if check_in.sleep_hours is not None and check_in.sleep_hours < 6:
        measures.append(f"{plain_decimal(check_in.sleep_hours)} hours of sleep")
    if check_in.stress is not None and check_in.stress >= 4:
        measures.append(f"stress {check_in.stress} of 5")
    scores = {"mood": check_in.mood, "energy": check_in.energy, "focus": check_in.focus}
    for name, value in scores.items():
        if value is not None and value <= 2:
            measures.append(f"{name} {value} of 5")
    return listed(measures)


def _memories(context: CoachContext, words: str) -> Iterator[Observation]:
    for memory in context.memories[:5]:
        kind = "memory_goal" if memory.kind == MemoryKind.GOAL else "memory"
        is_topic = bool(words) and share_of(memory.statement, words) >= FITS
        weight = 52 if is_topic else 24
        slots = {
            "day": str(context.local(memory.learned_at).date()),
            "statement": unquoted(memory.statement),
        }
        yield Observation(kind, weight, (memory.source,), slots)
