"""What a split makes of sizes and prices before it.

A fill before a split is restated in the units after it, so that a position is read in one unit. What was paid does not
change: ten shares at 400 are forty at 100 after 4 for 1, and both cost 4,000.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from fractions import Fraction

from backend.quant.positions import QUANTITY_PLACES

FINE = Context(prec=60)  # a third of a price, to far more places than any money is rounded to
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Split:
    """New units for old ones: ``numerator`` for ``denominator``; 1 for 10 is a reverse split.

    Attributes:
        time: from when the new units are traded; a fill of the same moment is in the new ones.
    """

    numerator: int
    denominator: int
    time: datetime

    @property
    def ratio(self) -> Fraction:
        """New units for each old one."""
        return Fraction(self.numerator, self.denominator)


def units_later(moment: datetime, splits: Iterable[Split]) -> Fraction:
    """How many units after all splits one unit of a moment became."""
    ratio = WHOLE
    for split in splits:
        if moment < split.time:
            ratio *= split.ratio
    return ratio


def restated_price(price: Decimal, ratio: Fraction) -> Decimal:
    """A price for one unit of which there are ``ratio`` now; exact where it ends, else to sixty digits."""
    if ratio == WHOLE:
        return price
    return FINE.divide(FINE.multiply(price, Decimal(ratio.denominator)), Decimal(ratio.numerator))


def restated_quantity(quantity: Decimal, ratio: Fraction) -> Decimal:
    """As many units as it became, rounded to eighteen places."""
    if ratio == WHOLE:
        return quantity
    units = FINE.divide(
        FINE.multiply(quantity, Decimal(ratio.numerator)), Decimal(ratio.denominator)
    )
    return FINE.quantize(units, QUANTITY_PLACES)
