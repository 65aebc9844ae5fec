"""The numbers of a text as they are said: how large, how exact, of what, and whether gained or lost. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from backend.features.coach.language.number_words import SPOKEN, spoken_value
from backend.features.market.instruments.instruments import InstrumentKind, resolve

MOST_FIGURES = 1_000  # no sentence has more; of what a trader tells the first ones count
NEAR = 80  # characters before a figure that can say what it is; a sentence may be long, what belongs to it is near
LONGEST_NAME = 16  # characters of a name with a number in it, on each side of the number
BEHIND_A_WORD = 24  # characters: `LEVEL` and `_SIZE_OF` read no more
LONGEST_SPAN = 3  # digits: a span of a thousand minutes is rather a price with a letter behind it
SMALL = 12  # numbers in words up to it are prose ("two things", "one of them"), unless they measure or stand as a price
CLOCK = 60  # "5 m" is a chart of minutes; "588 m" is none


class Unit(Enum):
    """What a figure is a number of; plain where nothing is said."""

    PLAIN = "plain"
    MONEY = "money"
    R = "r"
    PERCENT = "percent"
    POINTS = "points"
    TICKS = "ticks"
    PIPS = "pips"
    OTHER = "other"


class Measure(Enum):
    """What is counted, by the word behind."""

    NONE = ""
    SIZE = "size"
    TRADES = "trades"
    DAYS = "days"
    TIMES = "times"
    DISTANCE = "distance"  # the first of "2 or 3 points"


DISTANCES = (Unit.POINTS, Unit.TICKS, Unit.PIPS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    Attributes:
        value: without its sign; `18k` is 18000.
        places: how many were said behind the point; `18k` has -3.
        of: the currencies that a sign such as `$` may mean, or the letters of another unit; empty where none is said.
        sign: -1 and 1 where a sign is written, 0 where none is.
        is_bare: whole digits alone, so that it may be a count.
        is_ordinal: `15th`.
        is_scaled: `18k`, `4.5 thousand`.
        measure: what is counted: `3 contracts`, `3 of 4 trades`.
    """

    value: Decimal
    places: int
    unit: Unit
    start: int
    end: int
    of: frozenset[str] = frozenset()
    sign: int = 0
    is_bare: bool = False
    is_ordinal: bool = False
    is_scaled: bool = False
    measure: Measure = Measure.NONE

    def is_of(self, other: "Figure") -> bool:
        """Whether both may mean the same currency, or the same letters."""
        return not self.of or not other.of or bool(self.of & other.of)


