"""REST of trades and of what happens to them."""

from backend.core.events import News
from backend.core.rows import TooMany
from backend.core.sql_json import Rendered
from backend.core.types import Id, JsonObject
from backend.features.content.conversations.errors import ConversationNotFound, MessageNotFound
from backend.features.content.media.errors import UploadNotFound
from backend.features.content.media.service import Links
from backend.features.market.instruments.errors import UnknownInstrument
from backend.features.record.trades import corrections, event_service, service
from backend.features.record.trades.attachments import service as attachments
from backend.features.record.trades.errors import (
    AccountNotFound,
    BadTrade,
    EventStands,
    ExitTooLarge,
    FollowedByTrade,
    HistoryFull,
    PlanDoesNotFit,
    PlanNotFound,
    PlanSettled,
    StrategyNotFound,
    TradeAlreadyClosed,
    TradeEventNotFound,
    TradeNotFound,
)
from backend.features.record.trades.event_schemas import TradeEventOut, TradeHistory
from backend.features.record.trades.event_service import FilledTrade
from backend.features.record.trades.models import Trade
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.schemas import (
    AddFill,
    AddNote,
    Attach,
    Attachments,
    ChangeTrade,
    CloseTrade,
    FillResult,
    LogTrade,
    ReplaceTrade,
    SetStop,
    SetTarget,
    TradeOut,
    VoidEvent,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("trades", "/api/trading/trades")
CHANGING = (TradeNotFound, HistoryFull, BadTrade)


@routes.post(
    "",
    returns=TradeOut,
    status=201,
    raises=(
        UnknownInstrument,
        BadTrade,
        AccountNotFound,
        StrategyNotFound,
        ConversationNotFound,
        MessageNotFound,
        PlanNotFound,
        PlanSettled,
        PlanDoesNotFit,
    ),
)
def log_trade(call: Call, body: LogTrade) -> Rendered:
    """Log a trade, open or already closed."""
    return service.log_trade(
        call.session,
        call.user_id,
        body,
        news=call.use(News),
        plans=call.use(PlanBook),
        now=call.now,
    )[1]


@routes.get("/<trade_id>", returns=TradeOut, raises=(TradeNotFound,), versioned=True)
def read_trade(call: Call, trade_id: Id) -> Trade:
    """Read one trade."""
    return service.read_trade(call.session, call.user_id, trade_id)


@routes.patch(
    "/<trade_id>",
    returns=TradeOut,
    versioned=True,
    raises=(*CHANGING, AccountNotFound, StrategyNotFound),
)
def change_trade(
    call: Call,
    trade_id: Id,
    body: ChangeTrade,
) -> Trade:
    """Change what is given of a trade's words and places; its history is added to by other operations."""
    return event_service.change_trade(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.put(
    "/<trade_id>",
    returns=TradeOut,
    versioned=True,
    raises=(*CHANGING, AccountNotFound, StrategyNotFound),
)
def replace_trade(
    call: Call,
    trade_id: Id,
    body: ReplaceTrade,
) -> Trade:
    """Replace a trade's words and places: what is not given is emptied."""
    return event_service.change_trade(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
        whole=True,
    )


@routes.delete("/<trade_id>", raises=(TradeNotFound,), versioned=True)
def delete_trade(call: Call, trade_id: Id) -> None:
    """Delete a trade with its history, for one that was never made; for 30 days it can be restored."""
    service.delete_trade(
        call.session,
        call.user_id,
        trade_id,
        news=call.use(News),
        now=call.now,
    )


@routes.post("/<trade_id>/close", returns=TradeOut, raises=(*CHANGING, TradeAlreadyClosed))
def close_trade(call: Call, trade_id: Id, body: CloseTrade) -> Trade:
    """Close a trade: exit all that is still held."""
    return event_service.close_trade(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.post(
    "/<trade_id>/fills",
    returns=FillResult,
    status=201,
    raises=(*CHANGING, TradeAlreadyClosed, ExitTooLarge),
)
def add_fill(call: Call, trade_id: Id, body: AddFill) -> FilledTrade:
    """Add an entry or an exit to an open trade."""
    return event_service.add_fill(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.post("/<trade_id>/stop", returns=TradeOut, raises=CHANGING)
def set_stop(call: Call, trade_id: Id, body: SetStop) -> Trade:
    """Set, move or take away the stop."""
    return event_service.set_stop(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.post("/<trade_id>/target", returns=TradeOut, raises=CHANGING)
def set_target(call: Call, trade_id: Id, body: SetTarget) -> Trade:
    """Set, move or take away the target."""
    return event_service.set_target(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.post("/<trade_id>/notes", returns=TradeOut, status=201, raises=CHANGING)
def add_note(call: Call, trade_id: Id, body: AddNote) -> Trade:
    """Add words or a feeling."""
    return event_service.add_note(
        call.session,
        call.user_id,
        trade_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.get(
    "/<trade_id>/events",
    returns=TradeHistory,
    raises=(TradeNotFound,),
    cost=light("of one trade"),
)
def list_events(call: Call, trade_id: Id) -> dict[str, list[TradeEventOut]]:
    """Read a trade's history."""
    return {"items": event_service.list_events(call.session, call.user_id, trade_id)}


@routes.post(
    "/<trade_id>/events/<event_id>/void",
    returns=TradeOut,
    raises=(*CHANGING, TradeEventNotFound, EventStands, FollowedByTrade),
)
def void_event(
    call: Call,
    trade_id: Id,
    event_id: Id,
    body: VoidEvent,
) -> Trade:
    """Take back an event that was recorded by mistake; it stays in the history, marked."""
    return corrections.void_event(
        call.session,
        call.user_id,
        trade_id,
        event_id,
        body,
        news=call.use(News),
        now=call.now,
    )


@routes.get(
    "/<trade_id>/attachments",
    returns=Attachments,
    raises=(TradeNotFound,),
    cost=light("of one trade"),
)
def list_attachments(call: Call, trade_id: Id) -> dict[str, list[JsonObject]]:
    """List a trade's images."""
    return {"items": attachments.attached(call.session, call.user_id, trade_id, call.use(Links))}


@routes.post(
    "/<trade_id>/attachments",
    returns=Attachments,
    status=201,
    raises=(TradeNotFound, UploadNotFound, TooMany),
)
def attach(call: Call, trade_id: Id, body: Attach) -> dict[str, list[JsonObject]]:
    """Add uploaded images to a trade."""
    items = attachments.attach(
        call.session,
        call.user_id,
        trade_id,
        body.upload_ids,
        call.use(Links),
        now=call.now,
    )
    return {"items": items}


@routes.delete("/<trade_id>/attachments/<upload_id>", raises=(TradeNotFound,))
def detach(call: Call, trade_id: Id, upload_id: Id) -> None:
    """Take an image from a trade; the image itself stays."""
    attachments.detach(call.session, call.user_id, trade_id, upload_id)
