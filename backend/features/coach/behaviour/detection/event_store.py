"""Keeps what the detectors found: one row an event, however often they look; what they find no more is withdrawn."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.core.db import as_json, ids_array
from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.features.coach.behaviour.detection.detector_state import DetectionResult
from backend.features.coach.behaviour.models import BehaviourEvent, EventStatus
from backend.quant.behaviour.events import Baseline, Event, Scalar, Status, TraderAnswer
from backend.quant.behaviour.record import Key, Stream, TradeKind

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


class _Figures(TypedDict):
    """The columns of an event that may differ from one look to the next."""

    session: date
    occurred_at: datetime
    trade_ids: list[Key]
    plan_ids: list[Key]
    inputs: dict[str, Scalar]
    baseline: JsonObject | None
    effect: float
    unit: str
    percentile: float | None
    score: float
    severity: str
    grade: int
    declared: list[str]
    r: float | None
    guards: list[str]
    quality: str
    is_learning: bool
    status: str


class _EventRow(_Figures):
    """The columns of an event."""

    id: UUID
    user_id: UUID
    trade_type: str
    account_id: Key
    detector: str
    version: int
    key: str
    figures_hash: str
    detected_at: datetime
    updated_at: datetime


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
    gone = [event for event in findings.gone if _is_known(since, event.stream, event.moment)]
    keys = None
    if not findings.is_whole:
        keys = {event.key for event in (*events, *gone)}
    stored = _stored(session, user_id, keys)
    rows = [_row(user_id, event, now) for event in events]
    changed = [row for row in rows if _differs(row, stored)]
    new: list[UUID] = []
    for start in range(0, len(changed), AT_ONCE):
        new += _written(session, changed[start : start + AT_ONCE])
    if findings.is_whole:
        session.execute(_CARRY_OVER, {"user_id": user_id, "ids": ids_array(new)})
        gone_names = stored.keys() - {_name(event) for event in events}
    else:
        gone_names = stored.keys() & {_name(event) for event in gone}
    withdrawn = [
        event.id
        for name, event in stored.items()
        if name in gone_names
        and event.is_fired
        and _is_known(since, event.stream, event.occurred_at)
    ]
    if withdrawn:
        values = {"user_id": user_id, "ids": ids_array(withdrawn), "now": now}
        session.execute(_WITHDRAW, values)
    return EventChanges(new, len(withdrawn))


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


def _differs(row: _EventRow, stored_events: Mapping[_Name, _Stored]) -> bool:
    """Whether an event is not there as it was found now."""
    stored = stored_events.get((row["detector"], row["version"], row["key"]))
    if stored is None or not stored.is_fired:
        return True
    return stored.figures_hash != row["figures_hash"]


def _written(session: Session, rows: Sequence[_EventRow]) -> list[UUID]:
    """Rows of events, new ones or changed; the ids of new ones."""
    written = session.execute(_WRITE, {"rows": as_json(rows)})
    return [row.id for row in written if row.is_new]


def disputed(session: Session, user_id: UUID) -> frozenset[str]:
    """Keys of events of which the trader said that it was not so, or was planned."""
    statement = select(BehaviourEvent.key).where(
        BehaviourEvent.user_id == user_id,
        BehaviourEvent.answer.in_([TraderAnswer.NO.value, TraderAnswer.PLANNED.value]),
    )
    return frozenset(session.scalars(statement))


def _row(user_id: UUID, event: Event, now: datetime) -> _EventRow:
    figures = _figures(event)
    figures_hash = hashlib.blake2b(as_json(figures).encode(), digest_size=16).hexdigest()
    return {
        **figures,
        "id": new_id(),
        "user_id": user_id,
        "trade_type": event.stream.kind.value,
        "account_id": event.stream.account,
        "detector": event.detector.value,
        "version": event.version,
        "key": event.key,
        "figures_hash": figures_hash,
        "detected_at": now,
        "updated_at": now,
    }


def _figures(event: Event) -> _Figures:
    """What may differ from one look to the next; the hash is of these, in this order."""
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


def _baseline(baseline: Baseline | None) -> JsonObject | None:
    if baseline is None:
        return None
    return {
        "n": baseline.n,
        "since": _written_time(baseline.since),
        "until": _written_time(baseline.until),
        "centre": baseline.centre,
        "spread": baseline.spread,
    }


def _written_time(moment: date | None) -> str | None:
    if moment is None:
        return None
    return moment.isoformat()


def told_lately(session: Session, user_id: UUID, since: datetime) -> int:
    """How many events were told of since a moment."""
    statement = select(func.count()).where(
        BehaviourEvent.user_id == user_id,
        BehaviourEvent.told_at >= since,
    )
    return session.scalar(statement) or 0
