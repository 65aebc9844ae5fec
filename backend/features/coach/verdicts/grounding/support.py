"""Whether a figure that is known supports one of an answer: the same unit, kind and sign, and near enough. Pure."""

import re
from dataclasses import dataclass

from backend.features.coach.language.figure import DISTANCES, CountedThing, Figure, Unit
from backend.features.coach.language.figure_context import (
    LEVEL,
    before,
    is_priced,
    leaning,
    stands_behind,
)

WORDS = "words"  # cited where the trader's own words have the figure
COARSE = 20  # "18k" may be a twentieth off: 1k is not 600

_AMOUNT = re.compile(
    r"\b(?:lost|made|won|earned|gained|risk(?:s|ed|ing)?)\s(?:(?:is|of|about|around|almost|nearly|only|some|another)\s){0,2}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure that is known, how it leans, whether it is a price, and who says so."""

    figure: Figure
    leans: int
    is_price: bool
    source: str


def known_figure(text: str, figure: Figure, source: str) -> KnownFigure:
    """A figure of a text that is true; only results are gained or lost: a price below a word such as "down" is none."""
    if figure.unit in (Unit.MONEY, Unit.R):
        leans = leaning(text, figure, results=1)
    else:
        leans = figure.sign
    is_price = figure.unit is Unit.PLAIN and is_priced(text, figure)
    return KnownFigure(figure, leans, is_price, source)


def supports(known: KnownFigure, text: str, figure: Figure) -> bool:
    """Whether a figure of a text may come from what is known, which has its value."""
    if not _has_unit(text, figure, known) or not _has_kind(text, figure, known):
        return False
    return _has_sign(text, figure, known) and _is_close(figure, known)


def _has_unit(text: str, figure: Figure, known: KnownFigure) -> bool:
    """Whether what is known is a number of the same; a price may be told in money where it is told as a price."""
    unit, known_unit = figure.unit, known.figure.unit
    if unit is known_unit:
        return figure.is_of(known.figure)
    if Unit.PERCENT in (unit, known_unit):
        return False
    if known_unit is not Unit.PLAIN:
        return unit is Unit.PLAIN
    if unit in DISTANCES:
        return True
    return unit is Unit.MONEY and known.is_price and is_priced(text, figure)


def _has_kind(text: str, figure: Figure, known: KnownFigure) -> bool:
    """Whether what is known counts or measures the same: a price is no count and no amount, contracts are no trades."""
    is_plain, is_known_plain = figure.unit is Unit.PLAIN, known.figure.unit is Unit.PLAIN
    known_measure = known.figure.measure
    if figure.measure is not CountedThing.NONE:
        is_same = known_measure in (CountedThing.NONE, figure.measure)
        return is_same and is_known_plain and not known.is_price
    if not is_plain:
        return known_measure is CountedThing.NONE
    if is_priced(text, figure) and not is_known_plain:
        return False
    if figure.is_scaled and known.figure.unit is not _unit_of_scaled(text, figure):
        return False
    if not known.is_price and known.source != WORDS:
        return True
    return _AMOUNT.search(before(text, figure)) is None


def _unit_of_scaled(text: str, figure: Figure) -> Unit:
    """What "18k" is, where nothing says it: a price, or else money."""
    if _is_level(text, figure):
        return Unit.PLAIN
    return Unit.MONEY


def _is_level(text: str, figure: Figure) -> bool:
    """Whether it is told as a price, and not as what was gained or lost."""
    is_stated = stands_behind(LEVEL, text, figure.start) or is_priced(text, figure)
    return is_stated and leaning(text, figure) == 0


def _has_sign(text: str, figure: Figure, known: KnownFigure) -> bool:
    """Whether it is told as lost what was lost, and not as lost what was gained; a minus must be said."""
    if known.figure.sign == -1:
        return leaning(text, figure) == -1
    if known.leans == 0:
        return True
    return leaning(text, figure, results=0) != -known.leans


def _is_close(figure: Figure, known: KnownFigure) -> bool:
    if figure.places >= 0:
        return True
    difference = abs(known.figure.value - figure.value)
    return difference * COARSE <= figure.value
