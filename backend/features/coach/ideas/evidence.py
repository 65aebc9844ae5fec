"""The gate of evidence: what of a conclusion stands on words, and what must be asked back with which choices."""

from dataclasses import replace
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.ideas.conclusion import Conclusion, IdeaFrame
from backend.features.coach.ideas.draft import LevelNote
from backend.features.coach.ideas.numbers.distance_units import size_of_unit
from backend.features.coach.ideas.numbers.free_numbers import asks_of_free_numbers
from backend.features.coach.ideas.schemas import Ask, AskChoice, Direction, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceRow
from backend.features.market.instruments.instruments import InstrumentKind

_UNIT_WORDS = {"tick": "ticks", "pip": "pips", "point": "points", "atr": "ATR", "r": "R"}


def asks_of(
    result: Conclusion,
    frame: IdeaFrame,
    row: PieceRow,
) -> tuple[SpokenIdea, list[Ask]]:
    """The terms that are certain, and what must be asked; the most important first."""
    asks: list[Ask] = []
    terms = result.terms
    if result.is_entry_doubtful and terms.entry is not None and not result.draft.is_left:
        asks.append(_far_entry(terms, frame))
        terms = replace(terms, entry=None, entry_low=None, entry_high=None)
    is_span_open = result.draft.span == "stop" or not (terms.targets or result.draft.targets)
    if result.draft.span is not None and is_span_open and frame.is_about_a_trade:
        asks.append(_span(result.draft.span))
        terms = _without(terms, result.draft.span)
    for name in sorted(result.wrong):
        asks.append(_wrong_side(name, result))
        terms = _without(terms, name)
    for name, note in (*result.unscaled, *result.no_unit):
        if note.unit != "r":
            terms = _without_level(terms, name, note.value)
            asks.append(_unscaled(name, note, terms, frame))
    for name in sorted(result.conflicting):
        asks.append(Ask(name, f"You gave more than one {name}. Which is it?"))
        terms = _without(terms, name)
    terms = _open_ends(result, terms, asks)
    if result.draft.is_covered and "direction" in result.inferred and terms.entry is None:
        terms = replace(terms, direction=None)  # the thread knows what was covered
    asks += _bare_labels(result, terms, row)
    asks += asks_of_free_numbers(result, terms, row)
    return terms, _one_of_each(asks)


def _without(terms: SpokenIdea, name: str) -> SpokenIdea:
    if name == "entry":
        return replace(terms, entry=None, entry_low=None, entry_high=None)
    if name == "target":
        return replace(terms, targets=())
    if name == "size":
        return replace(terms, size=None)
    return replace(terms, stop=None)


def _without_level(terms: SpokenIdea, name: str, value: Decimal) -> SpokenIdea:
    if name == "stop":
        return replace(terms, stop=None)
    return replace(terms, targets=tuple(price for price in terms.targets if price != value))


def _one_of_each(asks: list[Ask]) -> list[Ask]:
    unique: dict[str, Ask] = {}
    for ask in asks:
        unique.setdefault(ask.about, ask)
    return list(unique.values())


def _far_entry(terms: SpokenIdea, frame: IdeaFrame) -> Ask:
    symbol = frame.instrument.symbol if frame.instrument is not None else "it"
    entry = plain_decimal(terms.entry or Decimal(0))
    return Ask(
        "entry",
        f"{entry} is far from where {symbol} trades. Which price do you mean, in full?",
    )


def _span(name: str) -> Ask:
    return Ask(name, f"You gave a range for the {name}. Which price is it?")


def _wrong_side(name: str, result: Conclusion) -> Ask:
    terms = result.terms
    side = {("long", "stop"): "below", ("short", "stop"): "above"}.get(
        (terms.direction or "", name)
    ) or ("above" if terms.direction == "long" else "below")
    question = f"For a {terms.direction} the {name} belongs {side} the entry. Which of them is not as you mean it?"
    choices: list[AskChoice] = []
    if result.terms.direction is not None:
        other: Direction = "short" if terms.direction == "long" else "long"
        flipped = replace(terms, direction=other)
        choices.append(AskChoice(other, flipped))
    choices.append(AskChoice(f"another {name}", _without(terms, name)))
    return Ask(name, question, tuple(choices))


def _unscaled(name: str, note: LevelNote, terms: SpokenIdea, frame: IdeaFrame) -> Ask:
    value = plain_decimal(note.value)
    if note.unit:
        word = _UNIT_WORDS.get(note.unit, note.unit)
        question = f"What is the {name} as a price? {value} {word} cannot be told as one here."
    else:
        question = f"Is {value} a price for the {name}, or a distance, and in which unit?"
    return Ask(name, question, _distances(name, note, terms, frame))


def _distances(
    name: str, note: LevelNote, terms: SpokenIdea, frame: IdeaFrame
) -> tuple[AskChoice, ...]:
    """The prices that a number without a unit makes as ticks, pips or points."""
    entry = terms.entry or (frame.table.entry if frame.table is not None else None)
    direction = terms.direction or (frame.table.direction if frame.table is not None else None)
    if entry is None or direction is None or note.unit == "atr":
        return ()
    sign = (1 if direction == "long" else -1) * (-1 if name == "stop" else 1)
    choices = []
    is_pair = frame.instrument is not None and frame.instrument.kind is InstrumentKind.FX
    for unit in ("pip",) if is_pair else ("point", "tick"):
        size = size_of_unit(unit, frame.instrument, entry, None, is_option=frame.is_option)
        if size is None:
            continue
        price = entry + sign * note.value * size
        if price > 0:
            label = f"{plain_decimal(note.value)} {_UNIT_WORDS[unit]}: {plain_decimal(price)}"
            choices.append(AskChoice(label, _with(terms, name, price)))
    return tuple(choices)


def _with(terms: SpokenIdea, name: str, price: Decimal) -> SpokenIdea:
    if name == "stop":
        return replace(terms, stop=price)
    return replace(terms, targets=(price,))


def _open_ends(result: Conclusion, terms: SpokenIdea, asks: list[Ask]) -> SpokenIdea:
    """What may be the end of a trade or not is asked, and is no entry and no stop until then."""
    draft = result.draft
    if draft.may_be_stopped and terms.stop is not None:
        price = plain_decimal(terms.stop)
        question = f"Is {price} where your stop is, or where you were stopped out?"
        asks.append(Ask("exit", question, (AskChoice("my stop", terms),)))
        return replace(terms, stop=None)
    has_price = any(leaving.price is not None for leaving in draft.exits)
    if draft.after_leaving and not has_price and terms.entry is not None:
        price = plain_decimal(terms.entry)
        asks.append(Ask("exit", f"Is {price} where you got in, or where you got out?"))
        return _without(terms, "entry")
    return terms


_PUT_OFF = frozenset(
    "idk dunno tbd yet clue care unsure undecided trail trailing later unknown decide decided".split()
)


def _bare_labels(result: Conclusion, terms: SpokenIdea, row: PieceRow) -> list[Ask]:
    draft = result.draft
    asks: list[Ask] = []
    if terms.entry is None and terms.direction is None:
        return asks
    is_stop_open = draft.stop_without_number and terms.stop is None and not draft.stops
    if is_stop_open and not draft.moves and not draft.is_left:
        asks.append(Ask("stop", "You named a stop. At which price is it?"))
    is_target_open = draft.target_without_number and not terms.targets and not draft.targets
    is_put_off = any(piece.text in _PUT_OFF for piece in row.pieces)  # "target? idk yet"
    if is_target_open and not is_put_off and not draft.moves and not draft.is_left:
        asks.append(Ask("target", "You named a target. At which price is it?"))
    return asks
