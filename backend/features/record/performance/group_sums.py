"""Sums of trades that share a key: what a group is made of, as SQL and as read."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Float, and_, cast, func, select
from sqlalchemy.orm import Session

from backend.features.record.performance.filters.schemas import GroupBy
from backend.features.record.performance.realised_money import DaySum
from backend.features.record.performance.schemas import Selection
from backend.features.record.performance.selection import closed, usable
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Outcome, Strategy, Trade
from backend.features.record.trades.trade_list.group_keys import KEYS
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import Excluded
from backend.quant.risk import RiskReason

SumColumn = ColumnElement[int] | ColumnElement[Decimal] | ColumnElement[float]


@dataclass(frozen=True, slots=True)
class GroupSums:
    """Trades that share a key: count, sum and squares of the won, the lost, and of R; those without R by reason.

    `money` is what was realised on the days of the group, where groups are days.
    """

    key: str | None
    trades: int
    total: Decimal
    wins: Moments
    losses: Moments
    r: Moments
    without_r: Excluded
    money: DaySum | None = None

    @property
    def outcomes(self) -> OutcomeSums:
        """Its money, as figures take it."""
        return OutcomeSums(
            wins=self.wins,
            losses=self.losses,
            break_even=self.trades - self.wins.n - self.losses.n,
            total=self.total,
        )


_r = cast(Trade.r_multiple, Float(53))


def summed(
    session: Session,
    user_id: UUID,
    selection: Selection,
    by: Sequence[GroupBy],
) -> "dict[tuple[str | None, ...], GroupSums]":
    """The selected trades by one key or several, in no order; each group bears the first key."""
    names = [f"key{place}" for place in range(len(by))]
    keys: list[ColumnElement[str | None]] = [
        KEYS[grouping].label(name) for name, grouping in zip(names, by, strict=True)
    ]
    single = (
        select(
            *keys,
            Trade.pnl_account.label("net"),
            _r.label("r"),
            Trade.r_reason.label("why"),
            Trade.outcome.label("outcome"),
        )
        .where(*closed(user_id, selection), usable(selection.currency or ""))
        .subquery()
    )
    trades = single.c
    columns = [trades[name] for name in names]
    sums = _sums(trades.net, trades.r, trades.why, trades.outcome)
    rows = session.execute(select(*columns, *sums).group_by(*columns))
    return {tuple(row[: len(by)]): _group(row[0], *row[len(by) :]) for row in rows}


def _sums(
    net: ColumnElement[Decimal],
    r: ColumnElement[float],
    why: ColumnElement[str],
    outcome: ColumnElement[str | None],
) -> list[SumColumn]:
    """What `_group` takes: counts and sums of one group."""
    size = cast(net, Float(53))
    won, lost = outcome == Outcome.WIN, outcome == Outcome.LOSS
    without_r = [
        func.count().filter(
            and_(
                r.is_(None),
                why == reason,
            )
        )
        for reason in RiskReason
    ]
    return [
        func.count(),
        func.coalesce(func.sum(net), 0),
        func.count().filter(won),
        func.coalesce(func.sum(net).filter(won), 0),
        func.coalesce(func.sum(size * size).filter(won), 0.0),
        func.count().filter(lost),
        func.coalesce(-func.sum(net).filter(lost), 0),
        func.coalesce(func.sum(size * size).filter(lost), 0.0),
        func.count(r),
        func.coalesce(func.sum(r), 0.0),
        func.coalesce(func.sum(r * r), 0.0),
        *without_r,
    ]


def _group(
    key: str | None,
    trades: int,
    total: Decimal,
    wins: int,
    won: Decimal,
    won_squares: float,
    losses: int,
    lost: Decimal,
    lost_squares: float,
    with_r: int,
    r: float,
    r_squares: float,
    *without_r: int,
) -> GroupSums:
    by_reason = zip(RiskReason, without_r, strict=True)
    return GroupSums(
        key=key,
        trades=trades,
        total=Decimal(total),
        wins=Moments.from_sums(wins, won, won_squares),
        losses=Moments.from_sums(losses, lost, lost_squares),
        r=Moments.from_sums(with_r, r, r_squares),
        without_r=tuple((reason, n) for reason, n in by_reason if n),
    )


_NOTHING = Moments.from_sums(0, 0, 0)
NOBODY = GroupSums(None, 0, Decimal(0), _NOTHING, _NOTHING, _NOTHING, ())
NO_MONEY = DaySum(0, Decimal(0))


def labels_of(
    session: Session,
    user_id: UUID,
    by: GroupBy,
    keys: Sequence[str | None],
) -> dict[str | None, str]:
    """Names of what is grouped by its id."""
    tables: dict[GroupBy, type[Strategy | Account]] = {
        GroupBy.STRATEGY: Strategy,
        GroupBy.ACCOUNT: Account,
    }
    table = tables.get(by)
    if table is None:
        return {}
    ids = [UUID(key) for key in keys if key]
    statement = select(table.id, table.name).where(
        table.user_id == user_id,
        table.id.in_(ids),
    )
    return {str(row_id): name for row_id, name in session.execute(statement)}
