"""REST of the interlock."""

from backend.core.events import News
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.record.plans.pre_trade_check import service as pre_trade_check
from backend.features.record.plans.pre_trade_check.schemas import CheckOut, CheckTrade, HeededOut
from backend.features.record.plans.pre_trade_check.service import HeededDocument
from backend.features.record.trades.errors import BadTrade, PlanNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("interlock", "/api/trading/check")


@routes.post("", returns=CheckOut, raises=(UnknownInstrument, PlanNotFound, BadTrade))
def check_trade(call: Call, body: CheckTrade) -> CheckOut:
    """Ask before a trade: allow, warn or block, with the state of every rule."""
    return pre_trade_check.check(
        call.session,
        call.user_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.get("/heeded", returns=HeededOut, cost=HEAVY)
def read_heeded(call: Call) -> HeededDocument:
    """Read whether blocks and warnings were heeded."""
    return pre_trade_check.heeded(call.session, call.user_id, now=call.now)
