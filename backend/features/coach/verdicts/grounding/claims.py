"""What a figure of an answer claims: a chance, a count that claims nothing, or a measurement. Pure."""

import re

from backend.features.coach.language.figure import DISTANCES, CountedThing, Figure, Unit
from backend.features.coach.language.figure_context import LEVEL, before, stands_behind
from backend.features.coach.language.quantities import SMALL, figures

DAYS = 31  # "the 31st" is a day

_ODDS = re.compile(
    r"(?:confidence|chance|chances|probability|odds|likelihood)\b[^.!?\n]{0,30}$",
    re.I,
)
_ODDS_BEHIND = re.compile(r"\s(?:confidence|chances?|probability|odds|likelihood)\b", re.I)
_ODDS_WORD = re.compile(r"confidence|chance|probability|odds|likelihood", re.I)
_TARGET = re.compile(r"\btargets?\s$", re.I)  # "Target 1" is a name
_NAMED = re.compile(r":|\spays\b|\s(?:(?:at|is)\s)?\d", re.I)
_POINTS_OF_PROSE = re.compile(
    r"\s?points?(?:\s(?:worth|stand|matter)|\sto\s(?:consider|watch|note|keep|make|mind|remember|check|improve|work|take)|:)",
    re.I,
)


def says_odds(sentence: str) -> bool:
    """Whether it names a chance in percent, which only the answer's own forecast can be."""
    if _ODDS_WORD.search(sentence) is None:
        return False
    percentages = (figure for figure in figures(sentence) if figure.unit is Unit.PERCENT)
    return any(_is_odds(sentence, figure) for figure in percentages)


def claims_nothing(text: str, figure: Figure, forecast: int | None) -> bool:
    """Counts, days, and the forecast itself, are no measurements."""
    if figure.unit is Unit.PERCENT:
        return figure.value == forecast and _is_odds(text, figure)
    if figure.measure is not CountedThing.NONE or not figure.is_bare:
        return False
    if figure.unit in DISTANCES and _POINTS_OF_PROSE.match(text, figure.end) is None:
        return False
    most = DAYS if figure.is_ordinal else SMALL
    return figure.value <= most and not stands_behind(LEVEL, text, figure.start)


def is_of_target(text: str, figure: Figure) -> bool:
    """Whether it stands behind "target" and may be its number."""
    may_be_a_number = figure.is_bare and figure.unit is Unit.PLAIN and figure.value <= SMALL
    return may_be_a_number and stands_behind(_TARGET, text, figure.start)


def names_a_target(text: str, figure: Figure) -> bool:
    """Whether it is the number of a target of which something is said: "Target 1 pays"."""
    return is_of_target(text, figure) and _NAMED.match(text, figure.end) is not None


def _is_odds(text: str, figure: Figure) -> bool:
    if _ODDS.search(before(text, figure)) is not None:
        return True
    return _ODDS_BEHIND.match(text, figure.end) is not None
