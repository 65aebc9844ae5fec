"""A memory as the wire has it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from backend.core.crypto import Keyring
from backend.features.coach.memory.confidence import FADED, HALF_LIFE_DAYS, confidence_now, fades_at
from backend.features.coach.memory.models import (
    CoachingCarrier,
    CoachingMemory,
    CoachingMemoryVersion,
    MemoryKind,
    MemorySource,
    MemoryStatus,
    Sharing,
)
from backend.features.coach.memory.schemas import MemoryOut, MemoryVersionOut, MemoryWhole
from backend.features.coach.memory.sealed_statements import (
    opened_version,
    vault_of_memories,
    vault_of_versions,
)


def memory_out(memory: CoachingMemory, keyring: Keyring, now: datetime) -> MemoryOut:
    """A memory with what is left of its confidence; without words once it is forgotten."""
    return MemoryOut(**_fields(memory, keyring, now))


def whole_memory_out(
    memory: CoachingMemory,
    versions: Iterable[CoachingMemoryVersion],
    carriers: Iterable[CoachingCarrier],
    keyring: Keyring,
    now: datetime,
) -> MemoryWhole:
    """A memory with its earlier versions and the messages that carry it."""
    return MemoryWhole(
        **_fields(memory, keyring, now),
        versions=[_version_out(version, keyring) for version in versions],
        carried_by=[_carrier_out(carrier) for carrier in carriers],
    )


class _MemoryFields(TypedDict):
    """What `MemoryOut` says of a memory."""

    id: UUID
    kind: MemoryKind
    status: MemoryStatus
    statement: str | None
    number: int
    source: MemorySource
    message_id: UUID | None
    evidence: list[str]
    confidence: float
    confidence_now: float
    half_life_days: int
    in_use: bool
    fades_at: datetime | None
    sharing: Sharing
    providers: list[str]
    learned_at: datetime
    confirmed_at: datetime
    forgotten_at: datetime | None


def _fields(memory: CoachingMemory, keyring: Keyring, now: datetime) -> _MemoryFields:
    kind = MemoryKind(memory.kind)
    status = MemoryStatus(memory.status)
    is_kept = status is MemoryStatus.KEPT
    confidence = confidence_now(kind, memory.confidence, memory.confirmed_at, now)
    shown_confidence, fading = 0.0, None
    if memory.statement:
        shown_confidence = round(confidence, 4)
    if is_kept:
        fading = fades_at(kind, memory.confidence, memory.confirmed_at)
    vault = vault_of_memories(keyring, memory.user_id)
    return {
        "id": memory.id,
        "kind": kind,
        "status": status,
        "statement": vault.open_some("statement", memory.id, memory.statement),
        "number": memory.number,
        "source": MemorySource(memory.source),
        "message_id": memory.message_id,
        "evidence": memory.evidence,
        "confidence": memory.confidence,
        "confidence_now": shown_confidence,
        "half_life_days": HALF_LIFE_DAYS[kind],
        "in_use": is_kept and confidence >= FADED,
        "fades_at": fading,
        "sharing": Sharing(memory.sharing),
        "providers": memory.providers,
        "learned_at": memory.learned_at,
        "confirmed_at": memory.confirmed_at,
        "forgotten_at": memory.forgotten_at,
    }


def _version_out(version: CoachingMemoryVersion, keyring: Keyring) -> MemoryVersionOut:
    """How a memory read before it was corrected."""
    return MemoryVersionOut(
        number=version.number,
        kind=MemoryKind(version.kind),
        statement=opened_version(version, vault_of_versions(keyring, version.user_id)),
        since=version.since,
        until=version.until,
    )


def _carrier_out(carrier: CoachingCarrier) -> dict[str, str]:
    """A message that carries a memory, and how."""
    return {"message_id": str(carrier.message_id), "how": carrier.how}
