"""Cuts a trader's words into numbers, names and words, in one pass."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from backend.features.coach.language.lexicon import ORDINARY, TIME_UNITS
from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.instruments import (
    FUTURES,
    SPOKEN,
    SPOKEN_ROOTS,
    Instrument,
    InstrumentKind,
    Notation,
    resolve,
    spoken,
)
from backend.features.market.instruments.price_text import price_of

LARGEST = Decimal(10) ** 10
SMALL_COUNT = 10  # a bare whole number below this is rather a number of things than a price


class TokenKind(Enum):
    """What a token is."""

    NUMBER = "number"
    WORD = "word"
    ARROW = "arrow"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    Attributes:
        value: of a number; 0 for others.
        unit: what stands right behind a number: `10pt`, `3R`, `50%`.
        times: the number was written `x2` or `2x`.
        money: it bears a currency sign.
        timeframe: it is a duration such as `15m`.
        is_count: it looks more like a number of things than like a price.
        instrument: the contract that a word names.
        spoken: the contract was named by a word such as "gold", not by its symbol.
    """

    kind: TokenKind
    text: str
    value: Decimal = Decimal(0)
    unit: str = ""
    times: bool = False
    money: bool = False
    timeframe: str | None = None
    is_count: bool = False
    instrument: Instrument | None = None
    spoken: bool = False


_PIECE = re.compile(
    r"(?P<arrow>-{1,2}>|=>|\u2192)"
    r"|(?P<clock>(?<![\d.,:])(?:\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\s?[aApP]\.?[mM]\b)?|\d{1,2}\s?[aApP][mM]\b)(?![\d:]))"
    r"|(?P<name>[@/$#]?[A-Za-z&](?:[A-Za-z0-9&!_/]|:(?=[A-Za-z]))*(?:=F)?(?:\.[A-Z]\b)?(?:'[a-z]+)?"
    r"|6[ABCEJNS](?:[FGHJKMNQUVXZ]\d{1,4}|1!)?\b)"
    r"|(?P<number>[$\u20ac\u00a3]?\d[\d,.']*)(?P<unit>[A-Za-z%]{1,9}|)"
    r"|(?P<mark>[-\u2013,/;&%@=:])",
    re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}(?:([,.'])\d{3})(?:\1\d{3})*(?:[.,]\d{1,8})?", re.ASCII)
_TIMES = re.compile(r"[xX](\d{1,6})", re.ASCII)
_CLOCK = re.compile(r"([MHDmhd])(\d{1,2})", re.ASCII)


def tokenize(text: str) -> list[Token]:
    """Cut the text; what is nothing of interest is left out."""
    tokens = []
    for match in _PIECE.finditer(text):
        token = _token(match)
        if token is not None:
            tokens.append(token)
    return tokens


def _token(match: "re.Match[str]") -> Token | None:
    if match["arrow"]:
        return Token(TokenKind.ARROW, match["arrow"])
    if match["name"]:
        return _name(match["name"])
    if match["number"]:
        return _number(match["number"], match["unit"] or "")
    if match["clock"]:
        return None  # a time of day is no price
    mark = match["mark"].replace("\u2013", "-")
    return Token(TokenKind.MARK, mark)


def _name(text: str) -> Token:
    times = _TIMES.fullmatch(text)
    if times:
        return Token(TokenKind.NUMBER, text, Decimal(times[1]), times=True)
    clock = _CLOCK.fullmatch(text)
    if clock and clock[1] in "MHD":
        unit, count = clock.groups()
        timeframe = f"{int(count)}{unit.lower()}"
        return Token(TokenKind.NUMBER, text, Decimal(count), timeframe=timeframe)
    word = text.rstrip(":=/_")
    if "/" in word and not word.startswith("/") and _named(word) is None:
        word = word.partition("/")[0]
    if ":" in word and _named(word) is None:
        word = word.partition(":")[0]
    return Token(
        TokenKind.WORD,
        _without_counter(word),
        instrument=_named(word),
        spoken=word.lower() in SPOKEN,
    )


def _without_counter(word: str) -> str:
    """`TP1` and `target2` say the same as `TP`."""
    if re.fullmatch(r"(?i)(?:tp|target|t|pt|sl)[1-6]", word):
        return word[:-1]
    return word


def _number(text: str, unit: str) -> Token | None:
    money = not text[0].isdigit()
    digits = text.lstrip("$\u20ac\u00a3").rstrip(",.'")
    value = exact(digits)
    if value is None:
        return None
    lower = unit.lower()
    if lower == "k":
        return Token(TokenKind.NUMBER, text, value * 1000, money=money)
    if lower == "x":
        return Token(TokenKind.NUMBER, text, value, times=True)
    timeframe = None
    if lower in TIME_UNITS and value == int(value):
        timeframe = f"{int(value)}{TIME_UNITS[lower]}"
    return Token(
        TokenKind.NUMBER,
        text + unit,
        value,
        lower,
        money=money,
        timeframe=timeframe,
        is_count=text.isdigit() and value < SMALL_COUNT,
    )


def in_notation_of(contract: Instrument, tokens: list[Token]) -> list[Token]:
    """Numbers such as `110'165` as the instrument writes its prices; those that it cannot have are left out."""
    if contract.notation is Notation.DECIMAL:
        return tokens
    read = (_in_notation_of(contract, token) for token in tokens)
    return [token for token in read if token is not None]


def _in_notation_of(contract: Instrument, token: Token) -> Token | None:
    if token.kind is not TokenKind.NUMBER or "'" not in token.text:
        return token
    try:
        price = price_of(contract, token.text.rstrip(",.'"), field="price")
    except BadPrice:
        return None
    return replace(token, value=price)


def exact(text: str) -> Decimal | None:
    """`18,250.50`, `18.250,50`, `1,0850`, `4500.25`: exactly, or null where it is no number."""
    plain = _with_point(text.replace("'", ""))
    if plain.count(".") > 1 or len(plain) > 20:
        return None
    value = Decimal(plain)
    if 0 < value < LARGEST:
        return value
    return None


def _with_point(digits: str) -> str:
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


def _named(word: str) -> Instrument | None:
    """The contract that a word names; ordinary words that look like tickers need a mark before them."""
    if word.lower() in SPOKEN:
        return spoken(word)
    if len(word) < 2:
        return None
    if word[0] == "$":
        return resolve(word)
    if word[0] in "@/#":
        return _marked(word)
    upper = word.upper()
    if upper in ORDINARY:
        return None
    instrument = resolve(word)
    if upper in SPOKEN_ROOTS or instrument is None:
        return instrument
    is_named = len(word) > 2
    if instrument.kind is InstrumentKind.STOCK or upper in FUTURES:
        is_named = word.isupper()
    if is_named:
        return instrument
    return None


def _marked(word: str) -> Instrument | None:
    """In "/ES" and "@AAPL" a contract is named; "/plan" is a command and "@somebody" a name."""
    instrument = resolve(word)
    is_stock = instrument is not None and instrument.kind is InstrumentKind.STOCK
    if is_stock and (word[0] == "/" or not word[1:].isupper()):
        return None
    return instrument
