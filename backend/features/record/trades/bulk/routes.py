"""REST of changes of many trades."""

from backend.core.events import News
from backend.core.types import Id
from backend.features.record.trades.bulk import service
from backend.features.record.trades.bulk.errors import BulkChangeNotFound
from backend.features.record.trades.bulk.schemas import ChangedTradesOut, ChangeTrades
from backend.features.record.trades.errors import AccountNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("trades", "/api/trading/trades")


@routes.post("/bulk", returns=ChangedTradesOut, raises=(AccountNotFound,), cost=HEAVY)
def change_trades(call: Call, body: ChangeTrades) -> ChangedTradesOut:
    """Tag, untag, move or delete up to 500 trades; each is answered for, and doing it again changes nothing more."""
    return service.change_trades(
        call.session, call.user_id, body, news=call.use(News), now=call.now
    )


@routes.post(
    "/bulk/<change_id>/undo",
    returns=ChangedTradesOut,
    raises=(BulkChangeNotFound,),
    cost=HEAVY,
)
def undo_change(call: Call, change_id: Id) -> ChangedTradesOut:
    """Undo what was done to many trades; what was changed since stays, and doing it twice is no error."""
    return service.undo(call.session, call.user_id, change_id, news=call.use(News), now=call.now)
