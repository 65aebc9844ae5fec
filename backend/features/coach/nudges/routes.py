"""REST of nudges: preferences, the list, opinions, and whether they help."""

from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.coach.nudges import efficacy, service
from backend.features.coach.nudges.errors import NudgeNotFound
from backend.features.coach.nudges.schemas import (
    NudgeEfficacy,
    NudgeFilter,
    NudgeOut,
    NudgePage,
    NudgePreferencesOut,
    RateNudge,
    SetPreferences,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED, light

routes = Routes("nudges", "/api/trading/coaching/nudges")


@routes.get("", returns=NudgePage, raises=(BadCursor,), cost=HEAVY_WHEN_FILTERED)
def list_nudges(call: Call, query: NudgeFilter) -> Page[NudgeOut]:
    """List nudges, latest first; withheld ones when their outcome is known."""
    return service.list_nudges(call.session, call.user_id, query)


@routes.get("/preferences", returns=NudgePreferencesOut, cost=light("one row"), versioned=True)
def read_preferences(call: Call) -> NudgePreferencesOut:
    """Read when the coach may speak first."""
    return service.preferences(call.session, call.user_id)


@routes.put("/preferences", returns=NudgePreferencesOut, versioned=True)
def write_preferences(call: Call, body: SetPreferences) -> NudgePreferencesOut:
    """Say when the coach may speak first, and consent to the comparison or end it."""
    return service.set_preferences(call.session, call.user_id, body, now=call.now)


@routes.get("/efficacy", returns=NudgeEfficacy, cost=HEAVY)
def read_efficacy(call: Call) -> NudgeEfficacy:
    """Read whether nudges help: against withheld ones and against the time before, with intervals."""
    return efficacy.efficacy(call.session, call.user_id, now=call.now)


@routes.post("/<nudge_id>/feedback", returns=NudgeOut, raises=(NudgeNotFound,))
def give_feedback(call: Call, nudge_id: Id, body: RateNudge) -> NudgeOut:
    """Say whether a nudge was helpful, or that no more of its kind are wanted."""
    return service.give_feedback(call.session, call.user_id, nudge_id, body, now=call.now)
