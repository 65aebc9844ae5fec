"""From filters to conditions on the table of trades."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    any_,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY

from backend.core.word_match import has_word, is_word
from backend.features.market.instruments.instruments import InstrumentKind
from backend.features.record.performance.filters.day_sequence import (
    is_after,
    is_nth,
    is_within,
)
from backend.features.record.performance.filters.schemas import (
    Filters,
    HourRange,
    InstrumentClass,
    Weekday,
)
from backend.features.record.trades import queries as trades
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trade_list.conditions import symbols_of
from backend.features.record.trades.trade_list.group_keys import (
    ENTRY_MINUTE,
    ENTRY_SESSION,
    ENTRY_WEEKDAY,
    SESSIONS,
)

Conditions = list[ColumnElement[bool]]
KINDS: dict[InstrumentClass, InstrumentKind] = {
    InstrumentClass.FUTURE: InstrumentKind.FUTURE,
    InstrumentClass.STOCK: InstrumentKind.STOCK,
    InstrumentClass.FOREX: InstrumentKind.FX,
    InstrumentClass.CRYPTO: InstrumentKind.CRYPTO,
    InstrumentClass.CFD: InstrumentKind.CFD,
    InstrumentClass.OPTION: InstrumentKind.OPTION,
    InstrumentClass.METAL: InstrumentKind.METAL,
    InstrumentClass.INDEX: InstrumentKind.INDEX,
    InstrumentClass.SPREAD: InstrumentKind.SPREAD,
}
_WEEKDAYS = tuple(Weekday)


def taken(user_id: UUID, filters: Filters) -> Conditions:
    """What these filters demand of a trade, one condition a filter; empty where they limit nothing."""
    return [
        *_of_clock(filters),
        *_of_contract(filters),
        *_of_words(filters),
        *_of_names(user_id, filters),
        *_of_process(filters),
        *of_sequence(user_id, filters),
    ]


def left_aside(user_id: UUID, filters: Filters) -> Conditions:
    """What a trade must be that none of these filters takes; what is not known is not taken."""
    return [not_(func.coalesce(demand, false())) for demand in taken(user_id, filters)]


def is_among(trade_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a trade is one of these, however many they are: as one text they travel and are read quickly."""
    text = literal(f"{{{','.join(map(str, trade_ids))}}}", Text())
    return Trade.id == any_(cast(text, ARRAY(UuidType())))


def _of_clock(filters: Filters) -> Conditions:
    conditions: Conditions = []
    if filters.weekdays:
        places = [_WEEKDAYS.index(weekday) + 1 for weekday in filters.weekdays]
        conditions.append(ENTRY_WEEKDAY.in_(places))
    if filters.hours:
        conditions.append(or_(*map(_is_within_hours, filters.hours)))
    if filters.sessions:
        places_of_sessions = [str(SESSIONS.index(part.value)) for part in filters.sessions]
        conditions.append(ENTRY_SESSION.in_(places_of_sessions))
    return conditions


def _is_within_hours(hours: HourRange) -> ColumnElement[bool]:
    minute = ENTRY_MINUTE
    begun, not_over = minute >= hours.minute_from, minute < hours.minute_to
    if hours.minute_from < hours.minute_to:
        return and_(begun, not_over)
    return or_(begun, not_over)  # over midnight


def _of_contract(filters: Filters) -> Conditions:
    conditions: Conditions = []
    if filters.instruments:
        symbols = {symbol for word in filters.instruments for symbol in symbols_of(word)}
        conditions.append(Trade.instrument.in_(sorted(symbols)))
    if filters.classes:
        kinds = [KINDS[of_class].value for of_class in filters.classes]
        conditions.append(Trade.instrument_kind.in_(kinds))
    if filters.direction is not None:
        conditions.append(Trade.direction == filters.direction)
    return conditions


def _of_words(filters: Filters) -> Conditions:
    conditions: Conditions = []
    if filters.setups:
        conditions.append(or_(*(is_word(Trade.setup, word) for word in filters.setups)))
    if filters.tags:
        conditions.append(or_(*(has_word(Trade.pattern_tags, word) for word in filters.tags)))
    if filters.every_tag:
        conditions.append(and_(*(has_word(Trade.pattern_tags, word) for word in filters.every_tag)))
    if filters.emotions:
        words = (is_word(Trade.emotional_state, word) for word in filters.emotions)
        conditions.append(or_(*words))
    return conditions


def _of_names(user_id: UUID, filters: Filters) -> Conditions:
    conditions: Conditions = []
    if filters.strategies:
        named = (trades.is_of_strategy(user_id, name) for name in filters.strategies)
        conditions.append(or_(*named))
    if filters.accounts:
        is_named = or_(*(is_word(Account.name, name) for name in filters.accounts))
        accounts = select(Account.id).where(Account.user_id == user_id, is_named)
        conditions.append(Trade.account_id.in_(accounts))
    return conditions


def _of_process(filters: Filters) -> Conditions:
    conditions: Conditions = []
    if filters.plans:
        conditions.append(Trade.plan_match.in_([state.value for state in filters.plans]))
    if filters.outcomes:
        conditions.append(Trade.outcome.in_([outcome.value for outcome in filters.outcomes]))
    minutes = Trade.hold_seconds / 60.0
    for column, bounds in (
        (Trade.plan_adherence_score, filters.adherence),
        (Trade.position_size, filters.size),
        (minutes, filters.holding_minutes),
    ):
        if bounds is not None:
            conditions.append(is_within(column, bounds))
    return conditions


def of_sequence(user_id: UUID, filters: Filters) -> Conditions:
    """What is slow to know of many trades: their place in the day, and what came before."""
    conditions: Conditions = []
    if filters.nth_of_day is not None:
        conditions.append(is_nth(user_id, filters.nth_of_day))
    if filters.after is not None:
        conditions.append(is_after(user_id, filters.after))
    return conditions
