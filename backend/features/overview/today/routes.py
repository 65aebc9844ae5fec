"""REST of the start of a day."""

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import SEALED
from backend.core.events import News
from backend.features.ai.budget import Budget
from backend.features.content.media.service import Links
from backend.features.overview.today import service
from backend.features.overview.today.schemas import TodayOverview
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("today", "/api/today")


@routes.get(
    "",
    returns=TodayOverview,
    transaction="write",
    raises=SEALED,
    cost=light("a fixed number of short lists, each by an index"),
)
def read_today(call: Call) -> TodayOverview:
    """Read the start of a day: what holds, what waits, what is open, what is unread and new, and what is left.

    The state of the session is drawn from the record first, as by `GET /api/trading/rulebook/state`.
    """
    desk = service.TodaySources(
        keyring=call.use(Keyring),
        links=call.use(Links),
        limits=call.use(Budget).limits,
        news=call.use(News),
    )
    return service.today(call.session, call.user_id, desk, now=call.now)
