"""From a selection of trades to conditions on their table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, QueryableAttribute

from backend.core.word_match import contains_words, has_word, is_word
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import Trade, TradeStatus, TradeType
from backend.features.record.trades.queries import is_of_strategy
from backend.features.record.trades.trade_list.group_keys import (
    ENTRY_MINUTE,
    ENTRY_WEEKDAY,
    is_of_group,
)
from backend.features.record.trades.trade_list.schemas import (
    DayOf,
    GroupBy,
    LeftOut,
    TradeSelection,
    Weekday,
)

T = TypeVar("T")
Condition = ColumnElement[bool]
_WEEKDAYS = tuple(Weekday)


def symbols_of(*words: str) -> list[str]:
    """What a trader's words for instruments can mean: own instruments of the name, and the contracts so known."""
    symbols = set()
    for word in words:
        symbols.add(custom_instruments.symbol_of(word))
        contract = instruments.resolve(word)
        if contract is not None:
            symbols.add(contract.symbol)
    return sorted(symbols)


def conditions_of(user_id: UUID, selection: TradeSelection) -> list[Condition]:
    """What a trade of the selection is."""
    left_out = left_out_of(user_id, selection)
    return [*matching(user_id, selection), *(~condition for condition in left_out.values())]


def left_out_of(user_id: UUID, selection: TradeSelection) -> dict[LeftOut, Condition]:
    """What the day of the exit leaves out, as the reports do, with the condition that says so of a trade."""
    if selection.day_of == DayOf.ENTRY:
        return {}
    left: dict[LeftOut, Condition] = {LeftOut.OPEN: Trade.status != TradeStatus.CLOSED}
    if selection.trade_type is None:
        left[LeftOut.TRAINING] = Trade.trade_type != TradeType.REAL
    is_of_accounts = selection.account_id or selection.group_by == GroupBy.ACCOUNT
    if selection.trade_type != TradeType.TRAINING and not is_of_accounts:
        left[LeftOut.PAPER] = and_(Trade.trade_type == TradeType.REAL, is_on_paper(user_id))
    return left


def is_on_paper(user_id: UUID) -> Condition:
    """Whether a trade was made in a paper account."""
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    return Trade.account_id.in_(paper)


def matching(user_id: UUID, selection: TradeSelection) -> list[Condition]:
    """The same, with what is left out because nothing named it."""
    return [
        Trade.user_id == user_id,
        *_of_columns(selection),
        *_of_words(user_id, selection),
        *_of_days(selection),
        *_of_numbers(selection),
        *_of_groups(selection),
    ]


def _of_columns(selection: TradeSelection) -> Iterable[Condition]:
    single: list[tuple[QueryableAttribute[object], object]] = [
        (Trade.status, selection.status),
        (Trade.trade_type, selection.trade_type),
        (Trade.direction, selection.direction),
        (Trade.trade_plan_id, selection.trade_plan_id),
    ]
    several: list[tuple[QueryableAttribute[object], Sequence[object]]] = [
        (Trade.strategy_id, selection.strategy_id),
        (Trade.account_id, selection.account_id),
        (Trade.plan_match, selection.plan_match),
        (Trade.outcome, selection.outcome),
    ]
    for column, value in single:
        if value is not None:
            yield column == value
    for column, values in several:
        if values:
            yield column.in_(values)
    if selection.instrument:
        yield Trade.instrument.in_(symbols_of(*selection.instrument))
    if selection.idea_id is not None:
        yield or_(Trade.idea_id == selection.idea_id, Trade.id == selection.idea_id)


def _of_words(user_id: UUID, selection: TradeSelection) -> Iterable[Condition]:
    if selection.setup:
        yield _any_of(selection.setup, lambda word: is_word(Trade.setup, word))
    if selection.tag:
        yield _any_of(selection.tag, lambda word: has_word(Trade.pattern_tags, word))
    if selection.emotion:
        yield _any_of(selection.emotion, lambda word: is_word(Trade.emotional_state, word))
    if selection.strategy is not None:
        yield is_of_strategy(user_id, selection.strategy)
    if selection.q is not None:
        yield contains_words(Trade.notes, selection.q)


def _any_of(values: Sequence[T], condition: Callable[[T], Condition]) -> Condition:
    return or_(*(condition(value) for value in values))


def day_column(
    selection: TradeSelection,
) -> InstrumentedAttribute[date] | InstrumentedAttribute[date | None]:
    """The session day by which trades are found."""
    return Trade.exit_day if selection.day_of == DayOf.EXIT else Trade.entry_day


def _of_days(selection: TradeSelection) -> Iterable[Condition]:
    day = day_column(selection)
    if selection.day_from is not None:
        yield day >= selection.day_from
    if selection.day_to is not None:
        yield day <= selection.day_to
    if selection.entered_from is not None:
        yield Trade.entry_time >= selection.entered_from
    if selection.entered_before is not None:
        yield Trade.entry_time < selection.entered_before
    if selection.hour:
        yield func.div(ENTRY_MINUTE, 60).in_(selection.hour)
    if selection.weekday:
        places = [_WEEKDAYS.index(weekday) + 1 for weekday in selection.weekday]
        yield ENTRY_WEEKDAY.in_(places)


def _of_numbers(selection: TradeSelection) -> Iterable[Condition]:
    if selection.r_from is not None:
        yield Trade.r_multiple >= selection.r_from
    if selection.r_to is not None:
        yield Trade.r_multiple <= selection.r_to
    if selection.currency is not None:
        yield Trade.account_currency == selection.currency
        yield Trade.pnl_account.is_not(None)


def _of_groups(selection: TradeSelection) -> Iterable[Condition]:
    if selection.group_by is None:
        return
    try:
        yield func.coalesce(
            is_of_group(selection.group_by, selection.group_key), false(), type_=Boolean
        )
    except ValueError:  # a key that no group can have
        yield false()
