"""The encrypted tables of coaching, for when keys change."""

from backend.core.key_rotation import renew_columns, sealed_table
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.memory.models import (
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingTombstone,
)
from backend.features.coach.memory.service import renew_memory, renew_tombstone

TABLES = (
    sealed_table(CoachingMemory, ("statement",), renew_memory),
    sealed_table(CoachingMemoryVersion, ("statement",), renew_columns("statement")),
    sealed_table(CoachingTombstone, ("digest",), renew_tombstone),
    sealed_table(CoachingSession, ("next_step", "note"), renew_columns("next_step", "note")),
)
