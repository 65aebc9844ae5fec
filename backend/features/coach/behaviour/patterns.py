"""Draws patterns from what the detectors find: how often, how grave, at what cost, and whether it gets better."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import isfinite
from typing import TypedDict
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import ColumnElement, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.ids import new_id
from backend.core.types import JsonObject
from backend.features.coach.behaviour import descriptions, rules
from backend.features.coach.behaviour.models import BehaviourPattern, PatternStatus
from backend.quant.behaviour.detect import Watcher
from backend.quant.behaviour.events import WINDOW, BehaviourCost, Detector, Event, Trait
from backend.quant.behaviour.record import Key, Stream
from backend.quant.metric import Interval

NOTHING = "The detectors find nothing of it any more."
TESTED_MOST = 500  # positions that are tested in a tenth of a second
LONGER_THAN_A_MONTH = timedelta(days=31)  # from its first day into the next one
KEY = ["user_id", "trade_type", "account_id", "detector"]


def end_others(
    session: Session,
    user_id: UUID,
    streams: Sequence[Stream],
    *,
    now: datetime,
) -> None:
    """Streams without a position have no patterns any more."""
    named = [(stream.kind.value, stream.account) for stream in streams]
    stream = tuple_(BehaviourPattern.trade_type, BehaviourPattern.account_id)
    _end(session, now, BehaviourPattern.user_id == user_id, stream.not_in(named))


def _end(session: Session, now: datetime, *where: ColumnElement[bool]) -> None:
    """Patterns without an event keep their ids, because others may have spoken of them, and are not listed."""
    ended = {
        "events": 0,
        "severity": 1,
        "status": PatternStatus.RESOLVED,
        "because": NOTHING,
        "updated_at": now,
    }
    session.execute(
        update(BehaviourPattern).where(*where, BehaviourPattern.events > 0).values(ended)
    )


def draw(
    session: Session,
    user_id: UUID,
    stream: Stream,
    watcher: Watcher,
    disputed: frozenset[str],
    *,
    whole: bool,
    now: datetime,
) -> int:
    """Draw the patterns of one stream anew; events that the trader disputes do not count.

    Tests of the whole record take a second for some thousand positions, and change little with one of them: of a long
    record they are made when everything is looked at, once a day.

    Returns:
        How many there are.
    """
    places = {position.id: place for place, position in enumerate(watcher.positions)}
    by_detector: dict[Detector, list[Event]] = {}
    for event in watcher.events:
        by_detector.setdefault(event.detector, []).append(event)
    of_stream = (
        BehaviourPattern.user_id == user_id,
        BehaviourPattern.trade_type == stream.kind.value,
        BehaviourPattern.account_id == stream.account,
    )
    named = [detector.value for detector in by_detector]
    _end(session, now, *of_stream, BehaviourPattern.detector.not_in(named))
    is_tested = whole or len(places) <= TESTED_MOST
    traits = _traits(watcher) if is_tested else {}
    for detector, events in by_detector.items():
        row = _row(user_id, stream, watcher, events, disputed, places, now)
        tested = traits.get(detector, [])
        updates = {name: value for name, value in row.items() if name not in (*KEY, "id")}
        if is_tested:
            updates["traits"] = tested
        statement = insert(BehaviourPattern).values({**row, "traits": tested})
        session.execute(statement.on_conflict_do_update(index_elements=KEY, set_=updates))
    return len(by_detector)


def _traits(watcher: Watcher) -> dict[Detector, list[JsonObject]]:
    """What the tests of the whole record came to, by detector."""
    return {
        finding.detector: [_trait(trait) for trait in finding.traits]
        for finding in watcher.findings()
    }


class _PatternRow(TypedDict):
    """The columns of a pattern, but for its tests."""

    id: UUID
    user_id: UUID
    trade_type: str
    account_id: Key
    detector: str
    version: int
    description: str
    status: str
    because: str
    severity: int
    events: int
    positions: int
    frequency: JsonObject
    by_month: list[JsonValue]
    cost: JsonObject
    first_seen: datetime
    last_seen: datetime
    updated_at: datetime


def _row(
    user_id: UUID,
    stream: Stream,
    watcher: Watcher,
    events: Sequence[Event],
    disputed: frozenset[str],
    places: Mapping[Key, int],
    now: datetime,
) -> _PatternRow:
    counted = [event for event in events if event.key not in disputed]
    detector = events[0].detector
    flagged = [False] * len(places)
    for event in counted:
        flagged[places[event.position_ids[0]]] = True
    standing = rules.stands(flagged)
    shown_events = counted or events
    grades = [event.grade for event in reversed(counted)]
    lately = flagged[-WINDOW:]
    description = descriptions.pattern_sentence(
        detector,
        len(counted),
        len(flagged),
        sum(lately),
        len(lately),
    )
    return {
        "id": new_id(),
        "user_id": user_id,
        "trade_type": stream.kind.value,
        "account_id": stream.account,
        "detector": detector.value,
        "version": events[0].version,
        "description": description,
        "status": standing.status.value,
        "because": standing.because,
        "severity": rules.severity(grades, flagged, standing.status),
        "events": len(counted),
        "positions": len(flagged),
        "frequency": _frequency(flagged),
        "by_month": _by_month([position.session for position in watcher.positions], flagged),
        "cost": _cost(watcher.cost(counted)),
        "first_seen": shown_events[0].moment,
        "last_seen": shown_events[-1].moment,
        "updated_at": now,
    }


def _frequency(flagged: Sequence[bool]) -> JsonObject:
    """How many positions show it, of how many: of all, of the latest, and of those before them."""
    lately, before = flagged[-WINDOW:], flagged[:-WINDOW]
    return {
        "overall": [sum(flagged), len(flagged)],
        "lately": [sum(lately), len(lately)],
        "before": [sum(before), len(before)],
        "window": WINDOW,
    }


def _by_month(sessions: Sequence[date], flagged: Sequence[bool]) -> list[JsonValue]:
    """The first day of each month of the positions, how many of them show it, and of how many, in order.

    A month without a position is there, too, between the first and the last; the sums are those of all positions.
    """
    counts: dict[date, list[int]] = {}
    for session, is_flagged in zip(sessions, flagged, strict=True):
        month = counts.setdefault(session.replace(day=1), [0, 0])
        month[0] += is_flagged
        month[1] += 1
    months: list[JsonValue] = []
    month_start, last = min(counts), max(counts)
    while month_start <= last:
        months.append([month_start.isoformat(), *counts.get(month_start, (0, 0))])
        month_start = (month_start + LONGER_THAN_A_MONTH).replace(day=1)
    return months


def _cost(cost: BehaviourCost) -> JsonObject:
    return {
        "r": _finite(cost.r),
        "interval": _interval(cost.interval),
        "flagged": cost.flagged,
        "mean_flagged": _finite(cost.mean_flagged),
        "mean_others": _finite(cost.mean_others),
        "against": cost.against.value,
        "is_measurable": cost.is_measurable,
        "said": descriptions.cost_sentence(cost),
    }


def _trait(trait: Trait) -> JsonObject:
    return {
        "name": trait.name,
        "status": trait.status.value,
        "value": _finite(trait.value),
        "unit": trait.unit,
        "n": trait.n,
        "interval": _interval(trait.interval),
        "p_value": _finite(trait.p_value),
        "reason": trait.reason,
    }


def _interval(interval: Interval | None) -> JsonObject | None:
    """An interval as it is kept and shown; null where an end is not finite."""
    if interval is None:
        return None
    if not isfinite(interval.low) or not isfinite(interval.high):
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "confidence": interval.confidence,
        "method": interval.method.value,
    }


def _finite(value: float | None) -> float | None:
    if value is None or not isfinite(value):
        return None
    return float(value)
