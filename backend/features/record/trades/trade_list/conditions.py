"""From a selection of trades to conditions on their table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ScalarSelect,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import QueryableAttribute, aliased

from backend.core.word_match import contains_words, has_word, is_word
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import (
    RealisedResult,
    Trade,
    TradeStatus,
    TradeType,
)
from backend.features.record.trades.queries import is_of_strategy
from backend.features.record.trades.trade_list.exclusions import (
    ExclusionReason,
    is_left_out,
    usable,
)
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
    TradeValues,
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
    left: dict[LeftOut, Condition] = {}
    if selection.day_of == DayOf.EXIT:
        left[LeftOut.OPEN] = Trade.status != TradeStatus.CLOSED
    if selection.trade_type is None:
        left[LeftOut.TRAINING] = Trade.trade_type != TradeType.REAL
    if selection.trade_type != TradeType.TRAINING and not _names_accounts(selection):
        left[LeftOut.PAPER] = and_(Trade.trade_type == TradeType.REAL, is_on_paper(user_id))
    return left


def _names_accounts(selection: TradeSelection) -> bool:
    is_of_paper = selection.excluded is ExclusionReason.PAPER_ACCOUNT
    is_grouped = any(by == GroupBy.ACCOUNT for by, _ in selection.groups)
    return bool(selection.account_id) or is_grouped or is_of_paper


def is_on_paper(user_id: UUID) -> Condition:
    """Whether a trade was made in a paper account."""
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    return Trade.account_id.in_(paper)


def matching(user_id: UUID, selection: TradeSelection) -> list[Condition]:
    """The same, with what is left out because nothing named it."""
    return [
        Trade.user_id == user_id,
        *_of_columns(selection),
        *of_values(user_id, selection),
        *_of_days(selection),
        *_of_currency(user_id, selection),
        *_of_groups(selection),
        *_of_exits(user_id, selection),
    ]


def of_values(user_id: UUID, values: TradeValues) -> list[Condition]:
    """What a trade is, whenever it was and wherever it counts."""
    return [
        *_of_lists(values),
        *_of_words(user_id, values),
        *_of_clock(values),
        *_of_r(values),
    ]


def _of_columns(selection: TradeSelection) -> Iterable[Condition]:
    single: list[tuple[QueryableAttribute[object], object]] = [
        (Trade.status, selection.status),
        (Trade.trade_type, selection.trade_type),
        (Trade.trade_plan_id, selection.trade_plan_id),
    ]
    for column, value in single:
        if value is not None:
            yield column == value
    if selection.idea_id is not None:
        yield or_(Trade.idea_id == selection.idea_id, Trade.id == selection.idea_id)


def _of_lists(selection: TradeValues) -> Iterable[Condition]:
    several: list[tuple[QueryableAttribute[object], Sequence[object]]] = [
        (Trade.strategy_id, selection.strategy_id),
        (Trade.account_id, selection.account_id),
        (Trade.plan_match, selection.plan_match),
        (Trade.outcome, selection.outcome),
    ]
    for column, values in several:
        if values:
            yield column.in_(values)
    if selection.instrument:
        yield Trade.instrument.in_(symbols_of(*selection.instrument))
    if selection.direction is not None:
        yield Trade.direction == selection.direction


def _of_words(user_id: UUID, selection: TradeValues) -> Iterable[Condition]:
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


def _of_days(selection: TradeSelection) -> Iterable[Condition]:
    if selection.day_of == DayOf.RESULT:
        yield _has_result(selection)
    else:
        day = Trade.exit_day if selection.day_of == DayOf.EXIT else Trade.entry_day
        yield from _within(day, selection.day_from, selection.day_to)
    if selection.entered_from is not None:
        yield Trade.entry_time >= selection.entered_from
    if selection.entered_before is not None:
        yield Trade.entry_time < selection.entered_before


def _has_result(selection: TradeSelection) -> Condition:
    """Money of the trade was realised within the days and moments, and can be added up in the currency."""
    result = RealisedResult
    conditions = [
        result.user_id == Trade.user_id,
        result.trade_id == Trade.id,
        *_within(result.day, selection.day_from, selection.day_to),
        *_within(result.event_time, selection.realised_from, selection.realised_until),
    ]
    if selection.currency is not None:
        conditions += [
            result.account_currency == selection.currency,
            result.net_account.is_not(None),
        ]
    return exists().where(*conditions)


def _within(column: QueryableAttribute[T], first: T | None, last: T | None) -> Iterable[Condition]:
    if first is not None:
        yield column >= first
    if last is not None:
        yield column <= last


def _of_clock(selection: TradeValues) -> Iterable[Condition]:
    if selection.hour:
        yield func.div(ENTRY_MINUTE, 60).in_(selection.hour)
    if selection.weekday:
        places = [_WEEKDAYS.index(weekday) + 1 for weekday in selection.weekday]
        yield ENTRY_WEEKDAY.in_(places)


def _of_r(selection: TradeValues) -> Iterable[Condition]:
    if selection.r_from is not None:
        yield Trade.r_multiple >= selection.r_from
    if selection.r_to is not None:
        yield Trade.r_multiple <= selection.r_to
    if selection.r_below is not None:
        yield Trade.r_multiple < selection.r_below


def _of_currency(user_id: UUID, selection: TradeSelection) -> Iterable[Condition]:
    """What can be added up in a currency, or what a report in it leaves out."""
    if selection.currency is None or selection.day_of == DayOf.RESULT:
        return
    if selection.excluded is None:
        yield usable(selection.currency)
        return
    left_out = is_left_out(selection.excluded, selection.currency, of_r=selection.of_r)
    yield is_on_paper(user_id) if left_out is None else left_out


def _of_exits(user_id: UUID, selection: TradeSelection) -> Iterable[Condition]:
    """From one trade to another in the order in which reports have them."""
    place = tuple_(Trade.exit_time, Trade.id)
    if selection.closed_since is not None:
        yield place >= _place_of(user_id, selection.closed_since)
    if selection.closed_until is not None:
        yield place <= _place_of(user_id, selection.closed_until)


def _place_of(user_id: UUID, trade_id: UUID) -> ScalarSelect[datetime | None]:
    """Exit and id as a row of two: PostgreSQL compares it with another one."""
    end = aliased(Trade)
    its_place = select(end.exit_time, end.id).where(end.user_id == user_id, end.id == trade_id)
    return its_place.scalar_subquery()


def _of_groups(selection: TradeSelection) -> Iterable[Condition]:
    for by, key in selection.groups:
        try:
            yield func.coalesce(is_of_group(by, key), false(), type_=Boolean)
        except ValueError:  # a key that no group can have
            yield false()
