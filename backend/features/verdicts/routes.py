"""REST of verdicts."""

from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.verdicts import service
from backend.features.verdicts.errors import VerdictNotFound
from backend.features.verdicts.models import Verdict
from backend.features.verdicts.schemas import VerdictFilter, VerdictOut, VerdictPage
from backend.transport.contract import Call, Routes

routes = Routes("verdicts", "/api/verdicts")


@routes.get("", returns=VerdictPage, raises=(BadCursor,))
def list_verdicts(call: Call, query: VerdictFilter) -> Page[Verdict]:
    """List verdicts, latest first."""
    return service.list_verdicts(call.session, call.user_id, query)


@routes.get("/<verdict_id>", returns=VerdictOut, raises=(VerdictNotFound,))
def read_verdict(call: Call, verdict_id: Id) -> Verdict:
    """Read one verdict with the facts it stands on."""
    return service.read_verdict(call.session, call.user_id, verdict_id)
