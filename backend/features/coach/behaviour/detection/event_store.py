"""Keeps what the detectors found: one row an event, however often they look; what they find no more is withdrawn."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.core.db import as_json, ids_array
from backend.core.ids import new_id
from backend.features.coach.behaviour.detection.detector_state import DetectionResult
from backend.features.coach.behaviour.models import BehaviourEvent, EventStatus
from backend.quant.behaviour.events import Baseline, Event, Said, Status
from backend.quant.behaviour.record import Stream, TradeKind

AT_ONCE = 1_000
_FIGURES = (
    "session",
    "occurred_at",
    "trade_ids",
    "plan_ids",
    "inputs",
    "baseline",
    "effect",
    "unit",
    "percentile",
    "score",
    "severity",
    "grade",
    "declared",
    "r",
    "guards",
    "quality",
    "is_learning",
    "status",
    "figures_hash",
    "updated_at",
)
_COLUMNS = ", ".join(
    (
        "id",
        "user_id",
        "trade_type",
        "account_id",
        "detector",
        "version",
        "key",
        "detected_at",
        *_FIGURES,
    )
)

# Whoever locks events locks them by key, so that nobody waits in a circle; so does `queries.answerable`.
_WRITE = text(f"""
insert into behaviour_events ({_COLUMNS})
select {_COLUMNS} from json_populate_recordset(cast(null as behaviour_events), cast(:rows as json)) order by key
on conflict (user_id, detector, version, key)
    do update set {", ".join(f"{name} = excluded.{name}" for name in _FIGURES)}
returning id, xmax = 0 as is_new
""")  # noqa: S608  # names of columns
_WITHDRAW = text("""
with gone as (
    select id from behaviour_events where user_id = :user_id and id = any(cast(:ids as uuid[])) order by key
    for no key update
)
update behaviour_events e set status = 'withdrawn', updated_at = :now from gone where e.id = gone.id
""")
# What was said of an event counts for the same event as a newer version of its detector sees it.
_CARRY_OVER = text("""
update behaviour_events as e set answer = o.answer, answered_at = o.answered_at
from behaviour_events as o
where e.user_id = :user_id and e.id = any(cast(:ids as uuid[])) and e.answer is null and o.user_id = e.user_id
    and o.detector = e.detector and o.version < e.version and o.trade_ids[1] = e.trade_ids[1] and o.answer is not null
