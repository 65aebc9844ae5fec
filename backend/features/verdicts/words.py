"""Reads an idea out of a trader's words: instrument, direction, entry, stop, targets, size, risk, feelings.

The text is cut into tokens once; then one walk from left to right assigns each number to what the words before (or the
unit behind) say that it is. Nothing is guessed in silence: what was inferred is marked, contradictions are named.
"""

import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from backend.features.trades.instruments import Instrument
from backend.features.verdicts import vocabulary as said
from backend.features.verdicts.abuse import asks_for_abuse
from backend.features.verdicts.despair import shows_despair
from backend.features.verdicts.heard import straight
from backend.features.verdicts.tokens import Token, TokenKind, tokenize

LONGEST = 5000
MOST_TARGETS = 6
ZONE_WIDTH = Decimal("1.2")  # two numbers further apart are no entry zone


@dataclass(frozen=True, slots=True)
class Idea:
    """What was read; null where nothing was said.

    Attributes:
        entry: for a zone the edge that is worse for the trader, so that nothing looks better than it is.
        inferred: names of fields that follow from others, not from words.
        conflicts: what was said twice in different ways, in words for the trader.
        feelings: what the words show, each with the words themselves.
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
    exit: Decimal | None = None  # "out 18290": also the first of the targets
    stop_distance: Decimal | None = None  # in price, where a stop was told in ticks or points
    about_to: bool = False  # the trade is not made yet: "about to short ES"


class Guard(StrEnum):
    """Words that are answered with care or declined, and are shown to no provider."""

    SELF_HARM = "self_harm"
    MARKET_ABUSE = "market_abuse"


def guard_of(idea: Idea) -> Guard | None:
    """What the words of an idea are guarded for; despair goes before everything."""
    if idea.despair:
        return Guard.SELF_HARM
    return Guard.MARKET_ABUSE if idea.abuse else None


@dataclass(frozen=True, slots=True)
class Said:
    """A number for a level: a price, or a distance in a unit."""

    value: Decimal
    unit: str | None = None


@dataclass
class _Notes:
    """What the walk has found so far."""

    directions: dict[str, None] = field(default_factory=dict)
    entries: list[Decimal] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    stop: Said | None = None
    targets: list[Said] = field(default_factory=list)
    size: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
    market: bool = False
    zone: tuple[Decimal, Decimal] | None = None
    exit: Decimal | None = None


def read_words(text: str) -> Idea:
    """Read an idea. Never fails; words without an idea give an empty one."""
    plain = unicodedata.normalize("NFKC", straight(text))[:LONGEST]
    tokens = tokenize(plain)
    instruments = _instruments(tokens)
    notes = _Walk(tokens).notes()
    return _idea(notes, instruments, plain, text)


def _instruments(tokens: list[Token]) -> list[Instrument]:
    """Every contract that is named, in order; a plain word counts as a stock only when nothing else is named."""
    by_symbol = {token.instrument.family for token in tokens if token.instrument is not None and not token.spoken}
    found = {
        token.instrument.symbol: token.instrument
        for token in tokens
        if token.instrument is not None and not (token.spoken and token.instrument.family in by_symbol)
    }
    certain = [one for one in found.values() if one.kind != "stock"]
    return certain or list(found.values())


class _Walk:
    """One walk over the tokens; `slot` is what the next number is."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._slot: str | None = None
        self._notes = _Notes()

    def notes(self) -> _Notes:
        for place, token in enumerate(self._tokens):
            if token.kind is TokenKind.WORD and token.instrument is None:
                self._word(place, token.text.lower())
            elif token.kind is TokenKind.NUMBER:
                self._number(place, token)
            elif token.kind is TokenKind.ARROW:
                self._slot = "target"
        return self._notes

    def _word(self, place: int, word: str) -> None:
        if word in said.LONG or word in said.SHORT:
            self._direction(place, "long" if word in said.LONG else "short")
        elif word in said.EXITED:
            self._slot = "exit" if self._leads_to_number(place) else self._slot
        elif word in said.NEUTRAL_TARGET:  # "out 18290" and "looking for 4490", but not "looking to"
            self._slot = "target" if self._leads_to_number(place) else self._slot
        elif word in said.STOP:
            self._slot = None if self._denied(place) or self._is_behind_its_number(place) else "stop"
        elif word in said.TARGET:
            self._slot = None if self._denied(place) or self._is_behind_its_number(place) else "target"
        elif word in said.ENTRY:
            self._slot = self._slot if self._slot in ("stop", "target") else "entry"
        elif word in said.RISK:
            self._slot = "risk"
        elif word in said.SIZE:
            self._slot = "size"
        elif word in said.TIMEFRAMES:
            self._notes.timeframe = self._notes.timeframe or said.TIMEFRAMES[word]
        elif word in said.MARKET:
            self._notes.market = True

    def _direction(self, place: int, direction: str) -> None:
        after = self._text(place + 1)
        if self._denied(place) or after in said.NOT_A_DIRECTION_BEFORE:
            return
        if self._notes.directions and self._text(place - 1) in ("to", "then"):
            return  # "bought it to sell higher" names the exit
        self._notes.directions[direction] = None
        if self._slot == "risk":
            self._slot = None

    def _number(self, place: int, token: Token) -> None:
        unit = self._unit(place)
        if unit in said.SIZE_UNITS:
            self._notes.size = self._notes.size or token.value
        elif token.timeframe is not None:
            self._notes.timeframe = self._notes.timeframe or token.timeframe
        elif unit in said.DISTANCE_UNITS:
            self._distance(place, token, said.DISTANCE_UNITS[unit])
        elif token.times or self._slot == "size" or self._counts_before_a_name(place):
            self._notes.size = self._notes.size or token.value
            self._slot = None if self._slot == "size" else self._slot
        elif self._slot == "risk" and token.money:
            self._notes.risk_money, self._slot = token.value, None
        else:
            self._price(place, token)

    def _distance(self, place: int, token: Token, unit: str) -> None:
        behind = self._text(place + (1 if token.unit else 2))
        if self._slot == "risk" and unit == "%":
            self._notes.risk_percent, self._slot = token.value, None
        elif behind in said.STOP or (self._slot == "stop" and behind not in said.TARGET):
            self._notes.stop = self._notes.stop or Said(token.value, unit)
            self._slot = None
        elif behind in said.TARGET or self._slot == "target" or unit == "r":
            self._notes.targets.append(Said(token.value, unit))

    def _price(self, place: int, token: Token) -> None:
        if self._slot == "stop":
            self._notes.stop = self._notes.stop or Said(token.value)
            self._slot = None
        elif self._slot == "exit":
            self._notes.exit = self._notes.exit or token.value
            self._notes.targets.append(Said(token.value))
            self._slot = None
        elif self._slot == "target":
            self._notes.targets.append(Said(token.value))
            self._slot = "target" if self._goes_on(place) else None
        elif self._is_zone(place):
            self._notes.zone = (token.value, self._tokens[place + 2].value)
            self._slot = None
        elif self._slot == "entry":
            self._notes.entries.append(token.value)
            self._slot = None
        elif not token.is_count:
            self._notes.loose.append(token.value)

    def _unit(self, place: int) -> str:
        """What stands behind a number; in "sl 180 pt 190" the "pt" belongs to the number after it."""
        behind = self._text(place + 1)
        if self._tokens[place].unit or behind not in said.TARGET:
            return self._tokens[place].unit or behind
        return "" if self._leads_to_number(place + 1) else behind

    def _text(self, place: int) -> str:
        return self._tokens[place].text.lower() if 0 <= place < len(self._tokens) else ""

    def _denied(self, place: int) -> bool:
        return any(self._text(place - back) in said.DENIALS for back in (1, 2))

    def _is_behind_its_number(self, place: int) -> bool:
        """In "25 pip stop" the number was read already."""
        return self._text(place - 1) in said.DISTANCE_UNITS or (
            place > 0 and self._tokens[place - 1].unit in said.DISTANCE_UNITS
        )

    def _leads_to_number(self, place: int) -> bool:
        following = [self._tokens[one] for one in range(place + 1, min(place + 4, len(self._tokens)))]
        for token in following:
            if token.kind is TokenKind.NUMBER:
                return True
            if token.text.lower() not in ("for", "at", "near", "around", "the", "=", ":", "@"):
                return False
        return False

    def _counts_before_a_name(self, place: int) -> bool:
        """In "sold 2 MES" the number is the size."""
        behind = self._tokens[place + 1] if place + 1 < len(self._tokens) else None
        before = self._text(place - 1)
        return (
            behind is not None
            and behind.instrument is not None
            and (before in said.LONG or before in said.SHORT or before == "")
        )

    def _goes_on(self, place: int) -> bool:
        """After a target a comma, a slash or an "and" brings the next one."""
        if self._text(place + 1) not in (",", "/", "and", "&", "then", ";"):
            return False
        after = place + 2
        if after >= len(self._tokens) or self._tokens[after].kind is not TokenKind.NUMBER:
            return False
        return self._unit(after) not in said.SIZE_UNITS

    def _is_zone(self, place: int) -> bool:
        if place + 2 >= len(self._tokens) or self._text(place + 1) not in ("-", "to"):
            return False
        other = self._tokens[place + 2]
        if other.kind is not TokenKind.NUMBER or self._unit(place + 2) in said.DISTANCE_UNITS:
            return False
        low, high = sorted((self._tokens[place].value, other.value))
        return not self._tokens[place].is_count and high < low * ZONE_WIDTH