_CODES = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD")
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD"))
_CURRENCIES = {code.lower(): frozenset((code,)) for code in _CODES} | {
    "$": _DOLLARS,
    "dollar": _DOLLARS,
    "dollars": _DOLLARS,
    "bucks": _DOLLARS,
    "\N{EURO SIGN}": frozenset(("EUR",)),
    "euro": frozenset(("EUR",)),
    "euros": frozenset(("EUR",)),
    "\N{POUND SIGN}": frozenset(("GBP",)),
    "pounds": frozenset(("GBP",)),
    "\N{YEN SIGN}": frozenset(("JPY",)),
    "yen": frozenset(("JPY",)),
    "francs": frozenset(("CHF",)),
}
_SCALES = {
    "hundred": 2,
    "k": 3,
    "thousand": 3,
    "grand": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "million": 6,
    "bn": 9,
    "billion": 9,
}
_END = r"(?![^\W_])"  # no letter and no digit follows; Markdown's `_` may
_SIGN = r"[-+\N{MINUS SIGN}\N{EN DASH}]"
_SYMBOLS = r"[$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}]"
_PERCENT = (
    rf"\s?[%\N{{FULLWIDTH PERCENT SIGN}}]|[\s-]?(?:per\s?cent|pct|percentage\spoints?|pp){_END}"
)
_SIZES = r"contracts?|lots?|shares?|minis?|micros?|coins?|cars?|units?"
_TO_ONE = rf"\s?:\s?1(?!\d|[:.]\d)|[\s-]to[\s-](?:1|one)(?![\d.,:]*\d|[^\W_]|\s(?:{_SIZES}))"
_KIND = (
    rf"(?P<percent>{_PERCENT})|(?P<bps>[\s-]?(?:bps?|basis\spoints?){_END})"
    rf"|(?P<r>[\s-]?r(?:s|-?multiples?)?{_END}|(?=\stimes\s(?:the|your)\srisk\b|\sfor\s(?:each\s)?1\sof\srisk\b)|{_TO_ONE})"
    rf"|(?P<distance>[\s-]?(?:pts?|points?|ticks?|pips?|handles?){_END})"
    rf"|\s?(?P<behind>{_SYMBOLS}(?!\d)|(?:{'|'.join(_CODES)}|dollars?|bucks|euros?|pounds|yen|francs){_END}(?!/))"
)
_FIGURE = re.compile(
    rf"(?:(?<![^\W_])(?P<sign>{_SIGN}))?"
    rf"(?:(?:(?P<symbol>{_SYMBOLS})|(?<![^\W_])(?<!/)(?P<code>{'|'.join(_CODES)})\s?)(?P<inner>{_SIGN})?)?"
    r"(?P<against>(?<![\d:.,])1:(?=\d(?:\.\d+)?(?![\d:])))?"
    r"(?<!\d)(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\.)\.\d+)"
    r"(?P<part>[\u00bc-\u00be])?"
    rf"(?:\s?(?P<scale>{'|'.join(_SCALES)}){_END})?"
    rf"(?:{_KIND}"
    rf"|(?P<times>[x\N{{MULTIPLICATION SIGN}}]{_END})|ish{_END}|(?P<ordinal>(?:st|nd|rd|th){_END})"
    r"|(?P<tail>[^\W\d_]+))?",
    re.I,
)
_WHOLE = re.compile(r"0|[1-9]\d*")  # "07" is the rest of something
_SPAN = re.compile(
    rf"[\s-]?(?:min|mins|minutes?|hours?|day|weeks?|sessions?|candles?|bars?){_END}",
    re.I,
)
_SHORT_SPAN = re.compile(rf"(?P<apart>\s?)-?(?:[smhdw]|[HDW]){_END}")
_TIME = re.compile(rf"\s?[ap]\.?m{_END}", re.I)
_SPOKEN = re.compile(rf"{SPOKEN}(?:{_KIND})?(?P<goes_on>-[^\W\d_])?", re.I)
_NUMBER = r"(?:\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
_SHARE = rf"\s(?:out\s)?of\s(?:(?:the|your|those|these|all|last|past)\s){{0,3}}{_NUMBER}"
_RANGE = rf"(?:\s(?:to|or|and)\s|[-\N{{EN DASH}}]){_NUMBER}"
_SUCH = (
    r"more|full|closed|open|real|last|past|other|losing|winning|lost|won|red|green|good|bad|straight|consecutive|micro"
    r"|mini|es|nq|mes|mnq"
)
_MEASURE = re.compile(
    rf"{_RANGE}[\s-]?(?P<distance>(?:points?|pts?|ticks?|pips?|handles?|r){_END})"
    rf"|(?:{_SHARE}|{_RANGE})?(?:[\s-](?:{_SUCH})){{0,3}}[\s-](?:(?P<size>{_SIZES})"
    r"|(?P<trades>trades?|wins?|won|winners?|loss(?:es)?|lost|losers?|positions?|in\sa\srow)"
    rf"|(?P<days>days)|(?P<times>times)){_END}",
    re.I,
)
_SIZE_OF = re.compile(r"\bsize(?:\son\s\w{1,10})?(?:\s(?:is|of|at|to))?:?\s$", re.I)
# Names have numbers in them: time frames and targets (M15, TP1), averages (EMA200, 50DMA), bonds, indexes.
_NAME = re.compile(
    r"(?P<short>[a-z]{1,7})\d{1,2}|(?:[a-z]{0,2}ma|rsi|atr|adx|cci)\d{1,3}|\d{1,3}(?:[a-z]{0,2}ma|y|dte)"
    r"|(?:p|spx|ndx|ftse|dax|ger|cac|fra|stoxx|eu|uk|jpn?|aus|hk|us|nikkei|russell|nasdaq)"
    r"(?:30|35|40|50|100|200|225|250|300|500|1000|2000|3000)",
    re.I,
)
LEVEL = re.compile(
    r"(?:stop|target|entry|enter|entered|exit|price|level|at|above|below|near|around|from|to|over|under)\W{0,3}$",
    re.I,
)
_PRICED = re.compile(
    r"\b(?:stop|target|entry|enter|entered|exit|price|level|buy|sell)(?:\s\d)?(?:\s(?:is|of|at|sits|price))*\W{0,3}$",
    re.I,
)
_LOSS = (
    r"los(?:t|es?|ing|s|ses|ers?)|down|minus|negative|drawdown|cost(?:s|ing)?|(?:gave|give|given)\sback|hole|deficit"
    r"|in\sthe\sred|under\s?water"
)
_GAIN = (
    r"profit(?:s|able)?|gain(?:s|ed)?|won|win(?:s|ners?|ning)?|made|mak(?:es?|ing)|earn(?:s|ed)?|up(?!\sto\b)|plus"
    r"|positive|banked|in\sthe\sgreen|ahead"
)
_RESULT = r"net|result|averages?|came\sto|today,\sfor"  # above zero or below, and then with a minus
_AGO = r"(?<!after\s)(?<!after\sa\s)(?<!minutes\sof\sa\s)"  # "after a loss" tells of another trade
_LEANS = re.compile(
    rf"\b(?:{_AGO}(?P<loss>{_LOSS})|(?P<gain>{_GAIN})|(?P<result>{_RESULT}))\b",
    re.I,
)
_CLAUSE = re.compile(r"[;:]\s+(?=[a-z])", re.I)
_LEANS_AFTER = re.compile(
    rf"[\s-](?:(?:in|of|as|net|total|a|the|was|were|is|trading)\s){{0,2}}(?:(?P<loss>{_LOSS})|(?:{_GAIN}))\b",
    re.I,
)


