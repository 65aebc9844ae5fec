"""Which of the trades that are held a message means: the one spoken of, the one named, or a question back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaTerms,
    LevelMoved,
    TradeExited,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.market.instruments.instruments import resolve
from backend.features.record.trades import queries
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


def trade_words(trade: Trade) -> str:
    """A trade in a few words: `MES long 2 at 4500.25`."""
    size = plain_decimal(trade.open_size or trade.position_size)
    entry = plain_decimal(trade.entry_price)
    return f"{trade.contract} {trade.direction} {size} at {entry}"
