"""From one selection of a question to a selection of the reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from backend.core.days import DaySpan
from backend.core.word_match import is_word
from backend.features.record.performance.filters.conditions import is_among, of_sequence
from backend.features.record.performance.report import in_currency
from backend.features.record.performance.schemas import FilteredSelection
from backend.features.record.questions.ports import PatternBook
from backend.features.record.questions.schemas import Filters, TradeSlice
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Trade
from backend.features.record.trades.trade_list.schemas import TradeValues


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Who asks, when, and what is known of behaviours."""

    session: Session
    user_id: UUID
    now: datetime
    patterns: PatternBook


def selection_of(context: QuestionContext, part: TradeSlice) -> FilteredSelection:
    """The selection of the reports.

    Behaviours, places in the day and what came before become trades here, once: a report reads its selection in several
    statements.
    """
    selection = FilteredSelection(
        day_from=part.day_from,
        day_to=part.day_to,
        trade_type=part.trade_type,
        currency=part.currency or _currency_of_accounts(context, part.only.accounts),
        only=part.only.model_copy(update=_NO_SEQUENCE),
        excluding=part.excluding.model_copy(update=_NO_SEQUENCE),
        only_trades=_only_trades(context, part.only),
        excluded_trades=_excluded_trades(context, part.excluding),
        **_values_of(part),
    )
    return in_currency(context.session, context.user_id, selection)


def _values_of(part: TradeSlice) -> dict[str, Any]:
    """What a filter of the list of trades says beside the language of questions."""
    if not isinstance(part, TradeValues):
        return {}
    return {name: getattr(part, name) for name in _VALUES}


_VALUES = TradeValues.model_fields.keys() - DaySpan.model_fields.keys()
_NO_SEQUENCE = {"nth_of_day": None, "after": None}


def _only_trades(context: QuestionContext, filters: Filters) -> list[UUID] | None:
    """The trades that such filters take, all of them together; null where there is no such filter."""
    conditions = of_sequence(context.user_id, filters)
    if filters.patterns:
        conditions.append(is_among(_trades_with(context, filters.patterns)))
    if not conditions:
        return None
    return _trades_where(context, and_(*conditions))


def _excluded_trades(context: QuestionContext, filters: Filters) -> list[UUID]:
    """The trades that any of such filters takes."""
    conditions = of_sequence(context.user_id, filters)
    if filters.patterns:
        conditions.append(is_among(_trades_with(context, filters.patterns)))
    if not conditions:
        return []
    return _trades_where(context, or_(*conditions))


def _trades_where(context: QuestionContext, condition: ColumnElement[bool]) -> list[UUID]:
    statement = select(Trade.id).where(Trade.user_id == context.user_id, condition)
    return sorted(context.session.scalars(statement))


def _trades_with(context: QuestionContext, patterns: list[str]) -> list[UUID]:
    seen_in = context.patterns.occurrences(context.session, context.user_id, patterns)
    return [occurrence.trade_id for occurrence in seen_in]


def _currency_of_accounts(context: QuestionContext, names: list[str]) -> str | None:
    """That of the accounts that are named, where they have the same."""
    if not names:
        return None
    statement = select(Account.currency).where(
        Account.user_id == context.user_id,
        or_(*(is_word(Account.name, name) for name in names)),
    )
    currencies = set(context.session.scalars(statement))
    if len(currencies) == 1:
        return currencies.pop()
    return None
