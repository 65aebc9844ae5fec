"""Use cases: trades put together by what they share, and rules that were kept against rules that were broken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import (
    GroupDocument,
    GroupsDocument,
)
from backend.features.record.performance.figures import figures, of_results
from backend.features.record.performance.group_sums import (
    NO_MONEY,
    NOBODY,
    GroupSums,
    labels_of,
    summed,
)
from backend.features.record.performance.realised_money import DaySum
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis, GroupSelection
from backend.features.record.performance.selection import (
    CanBeAdded,
    can_be_added,
    realised,
)
from backend.features.record.trades.models import RealisedResult
from backend.features.record.trades.trade_list.group_keys import (
    MONEY_KEYS,
    NATURAL,
    Key,
    shown_key,
)
from backend.quant.metrics import net_realised

MOST_GROUPS = 500


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
        labels = labels_of(session, user_id, selection.by, [group.key for group in listed])
        return {
            "by": selection.by.value,
            "basis": Basis.FILLS if selection.by in MONEY_KEYS else Basis.TRADES,
            "currency": selection.currency or "",
            "as_of": iso(now),
            "version": version,
            "groups": [_shown(group, selection, labels, now) for group in listed],
            "more": max(len(by_group) - most, 0),
        }

    kind = "groups" if most == MOST_GROUPS else f"groups, {most}"
    return cached_report(session, user_id, kind, selection, now=now, compute=compute)


def _all_groups(session: Session, user_id: UUID, selection: GroupSelection) -> list[GroupSums]:
    """In their natural order, or the largest first."""
    listed = list(summed(session, user_id, selection, [selection.by]).values())
    money_key = MONEY_KEYS.get(selection.by)
    if money_key is not None:
        listed = _with_money(listed, _money(session, user_id, selection, money_key))
    if selection.by in NATURAL:
        return sorted(listed, key=lambda group: (group.key is None, group.key))
    return sorted(listed, key=lambda group: (-group.trades, str(group.key)))


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
    groups: Sequence[GroupSums],
    money: Mapping[str | None, DaySum],
) -> list[GroupSums]:
    """Groups of days with the money of their fills; days on which nothing was closed become groups too."""
    by_key = {group.key: group for group in groups}
    keys = by_key.keys() | money.keys()
    return [
        replace(by_key.get(key, replace(NOBODY, key=key)), money=money.get(key, NO_MONEY))
        for key in keys
    ]


def _shown(
    group: GroupSums,
    selection: GroupSelection,
    labels: Mapping[str | None, str],
    now: datetime,
) -> GroupDocument:
    results = of_results(group.outcomes, group.r, group.without_r)
    currency = currency_of(selection)
    metrics = figures(results, Basis.TRADES, now, currency=currency)
    if group.money is not None:
        realised_net = net_realised(group.money.net, group.money.results)
        metrics |= figures({"net_pnl": realised_net}, Basis.FILLS, now, currency=currency)
    return {
        "key": shown_key(selection.by, group.key),
        "label": labels.get(group.key),
        "trades": group.trades,
        "results": None if group.money is None else group.money.results,
        "metrics": metrics,
    }
