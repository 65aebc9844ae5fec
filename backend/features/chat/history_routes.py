"""REST of what was said: search, export, import and analytics.

Their words stand where an id stands in other paths; the router takes a fixed word before an id.
"""

from typing import Any

from backend.core.paging import BadCursor, Page
from backend.features.chat import search as searching
from backend.features.chat.history_errors import BadSearch, BadSpan, SearchTooLong
from backend.features.chat.history_schemas import FoundPage, SearchFilter
from backend.transport.contract import Call, Routes

routes = Routes("conversations", "/api/conversations")


@routes.get("/search", returns=FoundPage, raises=(BadSearch, SearchTooLong, BadSpan, BadCursor))
def search_messages(call: Call, query: SearchFilter) -> Page[dict[str, Any]]:
    """Search your conversations by words and "phrases", the best first."""
    return searching.search(call.session, call.user_id, query)
