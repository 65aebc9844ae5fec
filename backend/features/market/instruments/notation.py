"""Prices as traders write them: decimals, 32nds with halves, quarters and eighths of them, and 8ths.

`110'16` is 110 and 16 thirty-seconds. A third digit stands for parts of a 32nd as exchanges shorten them: 2, 5 and 7
for a quarter, a half and three quarters; with eighths 1, 2, 3, 5, 6, 7, 8 for one to seven of them. `+` is a half.
`455'2` of a grain is 455 and two eighths. A plain decimal is always taken.

Source:
    CME Group, "Understanding Treasury futures quotes"; contract specifications of corn, wheat and soybeans.
"""

import re
from decimal import Decimal

from backend.features.market.instruments.contract_terms import Notation

_WHOLE = Decimal(1)
_THIRTY_SECOND, _EIGHTH = _WHOLE / 32, _WHOLE / 8
_QUARTER_DIGITS = {"0": 0, "2": 2, "5": 4, "7": 6}
_EIGHTH_DIGITS = {"0": 0, "1": 1, "2": 2, "3": 3, "5": 4, "6": 5, "7": 6, "8": 7}
"""Digits behind the 32nds, and how many eighths of a 32nd they stand for."""

_DECIMAL = re.compile(r"-?\d{1,14}(?:\.\d{1,12})?", re.ASCII)
_MARKED = re.compile(
    r"(?P<sign>-?)(?P<whole>\d{1,14})['\u2019\u2032^-](?P<parts>\d{1,2})(?P<rest>\d|\+|\.\d{1,6})?",
    re.ASCII,
)
_DIGITS = {
    Notation.THIRTY_SECONDS: _QUARTER_DIGITS,
    Notation.HALF_THIRTY_SECONDS: _QUARTER_DIGITS,
    Notation.QUARTER_THIRTY_SECONDS: _QUARTER_DIGITS,
    Notation.EIGHTH_THIRTY_SECONDS: _EIGHTH_DIGITS,
}
EXAMPLES = {
    Notation.DECIMAL: "4501.25",
    Notation.THIRTY_SECONDS: "110'16 or 110.5",
    Notation.HALF_THIRTY_SECONDS: "110'165 or 110.515625",
    Notation.QUARTER_THIRTY_SECONDS: "108'162 or 108.5078125",
    Notation.EIGHTH_THIRTY_SECONDS: "103'161 or 103.50390625",
    Notation.EIGHTHS: "455'2 or 455.25",
}
"""A price of each notation, for the words of a refusal."""


class UnreadablePrice(ValueError):
    """A text that is no price in the notation of its instrument; its words say why."""


def is_price(text: str) -> bool:
    """Whether a text has the form of a price in decimals or in a notation, of whatever instrument."""
    return _DECIMAL.fullmatch(text) is not None or _MARKED.fullmatch(text) is not None


def parse_price(text: str, notation: Notation) -> Decimal:
    """The price that a text says, exactly.

    Raises:
        UnreadablePrice
    """
    plain = text.strip()
    if _DECIMAL.fullmatch(plain):
        return Decimal(plain)
    match = _MARKED.fullmatch(plain)
    if match is None:
        raise UnreadablePrice(f"This is not a price such as {EXAMPLES[notation]}.")
    if notation is Notation.DECIMAL:
        raise UnreadablePrice("This instrument is quoted in decimals. Write the price as 110.5.")
    parts = _eighths(match) if notation is Notation.EIGHTHS else _thirty_seconds(match, notation)
    value = Decimal(match["whole"]) + parts
    return -value if match["sign"] else value


def _eighths(match: "re.Match[str]") -> Decimal:
    if match["rest"] is not None or not 0 <= int(match["parts"]) < 8 or len(match["parts"]) > 1:
        raise UnreadablePrice("The digit behind the mark is eighths, from 0 to 7: 455'2 is 455.25.")
    return int(match["parts"]) * _EIGHTH


def _thirty_seconds(match: "re.Match[str]", notation: Notation) -> Decimal:
    count = int(match["parts"])
    if len(match["parts"]) != 2 or count > 31:
        raise UnreadablePrice("Behind the mark stand two digits of 32nds, from 00 to 31.")
    return (count + _part_of_a_thirty_second(match["rest"], _DIGITS[notation])) * _THIRTY_SECOND


def _part_of_a_thirty_second(rest: str | None, digits: dict[str, int]) -> Decimal:
    if rest is None:
        return Decimal(0)
    if rest == "+":
        return _WHOLE / 2
    if rest.startswith("."):
        return Decimal(f"0{rest}")
    if rest not in digits:
        listed = ", ".join(digits)
        raise UnreadablePrice(f"The last digit is a part of a 32nd and can only be {listed}.")
    return digits[rest] * _EIGHTH


def format_price(price: Decimal, notation: Notation) -> str:
    """A price as traders of its instrument write it; a plain decimal where the notation has no digit for it."""
    sign, value = "-" if price < 0 else "", abs(price)
    whole = int(value)
    if notation is Notation.EIGHTHS:
        shown = _eighths_text(value - whole)
    elif notation in _DIGITS:
        shown = _thirty_seconds_text(value - whole, notation)
    else:
        shown = None
    if shown is None:
        return _plain(price)
    return f"{sign}{whole}'{shown}"


def _eighths_text(part: Decimal) -> str | None:
    count = part / _EIGHTH
    return f"{int(count)}" if count == int(count) else None


def _thirty_seconds_text(part: Decimal, notation: Notation) -> str | None:
    count = part / _THIRTY_SECOND
    eighths = (count - int(count)) / _EIGHTH
    if notation is Notation.THIRTY_SECONDS and eighths == 0:
        return f"{int(count):02d}"
    for digit, number in _DIGITS[notation].items():
        if number == eighths:
            return f"{int(count):02d}{digit}"
    return None


def _plain(price: Decimal) -> str:
    text = format(price, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