def _idea(notes: _Notes, instruments: list[Instrument], plain: str, text: str) -> Idea:
    inferred: set[str] = set()
    instrument = instruments[0] if instruments else None
    direction = next(iter(notes.directions)) if len(notes.directions) == 1 else None
    entry = _entry(notes, direction)
    if direction is None and not notes.directions:
        direction = _direction_from_levels(entry, notes)
        inferred |= {"direction"} if direction else set()
    sign = {"long": 1, "short": -1}.get(direction or "", 0)
    stop = _level(notes.stop, entry, -sign, instrument, None)
    inferred |= {"stop"} if notes.stop and notes.stop.unit else set()
    risk = abs(entry - stop) if entry is not None and stop is not None else None
    targets = {_level(one, entry, sign, instrument, risk) for one in notes.targets[:MOST_TARGETS]}
    return Idea(
        instrument=instrument,
        direction=direction,
        entry=entry,
        stop=stop if stop is None or stop > 0 else None,
        exit=notes.exit,
        targets=tuple(sorted((one for one in targets if one is not None and one > 0), reverse=sign < 0)),
        size=notes.size,
        risk_money=notes.risk_money,
        risk_percent=notes.risk_percent,
        timeframe=notes.timeframe,
        feelings=said.feelings(plain),
        inferred=frozenset(inferred),
        conflicts=_conflicts(instruments, list(notes.directions)),
        market_entry=notes.market and entry is None,
        despair=shows_despair(text),
        abuse=asks_for_abuse(text),
        stop_distance=_distance_of(notes.stop, entry, instrument),
        about_to=said.is_about_to(plain),
    )


