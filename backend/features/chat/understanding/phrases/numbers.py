"""Numbers of a question, in figures and words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.features.chat.understanding.phrases.span_words import NUMBERS, ORDINALS, TENS
from backend.features.chat.understanding.phrases.words import Word

_FIGURE = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,3}", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_WITH_UNIT = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)([a-z%+]{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A number and the word behind it; `unit` where one is stuck to it, as in `30d`."""

    value: Decimal
    end: int
    unit: str = ""


def number_at(words: Sequence[Word], at: int) -> NumberWords | None:
    """The number that begins at a word; "a" and "an" are none."""
    if at >= len(words):
        return None
    plain = words[at].plain
    if plain in NUMBERS:
        return _spoken(words, at)
    if _FIGURE.fullmatch(plain):
        return NumberWords(Decimal(plain), at + 1)
    if _THOUSANDS.fullmatch(plain):
        return NumberWords(Decimal(plain.replace(",", "")), at + 1)
    joined = _WITH_UNIT.fullmatch(plain)
    if joined is not None and not _ORDINAL.fullmatch(plain):
        return NumberWords(Decimal(joined[1]), at + 1, joined[2])
    return None


def _spoken(words: Sequence[Word], at: int) -> NumberWords:
    value, end = NUMBERS[words[at].plain], at + 1
    if end < len(words) and words[end].plain == "-":
        end += 1
    following = NUMBERS.get(words[end].plain, 0) if end < len(words) else 0
    if words[at].plain in TENS and 0 < following < 10:
        return NumberWords(Decimal(value + following), end + 1)
    return NumberWords(Decimal(value), at + 1)


def whole_at(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A whole number without a unit and the word behind it."""
    number = number_at(words, at)
    if number is None or number.unit or number.value != int(number.value):
        return None
    return int(number.value), number.end


def ordinal_at(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A place in an order, such as `third`, `3rd` or `twenty first`, and the word behind it."""
    if at >= len(words):
        return None
    plain = words[at].plain
    match = _ORDINAL.fullmatch(plain)
    if match is not None:
        return int(match[1]), at + 1
    if plain in ORDINALS:
        return ORDINALS[plain], at + 1
    following = ORDINALS.get(words[at + 1].plain, 0) if at + 1 < len(words) else 0
    if plain in TENS and 0 < following < 10:
        return NUMBERS[plain] + following, at + 2
    return None
