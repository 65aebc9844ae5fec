"""The place of a trade in its session day, and what came before it on that day, by window functions.

A day is that of the entry. Real trades, practice and paper accounts are sequences of their own; open trades and every
instrument and account count in them, whatever else a question asks for: "my third trade of the day" is one trade.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from backend.features.record.performance.filters.schemas import NumberRange, RunBefore
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import Trade, TradeStatus

Numbers = SQLColumnExpression[Decimal] | SQLColumnExpression[int] | SQLColumnExpression[int | None]
StepColumn = (
    Label[int] | Label[datetime] | Label[datetime | None] | Label[date] | Label[date | None]
)
Steps = Select[*tuple[object, ...]]
_ENTRY, _EXIT, _EXIT_AT_ONCE = (
    1,
    0,
    2,
)  # of one moment, exits come before entries, but none before its own


def is_within(column: Numbers, bounds: NumberRange) -> ColumnElement[bool]:
    """Whether a number is within a range, both ends included."""
    conditions: list[ColumnElement[bool]] = [column.is_not(None)]
    if bounds.at_least is not None:
        conditions.append(column >= bounds.at_least)
    if bounds.at_most is not None:
        conditions.append(column <= bounds.at_most)
    return and_(*conditions)


def is_nth(user_id: UUID, bounds: NumberRange) -> ColumnElement[bool]:
    """Whether a trade has such a place among those that were entered on its session day, from 1."""
    day = (Trade.trade_type, _IS_PAPER, Trade.entry_day)
    place = func.row_number().over(partition_by=day, order_by=(Trade.entry_time, Trade.id))
    statement = select(Trade.id.label("id"), place.label("place"))
    places = statement.join(Account, Account.id == Trade.account_id).where(Trade.user_id == user_id)
    rows = places.subquery().c
    return Trade.id.in_(select(rows.id).where(is_within(rows.place, bounds)))


def is_after(user_id: UUID, run: RunBefore) -> ColumnElement[bool]:
    """Whether the last so many trades that were closed on its session day before its entry all ended this way.

    The length of the run is the number of exits so far less their number at the last one that ended otherwise.
    """
    steps = union_all(_entries(user_id), _exits(user_id)).subquery().c
    day = (steps.trade_type, steps.is_paper, steps.day)
    is_exit = case((steps.kind == _ENTRY, 0), else_=1)
    exits = func.sum(is_exit).over(partition_by=day, order_by=(steps.moment, steps.kind, steps.id))
    numbered = select(*steps, exits.label("exits")).subquery().c
    is_other = and_(numbered.kind != _ENTRY, numbered.outcome.is_distinct_from(run.what.value))
    at_last_other = func.max(case((is_other, numbered.exits))).over(
        partition_by=(numbered.trade_type, numbered.is_paper, numbered.day),
        order_by=(numbered.moment, numbered.kind, numbered.id),
    )
    length = numbered.exits - func.coalesce(at_last_other, 0)
    runs = select(numbered.id, numbered.kind, length.label("length")).subquery().c
    is_long_enough = and_(runs.kind == _ENTRY, runs.length >= run.at_least)
    return Trade.id.in_(select(runs.id).where(is_long_enough))


_IS_PAPER = (Account.kind == AccountKind.PAPER).label("is_paper")


def _entries(user_id: UUID) -> Steps:
    return _steps(
        user_id,
        literal(_ENTRY).label("kind"),
        Trade.entry_time.label("moment"),
        Trade.entry_day.label("day"),
    )


def _exits(user_id: UUID) -> Steps:
    kind = case((Trade.exit_time == Trade.entry_time, _EXIT_AT_ONCE), else_=_EXIT)
    steps = _steps(
        user_id,
        kind.label("kind"),
        Trade.exit_time.label("moment"),
        Trade.exit_day.label("day"),
    )
    return steps.where(Trade.status == TradeStatus.CLOSED)


def _steps(user_id: UUID, *columns: StepColumn) -> Steps:
    """What happened to trades, with what keeps their sequences apart."""
    common = (Trade.id.label("id"), Trade.outcome.label("outcome"), Trade.trade_type, _IS_PAPER)
    statement = select(*common, *columns).join(Account, Account.id == Trade.account_id)
    return statement.where(Trade.user_id == user_id)
