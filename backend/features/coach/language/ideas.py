"""Reads an idea out of a trader's words: instrument, direction, entry, stop, targets, size, risk, feelings.

The text is cut into tokens once; then one walk from left to right (`idea_parser`) assigns each number to what the words say
that it is. Nothing is guessed in silence: what was inferred is marked, contradictions are named, and where a number may
be entry or exit, neither is read.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from backend.features.coach.language import lexicon
from backend.features.coach.language.idea_notes import Exit, IdeaNotes, Level
from backend.features.coach.language.idea_parser import IdeaParser
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.normalize import straight
from backend.features.coach.language.self_harm import shows_despair
from backend.features.coach.language.tokenizer import Token, in_notation_of, tokenize
from backend.features.market.instruments.instruments import Instrument

LONGEST = 5000
MOST_TARGETS = 6
_SIGNS = {"long": 1, "short": -1}
_PRICE_OF_UNIT = {"point": Decimal(1), "cent": Decimal("0.01")}


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
    plain = unicodedata.normalize("NFKC", straight(text))[:LONGEST]
    tokens = tokenize(plain)
    instruments = _instruments(tokens)
    if instruments:
        tokens = in_notation_of(instruments[0], tokens)
    notes = IdeaParser(tokens).notes()
    idea = _idea(notes, instruments, plain, text)
    return replace(idea, contract=_contract_word(tokens, idea.instrument))


def _contract_word(tokens: list[Token], instrument: Instrument | None) -> str | None:
    """The symbol by which an instrument was named, which may have a month that the instrument has not."""
    for token in tokens:
        if instrument is not None and token.instrument == instrument and not token.spoken:
            return token.text
    return None


def _instruments(tokens: list[Token]) -> list[Instrument]:
    """Every contract that is named, in order; a plain word counts as a stock only when nothing else is named."""
    families_by_symbol: set[str] = set()
    for token in tokens:
        if token.instrument is not None and not token.spoken:
            families_by_symbol.add(token.instrument.family)
    named: dict[str, Instrument] = {}
    for token in tokens:
        instrument = token.instrument
        if instrument is None or (token.spoken and instrument.family in families_by_symbol):
            continue
        named[instrument.symbol] = instrument
    certain = [instrument for instrument in named.values() if instrument.kind != "stock"]
    return certain or list(named.values())


def _idea(notes: IdeaNotes, instruments: list[Instrument], plain: str, text: str) -> Idea:
    instrument = next(iter(instruments), None)
    direction = _only(notes.directions)
    entry, left, unclear = _ends(notes, direction)
    inferred: set[str] = set()
    if not notes.directions:
        direction = _inferred_direction(entry, notes, left)
        if direction is not None:
            inferred.add("direction")
    if notes.stop is not None and notes.stop.unit is not None:
        inferred.add("stop")
    scale = _PriceScale(instrument, entry, _SIGNS.get(direction or "", 0))
    stop = scale.price_of(notes.stop, away=-scale.sign)
    return Idea(
        instrument=instrument,
        direction=direction,
        entry=entry,
        stop=_positive(stop),
        exit=None if left is None else left.price,
        unclear=unclear,
        targets=_targets(notes, scale, stop, left),
        size=notes.size,
        risk_money=notes.risk_money,
        risk_percent=notes.risk_percent,
        timeframe=notes.timeframe,
        feelings=lexicon.feelings(plain),
        inferred=frozenset(inferred),
        conflicts=_conflicts(instruments, list(notes.directions)),
        market_entry=notes.market and entry is None,
        despair=shows_despair(text),
        abuse=asks_for_abuse(text),
        stop_distance=_distance_of(notes.stop, entry, instrument),
        about_to=lexicon.is_about_to(plain),
    )


def _only(directions: Collection[str]) -> str | None:
    """The direction, where one alone is named."""
    if len(directions) == 1:
        return next(iter(directions))
    return None


def _positive(price: Decimal | None) -> Decimal | None:
    if price is not None and price > 0:
        return price
    return None


@dataclass(frozen=True, slots=True)
class _PriceScale:
    """By what a distance becomes a price.

    Attributes:
        sign: 1 for long, -1 for short, 0 where the direction is not known.
    """

    instrument: Instrument | None
    entry: Decimal | None
    sign: int

    def price_of(
        self,
        level: Level | None,
        *,
        away: int,
        risk: Decimal | None = None,
    ) -> Decimal | None:
        """A price as it was said, or the price at a distance from the entry, above (1) or below (-1) it."""
        if level is None:
            return None
        if level.unit is None:
            return level.value
        if self.entry is None or away == 0:
            return None
        unit = self._size_of(level.unit, self.entry, risk)
        if unit is None:
            return None
        return self.entry + away * level.value * unit

    def _size_of(self, unit: str, entry: Decimal, risk: Decimal | None) -> Decimal | None:
        """What one of a unit is in price."""
        if unit == "%":
            return entry / 100
        if unit == "r":
            return risk
        if unit != "tick":
            return _PRICE_OF_UNIT[unit]
        if self.instrument is None:
            return None
        return self.instrument.tick_size


def _targets(
    notes: IdeaNotes,
    scale: _PriceScale,
    stop: Decimal | None,
    left: Exit | None,
) -> tuple[Decimal, ...]:
    """The targets, the nearest first; an exit that is one is among them."""
    risk = None
    if scale.entry is not None and stop is not None:
        risk = abs(scale.entry - stop)
    targets: set[Decimal] = set()
    for level in notes.targets[:MOST_TARGETS]:
        target = _positive(scale.price_of(level, away=scale.sign, risk=risk))
        if target is not None:
            targets.add(target)
    if left is not None and left.price > 0 and _is_target(left, scale):
        targets.add(left.price)
    return tuple(sorted(targets, reverse=scale.sign < 0))


def _is_target(left: Exit, scale: _PriceScale) -> bool:
    """Whether an exit lies on the winning side; where no side is known, whether it is still to come."""
    if scale.entry is None or scale.sign == 0:
        return not left.is_done
    return (left.price - scale.entry) * scale.sign > 0


def _distance_of(
    stop: Level | None,
    entry: Decimal | None,
    instrument: Instrument | None,
) -> Decimal | None:
    """How far away a stop is that was told as a distance."""
    if stop is None or stop.unit is None or stop.unit == "r":
        return None
    if entry is None and stop.unit == "%":
        return None
    start = entry or Decimal(0)
    level = _PriceScale(instrument, start, 1).price_of(stop, away=1)
    if level is None:
        return None
    return abs(level - start)


def _ends(
    notes: IdeaNotes,
    direction: str | None,
) -> tuple[Decimal | None, Exit | None, frozenset[str]]:
    """Entry and exit, and which of them may be read in more ways than one."""
    entry = _entry(notes, direction)
    exits = {left.price: left for left in notes.exits}
    if len(exits) == 1 and not notes.is_exit_unclear:
        return entry, next(iter(exits.values())), frozenset()
    if entry is None or not (notes.is_left or notes.is_exit_unclear):
        return entry, None, frozenset()
    if notes.entries and len(notes.after_leaving) == 1:  # "covered ES 4480, short from 4500"
        return entry, Exit(notes.after_leaving[0], is_done=True), frozenset()
    has_one_price = notes.is_left and not (notes.is_entry_told or notes.entries or exits)
    if has_one_price or notes.zone is not None:  # "from 4500 to 4520, closed"
        return None, None, frozenset({"entry", "exit"})
    return entry, None, frozenset({"exit"})


def _entry(notes: IdeaNotes, direction: str | None) -> Decimal | None:
    """A zone, then what was called the entry, then the first price behind the name or an "at", then any other."""
    if notes.zone is not None:
        if direction == "short":
            return min(notes.zone)
        return max(notes.zone)
    candidates = chain(notes.entries, notes.prices, notes.loose)
    return next(candidates, None)


def _inferred_direction(entry: Decimal | None, notes: IdeaNotes, left: Exit | None) -> str | None:
    """Which way an idea must go that does not say it: what is covered was short."""
    if notes.is_covered:
        return "short"
    return _direction_from_levels(entry, notes, left)


def _direction_from_levels(
    entry: Decimal | None,
    notes: IdeaNotes,
    left: Exit | None,
) -> str | None:
    """Which way an idea must go, when its stop and its targets agree; how a trade ended says nothing of it."""
    if entry is None:
        return None
    aims = [target.value for target in notes.targets if target.unit is None]
    if left is not None and not left.is_done:
        aims.append(left.price)
    votes = {_way(entry, aim) for aim in aims}
    stop = notes.stop
    if stop is not None and stop.unit is None and stop.value != entry:
        votes.add(_way(stop.value, entry))
    if len(votes) == 1:
        return votes.pop()
    return None


def _way(start: Decimal, end: Decimal) -> str:
    if end > start:
        return "long"
    return "short"


def _conflicts(instruments: list[Instrument], directions: list[str]) -> tuple[str, ...]:
    conflicts = []
    if len(instruments) > 1:
        symbols = " and ".join(instrument.symbol for instrument in instruments[:4])
        conflicts.append(f"You named {symbols}: which one is it?")
    if len(directions) > 1:
        conflicts.append("You wrote both long and short: which way?")
    return tuple(conflicts)
