"""The encrypted tables of coaching, for when keys change."""

from typing import Any

from backend.core.encrypted_columns import Vault
from backend.core.key_rotation import renew_columns, sealed_table
from backend.features.coach.coach_context.models import CoachingSession
from backend.features.coach.memory.models import (
    CoachingMemory,
    CoachingMemoryVersion,
    CoachingTombstone,
)
from backend.features.coach.memory.service import opened, renew_tombstone, write_words


def _renew_memory(vault: Vault, row: Any) -> None:
    write_words(row, opened(row, vault), vault)


TABLES = (
    sealed_table(CoachingMemory, ("statement",), _renew_memory),
    sealed_table(CoachingMemoryVersion, ("statement",), renew_columns("statement")),
    sealed_table(CoachingTombstone, ("digest",), renew_tombstone),
    sealed_table(CoachingSession, ("next_step", "note"), renew_columns("next_step", "note")),
)
