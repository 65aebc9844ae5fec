"""Reads an idea out of a trader's words: instrument, direction, entry, stop, targets, size, risk, feelings.

The text is cut into tokens once; then one walk from left to right (`idea_parser`) assigns each number to what the words say
that it is. Nothing is guessed in silence: what was inferred is marked, contradictions are named, and where a number may
be entry or exit, neither is read.
"""

import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from backend.features.coach.language import lexicon
from backend.features.coach.language.idea_notes import Exit, IdeaNotes, Level
from backend.features.coach.language.idea_parser import IdeaParser
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.normalize import straight
from backend.features.coach.language.self_harm import shows_despair
from backend.features.coach.language.tokenizer import Token, tokenize
from backend.features.market.instruments.instruments import Instrument

LONGEST = 5000
MOST_TARGETS = 6


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
    notes = IdeaParser(tokens).notes()
    return _idea(notes, instruments, plain, text)


def _instruments(tokens: list[Token]) -> list[Instrument]:
    """Every contract that is named, in order; a plain word counts as a stock only when nothing else is named."""
    by_symbol = {
        token.instrument.family
        for token in tokens
        if token.instrument is not None and not token.spoken
    }
    by_symbol_named = {
        token.instrument.symbol: token.instrument
        for token in tokens
        if token.instrument is not None
        and not (token.spoken and token.instrument.family in by_symbol)
    }
    certain = [instrument for instrument in by_symbol_named.values() if instrument.kind != "stock"]
    return certain or list(by_symbol_named.values())


def _idea(notes: IdeaNotes, instruments: list[Instrument], plain: str, text: str) -> Idea:
    inferred: set[str] = set()
    instrument = instruments[0] if instruments else None
    direction = next(iter(notes.directions)) if len(notes.directions) == 1 else None
    entry, left, unclear = _ends(notes, direction)
    if direction is None and not notes.directions:
        if notes.is_covered:
            direction = "short"
        else:
            direction = _direction_from_levels(entry, notes, left)
        inferred |= {"direction"} if direction else set()
    sign = {"long": 1, "short": -1}.get(direction or "", 0)
    stop = _level(notes.stop, entry, -sign, instrument, None)
    inferred |= {"stop"} if notes.stop and notes.stop.unit else set()
    risk = abs(entry - stop) if entry is not None and stop is not None else None
    targets = {
        _level(target, entry, sign, instrument, risk) for target in notes.targets[:MOST_TARGETS]
    }
    if left is not None and (
        not left.is_done if entry is None or not sign else (left.price - entry) * sign > 0
    ):
        targets.add(left.price)
    return Idea(
        instrument=instrument,
        direction=direction,
        entry=entry,
        stop=stop if stop is None or stop > 0 else None,
        exit=None if left is None else left.price,
        unclear=unclear,
        targets=tuple(
            sorted(
                (target for target in targets if target is not None and target > 0),
                reverse=sign < 0,
            )
        ),
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


def _distance_of(
    stop: Level | None,
    entry: Decimal | None,
    instrument: Instrument | None,
) -> Decimal | None:
    """How far away a stop is that was told as a distance."""
    if stop is None or stop.unit is None or stop.unit == "r":
        return None
    level = _level(
        stop,
        entry if entry is not None or stop.unit == "%" else Decimal(0),
        1,
        instrument,
        None,
    )
    if level is None:
        return None
    return abs(level - (entry or Decimal(0)))


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
    is_zone = notes.zone is not None  # "from 4500 to 4520, closed"
    if is_zone or (notes.is_left and not (notes.is_entry_told or notes.entries or exits)):
        return None, None, frozenset({"entry", "exit"})
    return entry, None, frozenset({"exit"})


def _entry(notes: IdeaNotes, direction: str | None) -> Decimal | None:
    """A zone, then what was called the entry, then the first price behind the name or an "at", then any other."""
    if notes.zone is not None:
        if direction == "short":
            return min(notes.zone)
        return max(notes.zone)
    return next(iter([*notes.entries, *notes.prices, *notes.loose]), None)


def _level(
    level: Level | None,
    entry: Decimal | None,
    sign: int,
    instrument: Instrument | None,
    risk: Decimal | None,
) -> Decimal | None:
    """A price as it was said, or the price at a distance from the entry."""
    if level is None:
        return None
    if level.unit is None:
        return level.value
    if entry is None or sign == 0:
        return None
    size_of = {
        "point": Decimal(1),
        "cent": Decimal("0.01"),
        "%": entry / 100,
        "tick": instrument.tick_size if instrument else None,
        "r": risk,
    }
    unit = size_of[level.unit]
    if unit is not None:
        return entry + sign * level.value * unit
    return None


def _direction_from_levels(
    entry: Decimal | None,
    notes: IdeaNotes,
    left: Exit | None,
) -> str | None:
    """Which way an idea must go, when its stop and its targets agree; how a trade ended says nothing of it."""
    if entry is None:
        return None
    aims = [target.value for target in notes.targets if target.unit is None]
    aims += [left.price] if left is not None and not left.is_done else []
    votes = {"long" if aim > entry else "short" for aim in aims}
    if notes.stop is not None and notes.stop.unit is None and notes.stop.value != entry:
        votes.add("long" if notes.stop.value < entry else "short")
    if len(votes) == 1:
        return votes.pop()
    return None


def _conflicts(instruments: list[Instrument], directions: list[str]) -> tuple[str, ...]:
    conflicts = []
    if len(instruments) > 1:
        conflicts.append(
            "You named "
            + " and ".join(instrument.symbol for instrument in instruments[:4])
            + ": which one is it?"
        )
    if len(directions) > 1:
        conflicts.append("You wrote both long and short: which way?")
    return tuple(conflicts)
