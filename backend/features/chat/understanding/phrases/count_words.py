"""Words that bound and count: `at least`, `or more`, `in a row`, `of the day`. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from backend.features.chat.understanding.phrases.span_words import NUMBERS, ORDINALS
from backend.features.chat.understanding.phrases.words import Word

AT_LEAST = (
    "at least",
    "minimum of",
    "minimum",
    "min",
    "not less than",
    "no less than",
    ">=",
    "from",
    "starting at",
    "mindestens",
    "al menos",
)
ABOVE = (
    "more than",
    "over",
    "above",
    "bigger than",
    "larger than",
    "greater than",
    "longer than",
    "exceeding",
    ">",
    "upwards of",
    "higher than",
    "better than",
    "in excess of",
    "beyond",
    "mehr als",
    "mas de",
    "plus de",
)
AT_MOST = (
    "at most",
    "maximum of",
    "maximum",
    "max",
    "up to",
    "not more than",
    "no more than",
    "<=",
    "within",
    "inside",
    "inside of",
    "no longer than",
    "not longer than",
    "hochstens",
)
BELOW = (
    "less than",
    "under",
    "below",
    "fewer than",
    "smaller than",
    "shorter than",
    "lower than",
    "<",
    "worse than",
    "weniger als",
    "menos de",
    "moins de",
)
OR_EQUAL = ("or equal to", "or equal", "or exactly", "or just")
EXACT = (
    "exactly",
    "of",
    "at",
    "with",
    "trading",
    "just",
    "using",
    "only",
    "size",
    "a",
    "for",
    "by",
)
_BOUNDS = [
    (tuple(phrase.split()), bound)
    for bound, phrases in (
        ("least", AT_LEAST),
        ("above", ABOVE),
        ("most", AT_MOST),
        ("below", BELOW),
    )
    for phrase in phrases
]
BOUNDS = {
    first: sorted((row for row in _BOUNDS if row[0][0] == first), key=lambda row: -len(row[0]))
    for first in {parts[0] for parts, _ in _BOUNDS}
}
"""The phrases of bounds by their first word, the longest first."""
SIZE_UNITS = frozenset(
    "contract lot share coin con car unit kontrakt contrato contrat micro mini cont ct".split()
)
WHOLE_UNITS = frozenset(
    "contract con car kontrakt contrato contrat cont ct micro mini share".split()
)
MINUTES: dict[str, int | Decimal] = {
    "minute": 1,
    "min": 1,
    "m": 1,
    "hour": 60,
    "hr": 60,
    "h": 60,
    "day": 1440,
    "d": 1440,
    "minuto": 1,
    "stunde": 60,
    "second": Decimal(1) / 60,
    "sec": Decimal(1) / 60,
    "s": Decimal(1) / 60,
}
MORE = {
    "or more": "least",
    "or longer": "least",
    "or larger": "least",
    "or bigger": "least",
    "plus": "least",
    "+": "least",
    "and up": "least",
    "and bigger": "least",
    "and larger": "least",
    "and longer": "least",
    "and higher": "least",
    "and over": "least",
    "upwards": "least",
    "and upwards": "least",
    "and smaller": "most",
    "and less": "most",
    "and fewer": "most",
    "and shorter": "most",
    "and lower": "most",
    "and down": "most",
    "or above": "least",
    "or higher": "least",
    "and more": "least",
    "or over": "least",
    "and above": "least",
    "or better": "least",
    "or greater": "least",
    "or less": "most",
    "or fewer": "most",
    "or under": "most",
    "or shorter": "most",
    "or smaller": "most",
    "or below": "most",
    "and under": "most",
    "and below": "most",
    "max": "most",
    "tops": "most",
    "or worse": "most",
    "or lower": "most",
    "at most": "most",
    "at least": "least",
    "minimum": "least",
    "maximum": "most",
    "at the most": "most",
    "at a minimum": "least",
}
TRADE_NOUNS = frozenset("trade entry position one setup order shot attempt tradel".split())
ENDING = frozenset(
    """stopped stop stopping quit quitting walked walk walking gone went go going home away finished done
    called""".split()
)
"""Words of a day that was over: "gone home after three trades"."""
LOSSES = frozenset("loss loser lose lost losing red stopout".split())
WINS = frozenset("win winner won winning green".split())
ROW = (
    "in a row",
    "straight",
    "running",
    "consecutive",
    "back to back",
    "consecutively",
    "one after another",
    "on the trot",
    "am stuck",
)
OF_THE_DAY = (
    "of the day",
    "of each day",
    "of my day",
    "of every day",
    "of a day",
    "each day",
    "a day",
    "every day",
    "per day",
    "in a day",
    "that day",
    "of the session",
    "of each session",
    "of the morning",
    "in the day",
    "daily",
    "of any day",
    "on the day",
    "on a day",
    "each session",
)
LATER = (
    "and later",
    "or later",
    "and onwards",
    "onwards",
    "onward",
    "and on",
    "and after",
    "and beyond",
    "and up",
    "or after",
    "and following",
    "and any after",
    "and those after",
    "and everything after",
    "and everything later",
    "or beyond",
    "on up",
    "or more",
    "and more",
)
RUN_LEADS = frozenset("after following post once when off nach despues apres dopo depois".split())
COUNT_STARTS = frozenset(
    set(BOUNDS)
    | {*EXACT, *RUN_LEADS, *NUMBERS, *ORDINALS}
    | set(
        "opening beyond past from starting between plan adherence trade trades single an half".split()
    )
)
"""Words at which a count can begin, beside figures."""
COUNT_WORDS = (
    frozenset(
        word
        for phrase in (
            *AT_LEAST,
            *ABOVE,
            *AT_MOST,
            *BELOW,
            *MORE,
            *ROW,
            *OF_THE_DAY,
            *LATER,
            *OR_EQUAL,
        )
        for word in phrase.split()
        if word.isalpha()
    )
    | SIZE_UNITS
)
"""Words that bound or count something."""
BETWEEN = frozenset(
    """a an the my i ive im having have had getting taking any big bad nice of just been being einem una un une a_ verlust_
    each every coming back to with straight consecutive off another one""".split()
) - {"one", "with"}


def plain_at(words: Sequence[Word], at: int) -> str:
    """The word at a place; nothing beyond the ends."""
    return words[at].plain if 0 <= at < len(words) else ""


def text_at(words: Sequence[Word], at: int) -> str:
    """The word at a place without the ending of a plural."""
    return words[at].text if 0 <= at < len(words) else ""


def behind_at(words: Sequence[Word], at: int, phrases: Sequence[str]) -> int:
    """Behind the longest of some phrases that stands at a word; the word itself where none does."""
    longest = at
    for phrase in phrases:
        parts = phrase.split()
        if (
            at + len(parts) > longest
            and [word.plain for word in words[at : at + len(parts)]] == parts
        ):
            longest = at + len(parts)
    return longest
