"""What instruments and exchange rates take and give."""

from datetime import date

from backend.core.iso_codes import Currency
from backend.core.types import Amount, In, Moment, Out, Price


class GiveRate(In):
    """What one unit of `base` is worth in `quote` on a day; it replaces the one before."""

    base: Currency
    quote: Currency
    day: date
    rate: Price


class RateOut(Out):
    """A rate as it was given."""

    base: str
    quote: str
    day: date
    rate: Amount
    created_at: Moment


class Rates(Out):
    """Rates, latest day first."""

    items: list[RateOut]
