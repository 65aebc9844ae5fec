"""REST of the search over everything."""

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import SEALED
from backend.core.paging import BadCursor
from backend.core.text_search import BadSearch, SearchTooLong
from backend.features.chat.archive.errors import SearchTooBroad
from backend.features.content.media.service import Links
from backend.features.overview.search import service
from backend.features.overview.search.schemas import EverythingFilter, FoundThings
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("search", "/api/search")


@routes.get(
    "",
    returns=FoundThings,
    raises=(BadSearch, SearchTooLong, BadCursor, SearchTooBroad, *SEALED),
    cost=HEAVY,
)
def search_everything(call: Call, query: EverythingFilter) -> FoundThings:
    """Search messages, trades, plans, the journal, patterns and memory at once.

    Without `kind` the first of each; with it a page of that kind. Messages come by rank, all else latest first.
    """
    return service.search(
        call.session,
        call.user_id,
        query,
        call.use(Keyring),
        call.use(Links),
        now=call.now,
    )
