"""Use cases: trades put together by what they share, and rules that were kept against rules that were broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    and_,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import (
    GroupDocument,
    GroupsDocument,
)
from backend.features.record.performance.figures import figures, of_results
from backend.features.record.performance.realised_money import DaySum
from backend.features.record.performance.report import in_currency
from backend.features.record.performance.schemas import Basis, GroupBy, GroupSelection
from backend.features.record.performance.selection import (
    CanBeAdded,
    can_be_added,
    closed,
    realised,
    usable,
)
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Outcome, RealisedResult, Strategy, Trade
from backend.features.record.trades.trade_list.group_keys import (
    KEYS,
    MONEY_KEYS,
    NATURAL,
    Key,
    shown_key,
)
from backend.quant.aggregates import Moments, OutcomeSums
from backend.quant.metric import Excluded
from backend.quant.metrics import net_realised
from backend.quant.risk import RiskReason

MOST_GROUPS = 500
_r = cast(Trade.r_multiple, Float(53))


SumColumn = ColumnElement[int] | ColumnElement[Decimal] | ColumnElement[float]


def groups(
    session: Session,
    user_id: UUID,
    selection: GroupSelection,
    *,
    now: datetime,
    most: int = MOST_GROUPS,
) -> GroupsDocument:
    """The selected trades by group, each with the figures that sums tell; so many groups at the most."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> GroupsDocument:
        by_group = _all_groups(session, user_id, selection)
        listed = by_group[:most]
        labels = _labels(session, user_id, selection.by, [group.key for group in listed])
        return {
            "by": selection.by.value,
            "basis": Basis.FILLS if selection.by in MONEY_KEYS else Basis.TRADES,
            "currency": selection.currency or "",
            "as_of": iso(now),
            "version": version,
            "groups": [_shown(group, selection.by, labels, now) for group in listed],
            "more": max(len(by_group) - most, 0),
        }

    kind = "groups" if most == MOST_GROUPS else f"groups, {most}"
    return cached_report(session, user_id, kind, selection, now=now, compute=compute)


def _all_groups(session: Session, user_id: UUID, selection: GroupSelection) -> "list[_Group]":
    """In their natural order, or the largest first."""
    single = (
        select(
            KEYS[selection.by].label("key"),
            Trade.pnl_account.label("net"),
            _r.label("r"),
            Trade.r_reason.label("why"),
            Trade.outcome.label("outcome"),
        )
        .where(*closed(user_id, selection), usable(selection.currency or ""))
        .subquery()
    )
    trades = single.c
    sums = _sums(trades.net, trades.r, trades.why, trades.outcome)
    statement = select(trades.key, *sums).group_by(trades.key)
    all_groups = [_group(key, *columns) for key, *columns in session.execute(statement)]
    money_key = MONEY_KEYS.get(selection.by)
    if money_key is not None:
        all_groups = _with_money(all_groups, _money(session, user_id, selection, money_key))
    if selection.by in NATURAL:
        all_groups.sort(key=lambda group: (group.key is None, group.key))
    else:
        all_groups.sort(key=lambda group: (-group.trades, str(group.key)))
    return all_groups


@dataclass(frozen=True, slots=True)
class _Group:
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


def _money(
    session: Session,
    user_id: UUID,
    selection: GroupSelection,
    key: Key,
) -> dict[str | None, DaySum]:
    """What was realised, by day or month."""
    net = RealisedResult.net_account
    state = can_be_added(RealisedResult.account_currency, net, selection.currency or "")
    statement = (
        select(key, func.count(), func.sum(net))
        .where(*realised(user_id, selection), state == CanBeAdded.YES.value)
        .group_by(key)
    )
    rows = session.execute(statement)
    return {of_days: DaySum(results, net or Decimal(0)) for of_days, results, net in rows}


def _with_money(
    groups: Sequence[_Group],
    money: Mapping[str | None, DaySum],
) -> list[_Group]:
    """Groups of days with the money of their fills; days on which nothing was closed become groups too."""
    by_key = {group.key: group for group in groups}
    keys = by_key.keys() | money.keys()
    return [
        replace(by_key.get(key, replace(_NOBODY, key=key)), money=money.get(key, _NO_MONEY))
        for key in keys
    ]


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
) -> _Group:
    by_reason = zip(RiskReason, without_r, strict=True)
    return _Group(
        key=key,
        trades=trades,
        total=Decimal(total),
        wins=Moments.from_sums(wins, won, won_squares),
        losses=Moments.from_sums(losses, lost, lost_squares),
        r=Moments.from_sums(with_r, r, r_squares),
        without_r=tuple((reason, n) for reason, n in by_reason if n),
    )


def _shown(
    group: _Group,
    by: GroupBy,
    labels: Mapping[str | None, str],
    now: datetime,
) -> GroupDocument:
    money = OutcomeSums(
        wins=group.wins,
        losses=group.losses,
        break_even=group.trades - group.wins.n - group.losses.n,
        total=group.total,
    )
    metrics = figures(of_results(money, group.r, group.without_r), Basis.TRADES, now)
    if group.money is not None:
        realised_net = net_realised(group.money.net, group.money.results)
        metrics |= figures({"net_pnl": realised_net}, Basis.FILLS, now)
    return {
        "key": shown_key(by, group.key),
        "label": labels.get(group.key),
        "trades": group.trades,
        "results": None if group.money is None else group.money.results,
        "metrics": metrics,
    }


_NOTHING = Moments.from_sums(0, 0, 0)
_NOBODY = _Group(None, 0, Decimal(0), _NOTHING, _NOTHING, _NOTHING, ())
_NO_MONEY = DaySum(0, Decimal(0))


def _labels(
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
