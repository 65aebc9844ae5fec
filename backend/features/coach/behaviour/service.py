"""Use cases of behaviour: patterns, events with their evidence, and the answers that make the detectors more exact."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.paging import Page
from backend.features.coach.behaviour import queries
from backend.features.coach.behaviour.errors import EventUnanswerable
from backend.features.coach.behaviour.models import (
    BehaviourAnswer,
    BehaviourEvent,
    BehaviourPattern,
    BehaviourTuning,
)
from backend.features.coach.behaviour.ports import RecheckBell
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
from backend.features.coach.behaviour.serializers import (
    detector_out,
    event_detail,
    event_out,
    learning_out,
    pattern_detail,
    pattern_out,
)
from backend.features.record.trades.models import Trade
from backend.quant.behaviour.events import MINIMUM, Detector, TraderAnswer
from backend.quant.behaviour.tuning import EventAnswer, tune

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
    streams = {} if run is None else run.positions
    learning = [learning_out(name, n) for name, n in streams.items() if n < MINIMUM]
    tunings = queries.tunings(session, user_id)
    patterns = queries.patterns(session, user_id, query)
    return Patterns(
        items=[pattern_out(pattern, now) for pattern in patterns],
        detectors=detector_states(tunings, now=now),
        learning=learning,
        looked_at=None if run is None else run.looked_at,
        is_cut=run is not None and run.is_cut,
    )


def shown(pattern: BehaviourPattern, now: datetime) -> PatternOut:
    """One pattern as it is listed."""
    return pattern_out(pattern, now)


def detector_states(
    tunings: Mapping[str, BehaviourTuning],
    *,
    now: datetime,
) -> list[DetectorOut]:
    """How exact each detector is, with this trader's answers to some of them."""
    return [detector_out(detector, tunings.get(detector), now) for detector in Detector]


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
    state = _detector_of(session, user_id, pattern, now)
    return pattern_detail(pattern, latest, state, now)


def list_events(session: Session, user_id: UUID, query: EventFilter) -> Page[EventOut]:
    """Events, latest first.

    Raises:
        BadCursor
    """
    page = queries.events(session, user_id, query)
    return Page([event_out(event) for event in page.items], page.next_cursor)


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
    pattern = queries.pattern_of(session, user_id, event)
    return event_detail(event, by_id, pattern, queries.answers(session, user_id, event_id))


def answer_event(
    session: Session,
    user_id: UUID,
    event_id: UUID,
    body: AnswerEvent,
    notes: RecheckBell,
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
    notes: RecheckBell,
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
    return PatternAnswered(
        pattern=pattern_out(pattern, now),
        answered=len(events),
        detector=_detector_of(session, user_id, pattern, now),
    )


def rerun(session: Session, user_id: UUID, notes: RecheckBell, *, now: datetime) -> RerunOut:
    """Have the whole record looked at again. Where nothing has changed, that changes nothing."""
    run = queries.run(session, user_id)
    waits = run is not None and run.is_whole and run.head > run.done
    if not waits:
        notes.ask(session, user_id, whole=True, now=now)
    return RerunOut(queued=not waits, looked_at=None if run is None else run.looked_at)


def _answer(
    session: Session,
    user_id: UUID,
    events: Sequence[BehaviourEvent],
    body: AnswerEvent,
    notes: RecheckBell,
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
    # This locks the run: of two answers at once, the later sees both.
    notes.ask(session, user_id, whole=True, now=now)
    _tune(session, user_id, Detector(events[0].detector), now)


def _tune(session: Session, user_id: UUID, detector: Detector, now: datetime) -> None:
    """How strict the detector is from now on, by the latest answer to each of its events."""
    answers = [
        EventAnswer(detector, event.key, TraderAnswer(str(event.answer)), event.answered_at or now)
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


def _detector_of(
    session: Session,
    user_id: UUID,
    pattern: BehaviourPattern,
    now: datetime,
) -> DetectorOut:
    """How exact the detector of a pattern is."""
    tuning = queries.tunings(session, user_id).get(pattern.detector)
    return detector_out(Detector(pattern.detector), tuning, now)
