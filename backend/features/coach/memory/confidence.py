"""How sure a memory still is. Pure: what is not confirmed fades by half in a time of its kind."""

from datetime import datetime, timedelta
from math import log2

from sqlalchemy import ColumnElement, Float, case, cast, func

from backend.features.coach.memory.models import CoachingMemory, MemoryKind

# Days in which half of the confidence is gone: a goal is of this season, a rule of thumb of this year.
HALF_LIFE_DAYS: dict[MemoryKind, int] = {
    MemoryKind.GOAL: 60,
    MemoryKind.HABIT: 90,
    MemoryKind.TRIGGER: 90,
    MemoryKind.RULE: 180,
    MemoryKind.PREFERENCE: 365,
    MemoryKind.FACT: 365,
}
FADED = 0.15  # below it a memory is listed, and no longer used
A_DAY = timedelta(days=1)


def confidence_now(kind: str, confidence: float, confirmed_at: datetime, now: datetime) -> float:
    """What is left of a confidence, from 0 to 1."""
    days = max(0.0, (now - confirmed_at) / A_DAY)
    half_lives = days / HALF_LIFE_DAYS[MemoryKind(kind)]
    return confidence * float(0.5**half_lives)


def fades_at(kind: str, confidence: float, confirmed_at: datetime) -> datetime:
    """When a memory that is not confirmed again is no longer used."""
    if confidence <= FADED:
        return confirmed_at
    halvings = log2(confidence / FADED)
    return confirmed_at + halvings * HALF_LIFE_DAYS[MemoryKind(kind)] * A_DAY


def confidence_in_sql(now: datetime) -> ColumnElement[float]:
    """The same in PostgreSQL, to sort by."""
    half_lives = [
        (CoachingMemory.kind == kind.value, float(days)) for kind, days in HALF_LIFE_DAYS.items()
    ]
    half_life = case(*half_lives, else_=90.0)
    seconds = func.extract("epoch", now - CoachingMemory.confirmed_at)
    days = func.greatest(0.0, seconds / A_DAY.total_seconds())
    remaining = func.power(cast(0.5, Float(53)), cast(days / half_life, Float(53)))
    return CoachingMemory.confidence * remaining