def _distance_of(stop: Said | None, entry: Decimal | None, instrument: Instrument | None) -> Decimal | None:
    """How far away a stop is that was told as a distance."""
    if stop is None or stop.unit is None or stop.unit == "r":
        return None
    level = _level(stop, entry if entry is not None or stop.unit == "%" else Decimal(0), 1, instrument, None)
    return None if level is None else abs(level - (entry or Decimal(0)))


def _entry(notes: _Notes, direction: str | None) -> Decimal | None:
    if notes.zone is not None:
        return min(notes.zone) if direction == "short" else max(notes.zone)
    return next(iter([*notes.entries, *notes.loose]), None)


def _level(
    level: Said | None, entry: Decimal | None, sign: int, instrument: Instrument | None, risk: Decimal | None
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
    return entry + sign * level.value * unit if unit is not None else None


def _direction_from_levels(entry: Decimal | None, notes: _Notes) -> str | None:
    """Which way an idea must go, when its stop and its targets agree."""
    if entry is None:
        return None
    votes = {"long" if one.value > entry else "short" for one in notes.targets if one.unit is None}
    if notes.stop is not None and notes.stop.unit is None and notes.stop.value != entry:
        votes.add("long" if notes.stop.value < entry else "short")
    return votes.pop() if len(votes) == 1 else None


def _conflicts(instruments: list[Instrument], directions: list[str]) -> tuple[str, ...]:
    conflicts = []
    if len(instruments) > 1:
        conflicts.append("You named " + " and ".join(one.symbol for one in instruments[:4]) + ": which one is it?")
    if len(directions) > 1:
        conflicts.append("You wrote both long and short: which way?")
    return tuple(conflicts)
