"""A trade that somebody has in mind, and what is wrong with it by itself. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.features.market.calendars import market_calendar
from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook.schemas import Rule, RuleMark, RuleState
from backend.features.record.trades.models import TradeDirection


@dataclass(frozen=True, slots=True)
class TradeRequest:
    """A trade that somebody has in mind; null where nothing was said.

    Attributes:
        stop_distance: from the entry to the stop in price, for a stop that was told in ticks or points.
        planned: whether a living plan covers it; null when nobody looked.
    """

    instrument: Instrument
    direction: str
    size: Decimal | None = None
    entry: Decimal | None = None
    stop: Decimal | None = None
    stop_distance: Decimal | None = None
    target: Decimal | None = None
    planned: bool | None = None


def sanity(request: TradeRequest, now: datetime) -> list[RuleState]:
    """What is wrong by itself, whatever the rulebook says."""
    states = []
    if _is_against(request, request.entry, request.stop):
        reason = "The stop is on the wrong side of the entry."
        states.append(RuleState(rule=Rule.STOP_SIDE, state=RuleMark.BLOCK, reason=reason))
    if _is_against(request, request.target, request.entry):
        reason = "The target is on the wrong side of the entry."
        states.append(RuleState(rule=Rule.TARGET_SIDE, state=RuleMark.BLOCK, reason=reason))
    if market_calendar.is_open(now, request.instrument) is False:
        reason = f"The market of {request.instrument.symbol} is closed now."
        states.append(RuleState(rule=Rule.MARKET_HOURS, state=RuleMark.WARN, reason=reason))
    return states


def _is_against(request: TradeRequest, better: Decimal | None, worse: Decimal | None) -> bool:
    """Whether the first price is not beyond the second one in the direction of the trade."""
    if better is None or worse is None:
        return False
    if request.direction == TradeDirection.LONG:
        return better <= worse
    return better >= worse