""")

_Name = tuple[str, int, str]
"""Detector, version and key of an event."""


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What a look changed."""

    new: Sequence[UUID]
    withdrawn: int


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is asked of an event that is there: whether it differs, and whether it may be withdrawn."""

    id: UUID
    figures_hash: str | None
    is_fired: bool
    stream: Stream
    occurred_at: datetime


def keep(
    session: Session,
    user_id: UUID,
    findings: DetectionResult,
    *,
    since: Mapping[Stream, datetime],
    now: datetime,
) -> EventChanges:
    """Write what is different; looking again at the same record writes nothing, and locks nothing.

    Args:
        session: of the user.
        user_id: whose.
        findings: of the detectors.
        since: by stream that was not read from its beginning: events before are left as they are.
        now: the time of the look.
    """
    events = [event for event in findings.events if _is_known(since, event.stream, event.moment)]
    gone = [_name(event) for event in findings.gone if _is_known(since, event.stream, event.moment)]
    stored = _stored(
        session,
        user_id,
        None if findings.is_whole else {name[2] for name in (*map(_name, events), *gone)},
    )
    rows = [
        row
        for event in events
        if _differs(row := _row(user_id, event, now), stored.get(_name(event)))
    ]
    new = [
        row
        for start in range(0, len(rows), AT_ONCE)
        for row in _written(session, rows[start : start + AT_ONCE])
    ]
    if findings.is_whole:
        session.execute(_CARRY_OVER, {"user_id": user_id, "ids": ids_array(new)})
        here = {_name(event) for event in events}
        gone = [name for name, event in stored.items() if name not in here]
    taken = [stored[name] for name in gone if name in stored]
    ids = [
        event.id
        for event in taken
        if event.is_fired and _is_known(since, event.stream, event.occurred_at)
    ]
    if ids:
        session.execute(_WITHDRAW, {"user_id": user_id, "ids": ids_array(ids), "now": now})
    return EventChanges(new, len(ids))


def _is_known(since: Mapping[Stream, datetime], stream: Stream, moment: datetime) -> bool:
    return stream not in since or moment >= since[stream]


def _name(event: Event) -> _Name:
    return event.detector.value, event.version, event.key


def _stored(session: Session, user_id: UUID, keys: set[str] | None) -> dict[_Name, _Stored]:
    """Events that are there, withdrawn ones and those of old versions too: all of them, or some by key."""
    event = BehaviourEvent
    statement = select(
        event.detector,
        event.version,
        event.key,
        event.id,
        event.figures_hash,
        event.status,
        event.trade_type,
        event.account_id,
        event.occurred_at,
    ).where(event.user_id == user_id)
    if keys is not None:
        statement = statement.where(event.key.in_(keys))
    return {
        (row.detector, row.version, row.key): _Stored(
            row.id,
            row.figures_hash,
            row.status == EventStatus.FIRED,
            Stream(TradeKind(row.trade_type), row.account_id),
            row.occurred_at,
        )
        for row in session.execute(statement)
    }


def _differs(row: Mapping[str, Any], stored: _Stored | None) -> bool:
    return stored is None or not stored.is_fired or stored.figures_hash != row["figures_hash"]


def _written(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Rows of events, new ones or changed; the ids of new ones."""
    return [row.id for row in session.execute(_WRITE, {"rows": as_json(rows)}) if row.is_new]


def disputed(session: Session, user_id: UUID) -> frozenset[str]:
    """Keys of events of which the trader said that it was not so, or was planned."""
    statement = select(BehaviourEvent.key).where(
        BehaviourEvent.user_id == user_id,
        BehaviourEvent.answer.in_([Said.NO.value, Said.PLANNED.value]),
    )
    return frozenset(session.scalars(statement))


def _row(user_id: UUID, event: Event, now: datetime) -> dict[str, Any]:
    figures = _figures(event)
    return {
        **figures,
        "id": new_id(),
        "user_id": user_id,
        "trade_type": event.stream.kind.value,
        "account_id": event.stream.account,
        "detector": event.detector.value,
        "version": event.version,
        "key": event.key,
        "figures_hash": hashlib.blake2b(as_json(figures).encode(), digest_size=16).hexdigest(),
        "detected_at": now,
        "updated_at": now,
    }


def _figures(event: Event) -> dict[str, Any]:
    """What may differ from one look to the next."""
    return {
        "session": event.session,
        "occurred_at": event.moment,
        "trade_ids": list(event.position_ids),
        "plan_ids": list(event.plan_ids),
        "inputs": dict(event.inputs),
        "baseline": _baseline(event.baseline),
        "effect": event.effect,
        "unit": event.unit,
        "percentile": event.percentile,
        "score": event.score,
        "severity": event.severity.value,
        "grade": event.grade,
        "declared": list(event.declared),
        "r": event.r,
        "guards": list(event.guards),
        "quality": event.quality.value,
        "is_learning": event.status is Status.LEARNING,
        "status": EventStatus.FIRED.value,
    }


def _baseline(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    times = {
        name: None if (at := getattr(baseline, name)) is None else at.isoformat()
        for name in ("since", "until")
    }
    return {"n": baseline.n, **times, "centre": baseline.centre, "spread": baseline.spread}


def told_lately(session: Session, user_id: UUID, since: datetime) -> int:
    """How many events were told of since a moment."""
    statement = select(func.count()).where(
        BehaviourEvent.user_id == user_id,
        BehaviourEvent.told_at >= since,
    )
    return session.scalar(statement) or 0
