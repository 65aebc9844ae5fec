"""The events of a trade as they stand: without what was taken back, corrected, and in the units after its splits.

What happened is never edited: this is how it is read. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from backend.core.types import plain_decimal
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.projection.event_payload import EventPayload
from backend.quant.corporate_actions import (
    WHOLE,
    Split,
    restated_price,
    restated_quantity,
    units_later,
)

REWRITING = frozenset(
    {
        EventKind.VOIDED,
        EventKind.CORRECTED,
        EventKind.SPLIT,
        EventKind.EXPIRED,
        EventKind.ROLLED,
    }
)
ENDS = (EventKind.EXPIRED, EventKind.ROLLED)  # exits by another name


class EventRecord(Protocol):
    """One event as it is kept."""

    id: UUID
    kind: str
    event_time: datetime
    recorded_time: datetime
    payload: EventPayload


@dataclass(slots=True)
class StandingEvent:
    """An event as it is read, where that is not as it was recorded."""

    id: UUID
    kind: str
    event_time: datetime
    recorded_time: datetime
    payload: EventPayload


def standing_events(events: Sequence[EventRecord]) -> list[EventRecord]:
    """What counts, in the order of `seq`: fills are `filled` and `exited`, prices and sizes in the latest units."""
    if not any(event.kind in REWRITING for event in events):
        return list(events)
    standing = [_plain(event) for event in _replaced(events)]
    splits = splits_of(standing)
    if not splits:
        return standing
    return [_restated(event, splits) for event in standing]


def recorded_events(events: Sequence[EventRecord]) -> list[EventRecord]:
    """What counts, with prices and sizes as they were written."""
    if not any(event.kind in REWRITING for event in events):
        return list(events)
    return [_plain(event) for event in _replaced(events)]


def struck(events: Iterable[EventRecord]) -> set[str]:
    """The ids of events that later ones took back or stand in for."""
    taking = (EventKind.VOIDED, EventKind.CORRECTED)
    return {event.payload["event_id"] for event in events if event.kind in taking}


def entry_times(events: Sequence[EventRecord]) -> list[datetime]:
    """When the position was entered and added to."""
    standing = standing_events(events)
    return [event.event_time for event in standing if event.kind == EventKind.FILLED]


def symbol_of(events: Sequence[EventRecord], symbol: str) -> str:
    """The symbol under which the instrument trades after all that stands; as it is, where nothing renamed it."""
    renamed = [event for event in events if event.kind == EventKind.RENAMED]
    if not renamed:
        return symbol
    gone = struck(events)
    standing = [event for event in renamed if str(event.id) not in gone]
    if not standing:
        return renamed[0].payload["before"]
    latest = max(standing, key=lambda event: event.event_time)
    return latest.payload["after"]


def splits_of(events: Iterable[EventRecord]) -> list[Split]:
    """The splits among events that stand."""
    return [
        Split(event.payload["numerator"], event.payload["denominator"], event.event_time)
        for event in events
        if event.kind == EventKind.SPLIT
    ]


def _replaced(events: Sequence[EventRecord]) -> list[EventRecord]:
    """Without what was voided; a corrected event in the place of the one that it corrects."""
    voided = {event.payload["event_id"] for event in events if event.kind == EventKind.VOIDED}
    corrections = {
        event.payload["event_id"]: event for event in events if event.kind == EventKind.CORRECTED
    }
    standing = []
    for event in events:
        if event.kind in (EventKind.VOIDED, EventKind.CORRECTED):
            continue
        latest = event
        while str(latest.id) in corrections:
            latest = corrections[str(latest.id)]
        if str(latest.id) not in voided:
            standing.append(latest)
    return standing


def _plain(event: EventRecord) -> EventRecord:
    """A correction as what it corrects, an expiry or a roll as the exit that it is."""
    kind = event.kind
    if kind == EventKind.CORRECTED:
        kind = event.payload["kind"]
    if kind in ENDS:
        kind = EventKind.EXITED
    if kind == event.kind:
        return event
    return StandingEvent(event.id, kind, event.event_time, event.recorded_time, event.payload)


def _restated(event: EventRecord, splits: Sequence[Split]) -> EventRecord:
    ratio = units_later(event.event_time, splits)
    payload = event.payload
    if ratio == WHOLE or not ("price" in payload or "quantity" in payload):
        return event
    restated = payload.copy()
    price = payload.get("price")
    if price is not None:
        restated["price"] = plain_decimal(restated_price(Decimal(price), ratio))
    if "quantity" in payload:
        restated["quantity"] = plain_decimal(restated_quantity(Decimal(payload["quantity"]), ratio))
    return StandingEvent(event.id, event.kind, event.event_time, event.recorded_time, restated)
