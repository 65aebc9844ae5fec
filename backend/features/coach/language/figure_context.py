"""What the words around a figure make of it: a price, or a result that was gained or lost. Pure."""

import re

from backend.features.coach.language.figure import Figure

NEAR = 80  # characters before a figure that can say what it is; a sentence may be long, what belongs to it is near
BEHIND_A_WORD = 24  # characters: `LEVEL` and `SIZE_OF` read no more
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
    clause = _CLAUSE.split(before(text, figure))[-1]
    nearest = 0
    for match in _LEANS.finditer(clause):
        lean = _lean(match, results)
        if lean is not None:
            nearest = lean
    return nearest


def _lean(match: "re.Match[str]", otherwise: int | None) -> int | None:
    """Below zero for a word of loss, above for one of gain."""
    if match["loss"]:
        return -1
    if match["gain"]:
        return 1
    return otherwise
