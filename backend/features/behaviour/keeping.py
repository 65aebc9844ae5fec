"""Keeps what the detectors found: one row an event, however often they look; what they find no more is withdrawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal_column, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.db import ids_array
from backend.core.ids import new_id
from backend.features.behaviour.models import BehaviourEvent, EventStatus
from backend.features.behaviour.watching import Found
from backend.quant.behaviour.events import Baseline, Event, Said, Status

AT_ONCE = 500
_KEY = ["user_id", "detector", "version", "key"]
_FIGURES = (
    "session", "occurred_at", "trade_ids", "plan_ids", "inputs", "baseline", "effect", "unit", "percentile", "score",
    "severity", "grade", "declared", "r", "guards", "quality", "is_learning", "status",
)  # fmt: skip

# What was said of an event counts for the same event as a newer version of its detector sees it.
_CARRY_OVER = text("""
update behaviour_events as e set answer = o.answer, answered_at = o.answered_at
from behaviour_events as o
where e.user_id = :user_id and e.id = any(cast(:ids as uuid[])) and e.answer is null and o.user_id = e.user_id
    and o.detector = e.detector and o.version < e.version and o.trade_ids[1] = e.trade_ids[1] and o.answer is not null
""")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a look changed."""

    new: Sequence[UUID]
    withdrawn: int


def keep(session: Session, user_id: UUID, found: Found, *, since: datetime | None, now: datetime) -> Kept:
    """Write what is different; looking again at the same record writes nothing.

    Args:
        session: of the user.
        user_id: whose.
        found: by the detectors.
        since: events before are left as they are, because the record was not read so far back; null: all are known.
        now: the time of the look.
    """
    events = [event for event in found.events if since is None or event.moment >= since]
    new = [row for some in _parts(events) for row in _written(session, user_id, some, now)]
    if found.is_whole:
        withdrawn = _withdraw_others(session, user_id, events, since, now)
        session.execute(_CARRY_OVER, {"user_id": user_id, "ids": ids_array(new)})
    else:
        withdrawn = _withdraw(session, user_id, [(one.detector.value, one.version, one.key) for one in found.gone], now)
    return Kept(new, withdrawn)


def disputed(session: Session, user_id: UUID) -> set[str]:
    """Keys of events of which the trader said that it was not so, or was planned."""
    chosen = select(BehaviourEvent.key).where(
        BehaviourEvent.user_id == user_id, BehaviourEvent.answer.in_([Said.NO.value, Said.PLANNED.value])
    )
    return set(session.scalars(chosen))


def _parts(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    return (events[start : start + AT_ONCE] for start in range(0, len(events), AT_ONCE))


def _written(session: Session, user_id: UUID, events: Sequence[Event], now: datetime) -> list[UUID]:
    """Rows of events, new ones or changed; the ids of new ones."""
    row = insert(BehaviourEvent).values([_row(user_id, event, now) for event in events])
    differs = or_(*(getattr(BehaviourEvent, name).is_distinct_from(row.excluded[name]) for name in _FIGURES))
    made: Any = row.on_conflict_do_update(
        index_elements=_KEY,
        set_={name: row.excluded[name] for name in (*_FIGURES, "updated_at")},
        where=differs,
    ).returning(BehaviourEvent.id, literal_column("(xmax = 0)").label("is_new"))
    return [found.id for found in session.execute(made) if found.is_new]


def _row(user_id: UUID, event: Event, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user_id": user_id,
        "trade_type": event.stream.kind.value,
        "account_id": event.stream.account,
        "detector": event.detector.value,
        "version": event.version,
        "key": event.key,
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
        "detected_at": now,
        "updated_at": now,
    }


def _baseline(told: Baseline | None) -> dict[str, Any] | None:
    if told is None:
        return None
    times = {name: None if (at := getattr(told, name)) is None else at.isoformat() for name in ("since", "until")}
    return {"n": told.n, **times, "centre": told.centre, "spread": told.spread}


def _withdraw(session: Session, user_id: UUID, keys: Iterable[tuple[str, int, str]], now: datetime) -> int:
    """Take back events by detector, version and key."""
    named = list(keys)
    if not named:
        return 0
    name = tuple_(BehaviourEvent.detector, BehaviourEvent.version, BehaviourEvent.key)
    changed = (
        update(BehaviourEvent)
        .where(BehaviourEvent.user_id == user_id, BehaviourEvent.status == EventStatus.FIRED, name.in_(named))
        .values(status=EventStatus.WITHDRAWN, updated_at=now)
        .returning(BehaviourEvent.id)
    )
    return len(session.execute(changed).all())


def _withdraw_others(
    session: Session, user_id: UUID, events: Sequence[Event], since: datetime | None, now: datetime
) -> int:
    """Take back every event that is not among these, old versions of detectors included."""
    found = {(event.detector.value, event.version, event.key) for event in events}
    chosen = select(BehaviourEvent.detector, BehaviourEvent.version, BehaviourEvent.key).where(
        BehaviourEvent.user_id == user_id, BehaviourEvent.status == EventStatus.FIRED
    )
    if since is not None:
        chosen = chosen.where(BehaviourEvent.occurred_at >= since)
    kept = [(detector, version, key) for detector, version, key in session.execute(chosen)]
    gone = [one for one in kept if one not in found]
    parts = (gone[start : start + AT_ONCE] for start in range(0, len(gone), AT_ONCE))
    return sum((_withdraw(session, user_id, part, now) for part in parts), 0)


def told_lately(session: Session, user_id: UUID, since: datetime) -> int:
    """How many events were told of since a moment."""
    chosen = select(func.count()).where(BehaviourEvent.user_id == user_id, BehaviourEvent.told_at >= since)
    return session.scalar(chosen) or 0
