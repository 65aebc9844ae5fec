"""Use cases of behaviour: patterns, events with their evidence, and the answers that make the detectors more exact."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.paging import Page
from backend.core.types import plain_decimal
from backend.features.coach.behaviour import descriptions, queries
from backend.features.coach.behaviour.detection.change_log import ChangeNotes
from backend.features.coach.behaviour.detectors.registry import DESCRIPTOR_OF
from backend.features.coach.behaviour.errors import EventUnanswerable
from backend.features.coach.behaviour.models import (
    BehaviourAnswer,
    BehaviourEvent,
    BehaviourPattern,
    BehaviourTuning,
    EventStatus,
)
from backend.features.coach.behaviour.schemas import (
    AnswerEvent,
    AnswerPattern,
    DetectorOut,
    EventDetail,
    EventFilter,
    EventOut,
    PatternAnswered,
    PatternDetail,
    PatternFilter,
    PatternOut,
    Patterns,
    RerunOut,
)
from backend.features.record.performance.figures import shown
from backend.features.record.trades.models import Trade
from backend.quant.behaviour.events import MINIMUM, Detector, Said
from backend.quant.behaviour.tuning import EventAnswer, tune
from backend.quant.metric import MetricReason
from backend.quant.metrics import proportion

PRECISION = "yes / (yes + no + was planned)"
RATE = "positions that show it / positions"
MOST_ANSWERED = 200  # events that one answer to a pattern is for
SHOWN_EVENTS = 10


def list_patterns(
    session: Session,
    user_id: UUID,
    query: PatternFilter,
    *,
    now: datetime,
) -> Patterns:
    """Patterns, the gravest first; how exact each detector was, and which streams are too short yet."""
    run = queries.run(session, user_id)
    learning = [
        {
            "trade_type": name.split(":")[0],
            "account_id": name.split(":")[1],
            "positions": n,
            "missing": MINIMUM - n,
        }
        for name, n in (run.positions if run else {}).items()
        if n < MINIMUM
    ]
    tunings = queries.tunings(session, user_id)
    return Patterns.model_validate(
        {
            "items": [
                _pattern(pattern, now) for pattern in queries.patterns(session, user_id, query)
            ],
            "detectors": detector_states(tunings, now=now),
            "learning": learning,
            "looked_at": run.looked_at if run else None,
            "is_cut": run.is_cut if run else False,
        }
    )


def detector_states(
    tunings: Mapping[str, BehaviourTuning],
    *,
    now: datetime,
) -> list[DetectorOut]:
    """How exact each detector is, with this trader's answers to some of them."""
    return [_detector(detector, tunings, now) for detector in Detector]


def read_pattern(
    session: Session,
    user_id: UUID,
    pattern_id: UUID,
    *,
    now: datetime,
) -> PatternDetail:
    """One pattern with its latest events.

    Raises:
        PatternNotFound
    """
    pattern = queries.pattern(session, user_id, pattern_id)
    latest = queries.events_of_pattern(session, user_id, pattern, limit=SHOWN_EVENTS)
    state = _detector(Detector(pattern.detector), queries.tunings(session, user_id), now)
    pattern_fields = {
        **_pattern(pattern, now),
        "latest": [event_shown(event) for event in latest],
        "detector_state": state,
    }
    return PatternDetail.model_validate(pattern_fields)


def list_events(session: Session, user_id: UUID, query: EventFilter) -> Page[EventOut]:
    """Events, latest first.

    Raises:
        BadCursor
    """
    page = queries.events(session, user_id, query)
    return Page(
        [EventOut.model_validate(event_shown(event)) for event in page.items],
        page.next_cursor,
    )


def read_event(session: Session, user_id: UUID, event_id: UUID) -> EventDetail:
    """One event with its rows, its cost and every answer.

    Raises:
        BehaviourEventNotFound
    """
    event = queries.event(session, user_id, event_id)
    rows = session.scalars(
        select(Trade).where(Trade.user_id == user_id, Trade.id.in_(event.trade_ids))
    ).all()
    by_id = {row.id: row for row in rows}
    event_fields = {
        **event_shown(event),
        "rows": [_evidence(by_id[trade_id]) for trade_id in event.trade_ids if trade_id in by_id],
        "cost": _cost(session, user_id, event, by_id),
        "answers": list(queries.answers(session, user_id, event_id)),
    }
    return EventDetail.model_validate(event_fields)


def answer_event(
    session: Session,
    user_id: UUID,
    event_id: UUID,
    body: AnswerEvent,
    notes: ChangeNotes,
    *,
    now: datetime,
) -> EventDetail:
    """Say whether an event was so. Every answer stays on record; the latest counts.

    Raises:
        BehaviourEventNotFound
    """
    event = queries.event(session, user_id, event_id, lock=True)
    _answer(session, user_id, [event], body, notes, now)
    return read_event(session, user_id, event_id)


