"""From a draft to terms: the entry among its candidates, distances as prices, the direction where levels say it."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft, LevelNote, PriceNote
from backend.features.coach.ideas.numbers.distance_units import size_of_unit
from backend.features.coach.ideas.numbers.usual_prices import UsualPrice, usual_price
from backend.features.coach.ideas.schemas import MOST_TARGETS, Direction, SpokenIdea
from backend.features.market.instruments.instruments import Instrument, InstrumentKind

_SIGNS: dict[Direction | None, int] = {"long": 1, "short": -1, None: 0}
_RANKS = {"label": 0, "at": 1, "attached": 1, "edge": 2, "loose": 3}
_SCALE = Decimal(2)  # a stop or target is within this many times of the entry; else no price
_SCALE_OF_OPTIONS = Decimal(25)
_MOST_OF_A_SIZE = 5_000
_DOLLAR_A_POINT = (InstrumentKind.STOCK, InstrumentKind.CRYPTO, InstrumentKind.METAL)


@dataclass(slots=True)
class Conclusion:
    """What one draft comes to.

    Attributes:
        terms: with everything, also what is doubtful.
        wrong: names of levels on the wrong side of the entry.
        unscaled: levels whose number is neither a price here nor bears a unit.
        no_unit: levels whose unit has no price here, such as ATR.
        free: places of numbers that became nothing.
        stop_distance: of a stop that was told as a distance.
    """

    terms: SpokenIdea
    draft: IdeaDraft
    wrong: set[str] = field(default_factory=set)
    unscaled: list[tuple[str, LevelNote]] = field(default_factory=list)
    no_unit: list[tuple[str, LevelNote]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    inferred: set[str] = field(default_factory=set)
    conflicting: set[str] = field(default_factory=set)
    stop_distance: Decimal | None = None
    is_entry_doubtful: bool = False
    size_by_scale: bool = False
    is_entry_loose: bool = False

    @property
    def score(self) -> float:
        """How well it fits: what is bound, less what fits nowhere."""
        faults = 5.0 * len(self.wrong) + 3.0 * len(self.unscaled) + 2.5 * len(self.free)
        loose = 3.0 if self.is_entry_loose else 0.0
        return self.draft.score - faults - loose - 4.0 * len(self.conflicting)


@dataclass(frozen=True, slots=True)
class IdeaFrame:
    """What is known before the numbers: the instrument, the direction, and the idea on the table.

    Attributes:
        instrument: null also for an option, whose premium has no usual price.
        table: the terms that a change is read against.
        is_torn: both directions are named, so none is inferred.
    """

    instrument: Instrument | None
    direction: Direction | None
    is_option: bool = False
    table: SpokenIdea | None = None
    is_torn: bool = False

    @property
    def is_about_a_trade(self) -> bool:
        """Whether an instrument, a direction or an idea on the table is named: a lone number is no entry."""
        has_name = self.instrument is not None or self.is_option or self.table is not None
        return has_name or self.direction is not None or self.is_torn

    @property
    def usual(self) -> UsualPrice | None:
        """Where prices usually are; null where nothing is known."""
        if self.instrument is None or self.is_option:
            return None
        return usual_price(self.instrument)


def conclude(draft: IdeaDraft, frame: IdeaFrame) -> Conclusion:
    """The terms that a draft makes."""
    result = Conclusion(SpokenIdea(direction=frame.direction), draft, free=list(draft.free))
    _money_and_size(result, draft)
    _entry(result, draft, frame)
    _direction(result, draft, frame)
    _worse_edge(result)
    _levels(result, draft, frame)
    return result


def _money_and_size(result: Conclusion, draft: IdeaDraft) -> None:
    sizes = list(dict.fromkeys(draft.sizes))
    if len(sizes) > 1:
        result.conflicting.add("size")
    result.terms = replace(
        result.terms,
        size=next(iter(sizes), None),
        notional=draft.notional,
        leverage=draft.leverage,
        risk_money=draft.risk_money,
        risk_percent=draft.risk_percent,
        timeframe=draft.timeframe,
    )


# The entry.


def _entry(result: Conclusion, draft: IdeaDraft, frame: IdeaFrame) -> None:
    if draft.zone is not None and not frame.is_about_a_trade:
        return
    if draft.zone is not None:
        low, high = sorted(draft.zone)
        worse = low if frame.direction == "short" else high
        result.terms = replace(result.terms, entry=worse, entry_low=low, entry_high=high)
        _rest_of_the_entries(result, draft.entries, None)
        return
    notes = sorted(draft.entries, key=lambda note: (_RANKS[note.evidence], note.place))
    notes = _without_sizes(result, notes, frame)
    if not frame.is_about_a_trade:
        notes = [note for note in notes if note.evidence != "loose"]
    best = notes[0] if notes else None
    if best is not None:
        result.terms = replace(result.terms, entry=best.value)
        result.is_entry_loose = best.evidence == "loose"
        usual = frame.usual
        is_far = usual is not None and not usual.has(best.value)
        result.is_entry_doubtful = is_far and frame.table is None
    _rest_of_the_entries(result, draft.entries, best)


def _worse_edge(result: Conclusion) -> None:
    """The edge of a zone that is worse for the trader, once the direction is known."""
    terms = result.terms
    if terms.entry_low is not None:
        edge = terms.entry_low if terms.direction == "short" else terms.entry_high
        result.terms = replace(terms, entry=edge)


def _without_sizes(
    result: Conclusion,
    notes: list[PriceNote],
    frame: IdeaFrame,
) -> list[PriceNote]:
    """Without a number that cannot be a price of the instrument and may be a size: "buy BTC 0.1"."""
    usual = frame.usual
    if usual is None or result.terms.size is not None or usual.low <= 0:
        return notes
    strange = [note for note in notes if note.evidence == "attached" and note.value < usual.low / 3]
    has_levels = bool(result.draft.stops or result.draft.targets)
    others = [note for note in notes if note not in strange]
    if len(strange) != 1 or (has_levels and not others and _is_shorthand(result, strange[0])):
        return notes
    size = strange[0].value
    if size > _MOST_OF_A_SIZE or not _is_a_size(size, frame.instrument):
        return notes
    result.terms = replace(result.terms, size=size)
    result.size_by_scale = True
    return others


def _is_shorthand(result: Conclusion, note: PriceNote) -> bool:
    """In "long NQ 250 stop 230" all numbers are the ends of prices."""
    levels = [*result.draft.stops, *result.draft.targets]
    return any(level.unit == "" and level.value < note.value * 3 for level in levels)


def _is_a_size(size: Decimal, instrument: Instrument | None) -> bool:
    is_future = instrument is not None and instrument.kind is InstrumentKind.FUTURE
    return not is_future or size == size.to_integral_value()


def _rest_of_the_entries(
    result: Conclusion,
    notes: list[PriceNote],
    best: PriceNote | None,
) -> None:
    """What else might have been the entry is left over; edges of the market and counts are no matter."""
    entry = result.terms.entry
    for note in notes:
        if note is best or note.value in (entry, result.terms.size) or note.evidence == "edge":
            continue
        is_a_price = entry is not None and entry > 0 and 0 < note.value / entry < _SCALE
        if entry is not None and is_a_price and note.evidence == "label":
            result.conflicting.add("entry")
        result.free.append(note.place)


# The direction.


def _direction(result: Conclusion, draft: IdeaDraft, frame: IdeaFrame) -> None:
    if result.terms.direction is not None or frame.is_torn:
        return
    direction: Direction | None = None
    if draft.is_covered:
        direction = "short"
    elif frame.table is not None and frame.table.direction is not None:
        return
    else:
        direction = direction_of_levels(result.terms.entry, draft)
    if direction is not None:
        result.terms = replace(result.terms, direction=direction)
        result.inferred.add("direction")


def direction_of_levels(
    entry: Decimal | None,
    draft: IdeaDraft,
) -> Direction | None:
    """Which way an idea must go, when its stop and its targets agree; "out" may be either end of it."""
    if entry is None:
        return None
    aims = [note.value for note in draft.targets if note.unit == ""]
    votes = {aim > entry for aim in aims if aim != entry and _is_beside(aim, entry)}
    stops = [note.value for note in draft.stops if note.unit == "" and not _is_amount(note, entry)]
    votes |= {entry > stop for stop in stops if stop != entry}
    if len(votes) != 1:
        return None
    return "long" if votes.pop() else "short"


def _is_beside(value: Decimal, entry: Decimal) -> bool:
    """Whether a number may be a price of what is traded at the entry: in "at 1.16, 60 reward" it is none."""
    return entry <= 0 or 1 / _SCALE_OF_OPTIONS < value / entry < _SCALE_OF_OPTIONS


def _is_amount(note: LevelNote, entry: Decimal) -> bool:
    """In "at 228.40, 2 dollar stop" it is how far away the stop is, on whichever side."""
    return note.is_money and entry > 0 and note.value / entry < 1 / _SCALE


# The levels.


def _levels(result: Conclusion, draft: IdeaDraft, frame: IdeaFrame) -> None:
    terms = result.terms
    entry, direction = terms.entry, terms.direction
    if frame.table is not None:
        entry = entry if entry is not None else frame.table.entry
        direction = direction or frame.table.direction
    sign = _SIGNS[direction]
    _share_units(draft, frame, entry)
    _stop(result, draft, frame, entry, sign)
    stop = result.terms.stop
    if stop is None and frame.table is not None:
        stop = frame.table.stop
    risk = abs(entry - stop) if entry is not None and stop is not None else None
    _targets(result, draft, frame, entry, sign, risk)


def _share_units(draft: IdeaDraft, frame: IdeaFrame, entry: Decimal | None) -> None:
    """In "risking 20 points to make 60" and "stop 20 target 60 points" both are told in the same unit."""
    notes = [*draft.stops, *draft.targets]
    units = {note.unit for note in notes if note.unit in ("tick", "pip", "point", "%")}
    if len(units) != 1:
        return
    unit = units.pop()
    for levels in (draft.stops, draft.targets):
        for place, note in enumerate(levels):
            if note.unit == "" and not _is_scaled(note, frame, entry):
                levels[place] = replace(note, unit=unit)


def _stop(
    result: Conclusion,
    draft: IdeaDraft,
    frame: IdeaFrame,
    entry: Decimal | None,
    sign: int,
) -> None:
    notes = draft.stops or _planned_loss(draft, entry, sign)
    if not notes:
        return
    note = notes[0]
    others = {(other.value, other.unit) for other in notes}
    if len(others) > 1:
        _doubled_stop(result, notes)
    distance = _distance_of(note, frame, entry)
    if note.unit:
        result.stop_distance = distance
    price = _price_of(result, "stop", note, frame, entry, -sign, None)
    if price is None:
        return
    if note.unit:
        result.inferred.add("stop")
    result.terms = replace(result.terms, stop=price)
    is_asked = any(name == "stop" for name, _ in result.unscaled)
    if entry is not None and sign and (entry - price) * sign <= 0 and not is_asked:
        result.wrong.add("stop")


def _planned_loss(draft: IdeaDraft, entry: Decimal | None, sign: int) -> list[LevelNote]:
    """In "short 5214, out 5223" the exit that loses is the stop."""
    if entry is None or not sign:
        return []
    losing = [price for price in draft.planned if (price - entry) * sign < 0]
    return [LevelNote(price, -1) for price in losing]


def _doubled_stop(result: Conclusion, notes: list[LevelNote]) -> None:
    """A price and its distance say the same thing twice; two prices do not."""
    is_said_twice = {bool(note.unit) for note in notes} == {True, False} and len(notes) == 2
    if is_said_twice:
        notes.sort(key=lambda note: bool(note.unit))
        return
    result.conflicting.add("stop")


def _targets(
    result: Conclusion,
    draft: IdeaDraft,
    frame: IdeaFrame,
    entry: Decimal | None,
    sign: int,
    risk: Decimal | None,
) -> None:
    prices: set[Decimal] = set()
    has_price = any(note.unit == "" for note in draft.targets)
    for note in draft.targets:
        if note.unit == "r" and has_price:
            continue  # "target 4520, 2R": the same said twice
        price = _price_of(result, "target", note, frame, entry, sign, risk)
        if price is not None:
            prices.add(price)
            is_asked = ("target", note) in result.unscaled
            if entry is not None and sign and (price - entry) * sign <= 0 and not is_asked:
                result.wrong.add("target")
    for price in draft.planned:
        if entry is None or (price - entry) * sign > 0:  # without a direction it may be the stop
            prices.add(price)
    targets = tuple(sorted(prices, reverse=sign < 0))[:MOST_TARGETS]
    result.terms = replace(result.terms, targets=targets)


def _price_of(
    result: Conclusion,
    name: str,
    note: LevelNote,
    frame: IdeaFrame,
    entry: Decimal | None,
    away: int,
    risk: Decimal | None,
) -> Decimal | None:
    """A level as a price: as it was said, or at its distance from the entry."""
    note = _of_money(note, frame, entry)
    if note.unit == "":
        if not _is_scaled(note, frame, entry):
            result.unscaled.append((name, note))
        return note.value
    unit = size_of_unit(note.unit, frame.instrument, entry, risk, is_option=frame.is_option)
    if unit is None:
        result.no_unit.append((name, note))
        return None
    if entry is None or away == 0:
        return None
    price = entry + away * note.value * unit
    may_be_negative = frame.instrument is not None and frame.instrument.may_be_negative
    return price if price > 0 or may_be_negative else None


def _of_money(note: LevelNote, frame: IdeaFrame, entry: Decimal | None) -> LevelNote:
    """In "Stop 85 dollars under it" is a distance where a point is a dollar."""
    if not note.is_money or entry is None or frame.instrument is None:
        return note
    is_a_dollar = frame.instrument.kind in _DOLLAR_A_POINT
    if is_a_dollar and not _is_scaled(note, frame, entry):
        return replace(note, unit="point")
    return note


def _is_scaled(note: LevelNote, frame: IdeaFrame, entry: Decimal | None) -> bool:
    """Whether a number may be a price beside the entry."""
    if entry is None or entry <= 0 or note.value <= 0:
        return True
    ratio = note.value / entry
    scale = _SCALE_OF_OPTIONS if frame.is_option else _SCALE
    is_coin = frame.instrument is not None and frame.instrument.kind is InstrumentKind.CRYPTO
    if is_coin or (frame.instrument is not None and frame.instrument.kind is InstrumentKind.STOCK):
        scale = Decimal(5)
    return 1 / scale < ratio < scale


def _distance_of(note: LevelNote, frame: IdeaFrame, entry: Decimal | None) -> Decimal | None:
    if note.unit in ("", "r") or (entry is None and note.unit == "%"):
        return None
    unit = size_of_unit(note.unit, frame.instrument, entry, None, is_option=frame.is_option)
    return None if unit is None else note.value * unit
