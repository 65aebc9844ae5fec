"""What a provider read of an idea, as far as it is proved: a verdict is scored by it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backend.features.coach.language.ideas import MOST_TARGETS, Idea
from backend.features.coach.language.quantities import Unit, figures
from backend.features.coach.verdicts.facts import Measures, Situation, measure
from backend.features.coach.verdicts.rules import reading
from backend.features.coach.verdicts.schemas import Reading
from backend.features.market.instruments.instruments import resolve


def proved_reading(said: Reading, situation: Situation, words: str) -> Reading:
    """What the idea itself has, and of what it leaves open what the provider read, where that is proved.

    A level is proved where the trader wrote its number and the idea has not read it as something else. With an image
    whatever the words leave open may stand in it, and stays as the provider read it: nobody has measured it, until
    the chart reader does. Ratio and money at risk are worked out anew from what is left.
    """
    filled = proved_idea(said, situation, words)
    proved = _weighed(replace(situation, idea=filled))
    if filled.instrument is None and situation.image_count > 0:
        return proved.model_copy(update={"instrument": said.instrument})  # one that we do not know
    return proved


def proved_idea(said: Reading, situation: Situation, words: str) -> Idea:
    """The idea with what a provider read, as far as that is proved."""
    idea, has_image = situation.idea, situation.image_count > 0
    written = _written(words) - _placed(idea)
    sizes = () if said.position_size is None else (said.position_size,)
    return replace(
        idea,
        instrument=idea.instrument
        or (resolve(said.instrument) if has_image and said.instrument else None),
        direction=idea.direction
        or (said.direction.value if has_image and said.direction else None),
        timeframe=idea.timeframe or (said.timeframe if has_image else None),
        entry=_level(idea.entry, said.entry, written, has_image=has_image),
        stop=_level(idea.stop, said.stop, written, has_image=has_image),
        targets=idea.targets or _proved(said.targets, written, has_image=has_image),
        size=idea.size or next(iter(_proved(sizes, written, has_image=has_image)), None),
    )


def _written(words: str) -> set[Decimal]:
    return {one.value for one in figures(words) if one.unit in (Unit.PLAIN, Unit.MONEY)}


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
    known: Decimal | None, said: Decimal | None, written: set[Decimal], *, has_image: bool
) -> Decimal | None:
    if known is not None or said is None:
        return known
    return next(iter(_proved([said], written, has_image=has_image)), None)


def _proved(
    said: Sequence[Decimal], written: set[Decimal], *, has_image: bool
) -> tuple[Decimal, ...]:
    return tuple(one for one in said if has_image or one in written)[:MOST_TARGETS]


def _weighed(situation: Situation) -> Reading:
    """Without ratio and money where an image is said to show levels too far apart for either."""
    try:
        return reading(situation.idea, measure(situation))
    except (ArithmeticError, ValueError):
        return reading(situation.idea, Measures())