def answer_pattern(
    session: Session,
    user_id: UUID,
    pattern_id: UUID,
    body: AnswerPattern,
    notes: ChangeNotes,
    *,
    now: datetime,
) -> PatternAnswered:
    """Say whether a pattern is so: of the events that are named, or of all of it that have no answer.

    It is one answer to the detector, however many events it is for.

    Raises:
        PatternNotFound
        BehaviourEventNotFound: one that is named is not of this pattern.
        NothingToAnswer
    """
    pattern = queries.pattern(session, user_id, pattern_id)
    events = queries.answerable(session, user_id, pattern, body.event_ids, limit=MOST_ANSWERED)
    if not events:
        raise EventUnanswerable
    _answer(session, user_id, events, body, notes, now)
    state = _detector(Detector(pattern.detector), queries.tunings(session, user_id), now)
    return PatternAnswered.model_validate(
        {"pattern": _pattern(pattern, now), "answered": len(events), "detector": state}
    )


def rerun(session: Session, user_id: UUID, notes: ChangeNotes, *, now: datetime) -> RerunOut:
    """Have the whole record looked at again. Where nothing has changed, that changes nothing."""
    run = queries.run(session, user_id)
    waits = run is not None and run.is_whole and run.head > run.done
    if not waits:
        notes.ask(session, user_id, whole=True, now=now)
    return RerunOut(queued=not waits, looked_at=run.looked_at if run else None)


def _answer(
    session: Session,
    user_id: UUID,
    events: Sequence[BehaviourEvent],
    body: AnswerEvent,
    notes: ChangeNotes,
    now: datetime,
) -> None:
    for event in events:
        session.add(
            BehaviourAnswer(
                user_id=user_id,
                event_id=event.id,
                answer=body.answer,
                note=body.note,
                answered_at=now,
            )
        )
        event.answer, event.answered_at = body.answer, now
    session.flush()
    notes.ask(
        session,
        user_id,
        whole=True,
        now=now,
    )  # locks the run: of two answers at once, the later sees both
    _tune(session, user_id, Detector(events[0].detector), now)


def _tune(session: Session, user_id: UUID, detector: Detector, now: datetime) -> None:
    """How strict the detector is from now on, by the latest answer to each of its events."""
    answers = [
        EventAnswer(detector, event.key, Said(str(event.answer)), event.answered_at or now)
        for event in queries.answered(session, user_id, detector)
    ]
    (tuning,) = tune(answers)
    values = {
        "strictness": tuning.strictness,
        "confirmed": tuning.yes,
        "denied": tuning.no,
        "planned": tuning.planned,
        "updated_at": now,
    }
    row = insert(BehaviourTuning).values(user_id=user_id, detector=detector, **values)
    session.execute(row.on_conflict_do_update(index_elements=["user_id", "detector"], set_=values))
    session.expire_all()


def event_shown(event: BehaviourEvent) -> dict[str, Any]:
    """An event as `EventOut` says."""
    disputed = event.answer in (Said.NO, Said.PLANNED)
    return {
        **{column.key: getattr(event, column.key) for column in BehaviourEvent.__table__.columns},
        "said": descriptions.event_sentence(event.detector, event.inputs, event.declared),
        "counts": event.status == EventStatus.FIRED and not disputed,
    }


def _pattern(pattern: BehaviourPattern, now: datetime) -> dict[str, Any]:
    frequency = pattern.frequency
    rates = {}
    for name in ("overall", "lately", "before"):
        flagged, positions = frequency[name]
        rates[name] = shown(proportion(flagged, positions, RATE), now)
    return {
        **{
            name: getattr(pattern, name)
            for name in PatternOut.model_fields
            if hasattr(pattern, name)
        },
        "frequency": {**rates, "window": frequency["window"]},
        "missing": max(MINIMUM - pattern.positions, 0),
    }


def _detector(
    detector: Detector,
    tunings: Mapping[str, BehaviourTuning],
    now: datetime,
) -> DetectorOut:
    own = tunings.get(detector)
    yes, no, planned = (own.confirmed, own.denied, own.planned) if own else (0, 0, 0)
    return DetectorOut.model_validate(
        {
            "detector": detector,
            "version": DESCRIPTOR_OF[detector].rule.version,
            "what": DESCRIPTOR_OF[detector].heading,
            "strictness": own.strictness if own else 0.0,
            "precision": shown(
                proportion(yes, yes + no + planned, PRECISION, nothing=MetricReason.NO_ANSWERS),
                now,
            ),
            "confirmed": yes,
            "denied": no,
            "planned": planned,
        }
    )


def _evidence(row: Trade) -> dict[str, Any]:
    return {
        "trade_id": row.id,
        "instrument": row.instrument,
        "direction": row.direction,
        "entry_time": row.entry_time,
        "exit_time": row.exit_time,
        "entry_price": plain_decimal(row.entry_price),
        "position_size": plain_decimal(row.position_size),
        "r_multiple": None if row.r_multiple is None else plain_decimal(row.r_multiple),
        "plan_match": row.plan_match,
    }


def _cost(
    session: Session,
    user_id: UUID,
    event: BehaviourEvent,
    rows: Mapping[UUID, Trade],
) -> dict[str, Any]:
    """The trade that the event is about, against the mean of trades that do not show the behaviour."""
    trade = rows.get(event.trade_ids[0])
    r = None if trade is None or trade.r_multiple is None else float(trade.r_multiple)
    pattern = queries.pattern_of(session, user_id, event)
    others = pattern.cost["mean_others"] if pattern is not None else None
    if r is None or others is None:
        return {
            "r": r,
            "mean_others": others,
            "difference": None,
            "reason": "no_r" if r is None else "no_others",
        }
    return {"r": r, "mean_others": others, "difference": r - others, "reason": None}
