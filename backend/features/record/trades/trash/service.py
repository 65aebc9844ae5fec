"""Use cases of deleted trades: list them, bring one back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.core.events import News
from backend.core.paging import Page
from backend.core.rows import page
from backend.core.sql_json import Rendered, written
from backend.features.record.trades import queries as trades
from backend.features.record.trades.accounts import service as accounts
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.events import TradeReturned
from backend.features.record.trades.models import EventKind, Trade
from backend.features.record.trades.projection.event_builder import NewEvent
from backend.features.record.trades.schemas import TradeOut
from backend.features.record.trades.trade_history import opened
from backend.features.record.trades.trash import belongings
from backend.features.record.trades.trash.models import DeletedTrade
from backend.features.record.trades.trash.schemas import TrashFilter

_SHOWN = text(f"""
    select chosen.id, {written(TradeOut)} as document from deleted_trades d
    cross join lateral jsonb_populate_record(null::trades, d.trade) as chosen
    where d.user_id = :user_id and d.trade_id = any (:trade_ids)
""")  # noqa: S608  # names of columns


@dataclass(frozen=True, slots=True)
class ShownDeletion:
    """A deleted trade as JSON, and its times."""

    trade: Rendered
    deleted_at: datetime
    forget_at: datetime


def list_deleted(
    session: Session,
    user_id: UUID,
    query: TrashFilter,
    *,
    now: datetime,
) -> Page[ShownDeletion]:
    """A page of deleted trades, the last deleted first.

    Raises:
        BadCursor
    """
    statement = select(DeletedTrade).where(
        DeletedTrade.user_id == user_id, DeletedTrade.forget_at > now
    )
    rows = page(session, statement, query, DeletedTrade.deleted_at, DeletedTrade.trade_id)
    ids = [row.trade_id for row in rows.items]
    values = {"user_id": user_id, "trade_ids": ids}
    shown = {row.id: row.document for row in session.execute(_SHOWN, values)}
    items = [
        ShownDeletion(Rendered(shown[row.trade_id]), row.deleted_at, row.forget_at)
        for row in rows.items
    ]
    return Page(items, rows.next_cursor)


def restore(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    *,
    news: News,
    now: datetime,
) -> Trade:
    """Bring a deleted trade back with everything that belonged to it; one that is there already stays as it is.

    Raises:
        TradeNotFound: never there, or deleted more than 30 days ago.
        AccountNotFound: its account is gone or archived.
    """
    deleted = belongings.find(session, user_id, trade_id)
    if deleted is None:
        return trades.trade(session, user_id, trade_id)
    if deleted.forget_at <= now:
        raise TradeNotFound
    accounts.usable(session, user_id, UUID(str(deleted.trade["account_id"])))
    deleted_at = deleted.deleted_at
    belongings.put_back(session, deleted)
    news.publish(session, TradeReturned(user_id, trade_id, now))
    history = opened(session, user_id, trade_id, news, now)
    return history.record(
        NewEvent(EventKind.DELETED, deleted_at, deleted_at, {}),
        NewEvent(EventKind.RESTORED, now, now, {}),
    )
