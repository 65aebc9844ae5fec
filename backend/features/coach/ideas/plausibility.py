"""The gate of plausibility: which size, price or distance is far from the instrument; asked before anything is logged."""

from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.ideas.conclusion import IdeaFrame
from backend.features.coach.ideas.numbers.usual_prices import day_percent, usual_price
from backend.features.coach.ideas.schemas import Doubt, SpokenIdea
from backend.features.market.instruments.instruments import Instrument, InstrumentKind

FEWEST_TICKS = 2  # a stop that is nearer lies inside the spread and its noise
MOST_DAYS_TO_STOP = Decimal(3)  # usual sessions between the entry and the stop
MOST_DAYS_TO_TARGET = Decimal(6)
MOST_DAYS_TO_EXIT = Decimal(30)
_MOST = {
    InstrumentKind.FUTURE: Decimal(100),
    InstrumentKind.STOCK: Decimal(20_000),
    InstrumentKind.FX: Decimal(50),
    InstrumentKind.METAL: Decimal(50),
    InstrumentKind.OPTION: Decimal(500),
    InstrumentKind.CFD: Decimal(500),
}
_MOST_OF_OPTIONS = Decimal(500)
_MOST_NOTIONAL = Decimal(2_000_000)
_MOST_LEVERAGE = Decimal(50)
_MOST_RISK_PERCENT = Decimal(5)


def doubts_of(terms: SpokenIdea, frame: IdeaFrame) -> tuple[Doubt, ...]:
    """What must be confirmed before a trade with these terms is logged."""
    doubts = [*_of_price(terms, frame), *_of_levels(terms, frame), *_of_size(terms, frame)]
    if terms.leverage is not None and terms.leverage > _MOST_LEVERAGE:
        doubts.append(
            Doubt("leverage", f"{plain_decimal(terms.leverage)} times is far more than usual.")
        )
    if terms.risk_percent is not None and terms.risk_percent > _MOST_RISK_PERCENT:
        percent = plain_decimal(terms.risk_percent)
        doubts.append(Doubt("risk_percent", f"{percent} % of the account is far more than usual."))
    return tuple(doubts)


def is_far(price: Decimal, entry: Decimal, instrument: Instrument) -> bool:
    """Whether a price is so far from the entry of a trade that it may be a slip; never of an option, whose may be any."""
    if instrument.kind is InstrumentKind.OPTION:
        return False
    return abs(price - entry) > MOST_DAYS_TO_EXIT * abs(entry) * day_percent(instrument) / 100


def is_priced_alike(first: Instrument, second: Instrument) -> bool:
    """Whether a price of one market may be one of the other: of an index and its micro, not of two indices or shares."""
    if InstrumentKind.FX in (first.kind, second.kind):
        return first.symbol == second.symbol  # all pairs have one usual price
    usual = usual_price(first)
    return usual is not None and usual == usual_price(second)


def _of_price(terms: SpokenIdea, frame: IdeaFrame) -> list[Doubt]:
    usual, entry = frame.usual, terms.entry
    if entry is None or frame.instrument is None or frame.is_option:
        return []
    doubts = []
    if usual is not None and not usual.has(entry):
        doubts.append(Doubt("entry", f"{plain_decimal(entry)} is far from the usual prices."))
    step = frame.instrument.price_step
    for name, price in (("entry", entry), ("stop", terms.stop)):
        if price is not None and step is not None and price % step != 0:
            shown = plain_decimal(price)
            doubts.append(Doubt(name, f"{shown} lies between two prices of the market."))
    return doubts


def _of_levels(terms: SpokenIdea, frame: IdeaFrame) -> list[Doubt]:
    entry, instrument = terms.entry, frame.instrument
    if entry is None or instrument is None or frame.is_option or entry == 0:
        return []
    day = abs(entry) * day_percent(instrument) / 100
    doubts = []
    if terms.stop is not None:
        distance = abs(entry - terms.stop)
        if distance < FEWEST_TICKS * instrument.tick_size:
            doubts.append(Doubt("stop", "The stop is nearer than the noise of the market."))
        elif distance > MOST_DAYS_TO_STOP * day:
            doubts.append(Doubt("stop", "The stop is further away than several sessions go."))
    if any(abs(target - entry) > MOST_DAYS_TO_TARGET * day for target in terms.targets):
        doubts.append(Doubt("targets", "A target is further away than several sessions go."))
    return doubts


def _of_size(terms: SpokenIdea, frame: IdeaFrame) -> list[Doubt]:
    size, instrument = terms.size, frame.instrument
    if size is None:
        return []
    most = _MOST_OF_OPTIONS if frame.is_option else _most(instrument)
    is_worth_too_much = _is_worth_too_much(terms, instrument) and not frame.is_option
    if size > most or is_worth_too_much:
        return [Doubt("size", f"A size of {plain_decimal(size)} is far more than usual.")]
    if instrument is not None and not frame.is_option:
        step = instrument.lot_step
        if step is not None and size % step != 0:
            return [Doubt("size", f"{plain_decimal(size)} is no size that the market has.")]
    return []


def _most(instrument: Instrument | None) -> Decimal:
    if instrument is None:
        return Decimal(10_000)
    return _MOST.get(instrument.kind, Decimal(10) ** 9)


def _is_worth_too_much(terms: SpokenIdea, instrument: Instrument | None) -> bool:
    """Whether the position is worth more than a retail trader's ever is; futures are counted in contracts."""
    if instrument is None or terms.entry is None or terms.size is None:
        return False
    if instrument.kind not in (InstrumentKind.STOCK, InstrumentKind.CRYPTO):
        return False
    return abs(terms.entry * terms.size) > _MOST_NOTIONAL
