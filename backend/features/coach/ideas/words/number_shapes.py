"""What digits can mean: grouped thousands, decimal commas, 32nds and 8ths, fractions. Pure."""

import re
from decimal import Decimal

from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.instruments import Instrument, Notation
from backend.features.market.instruments.price_text import price_of

LARGEST = Decimal(10) ** 12
MOST_DIGITS = 20
FRACTIONS = {
    "\u00bc": Decimal("0.25"),
    "\u00bd": Decimal("0.5"),
    "\u00be": Decimal("0.75"),
    "\u215b": Decimal("0.125"),
    "\u215c": Decimal("0.375"),
    "\u215d": Decimal("0.625"),
    "\u215e": Decimal("0.875"),
}
SCALES = {"k": 1_000, "mil": 1_000, "tsd": 1_000, "grand": 1_000}
_GROUPED = re.compile(r"\d{1,3}(?:([,.' ])\d{3})(?:\1\d{3}){0,4}(?:[.,]\d{1,8})?", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[,.]\d{3}", re.ASCII)
_NOTED = re.compile(r"\d{1,6}'\d{1,3}\+?", re.ASCII)


def readings_of(digits: str) -> tuple[Decimal, ...]:
    """What digits can mean, the likelier first: `18,250.50`, `18.250,50`, `1,0850`, `4.500`; empty where nothing."""
    plain = digits.replace("'", "")
    if len(plain) > MOST_DIGITS:
        return ()
    if _ONE_GROUP.fullmatch(plain):
        whole = Decimal(plain.replace(",", "").replace(".", ""))
        parted = Decimal(plain.replace(",", "."))
        readings = (whole, parted) if "," in plain else (parted, whole)
        return tuple(value for value in readings if value > 0)
    text = with_point(plain)
    if text.count(".") > 1 or text == ".":
        return ()
    value = Decimal(text)
    if value < LARGEST:
        return (value,)
    return ()


def with_point(digits: str) -> str:
    """A number as Python writes it, whichever of comma and point parts its thousands."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma < 0:
        if digits.count(".") > 1:
            return digits.replace(".", "")
        return digits
    if comma > point >= 0:
        return digits.replace(".", "").replace(",", ".")
    if point > comma or _GROUPED.fullmatch(digits):
        return digits.replace(",", "")
    return digits.replace(",", ".")


def is_list(digits: str) -> bool:
    """Whether commas part numbers and not thousands: `4510,4520,4530`."""
    parts = digits.split(",")
    if len(parts) < 2 or _GROUPED.fullmatch(digits):
        return False
    if len(parts) > 2:
        return True
    left, right = parts
    is_decimal = "." not in digits and (len(right) < 3 or len(left) < 3)
    return not is_decimal and len(right.partition(".")[0]) != 3


def noted_price(instrument: Instrument, text: str) -> Decimal | None:
    """The price that `117'16` or `450'2` is for an instrument; null where it cannot be one."""
    if not _NOTED.fullmatch(text):
        return None
    try:
        return price_of(instrument, text, field="price")
    except BadPrice:
        return None


def is_noted(instrument: Instrument) -> bool:
    """Whether prices of an instrument are written in 32nds or 8ths."""
    return instrument.notation is not Notation.DECIMAL
