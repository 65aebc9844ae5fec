"""What a report leaves out of its figures, and why: as reasons, and as conditions on the table of trades."""

from decimal import Decimal
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import InstrumentedAttribute

from backend.core.choices import Choice
from backend.features.record.trades.models import Outcome, Trade
from backend.quant.metric import Uncounted
from backend.quant.risk import RiskReason


class ExclusionReason(Choice):
    """Why a closed trade of a selection is left out of a figure, as figures name it."""

    NO_RATE = "no_rate"
    OTHER_CURRENCY = "other_currency"
    PAPER_ACCOUNT = "paper_account"
    BREAK_EVEN = Uncounted.BREAK_EVEN.value
    WITHOUT_R = Uncounted.WITHOUT_R.value
    NO_STOP = RiskReason.NO_STOP.value
    STOP_AT_ENTRY = RiskReason.STOP_AT_ENTRY.value
    STOP_ON_THE_WRONG_SIDE = RiskReason.STOP_ON_WRONG_SIDE.value
    STOP_RECORDED_AFTER_EXIT = RiskReason.STOP_RECORDED_AFTER_EXIT.value
    NO_ENTRY_VALUE = RiskReason.NO_ENTRY_VALUE.value


class CanBeAdded(IntEnum):
    """Whether money can be added up in the currency of a report."""

    YES = 0
    NO_RATE = 1
    OTHER_CURRENCY = 2


def can_be_added(
    account_currency: ColumnElement[str] | InstrumentedAttribute[str],
    amount: ColumnElement[Decimal | None] | InstrumentedAttribute[Decimal | None],
    currency: str,
) -> ColumnElement[int]:
    """Whether a result can be, as a number."""
    return case(
        (account_currency != currency, CanBeAdded.OTHER_CURRENCY.value),
        (amount.is_(None), CanBeAdded.NO_RATE.value),
        else_=CanBeAdded.YES.value,
    )


def usable(currency: str) -> ColumnElement[bool]:
    """Results of trades that can be added up: in this currency, with a known rate where one was needed."""
    return and_(
        Trade.account_currency == currency,
        Trade.pnl_account.is_not(None),
    )


_MONEY = {
    ExclusionReason.NO_RATE: CanBeAdded.NO_RATE,
    ExclusionReason.OTHER_CURRENCY: CanBeAdded.OTHER_CURRENCY,
}


def is_left_out(
    reason: ExclusionReason,
    currency: str,
    *,
    of_r: bool,
) -> ColumnElement[bool] | None:
    """Whether a closed trade is left out for this reason; None where its account alone says so.

    As the reports count them: money that cannot be added up first, then what is missing for a figure. With `of_r`,
    `no_rate` is what is left out of R, where it is left out of money otherwise.
    """
    if reason is ExclusionReason.PAPER_ACCOUNT:
        return None
    if reason in _MONEY and not of_r:
        state = can_be_added(Trade.account_currency, Trade.pnl_account, currency)
        return state == _MONEY[reason].value
    return and_(usable(currency), _lacks(reason))


def _lacks(reason: ExclusionReason) -> ColumnElement[bool]:
    if reason is ExclusionReason.BREAK_EVEN:
        return Trade.outcome == Outcome.BREAK_EVEN
    if reason is ExclusionReason.WITHOUT_R:
        return Trade.r_multiple.is_(None)
    return Trade.r_reason == reason.value