def figures(text: str) -> list[Figure]:
    """Every number of a text, also in words; no spans of time, and not those in names such as 6E."""
    return list(_figures_of(text))


@lru_cache(maxsize=16)  # one sentence is asked for its figures several times in a row
def _figures_of(text: str) -> tuple[Figure, ...]:
    written = []
    for piece in _FIGURE.finditer(text):
        figure = _figure(text, piece)
        if figure is not None:
            written.append(figure)
        if len(written) == MOST_FIGURES:
            break
    spoken = [
        figure for match in _SPOKEN.finditer(text) if (figure := _spoken(text, match)) is not None
    ]
    return tuple(sorted([*written, *spoken], key=lambda figure: figure.start))


def before(text: str, figure: Figure) -> str:
    """What stands close before a figure."""
    return text[max(0, figure.start - NEAR) : figure.start]


def stands_behind(word: "re.Pattern[str]", text: str, start: int) -> bool:
    """Whether a short word stands right before a place in a text."""
    return word.search(text, max(0, start - BEHIND_A_WORD), start) is not None


def is_priced(text: str, figure: Figure) -> bool:
    """Whether the words before call it a price: `stop at $576`."""
    return _PRICED.search(before(text, figure)) is not None


def leaning(text: str, figure: Figure, *, results: int | None = None) -> int:
    """Whether a figure is told as gained (1) or lost (-1), by its sign or the nearest word; 0 where nothing says so.

    ``results`` is what words such as "net" and "average" say; null where they are passed over.
    """
    if figure.sign:
        return figure.sign
    after = _LEANS_AFTER.match(text, figure.end)
    if after:
        if after["loss"]:
            return -1
        return 1
    matches = _LEANS.finditer(_CLAUSE.split(before(text, figure))[-1])
    leans = [_lean(match, results) for match in matches]
    return next((lean for lean in reversed(leans) if lean is not None), 0)


def _lean(match: "re.Match[str]", otherwise: int | None) -> int | None:
    """Below zero for a word of loss, above for one of gain."""
    if match["loss"]:
        return -1
    if match["gain"]:
        return 1
    return otherwise


