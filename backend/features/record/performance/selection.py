"""Which trades and which money count: from a selection to conditions on the tables of the record.

Money at risk and practice never mix: real trades are those of accounts with money, unless an account is named. Trades
count as a whole on the day of their last exit, money on the day on which it was realised.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import InstrumentedAttribute

from backend.features.record.performance.filters.conditions import (
    is_among,
    left_aside,
    taken,
)
from backend.features.record.performance.schemas import (
    FilteredSelection,
    GroupBy,
    GroupSelection,
    Selection,
)
from backend.features.record.performance.tables.schemas import CrossSelection
from backend.features.record.trades.models import RealisedResult, Trade, TradeStatus, TradeType
from backend.features.record.trades.trade_list.conditions import is_on_paper, of_values
from backend.features.record.trades.trade_list.exclusions import (
    CanBeAdded,
    can_be_added,
    usable,
)
from backend.features.record.trades.trade_list.group_keys import is_of_group

__all__ = ["CanBeAdded", "can_be_added", "usable"]

Conditions = Sequence[ColumnElement[bool]]


def closed(user_id: UUID, selection: Selection) -> Conditions:
    """Closed trades of the selection, in whatever currency."""
    return [*_closed(user_id, selection), *_not_on_paper(user_id, selection)]


def closed_on_paper(user_id: UUID, selection: Selection) -> Conditions:
    """Closed trades that the selection leaves out because they were made in paper accounts."""
    if not _leaves_out_paper(selection):
        return [false()]
    return [*_closed(user_id, selection), is_on_paper(user_id)]


def of_any_day(user_id: UUID, selection: Selection) -> Conditions:
    """Trades of the selection, open and closed, whenever they were."""
    return [*_matching(user_id, selection), *_not_on_paper(user_id, selection)]


def realised(user_id: UUID, selection: Selection) -> Conditions:
    """Money of the selected trades, open and closed, on the days of the selection; joins the two tables."""
    return [
        *of_any_day(user_id, selection),
        RealisedResult.user_id == user_id,
        RealisedResult.trade_id == Trade.id,
        *_within(selection, RealisedResult.day),
    ]


def left_out(counts: Mapping[int, int]) -> dict[str, int]:
    """How many results cannot be, by reason, from numbers of results by `can_be_added`."""
    return {
        state.name.lower(): counts.get(state, 0)
        for state in (CanBeAdded.NO_RATE, CanBeAdded.OTHER_CURRENCY)
    }


def _closed(user_id: UUID, selection: Selection) -> Conditions:
    conditions = [*_matching(user_id, selection), Trade.status == TradeStatus.CLOSED]
    return [*conditions, *_within(selection, Trade.exit_day)]


def _within(
    selection: Selection,
    day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None],
) -> Conditions:
    conditions: list[ColumnElement[bool]] = []
    if selection.day_from is not None:
        conditions.append(day >= selection.day_from)
    if selection.day_to is not None:
        conditions.append(day <= selection.day_to)
    return conditions


def _not_on_paper(user_id: UUID, selection: Selection) -> Conditions:
    return [~is_on_paper(user_id)] if _leaves_out_paper(selection) else []


def _leaves_out_paper(selection: Selection) -> bool:
    """Real trades of no certain account, all together: those of paper accounts are no money."""
    if GroupBy.ACCOUNT in _groupings(selection):
        return False
    if isinstance(selection, FilteredSelection) and _names_accounts(selection):
        return False
    return not selection.account_id and selection.trade_type == TradeType.REAL


def _groupings(selection: Selection) -> Sequence[GroupBy]:
    if isinstance(selection, GroupSelection):
        return [selection.by]
    return selection.by if isinstance(selection, CrossSelection) else []


def _names_accounts(selection: FilteredSelection) -> bool:
    group = selection.of_group
    return bool(selection.only.accounts) or (group is not None and group.by == GroupBy.ACCOUNT)


def _matching(user_id: UUID, selection: Selection) -> list[ColumnElement[bool]]:
    """What a trade is, whenever it was."""
    conditions: list[ColumnElement[bool]] = [Trade.user_id == user_id]
    if selection.trade_type is not None:
        conditions.append(Trade.trade_type == selection.trade_type)
    conditions += of_values(user_id, selection)
    if isinstance(selection, FilteredSelection):
        conditions += _filtered(user_id, selection)
    return conditions


def _filtered(user_id: UUID, selection: FilteredSelection) -> Conditions:
    """What the language of questions can say beyond a plain selection."""
    conditions = [*taken(user_id, selection.only), *left_aside(user_id, selection.excluding)]
    if selection.only_trades is not None:
        conditions.append(is_among(selection.only_trades))
    if selection.excluded_trades:
        conditions.append(~is_among(selection.excluded_trades))
    if selection.of_group is not None:
        conditions.append(is_of_group(selection.of_group.by, selection.of_group.key))
    return conditions
