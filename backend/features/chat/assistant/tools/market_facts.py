"""The tool that tells what an instrument is and when its market trades; no prices, for the record has none."""

from zoneinfo import ZoneInfo

from backend.core.types import In, plain_decimal
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import (
    ToolMoment,
    TraderTool,
    clock_text,
    number,
    quote,
)
from backend.features.coach.verdicts.facts import money
from backend.features.market.calendars import market_calendar
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.instruments import Instrument
from backend.features.market.instruments.schemas import Symbol

NO_CALENDAR = "No calendar of its market is known."


class ReadMarket(In):
    """Which instrument: a symbol, with its month where one is meant."""

    instrument: Symbol


def _read(moment: ToolMoment, body: ReadMarket) -> ToolResult:
    contract = custom_instruments.contract_for(moment.session, moment.user_id, body.instrument)
    return ToolResult((*_terms(contract), *_dates(contract), _hours(moment, contract)))


def _terms(contract: Instrument) -> list[ToolFact]:
    key = f"market:{contract.symbol}"
    tick = contract.tick_size
    a_tick = money(tick * contract.multiplier, contract.currency)
    a_point = money(contract.multiplier, contract.currency)
    symbol = quote(contract.symbol)
    facts = [
        ToolFact(key, "market", f"{symbol} is {quote(contract.name)}, {contract.kind.value}."),
        ToolFact(
            f"{key}.tick",
            "market",
            f"The tick of {symbol} is {plain_decimal(tick)}, worth {a_tick}.",
            plain_decimal(tick),
        ),
        ToolFact(
            f"{key}.multiplier",
            "market",
            f"A move of 1 point is {a_point} a {contract.unit} of {symbol}.",
            plain_decimal(contract.multiplier),
        ),
    ]
    if contract.lot_step is not None:
        step = number(contract.lot_step)
        words = f"Sizes of {symbol} are multiples of {step}."
        facts.append(ToolFact(f"{key}.size_step", "market", words, step))
    return facts


def _dates(contract: Instrument) -> list[ToolFact]:
    key, symbol = f"market:{contract.symbol}", quote(contract.symbol)
    facts = []
    if contract.expiry is not None:
        day = contract.expiry.isoformat()
        facts.append(ToolFact(f"{key}.expiry", "market", f"{symbol} expires on {day}.", day))
    if contract.months:
        words = f"{symbol} has the months {contract.months}."
        facts.append(ToolFact(f"{key}.months", "market", words))
    return facts


def _hours(moment: ToolMoment, contract: Instrument) -> ToolFact:
    key = f"market:{contract.symbol}.hours"
    hours = market_calendar.market_hours(moment.now, contract)
    if hours is None:
        return ToolFact(key, "market", NO_CALENDAR)
    state = "open" if hours.is_open else "closed"
    words = f"Its market is {state}"
    if hours.is_holiday:
        words += " for a holiday"
    if hours.turns_at is None:
        return ToolFact(key, "market", f"{words} and never closes.")
    at_exchange = clock_text(hours.turns_at, ZoneInfo(hours.zone))
    at_trader = clock_text(hours.turns_at, moment.zone())
    words += f" until {at_trader} on the trader's clock ({at_exchange} {hours.zone})"
    if hours.is_half_day:
        words += "; it is a half day"
    return ToolFact(key, "market", f"{words}.")


READ_MARKET = TraderTool(
    "read_market",
    "What an instrument is (tick, value of a point, currency, size step, expiry, months) and whether its market is open,"
    " and until when. It knows no prices.",
    ReadMarket,
    _read,
)
