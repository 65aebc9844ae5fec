"""Numbers in words: where they stand in a text, and what they come to. Pure."""

import re
from decimal import Decimal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = {
    word: 10 * at
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_WORTH = {word: at for at, word in enumerate(_ONES)} | _TENS
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
MOST_WORDS = 16

_WORD = rf"(?:{'|'.join(sorted([*_WORTH, *_SCALES], key=len, reverse=True))})(?![^\W_])"
_JOINED = rf"(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s){_WORD}"
SPOKEN = (
    rf"(?<![^\W_])(?<!\d\s)(?P<words>(?:an?\s(?=hundred|thousand|million))?{_WORD}(?:{_JOINED}){{0,{MOST_WORDS - 1}}})"
    rf"(?P<behind_point>(?:\spoint(?:\s(?:{'|'.join(_ONES[:10])})(?![^\W_])){{1,6}})?)"
)
"""A number in words, as a pattern: `forty-seven hundred`, `eighteen two fifty`, `two point five`."""


def spoken_value(words: str, behind_point: str) -> Decimal:
    """What the words come to; prices may be said in pairs: "eighteen two fifty" is 18250."""
    whole = _whole(re.split(r"[\s-]+", words.lower()))
    places = "".join(str(_WORTH[word]) for word in behind_point.lower().split()[1:])
    if places:
        return Decimal(f"{whole}.{places}")
    return Decimal(whole)


def _whole(words: list[str]) -> int:
    total, hundreds, digits, after_tens = 0, 0, "", False
    for word in words:
        if word == "hundred":
            hundreds, digits = hundreds + int(digits or 1) * 100, ""
        elif word in _SCALES:
            total += (hundreds + int(digits or not hundreds)) * _SCALES[word]
            hundreds, digits = 0, ""
        elif word in _WORTH:
            joins = after_tens and 0 < _WORTH[word] < 10
            if joins:
                digits = str(int(digits) + _WORTH[word])
            else:
                digits = f"{digits}{_WORTH[word]}"
        after_tens = word in _TENS
    return total + hundreds + int(digits or 0)
