"""REST of what happens to a contract while it is held, and of what a trade brought by day."""

from backend.core.events import News
from backend.core.types import Id
from backend.features.market.instruments.errors import BadPrice, UnknownInstrument
from backend.features.record.trades import corrections
from backend.features.record.trades.corporate_actions import contract_ends, service
from backend.features.record.trades.corporate_actions.contract_ends import FollowedTrade
from backend.features.record.trades.corporate_actions.errors import (
    CannotExpire,
    NothingHeld,
    NotOfThisKind,
    RollsElsewhere,
)
from backend.features.record.trades.corporate_actions.schemas import (
    ChargeFinancing,
    ExpireTrade,
    FollowResult,
    RealisedResults,
    ReceiveDividend,
    RenameInstrument,
    RollTrade,
    SplitUnits,
)
from backend.features.record.trades.errors import (
    BadTrade,
    EventStands,
    FollowedByTrade,
    HistoryFull,
    TradeAlreadyClosed,
    TradeEventNotFound,
    TradeNotFound,
)
from backend.features.record.trades.models import RealisedResult, Trade
from backend.features.record.trades.schemas import CorrectFill, TradeOut
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

corporate_action_routes = Routes("corporate_actions", "/api/trading/trades")
CHANGING = (TradeNotFound, HistoryFull, BadTrade)


@corporate_action_routes.patch(
    "/<trade_id>/fills/<event_id>",
    returns=TradeOut,
    raises=(*CHANGING, TradeEventNotFound, EventStands, FollowedByTrade),
)
def correct_fill(call: Call, trade_id: Id, event_id: Id, body: CorrectFill) -> Trade:
    """Correct what was recorded wrongly of a fill; the history keeps both."""
    return corrections.correct_fill(
        call.session,
        call.user_id,
        trade_id,
        event_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.get(
    "/<trade_id>/results",
    returns=RealisedResults,
    raises=(TradeNotFound,),
    cost=light("of one trade"),
)
def list_results(call: Call, trade_id: Id) -> dict[str, list[RealisedResult]]:
    """Read what a trade brought and cost, by the day on which it did."""
    return {"items": service.list_results(call.session, call.user_id, trade_id)}


@corporate_action_routes.post(
    "/<trade_id>/split", returns=TradeOut, raises=(*CHANGING, NothingHeld, NotOfThisKind)
)
def split(call: Call, trade_id: Id, body: SplitUnits) -> Trade:
    """Split or reverse split: what was recorded before is read in the new units."""
    return service.split(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.post(
    "/<trade_id>/dividend", returns=TradeOut, raises=(*CHANGING, NothingHeld, NotOfThisKind)
)
def receive_dividend(call: Call, trade_id: Id, body: ReceiveDividend) -> Trade:
    """Note a dividend on what was held."""
    return service.receive_dividend(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.post("/<trade_id>/financing", returns=TradeOut, raises=CHANGING)
def charge_financing(call: Call, trade_id: Id, body: ChargeFinancing) -> Trade:
    """Note what holding the position cost or brought: swap, funding, interest."""
    return service.charge_financing(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.post(
    "/<trade_id>/rename", returns=TradeOut, raises=(*CHANGING, UnknownInstrument, NotOfThisKind)
)
def rename(call: Call, trade_id: Id, body: RenameInstrument) -> Trade:
    """Note the symbol under which the instrument trades from now on."""
    return service.rename(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.post(
    "/<trade_id>/expire",
    returns=FollowResult,
    raises=(*CHANGING, TradeAlreadyClosed, CannotExpire, UnknownInstrument, BadPrice),
)
def expire(call: Call, trade_id: Id, body: ExpireTrade) -> FollowedTrade:
    """End a trade with its contract: worthless, settled, assigned or exercised."""
    return contract_ends.expire(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@corporate_action_routes.post(
    "/<trade_id>/roll",
    returns=FollowResult,
    raises=(*CHANGING, TradeAlreadyClosed, RollsElsewhere, UnknownInstrument),
)
def roll(call: Call, trade_id: Id, body: RollTrade) -> FollowedTrade:
    """Roll a future from one month to another: two trades of one idea."""
    return contract_ends.roll(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )
