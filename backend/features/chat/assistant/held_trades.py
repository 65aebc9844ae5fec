"""Which of the trades that are held a message means: the one spoken of, the one named, or a question back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import Session

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.chat.understanding.message_context import SpokenTrade
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaOpinion,
    IdeaTerms,
    LevelMoved,
    TradeDeletion,
    TradeExited,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.market.instruments.instruments import resolve
from backend.features.record.trades import queries
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.models import Trade, TradeStatus

MOST_LISTED = 6
MOST_HELD = 50


@dataclass(frozen=True, slots=True)
class HeldTrade:
    """The trade that is meant, or the question which one it is; neither where nothing fits."""

    trade: Trade | None = None
    clarification: Clarification | None = None


def held_trades(session: Session, user_id: UUID) -> Sequence[Trade]:
    """What the trader holds, the latest first."""
    statement = queries.trades_of(user_id).where(Trade.status == TradeStatus.OPEN)
    latest_first = statement.order_by(Trade.entry_time.desc(), Trade.id.desc())
    return session.scalars(latest_first.limit(MOST_HELD)).all()


def meant_trade(
    session: Session,
    user_id: UUID,
    request: TradeExited | LevelMoved,
    thread: ThreadState,
) -> HeldTrade:
    """The trade that is held and meant by a request."""
    return meant_among(held_trades(session, user_id), request, thread)


def meant_among(
    held: Sequence[Trade],
    request: TradeExited | LevelMoved,
    thread: ThreadState,
) -> HeldTrade:
    """Of the trades that are held the one that is meant: spoken of, named, or the only one that fits. Pure."""
    spoken_of = request.trade_id or (thread.trade_id if not _names_one(request.terms) else None)
    for trade in held:
        if trade.id == spoken_of:
            return HeldTrade(trade)
    if request.trade_id is not None:
        return HeldTrade()
    fitting = [trade for trade in held if _fits(trade, _of_the_table(request.terms, thread))]
    if len(fitting) == 1:
        return HeldTrade(fitting[0])
    if not fitting:
        return HeldTrade()
    return HeldTrade(clarification=_which(fitting[:MOST_LISTED], request))


def _of_the_table(terms: IdeaTerms, thread: ThreadState) -> IdeaTerms:
    """What a request names; where it names nothing, the market of the idea that is spoken of."""
    if _names_one(terms) or thread.idea is None or thread.idea.instrument is None:
        return terms
    return terms.model_copy(update={"instrument": thread.idea.instrument})


def _names_one(terms: IdeaTerms) -> bool:
    return terms.instrument is not None or terms.direction is not None


def _fits(trade: Trade, terms: IdeaTerms) -> bool:
    if terms.direction is not None and trade.direction != terms.direction:
        return False
    if terms.instrument is None:
        return True
    named = resolve(terms.instrument)
    symbols = {terms.instrument.upper()} if named is None else {named.symbol, terms.instrument}
    return trade.instrument in symbols or trade.contract in symbols


def _which(trades: Sequence[Trade], request: TradeExited | LevelMoved) -> Clarification:
    choices = tuple(
        ClarificationOption(
            label=trade_words(trade),
            request=request.model_copy(update={"trade_id": trade.id}),
        )
        for trade in trades
    )
    return Clarification(question="Which trade do you mean?", about="trade", choices=choices)


def spoken_trade(
    session: Session, user_id: UUID, trade_id: UUID | None, draft: JsonObject | None
) -> SpokenTrade | None:
    """The trade that a thread speaks of, as it stands; an end that waits to be confirmed counts as its end."""
    if trade_id is None:
        return None
    try:
        trade = queries.trade(session, user_id, trade_id)
    except TradeNotFound:  # it was taken off the record since
        return None
    return SpokenTrade(
        is_open=trade.status == TradeStatus.OPEN,
        direction=trade.direction,
        entry=trade.entry_price,
        size=trade.max_size,
        stop=trade.stop_price,
        target=trade.target_price,
        exit=_drafted_exit(draft, trade_id) or trade.exit_price,
    )


def _drafted_exit(draft: JsonObject | None, trade_id: UUID) -> Decimal | None:
    if draft is None or draft["kind"] != "exit" or draft["status"] != DraftStatus.OPEN:
        return None
    proposal = draft.get("proposal")
    if not isinstance(proposal, dict) or proposal.get("trade_id") != str(trade_id):
        return None
    exits = proposal.get("exits")
    last = exits[-1] if isinstance(exits, list) and exits else None
    price = last.get("price") if isinstance(last, dict) else None
    return None if price is None else Decimal(str(price))


def trade_to_delete(
    session: Session, user_id: UUID, request: TradeDeletion, thread: ThreadState
) -> HeldTrade:
    """The one trade that is to go: known by its id, spoken of, the last one of those that are named, or a question back."""
    sought = request.trade_id
    if sought is None and not request.is_last and not _names_one(request.terms):
        sought = thread.trade_id
    statement = queries.trades_of(user_id)
    if sought is not None:
        return HeldTrade(session.scalars(statement.where(Trade.id == sought)).one_or_none())
    latest_first = statement.order_by(Trade.created_at.desc(), Trade.id.desc()).limit(MOST_HELD)
    fitting = [trade for trade in session.scalars(latest_first) if _fits(trade, request.terms)]
    if not fitting:
        return HeldTrade()
    if request.is_last or len(fitting) == 1:
        return HeldTrade(fitting[0])
    choices = tuple(
        ClarificationOption(
            label=dated_words(trade), request=request.model_copy(update={"trade_id": trade.id})
        )
        for trade in fitting[:MOST_LISTED]
    )
    question = "There are several. Which one is to be deleted?"
    return HeldTrade(clarification=Clarification(question=question, about="trade", choices=choices))


def looked_back_trade(
    session: Session, user_id: UUID, request: IdeaOpinion, thread: ThreadState
) -> Trade | None:
    """The trade that is named, or the one spoken of: of several the one that ended last, of those that are over first."""
    statement = queries.trades_of(user_id)
    is_named = _names_one(request.terms) or request.day is not None or request.is_last
    if not is_named:
        return session.scalars(statement.where(Trade.id == thread.trade_id)).one_or_none()
    if request.day is not None:
        statement = statement.where(
            or_(Trade.entry_day == request.day, Trade.exit_day == request.day)
        )
    latest_first = statement.order_by(
        Trade.status, Trade.exit_time.desc().nulls_last(), Trade.entry_time.desc(), Trade.id.desc()
    )
    fitting = [
        trade
        for trade in session.scalars(latest_first.limit(MOST_HELD))
        if _fits(trade, request.terms)
    ]
    return fitting[0] if fitting else None


def dated_words(trade: Trade) -> str:
    """A trade with its day and what it brought: `MES long 2 at 4500.25 of 1 December 2026 (USD 50)`."""
    result = "open" if trade.pnl is None else f"{trade.currency} {plain_decimal(trade.pnl)}"
    day = f"{trade.entry_day.day} {trade.entry_day:%B %Y}"
    return f"{trade_words(trade)} of {day} ({result})"


def trade_words(trade: Trade) -> str:
    """A trade in a few words: `MES long 2 at 4500.25`."""
    size = plain_decimal(trade.open_size or trade.position_size)
    entry = plain_decimal(trade.entry_price)
    return f"{trade.contract} {trade.direction} {size} at {entry}"
