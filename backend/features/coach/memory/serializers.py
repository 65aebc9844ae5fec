"""A memory as the wire has it."""

from datetime import datetime
from typing import Any

from backend.core.crypto import Keyring
from backend.features.coach.memory.confidence import FADED, HALF_LIFE_DAYS, confidence_now, fades_at
from backend.features.coach.memory.models import (
    CoachingCarrier,
    CoachingMemory,
    CoachingMemoryVersion,
    MemoryKind,
    MemoryStatus,
)
from backend.features.coach.memory.sealed_statements import (
    opened_version,
    vault_of_memories,
    vault_of_versions,
)

_COLUMNS = """
    id kind status number source message_id evidence confidence sharing providers
    learned_at confirmed_at forgotten_at
""".split()


def memory_out(memory: CoachingMemory, keyring: Keyring, now: datetime) -> dict[str, Any]:
    """A memory with what is left of its confidence; without words once it is forgotten."""
    vault = vault_of_memories(keyring, memory.user_id)
    confidence = confidence_now(memory.kind, memory.confidence, memory.confirmed_at, now)
    is_kept = memory.status == MemoryStatus.KEPT
    fading = fades_at(memory.kind, memory.confidence, memory.confirmed_at)
    return {
        **{name: getattr(memory, name) for name in _COLUMNS},
        "statement": vault.open_some("statement", memory.id, memory.statement),
        "confidence_now": round(confidence, 4) if memory.statement else 0.0,
        "half_life_days": HALF_LIFE_DAYS[MemoryKind(memory.kind)],
        "in_use": is_kept and confidence >= FADED,
        "fades_at": fading if is_kept else None,
    }


def version_out(version: CoachingMemoryVersion, keyring: Keyring) -> dict[str, Any]:
    """How a memory read before it was corrected."""
    return {
        "number": version.number,
        "kind": version.kind,
        "statement": opened_version(version, vault_of_versions(keyring, version.user_id)),
        "since": version.since,
        "until": version.until,
    }


def carrier_out(carrier: CoachingCarrier) -> dict[str, Any]:
    """A message that carries a memory, and how."""
    return {"message_id": str(carrier.message_id), "how": carrier.how}