def _figure(text: str, match: "re.Match[str]") -> Figure | None:
    unit, of = _unit(match)
    money = match["symbol"] or match["code"]
    is_alone = _WHOLE.fullmatch(match["number"]) is not None and not (
        match["sign"] or money or match["part"]
    )
    if is_alone and not match["percent"] and (_is_span(text, match) or _is_name(text, match, unit)):
        return None
    number = match["number"].replace(",", "")
    value, places = Decimal(number), len(number.partition(".")[2])
    if match["part"]:
        part = Decimal(str(unicodedata.numeric(match["part"])))
        value, places = value + part, places + len(str(part)) - 2
    shift = _shift(match)
    sign = match["sign"] or match["inner"]
    is_apart = unit in DISTANCES and not match["distance"][0].isalpha()
    return Figure(
        value=value.scaleb(shift) if shift else value,
        places=places - shift,
        unit=unit,
        start=match.start(),
        end=match.end("number") if is_apart else match.end(),  # "[not measured] points away"
        of=of,
        sign=_sign(sign),
        is_bare=is_alone
        and not match["scale"]
        and not match["times"]
        and unit in (Unit.PLAIN, Unit.OTHER, *DISTANCES),
        is_ordinal=match["ordinal"] is not None,
        is_scaled=match["scale"] is not None,
        measure=_measure(text, match.start(), match.end(), unit),
    )


def _shift(match: "re.Match[str]") -> int:
    """By how many places the point moves: "4k", "30 bps"."""
    if match["scale"]:
        return _SCALES[match["scale"].lower()]
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
        return Unit.MONEY, _CURRENCIES[money.lower()]
    if groups["distance"]:
        name = groups["distance"].strip(" -").lower()
        return _distance_unit(name), frozenset()
    tail = groups.get("tail")
    if tail:
        return (Unit.OTHER, frozenset((tail.lower(),)))
    return (Unit.PLAIN, frozenset())


def _is_span(text: str, match: "re.Match[str]") -> bool:
    """A span of time or a time of day is no measurement of the market."""
    number, end = match["number"], match.end("number")
    if len(number) > LONGEST_SPAN:
        return False
    if _SPAN.match(text, end):
        return True
    short = int(number) <= CLOCK
    if short and _TIME.match(text, end):
        return True
    following = _SHORT_SPAN.match(text, end)
    if following is None or (short and not following["apart"]):
        return following is not None
    is_level = stands_behind(LEVEL, text, match.start())
    return not is_level and (short or not following["apart"])


def _is_name(text: str, match: "re.Match[str]", unit: Unit) -> bool:
    """Whether the number is a part of a name."""
    if unit not in (Unit.PLAIN, Unit.OTHER) or match["scale"]:
        return False
    word = _word(text, match.start(), match.end())
    if word == match["number"]:
        return False
    name = _NAME.fullmatch(word)
    if name and name["short"]:
        return not _is_contract(name["short"])  # "CL78" is a price
    return name is not None or _is_contract(word)


def _word(text: str, start: int, end: int) -> str:
    first, last = max(0, start - LONGEST_NAME), min(len(text), end + LONGEST_NAME)
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
    value = spoken_value(match["words"], match["behind_point"])
    figure = Figure(
        value=value,
        places=max(0, len(match["behind_point"].split()) - 1),
        unit=unit,
        start=match.start(),
        end=match.end("behind_point")
        if unit in DISTANCES
        else match.end() - len(match["goes_on"] or ""),
        of=of,
        is_bare=unit in (Unit.PLAIN, *DISTANCES),
        measure=_measure(text, match.start(), match.end("behind_point"), unit),
    )
    if unit not in (Unit.PLAIN, *DISTANCES):
        return figure
    if match["goes_on"] or _SPAN.match(text, match.end("behind_point")) or value == 1:
        return None
    is_round = (
        match["words"].lower().split()[0] in ("a", "hundred", "thousand", "million")
        and unit is Unit.PLAIN
    )
    if (is_round or value <= SMALL) and figure.measure is Measure.NONE and unit is Unit.PLAIN:
        if is_priced(text, figure):
            return figure
        return None
    return figure


def _measure(text: str, start: int, end: int, unit: Unit) -> Measure:
    """What is counted, where a word behind the number says it, or "size" before it."""
    if unit is not Unit.PLAIN:
        return Measure.NONE
    match = _MEASURE.match(text, end)
    if match is not None:
        return Measure(match.lastgroup)
    if stands_behind(_SIZE_OF, text, start):
        return Measure.SIZE
    return Measure.NONE
