"""Whether a price is on the tick grid of its instrument, and a size on its lots: warnings, never refusals."""

from dataclasses import dataclass
from decimal import Context, Decimal

from backend.core.types import plain_decimal
from backend.features.market.instruments.contract_terms import Instrument
from backend.features.market.instruments.notation import format_price

OFF_TICK = "instrument.price_off_tick"
OFF_LOT = "instrument.size_off_lot"
_EXACT = Context(
    prec=60
)  # 14 digits before the point and 18 behind it, divided by a step of as many


@dataclass(frozen=True, slots=True)
class GridWarning:
    """Something that was kept although its market does not have it: a stable code, and words."""

    code: str
    message: str


def price_warnings(instrument: Instrument, price: Decimal) -> tuple[GridWarning, ...]:
    """What is unusual about a price: that it lies between two steps of its instrument."""
    step = instrument.price_step
    if step is None or _EXACT.remainder(price, step) == 0:
        return ()
    lower = _EXACT.subtract(price, _EXACT.remainder(price, step))
    if price < 0:
        lower -= step  # the remainder has the sign of the price
    below, above = (format_price(level, instrument.notation) for level in (lower, lower + step))
    words = (
        f"{plain_decimal(price)} is between two prices of {instrument.ticker}: it moves by {plain_decimal(step)}, so "
        f"{below} and {above} are next to it. It is kept as you wrote it; correct it if it is a slip."
    )
    return (GridWarning(OFF_TICK, words),)


def size_warnings(instrument: Instrument, quantity: Decimal) -> tuple[GridWarning, ...]:
    """What is unusual about a size: that it is no multiple of the smallest one."""
    step = instrument.lot_step
    if step is None or _EXACT.remainder(quantity, step) == 0:
        return ()
    words = (
        f"{instrument.ticker} is traded in steps of {plain_decimal(step)} {instrument.unit}; {plain_decimal(quantity)} is "
        "kept as you wrote it. Correct it if it is a slip."
    )
    return (GridWarning(OFF_LOT, words),)
