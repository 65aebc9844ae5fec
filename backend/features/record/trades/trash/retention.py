"""What is over is removed: trades that were deleted, and what was done to many at once, more than 30 days ago."""

from datetime import datetime

from sqlalchemy import delete, select

from backend.core.db import Database
from backend.features.record.trades.bulk.models import BulkChange
from backend.features.record.trades.trash.models import DeletedTrade

AT_ONCE = 500  # rows of a transaction


class TradeRetention:
    """Removes for everybody: for the beat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remove(self, *, now: datetime) -> int:
        """Remove what is due; how many rows."""
        return self._all_of(DeletedTrade, now) + self._all_of(BulkChange, now)

    def _all_of(self, table: type[DeletedTrade | BulkChange], now: datetime) -> int:
        total = 0
        while (count := self._some(table, now)) > 0:
            total += count
        return total

    def _some(self, table: type[DeletedTrade | BulkChange], now: datetime) -> int:
        (key,) = table.__table__.primary_key
        with self._database.transaction() as session:
            due = select(key).where(table.forget_at <= now).limit(AT_ONCE)
            ids = list(session.scalars(due))
            if ids:
                session.execute(delete(table).where(key.in_(ids)))
            return len(ids)
