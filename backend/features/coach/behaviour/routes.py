"""REST of behaviour: patterns, events, and the trader's answers."""

from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.coach.behaviour import service
from backend.features.coach.behaviour.detection.change_log import ChangeNotes
from backend.features.coach.behaviour.errors import (
    BehaviourEventNotFound,
    EventUnanswerable,
    PatternNotFound,
)
from backend.features.coach.behaviour.schemas import (
    AnswerEvent,
    AnswerPattern,
    EventDetail,
    EventFilter,
    EventOut,
    EventPage,
    PatternAnswered,
    PatternDetail,
    PatternFilter,
    Patterns,
    RerunOut,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY_WHEN_FILTERED

routes = Routes("behaviour", "/api/trading/coaching")


@routes.get("/patterns", returns=Patterns, cost=HEAVY_WHEN_FILTERED)
def list_patterns(call: Call, query: PatternFilter) -> Patterns:
    """List patterns of behaviour with their evidence, how exact each detector was, and what is not known yet."""
    return service.list_patterns(call.session, call.user_id, query, now=call.now)


@routes.get("/patterns/<pattern_id>", returns=PatternDetail, raises=(PatternNotFound,))
def read_pattern(call: Call, pattern_id: Id) -> PatternDetail:
    """Read one pattern with its latest events."""
    return service.read_pattern(call.session, call.user_id, pattern_id, now=call.now)


@routes.post(
    "/patterns/<pattern_id>/answer",
    returns=PatternAnswered,
    raises=(PatternNotFound, BehaviourEventNotFound, EventUnanswerable),
)
def answer_pattern(call: Call, pattern_id: Id, body: AnswerPattern) -> PatternAnswered:
    """Say whether a pattern is so: yes, no, or it was planned. The detector becomes stricter or less strict by it."""
    return service.answer_pattern(
        call.session,
        call.user_id,
        pattern_id,
        body,
        call.use(ChangeNotes),
        now=call.now,
    )


@routes.get("/behaviour/events", returns=EventPage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_events(call: Call, query: EventFilter) -> Page[EventOut]:
    """List what the detectors found, latest first."""
    return service.list_events(call.session, call.user_id, query)


@routes.get(
    "/behaviour/events/<behaviour_event_id>",
    returns=EventDetail,
    raises=(BehaviourEventNotFound,),
)
def read_event(call: Call, behaviour_event_id: Id) -> EventDetail:
    """Read one finding with its trades, the habit it was compared with, its cost and every answer."""
    return service.read_event(call.session, call.user_id, behaviour_event_id)


@routes.post(
    "/behaviour/events/<behaviour_event_id>/answer",
    returns=EventDetail,
    raises=(BehaviourEventNotFound,),
)
def answer_event(call: Call, behaviour_event_id: Id, body: AnswerEvent) -> EventDetail:
    """Say whether a finding is so. It may be said otherwise later: all answers are kept, the latest counts."""
    return service.answer_event(
        call.session,
        call.user_id,
        behaviour_event_id,
        body,
        call.use(ChangeNotes),
        now=call.now,
    )


@routes.post("/behaviour/rerun", returns=RerunOut, status=202)
def rerun(call: Call) -> RerunOut:
    """Have the detectors look at the whole record again; nothing changes where nothing has changed."""
    return service.rerun(call.session, call.user_id, call.use(ChangeNotes), now=call.now)
