"""Numbers in words: where they stand in a text, and what they come to. Pure."""

import re
from decimal import Decimal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORTH = {word: at for at, word in enumerate(_ONES)} | _TENS
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
MOST_WORDS = 16

_LONGEST_FIRST = sorted([*_WORTH, *_SCALES], key=len, reverse=True)
_WORD = rf"(?:{'|'.join(_LONGEST_FIRST)})(?![^\W_])"
_JOINED = rf"(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s){_WORD}"
SPOKEN = (
    rf"(?<![^\W_])(?!(?<=\d\s)(?:{'|'.join(_SCALES)}))"
    rf"(?P<words>(?:an?\s(?=hundred|thousand|million))?{_WORD}(?:{_JOINED}){{0,{MOST_WORDS - 1}}})"
    rf"(?P<behind_point>(?:\spoint(?:\s(?:{'|'.join(_ONES[:10])})(?![^\W_])){{1,6}})?)"
)
"""A number in words, as a pattern: `forty-seven hundred`, `eighteen two fifty`, `two point five`."""


def spoken_value(words: str, behind_point: str) -> Decimal:
    """What the words come to; prices may be said in pairs: "eighteen two fifty" is 18250."""
    whole = _whole(re.split(r"[\s-]+", words.lower()))
    digits = behind_point.lower().split()[1:]
    if not digits:
        return Decimal(whole)
    places = "".join(str(_WORTH[digit]) for digit in digits)
    return Decimal(f"{whole}.{places}")


def _whole(words: list[str]) -> int:
    total = 0
    hundreds = 0
    digits = ""
    is_after_tens = False
    for word in words:
        worth = _WORTH.get(word)
        if word == "hundred":
            hundreds += int(digits or 1) * 100
            digits = ""
        elif word in _SCALES:
            count = hundreds + int(digits or not hundreds)
            total += count * _SCALES[word]
            hundreds = 0
            digits = ""
        elif worth is not None and is_after_tens and 0 < worth < 10:
            digits = str(int(digits) + worth)
        elif worth is not None:
            digits += str(worth)
        is_after_tens = word in _TENS
    return total + hundreds + int(digits or 0)
