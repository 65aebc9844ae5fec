"""What a provider read of an idea, as far as it is proved: a verdict is scored by it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.features.coach.language.ideas import MOST_TARGETS, Idea
from backend.features.coach.language.quantities import Unit, figures
from backend.features.coach.verdicts.facts import IdeaMeasures, Situation, measure
from backend.features.coach.verdicts.rules import reading
from backend.features.coach.verdicts.schemas import Reading
from backend.features.market.instruments.instruments import resolve


def proved_reading(reading: Reading, situation: Situation, words: str) -> Reading:
    """What the idea itself has, and of what it leaves open what the provider read, where that is proved.

    A level is proved where the trader wrote its number and the idea has not read it as something else. With an image
    whatever the words leave open may stand in it, and stays as the provider read it: nobody has measured it, until
    the chart reader does. Ratio and money at risk are worked out anew from what is left.
    """
    filled = proved_idea(reading, situation, words)
    proved = _weighed(replace(situation, idea=filled))
    if filled.instrument is None and situation.image_count > 0:
        return proved.model_copy(
            update={"instrument": reading.instrument}
        )  # one that we do not know
    return proved


def proved_idea(reading: Reading, situation: Situation, words: str) -> Idea:
    """The idea with what a provider read, as far as that is proved."""
    idea, has_image = situation.idea, situation.image_count > 0
    written = _written(words) - _placed(idea)
    sizes = () if reading.position_size is None else (reading.position_size,)
    return replace(
        idea,
        instrument=idea.instrument
        or (resolve(reading.instrument) if has_image and reading.instrument else None),
        direction=idea.direction
        or (reading.direction.value if has_image and reading.direction else None),
        timeframe=idea.timeframe or (reading.timeframe if has_image else None),
        entry=_level(idea.entry, reading.entry, written, has_image=has_image),
        stop=_level(idea.stop, reading.stop, written, has_image=has_image),
        targets=idea.targets or _proved(reading.targets, written, has_image=has_image),
        size=idea.size or next(iter(_proved(sizes, written, has_image=has_image)), None),
    )


def _written(words: str) -> set[Decimal]:
    return {figure.value for figure in figures(words) if figure.unit in (Unit.PLAIN, Unit.MONEY)}


def _placed(idea: Idea) -> set[Decimal | None]:
    """The numbers whose meaning is known."""
    return {
        idea.entry,
        idea.stop,
        *idea.targets,
        idea.size,
        idea.exit,
        idea.risk_money,
        idea.risk_percent,
    }


def _level(
    known: Decimal | None,
    stated: Decimal | None,
    written: set[Decimal],
    *,
    has_image: bool,
) -> Decimal | None:
    if known is not None or stated is None:
        return known
    return next(iter(_proved([stated], written, has_image=has_image)), None)


def _proved(
    levels: Sequence[Decimal],
    written: set[Decimal],
    *,
    has_image: bool,
) -> tuple[Decimal, ...]:
    return tuple(level for level in levels if has_image or level in written)[:MOST_TARGETS]


def _weighed(situation: Situation) -> Reading:
    """Without ratio and money where an image is said to show levels too far apart for either."""
    try:
        return reading(situation.idea, measure(situation))
    except (ArithmeticError, ValueError):
        return reading(situation.idea, IdeaMeasures())
