"""The numbers of a text as they are said: how large, how exact, of what, and whether gained or lost. Pure."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from backend.features.coach.language.figure import DISTANCES, CountedThing, Figure, Unit
from backend.features.coach.language.figure_context import LEVEL, is_priced, stands_behind
from backend.features.coach.language.figure_patterns import (
    COUNTED,
    CURRENCIES,
    IN_WORDS,
    NAME,
    SCALES,
    SHORT_SPAN,
    SIZE_OF,
    SPAN,
    TIME,
    WHOLE,
    WRITTEN,
)
from backend.features.coach.language.number_words import spoken_value
from backend.features.market.instruments.instruments import InstrumentKind, resolve

MOST_FIGURES = 1_000  # no sentence has more; of what a trader tells the first ones count
LONGEST_NAME = 16  # characters of a name with a number in it, on each side of the number
LONGEST_SPAN = 3  # digits: a span of a thousand minutes is rather a price with a letter behind it
SMALL = 12  # numbers in words up to it are prose ("two things", "one of them"), unless they measure or stand as a price
CLOCK = 60  # "5 m" is a chart of minutes; "588 m" is none
ROUND = ("a", "hundred", "thousand", "million")  # "a hundred ways" are not counted


def figures(text: str) -> list[Figure]:
    """Every number of a text, also in words; no spans of time, and not those in names such as 6E."""
    return list(_figures_of(text))


@lru_cache(maxsize=16)  # one sentence is asked for its figures several times in a row
def _figures_of(text: str) -> tuple[Figure, ...]:
    candidates = (_figure(text, match) for match in WRITTEN.finditer(text))
    written = (figure for figure in candidates if figure is not None)
    every = list(islice(written, MOST_FIGURES))
    for match in IN_WORDS.finditer(text):
        figure = _spoken(text, match)
        if figure is not None:
            every.append(figure)
    every.sort(key=lambda figure: figure.start)
    return tuple(every)


def _figure(text: str, match: "re.Match[str]") -> Figure | None:
    """A number in digits; null where it is a span of time or a part of a name."""
    unit, of = _unit(match)
    is_alone = _is_alone(match)
    may_be_a_name = is_alone and not match["percent"]
    if may_be_a_name and (_is_span(text, match) or _is_name(text, match, unit)):
        return None
    value, places = _value(match)
    return Figure(
        value=value,
        places=places,
        unit=unit,
        start=match.start(),
        end=_end(match, unit),
        of=of,
        sign=_sign(match["sign"] or match["inner"]),
        is_bare=is_alone and _may_count(match, unit),
        is_ordinal=match["ordinal"] is not None,
        is_scaled=match["scale"] is not None,
        measure=_measure(text, match.start(), match.end(), unit),
    )


def _is_alone(match: "re.Match[str]") -> bool:
    """Whether it is whole digits, with no sign and no currency before them."""
    if match["sign"] or match["symbol"] or match["code"] or match["part"]:
        return False
    return WHOLE.fullmatch(match["number"]) is not None


def _may_count(match: "re.Match[str]", unit: Unit) -> bool:
    """Whether what stands behind the digits leaves them a number of things."""
    if match["scale"] or match["times"]:
        return False
    return unit in (Unit.PLAIN, Unit.OTHER, *DISTANCES)


def _end(match: "re.Match[str]", unit: Unit) -> int:
    """Where a figure ends; a unit that stands apart is none of it: "[not measured] points away"."""
    if unit in DISTANCES and not match["distance"][0].isalpha():
        return match.end("number")
    return match.end()


def _value(match: "re.Match[str]") -> tuple[Decimal, int]:
    """How large a figure is, without its sign, and to how many places it was said."""
    number = match["number"].replace(",", "")
    value = Decimal(number)
    places = len(number.partition(".")[2])
    if match["part"]:
        part = Decimal(str(unicodedata.numeric(match["part"])))
        value += part
        places += len(str(part)) - 2
    shift = _shift(match)
    if shift:
        value = value.scaleb(shift)
    return value, places - shift


def _shift(match: "re.Match[str]") -> int:
    """By how many places the point moves: "4k", "30 bps"."""
    if match["scale"]:
        return SCALES[match["scale"].lower()]
    if match["bps"]:
        return -2
    return 0


def _sign(sign: str | None) -> int:
    if not sign:
        return 0
    if sign == "+":
        return 1
    return -1


def _distance_unit(name: str) -> Unit:
    if name.startswith("t"):
        return Unit.TICKS
    if name.startswith("pi"):
        return Unit.PIPS
    return Unit.POINTS


def _unit(match: "re.Match[str]") -> tuple[Unit, frozenset[str]]:
    groups = match.groupdict()
    money = groups.get("symbol") or groups.get("code") or groups["behind"]
    if groups["percent"] or groups["bps"]:
        return Unit.PERCENT, frozenset()
    if groups["r"] is not None or groups.get("against"):
        return Unit.R, frozenset()
    if money:
        return Unit.MONEY, CURRENCIES[money.lower()]
    if groups["distance"]:
        name = groups["distance"].strip(" -").lower()
        return _distance_unit(name), frozenset()
    tail = groups.get("tail")
    if tail:
        return Unit.OTHER, frozenset((tail.lower(),))
    return Unit.PLAIN, frozenset()


def _is_span(text: str, match: "re.Match[str]") -> bool:
    """A span of time or a time of day is no measurement of the market."""
    number, end = match["number"], match.end("number")
    if len(number) > LONGEST_SPAN:
        return False
    if SPAN.match(text, end):
        return True
    is_short = int(number) <= CLOCK
    if is_short and TIME.match(text, end):
        return True
    letter = SHORT_SPAN.match(text, end)
    if letter is None:
        return False
    is_apart = bool(letter["apart"])
    if is_short and not is_apart:
        return True
    if stands_behind(LEVEL, text, match.start()):
        return False
    return is_short or not is_apart


def _is_name(text: str, match: "re.Match[str]", unit: Unit) -> bool:
    """Whether the number is a part of a name."""
    if unit not in (Unit.PLAIN, Unit.OTHER) or match["scale"]:
        return False
    word = _word(text, match.start(), match.end())
    if word == match["number"]:
        return False
    name = NAME.fullmatch(word)
    if name and name["short"]:
        return not _is_contract(name["short"])  # "CL78" is a price
    return name is not None or _is_contract(word)


def _word(text: str, start: int, end: int) -> str:
    first = max(0, start - LONGEST_NAME)
    last = min(len(text), end + LONGEST_NAME)
    while start > first and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end].isalnum():
        end += 1
    return text[start:end]


def _is_contract(word: str) -> bool:
    known = resolve(word)
    return known is not None and known.kind is not InstrumentKind.STOCK


def _spoken(text: str, match: "re.Match[str]") -> Figure | None:
    """A number in words; null where it is rather prose: "two things", "a hundred ways", "twenty-first"."""
    unit, of = _unit(match)
    number_end = match.end("behind_point")
    is_plain_or_distance = unit is Unit.PLAIN or unit in DISTANCES
    figure = Figure(
        value=spoken_value(match["words"], match["behind_point"]),
        places=max(0, len(match["behind_point"].split()) - 1),
        unit=unit,
        start=match.start(),
        end=_spoken_end(match, unit),
        of=of,
        is_bare=is_plain_or_distance,
        measure=_measure(text, match.start(), number_end, unit),
    )
    if not is_plain_or_distance:
        return figure
    if match["goes_on"] or SPAN.match(text, number_end) or figure.value == 1:
        return None
    if _is_prose(match, figure) and not is_priced(text, figure):
        return None
    return figure


def _spoken_end(match: "re.Match[str]", unit: Unit) -> int:
    if unit in DISTANCES:
        return match.end("behind_point")
    return match.end() - len(match["goes_on"] or "")


def _is_prose(match: "re.Match[str]", figure: Figure) -> bool:
    """Whether it may be no measurement: small or round, with nothing behind it that is counted."""
    if figure.unit is not Unit.PLAIN or figure.measure is not CountedThing.NONE:
        return False
    first_word = match["words"].lower().split()[0]
    return first_word in ROUND or figure.value <= SMALL


def _measure(text: str, start: int, end: int, unit: Unit) -> CountedThing:
    """What is counted, where a word behind the number says it, or "size" before it."""
    if unit is not Unit.PLAIN:
        return CountedThing.NONE
    match = COUNTED.match(text, end)
    if match is not None:
        return CountedThing(match.lastgroup)
    if stands_behind(SIZE_OF, text, start):
        return CountedThing.SIZE
    return CountedThing.NONE
