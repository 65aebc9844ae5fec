"""How the numbers of a text are written and said: the patterns by which `quantities` reads them."""

import re

from backend.features.coach.language.number_words import SPOKEN

_CODES = ("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD")
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD"))
CURRENCIES = {code.lower(): frozenset((code,)) for code in _CODES} | {
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
SCALES = {
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
WRITTEN = re.compile(
    rf"(?:(?<![^\W_])(?P<sign>{_SIGN}))?"
    rf"(?:(?:(?P<symbol>{_SYMBOLS})|(?<![^\W_])(?<!/)(?P<code>{'|'.join(_CODES)})\s?)(?P<inner>{_SIGN})?)?"
    r"(?P<against>(?<![\d:.,])1:(?=\d(?:\.\d+)?(?![\d:])))?"
    r"(?<!\d)(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\.)\.\d+)"
    r"(?P<part>[\u00bc-\u00be])?"
    rf"(?:\s?(?P<scale>{'|'.join(SCALES)}){_END})?"
    rf"(?:{_KIND}"
    rf"|(?P<times>[x\N{{MULTIPLICATION SIGN}}]{_END})|ish{_END}|(?P<ordinal>(?:st|nd|rd|th){_END})"
    r"|(?P<tail>[^\W\d_]+))?",
    re.I,
)
WHOLE = re.compile(r"0|[1-9]\d*")  # "07" is the rest of something
SPAN = re.compile(
    rf"[\s-]?(?:min|mins|minutes?|hours?|day|weeks?|sessions?|candles?|bars?){_END}",
    re.I,
)
SHORT_SPAN = re.compile(rf"(?P<apart>\s?)-?(?:[smhdw]|[HDW]){_END}")
TIME = re.compile(rf"\s?[ap]\.?m{_END}", re.I)
IN_WORDS = re.compile(rf"{SPOKEN}(?:{_KIND})?(?P<goes_on>-[^\W\d_])?", re.I)
_NUMBER = r"(?:\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
_SHARE = rf"\s(?:out\s)?of\s(?:(?:the|your|those|these|all|last|past)\s){{0,3}}{_NUMBER}"
_RANGE = rf"(?:\s(?:to|or|and)\s|[-\N{{EN DASH}}]){_NUMBER}"
_SUCH = (
    r"more|full|closed|open|real|last|past|other|losing|winning|lost|won|red|green|good|bad|straight|consecutive|micro"
    r"|mini|es|nq|mes|mnq"
)
COUNTED = re.compile(
    rf"{_RANGE}[\s-]?(?P<distance>(?:points?|pts?|ticks?|pips?|handles?|r){_END})"
    rf"|(?:{_SHARE}|{_RANGE})?(?:[\s-](?:{_SUCH})){{0,3}}[\s-](?:(?P<size>{_SIZES})"
    r"|(?P<trades>trades?|wins?|won|winners?|loss(?:es)?|lost|losers?|positions?|in\sa\srow)"
    rf"|(?P<days>days)|(?P<times>times)){_END}",
    re.I,
)
SIZE_OF = re.compile(r"\bsize(?:\son\s\w{1,10})?(?:\s(?:is|of|at|to))?:?\s$", re.I)
# Names have numbers in them: time frames and targets (M15, TP1), averages (EMA200, 50DMA), bonds, indexes.
NAME = re.compile(
    r"(?P<short>[a-z]{1,7})\d{1,2}|(?:[a-z]{0,2}ma|rsi|atr|adx|cci)\d{1,3}|\d{1,3}(?:[a-z]{0,2}ma|y|dte)"
    r"|(?:p|spx|ndx|ftse|dax|ger|cac|fra|stoxx|eu|uk|jpn?|aus|hk|us|nikkei|russell|nasdaq)"
    r"(?:30|35|40|50|100|200|225|250|300|500|1000|2000|3000)",
    re.I,
)
