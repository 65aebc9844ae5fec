"""What a preview of limits takes and gives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.days import DaySpan
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Id, Moment, Out
from backend.features.record.performance.schemas import MetricOut
from backend.features.record.rulebook.schemas import Limits, Rule, RuleState
from backend.features.record.trades.models import TradeDirection

MOST_TRADES = 10_000
MOST_LISTED = 500


class PreviewLimits(DaySpan):
    """Limits to try on the record; nothing is written. Days are session days of the entry, both ends included."""

    limits: Limits


class PreviewSum(Out):
    """What some trades came to.

    Attributes:
        net: in base currency, of those that are closed and have a rate; exact.
        r: the sum of R of those that have one.
        without_result: still open, or in a currency that no rate is known for.
    """

    trades: int
    net: Amount
    r: float
    with_r: int
    without_result: int


class PreviewRule(PreviewSum):
    """The trades that one limit would have blocked; a trade that several block is in each."""

    rule: Rule


class BlockedTrade(Out):
    """A trade that would not have been made, and what forbids it."""

    trade_id: Id
    instrument: str
    direction: Annotated[str, ShapeOf(TradeDirection)]
    entry_time: Moment
    entry_day: date
    net: Amount | None
    r: float | None
    rules: list[RuleState]


class PreviewOut(Out):
    """What these limits would have kept a trader out of.

    Trades are made one after the other; what is blocked did not happen, and counts for nothing afterwards. A lock lasts
    as long as the rulebook has it last. Sizes of the account and rates of exchange are those known now.

    Attributes:
        considered: all real trades of the days, without those of paper accounts.
        kept: those that would still have been made.
        blocked: those that would not.
        by_rule: in the order of the rules; those that blocked nothing are not listed.
        warned: kept trades that would have been warned of.
        difference_in_r: mean R of the kept less that of the blocked.
        more: blocked trades that are not listed, the earliest.
        left_out: earlier trades, beyond the number that is looked at.
        words: the answer in a sentence.
    """

    currency: str
    considered: PreviewSum
    kept: PreviewSum
    blocked: PreviewSum
    warned: int
    difference_in_r: MetricOut
    by_rule: list[PreviewRule]
    trades: Annotated[list[BlockedTrade], Field(description="The latest first.")]
    more: int
    left_out: Annotated[int, Field(description=f"Beyond the last {MOST_TRADES:,}.")]
    words: str
