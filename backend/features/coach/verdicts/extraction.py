"""What a provider read of an idea, as far as it is proved: a verdict is scored by it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from backend.features.coach.ideas.ideas import MOST_TARGETS, Idea
from backend.features.coach.language.figure import Unit
from backend.features.coach.language.quantities import figures
from backend.features.coach.verdicts.facts import IdeaMeasures, Situation, measure
from backend.features.coach.verdicts.rules import reading
from backend.features.coach.verdicts.schemas import ReadIdea
from backend.features.market.instruments.instruments import resolve


def proved_reading(reading: ReadIdea, situation: Situation, words: str) -> ReadIdea:
    """What the idea itself has, and of what it leaves open what the provider read, where that is proved.

    A level is proved where the trader wrote its number and the idea has not read it as something else. With an image
    whatever the words leave open may stand in it, and stays as the provider read it: nobody has measured it, until
    the chart reader does. Ratio and money at risk are worked out anew from what is left.
    """
    idea = proved_idea(reading, situation, words)
    proved = _weighed(replace(situation, idea=idea))
    if idea.instrument is None and situation.image_count > 0:  # it may be one that we do not know
        return proved.model_copy(update={"instrument": reading.instrument})
    return proved


def proved_idea(reading: ReadIdea, situation: Situation, words: str) -> Idea:
    """The idea with what a provider read, as far as that is proved."""
    idea = situation.idea
    levels = _Levels(has_image=situation.image_count > 0, written=_written(words) - _placed(idea))
    if levels.has_image:
        idea = _with_what_is_seen(idea, reading)
    return replace(
        idea,
        entry=levels.first_proved(idea.entry, reading.entry),
        stop=levels.first_proved(idea.stop, reading.stop),
        targets=idea.targets or levels.proved(reading.targets),
        size=levels.first_proved(idea.size, reading.position_size),
    )


def _with_what_is_seen(idea: Idea, reading: ReadIdea) -> Idea:
    """The idea with what may stand in an image, where the words leave it open."""
    instrument, direction = idea.instrument, idea.direction
    if instrument is None and reading.instrument:
        instrument = resolve(reading.instrument)
    if direction is None and reading.direction is not None:
        direction = reading.direction.value
    timeframe = idea.timeframe or reading.timeframe
    return replace(idea, instrument=instrument, direction=direction, timeframe=timeframe)


@dataclass(frozen=True, slots=True)
class _Levels:
    """What proves the levels that a provider read.

    Attributes:
        written: the numbers of the words that the idea has not read as something else.
    """

    has_image: bool
    written: set[Decimal]

    def proved(self, levels: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """Those that are proved."""
        proved = [level for level in levels if self.has_image or level in self.written]
        return tuple(proved[:MOST_TARGETS])

    def first_proved(self, known: Decimal | None, stated: Decimal | None) -> Decimal | None:
        """What the idea itself has; or what the provider read, if it is proved."""
        if known is not None or stated is None:
            return known
        return next(iter(self.proved([stated])), None)


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


def _weighed(situation: Situation) -> ReadIdea:
    """Without ratio and money where an image is said to show levels too far apart for either."""
    try:
        return reading(situation.idea, measure(situation))
    except (ArithmeticError, ValueError):
        return reading(situation.idea, IdeaMeasures())
