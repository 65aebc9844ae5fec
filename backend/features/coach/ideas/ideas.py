"""The idea as verdicts, plans and coaching take it: a translation of what was read, with feelings and guarded words."""

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.schemas import (
    MOST_TARGETS,
    IdeaReading,
    NumberFate,
    SpokenIdea,
)
from backend.features.coach.language import lexicon
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.normalize import straight
from backend.features.coach.language.self_harm import shows_despair
from backend.features.market.instruments.instruments import Instrument, resolve

__all__ = ("LONGEST", "MOST_TARGETS", "Guard", "Idea", "guard_of", "idea_of", "read_words")

LONGEST = 5000
MOST_NAMED = 6  # numbers that have no part in a trade
_ASKED_WHOLE = ("entry", "exit")


@dataclass(frozen=True, slots=True)
class Idea:
    """What was read; null where nothing was said.

    Attributes:
        entry: for a zone the edge that is worse for the trader, so that nothing looks better than it is.
        inferred: names of fields that follow from others, not from words.
        conflicts: what was said twice in different ways, in words for the trader.
        feelings: what the words show, each with the words themselves.
        exit: where the trade was left, or is to be: on the winning side of the entry it is also one of the targets.
        unclear: which of entry and exit were told in more ways than one.
        market_entry: the trader wants in at the market, at no stated price.
    """

    instrument: Instrument | None = None
    direction: str | None = None
    entry: Decimal | None = None
    stop: Decimal | None = None
    targets: tuple[Decimal, ...] = ()
    size: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
    feelings: dict[str, str] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()
    market_entry: bool = False
    despair: bool = False
    abuse: bool = False  # the words ask for help with market abuse
    exit: Decimal | None = None
    unclear: frozenset[str] = frozenset()
    stop_distance: Decimal | None = None  # in price, where a stop was told in ticks or points
    about_to: bool = False  # the trade is not made yet: "about to short ES"
    contract: str | None = None  # the symbol as it was written, `ESZ6`
    doubts: tuple[str, ...] = ()  # what is far from what the instrument does, in words

    @property
    def is_told_with_its_end(self) -> bool:
        """Whether the trade is over, so that there is nothing to forecast."""
        return self.exit is not None or "exit" in self.unclear


class Guard(StrEnum):
    """Words that are answered with care or declined, and are shown to no provider."""

    SELF_HARM = "self_harm"
    MARKET_ABUSE = "market_abuse"


def guard_of(idea: Idea) -> Guard | None:
    """What the words of an idea are guarded for; despair goes before everything."""
    if idea.despair:
        return Guard.SELF_HARM
    if idea.abuse:
        return Guard.MARKET_ABUSE
    return None


def read_words(text: str) -> Idea:
    """Read an idea. Never fails; words without an idea give an empty one."""
    return idea_of(text, read_idea(text, today=_today()))


def _today() -> date:
    """Only expiries of options are told from it, which an `Idea` does not have."""
    return datetime.now(UTC).date()


def idea_of(text: str, reading: IdeaReading) -> Idea:
    """An idea of what was read, with what else the words show."""
    plain = unicodedata.normalize("NFKC", straight(text))[:LONGEST]
    stated = reading.stated
    instrument = None if stated.instrument is None else resolve(stated.instrument)
    if stated.option is not None:
        instrument = None  # a premium is no price of the underlying
    left, unclear = _end(reading)
    entry = None if "entry" in unclear else stated.entry
    return Idea(
        instrument=instrument,
        direction=stated.direction,
        entry=entry,
        stop=stated.stop,
        targets=_targets(stated, left),
        size=_size(stated),
        risk_money=stated.risk_money,
        risk_percent=stated.risk_percent,
        timeframe=stated.timeframe,
        feelings=lexicon.feelings(plain),
        inferred=reading.inferred,
        conflicts=_conflicts(reading),
        market_entry=stated.order == "market" and entry is None,
        despair=shows_despair(text),
        abuse=asks_for_abuse(text),
        exit=left,
        unclear=unclear,
        stop_distance=reading.stop_distance,
        about_to=lexicon.is_about_to(plain),
        contract=stated.instrument,
        doubts=(*(doubt.reason for doubt in reading.doubts), *_unplaced(text, reading)),
    )


def _unplaced(text: str, reading: IdeaReading) -> tuple[str, ...]:
    """That a number of a trade has no part in it."""
    open_numbers = [number for number in reading.numbers if number.fate is NumberFate.OPEN]
    if not open_numbers or reading.stated.entry is None:
        return ()
    named = ", ".join(text[number.start : number.end] for number in open_numbers[:MOST_NAMED])
    return (f"I did not place {named}.",)


def _size(stated: SpokenIdea) -> Decimal | None:
    if stated.size is None and stated.notional is not None and stated.entry:
        return stated.notional / stated.entry
    return stated.size


def _end(reading: IdeaReading) -> tuple[Decimal | None, frozenset[str]]:
    """Where the trade was left, and which of entry and exit may be read in more ways than one."""
    prices = {leaving.price for leaving in reading.exits if leaving.price is not None}
    prices |= set(reading.planned_exits)
    is_part = any(leaving.share not in (None, Decimal(1)) for leaving in reading.exits)
    stated = reading.stated
    if len(prices) == 1 and not is_part and not reading.is_exit_unclear:
        return prices.pop(), frozenset()
    if not (reading.is_closed or reading.is_exit_unclear):
        return None, frozenset()
    if stated.entry_low is not None or reading.is_only_price_an_end:
        return None, frozenset(_ASKED_WHOLE)
    if stated.entry is None:
        return None, frozenset()
    return None, frozenset({"exit"})


def _targets(stated: SpokenIdea, left: Decimal | None) -> tuple[Decimal, ...]:
    """The targets, the nearest first; an exit that pays is among them."""
    targets = set(stated.targets)
    sign = {"long": 1, "short": -1}.get(stated.direction or "", 0)
    is_known = left is not None and left > 0 and stated.entry is not None and sign != 0
    if is_known and left is not None and stated.entry is not None:
        targets |= {left} if (left - stated.entry) * sign > 0 else set()
    return tuple(sorted(targets, reverse=sign < 0))


def _conflicts(reading: IdeaReading) -> tuple[str, ...]:
    """What was said twice: the instrument, then the direction."""
    conflicts = []
    for ask in reading.asks:
        is_said_twice = len(ask.choices) > 1 and ask.question.startswith("You ")
        if ask.about in ("instrument", "direction") and is_said_twice:
            conflicts.append(ask.question)
    return tuple(sorted(conflicts, reverse=True))
