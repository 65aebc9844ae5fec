"""REST of saved views."""

from collections.abc import Sequence

from backend.core.rows import NameTaken, TooMany
from backend.core.types import Id
from backend.features.record.trades.saved_views import service
from backend.features.record.trades.saved_views.errors import ViewNotFound
from backend.features.record.trades.saved_views.models import SavedView
from backend.features.record.trades.saved_views.schemas import (
    ChangeView,
    SaveView,
    TradeViewOut,
    TradeViews,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("trades", "/api/trading/trades/views")


@routes.get("", returns=TradeViews, cost=light("at most 50 rows"))
def list_views(call: Call) -> dict[str, Sequence[SavedView]]:
    """List your saved views of the list of trades."""
    return {"items": service.list_views(call.session, call.user_id)}


@routes.post("", returns=TradeViewOut, status=201, raises=(NameTaken, TooMany))
def save_view(call: Call, body: SaveView) -> SavedView:
    """Keep a filter with its order and columns by a name; at most 50."""
    return service.save_view(call.session, call.user_id, body, now=call.now)


@routes.get("/<view_id>", returns=TradeViewOut, raises=(ViewNotFound,))
def read_view(call: Call, view_id: Id) -> SavedView:
    """Read a saved view."""
    return service.read_view(call.session, call.user_id, view_id)


@routes.patch("/<view_id>", returns=TradeViewOut, raises=(ViewNotFound, NameTaken))
def change_view(call: Call, view_id: Id, body: ChangeView) -> SavedView:
    """Change what is given of a saved view."""
    return service.change_view(call.session, call.user_id, view_id, body, now=call.now)


@routes.delete("/<view_id>", raises=(ViewNotFound,))
def delete_view(call: Call, view_id: Id) -> None:
    """Remove a saved view."""
    service.delete_view(call.session, call.user_id, view_id)
