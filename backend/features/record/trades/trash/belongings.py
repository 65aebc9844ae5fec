"""What goes with a trade when it is deleted, read from the keys of the tables, and put back with it.

A table that is added with a key to trades that cascades is among them by itself.
"""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Table, select, text
from sqlalchemy.orm import Session

from backend.core.db import Base
from backend.core.types import JsonObject
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trash.models import DeletedTrade

KEPT = timedelta(days=30)
_TRADES = Trade.__tablename__


def tables() -> list[Table]:
    """The tables whose rows go with a trade."""
    return [table for table in Base.metadata.sorted_tables if _key_to_trades(table) is not None]


def _key_to_trades(table: Table) -> ForeignKeyConstraint | None:
    for key in table.foreign_key_constraints:
        if key.referred_table.name == _TRADES and key.ondelete == "CASCADE":
            return key
    return None


def keep(session: Session, trade: Trade, *, now: datetime) -> None:
    """Keep a trade, which is about to be deleted, with everything that goes with it."""
    session.flush()
    values = {"user_id": trade.user_id, "trade_id": trade.id}
    row = session.scalars(
        text("select to_jsonb(t) from trades t where t.user_id = :user_id and t.id = :trade_id"),
        values,
    ).one()
    belongings = {table.name: _rows(session, table, values) for table in tables()}
    session.add(
        DeletedTrade(
            trade_id=trade.id,
            user_id=trade.user_id,
            trade=row,
            belongings=belongings,
            deleted_at=now,
            forget_at=now + KEPT,
        )
    )
    session.flush()


def _rows(session: Session, table: Table, values: dict[str, UUID]) -> list[JsonObject]:
    statement = f"""
        select coalesce(jsonb_agg(to_jsonb(t)), '[]') from {table.name} t
        where t.user_id = :user_id and t.trade_id = :trade_id
    """  # noqa: S608  # a name of the code
    rows: list[JsonObject] = session.scalars(text(statement), values).one()
    return rows


def put_back(session: Session, deleted: DeletedTrade) -> None:
    """Put the rows back as they were; what belonged to a thing that is gone meanwhile stays away."""
    trades = Base.metadata.tables[_TRADES]
    _insert(session, trades, [deleted.trade])
    for table in tables():
        rows = deleted.belongings.get(table.name)
        if rows:
            _insert(session, table, rows)
    session.delete(deleted)
    session.flush()


def _insert(session: Session, table: Table, rows: list[JsonObject]) -> None:
    """Rows into their table: the columns that they have, where all that they point to is there."""
    columns = [column.name for column in table.columns if column.name in rows[0]]
    demands = [
        _is_there(key)
        for key in table.foreign_key_constraints
        if key.referred_table.name not in (_TRADES, "users")
        and not (key.ondelete or "").startswith("SET NULL")
    ]
    values = ", ".join(_value(table, name) for name in columns)
    statement = f"""
        insert into {table.name} ({", ".join(columns)})
        select {values} from jsonb_populate_recordset(null::{table.name}, cast(:rows as jsonb)) as r
        where {" and ".join(demands) or "true"} on conflict do nothing
    """  # noqa: S608  # names of the code
    session.execute(text(statement).bindparams(rows=json.dumps(rows)))


def _value(table: Table, name: str) -> str:
    """A column; null where it pointed to something that is gone and may be null."""
    for key in table.foreign_key_constraints:
        if key.ondelete == f"SET NULL ({name})":
            return f"case when {_is_there(key)} then r.{name} end"
    return f"r.{name}"


def _is_there(key: ForeignKeyConstraint) -> str:
    """SQL for whether what a row points to is there; a null points to nothing."""
    pairs = [(element.parent.name, element.column.name) for element in key.elements]
    none = " or ".join(f"r.{mine} is null" for mine, _ in pairs)
    same = " and ".join(f"there.{theirs} = r.{mine}" for mine, theirs in pairs)
    return f"({none} or exists (select from {key.referred_table.name} there where {same}))"


def find(session: Session, user_id: UUID, trade_id: UUID) -> DeletedTrade | None:
    """A deleted trade of the user, held until the transaction ends."""
    statement = select(DeletedTrade).where(
        DeletedTrade.user_id == user_id, DeletedTrade.trade_id == trade_id
    )
    return session.scalars(statement.with_for_update()).one_or_none()
