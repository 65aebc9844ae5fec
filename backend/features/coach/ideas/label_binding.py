"""Which number a label names, the one before it or the one behind: ways to bind them are enumerated and scored."""

from dataclasses import dataclass
from functools import cache

from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow, is_glue
from backend.features.coach.ideas.words.surroundings import DIRECTIONS, LEVELS
from backend.features.coach.ideas.words.vocabulary import Meaning

MOST_LABELS = 60  # of a message; no idea has more
MOST_WAYS = 12  # ways that are followed at once; labels contend with their neighbours only
FARTHEST = 7  # pieces between a label and its number
FORWARD, BACKWARD = 10.0, 6.0
_WITHOUT_NUMBER = {
    Meaning.STOP_ORDER_LONG: -4.0,
    Meaning.STOP_ORDER_SHORT: -4.0,
    Meaning.STOP: -4.0,
    Meaning.TARGET: -4.0,
    Meaning.RISK: -1.0,
    Meaning.SIZE: -1.0,
}
_GAPS = {",": 4.0, "/": 1.5, "-": 0.5, "+": 1.0, "%": 3.0}
_BEHIND_ITS_UNIT = 2.5
_TAKEN_FROM_THE_NAME, _TAKEN_FOR_GOOD = 3.0, 9.0
_OF_A_CONDITION = 6.0
_CONDITIONS = ("if ", "out if ", "when wrong")  # behind their number: "4490 if wrong"

_PLAIN = frozenset({NumberKind.PLAIN, NumberKind.MONEY})
_TAKES = {
    Meaning.STOP: _PLAIN | {NumberKind.DISTANCE},
    Meaning.TARGET: _PLAIN | {NumberKind.DISTANCE, NumberKind.RATIO},
    Meaning.ENTRY: _PLAIN,
    Meaning.AT: _PLAIN,
    Meaning.EDGE: _PLAIN,
    Meaning.LEVEL: frozenset({NumberKind.PLAIN}),
    Meaning.ACCOUNT: _PLAIN | {NumberKind.DISTANCE},
    Meaning.SIZE: _PLAIN | {NumberKind.SIZE},
    Meaning.UNIT: frozenset({NumberKind.PLAIN}),
    Meaning.RISK: _PLAIN | {NumberKind.DISTANCE},
    Meaning.LEVERAGE: frozenset({NumberKind.PLAIN, NumberKind.LEVERAGE, NumberKind.SIZE}),
    Meaning.NOTIONAL: _PLAIN,
    Meaning.MARGIN: _PLAIN,
    Meaning.RATIO: frozenset({NumberKind.PLAIN, NumberKind.RATIO, NumberKind.DISTANCE}),
    Meaning.EXIT: _PLAIN,
    Meaning.OUT: _PLAIN,
    Meaning.STOPPED: _PLAIN,
    Meaning.PART: _PLAIN,
    Meaning.REST: _PLAIN,
    Meaning.LIMIT: _PLAIN,
    Meaning.STOP_ORDER_LONG: _PLAIN,
    Meaning.STOP_ORDER_SHORT: _PLAIN,
    Meaning.PREMIUM: _PLAIN,
    Meaning.STRIKE: frozenset({NumberKind.PLAIN}),
}
_BACKWARD_TOO = {
    Meaning.STOP: 0.0,
    Meaning.TARGET: 0.0,
    Meaning.RISK: 0.0,
    Meaning.LEVEL: -0.5,
    Meaning.ENTRY: -1.5,
    Meaning.UNIT: 0.0,
    Meaning.LEVERAGE: 1.0,
    Meaning.NOTIONAL: 1.0,
    Meaning.MARGIN: 0.0,
    Meaning.RATIO: 0.0,
    Meaning.ACCOUNT: 0.0,
    Meaning.LIMIT: 0.0,
    Meaning.PREMIUM: 0.0,
    Meaning.STRIKE: 1.0,
    Meaning.SIZE: -1.0,
}
"""Labels that may stand behind their number, and by how much less likely."""
_BLOCKS = frozenset(
    {
        *LEVELS,
        Meaning.RISK,
        Meaning.SIZE,
        Meaning.EXIT,
        Meaning.OUT,
        Meaning.STOPPED,
        Meaning.LEVEL,
        Meaning.ACCOUNT,
        Meaning.LEVERAGE,
        Meaning.PART,
        Meaning.REST,
        Meaning.ENTRY,
        Meaning.LIMIT,
    }
)
"""Labels across which no other label reaches."""
_ACROSS_LEVELS = (*LEVELS, Meaning.STOP_ORDER_LONG, Meaning.STOP_ORDER_SHORT)


_VERBS = frozenset(
    (
        "eyeing",
        "looking for",
        "aiming for",
        "aiming",
        "going for",
        "hoping for",
        "shooting for",
        "gunning for",
        "hold for",
        "want",
    )
)
"""Words for a wish, of which a trade may be the object as well as a price."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A label with its number.

    Attributes:
        number: null where the label has none.
        score: how closely they stand together.
    """

    label: int
    number: int | None
    score: float


@dataclass(frozen=True, slots=True)
class BindingWay:
    """One way to bind all labels, and what it scores."""

    bindings: tuple[Binding, ...] = ()
    score: float = 0.0
    taken: frozenset[int] = frozenset()


def labels_of(row: PieceRow, figures: dict[int, PlacedNumber]) -> list[int]:
    """The places of labels; an "at" right behind another one is part of it."""
    labels = []
    for place, piece in enumerate(row.pieces):
        if _is_unit_of_a_number(figures, place):
            continue
        if piece.kind is PieceKind.ARROW or (
            piece.meaning in _TAKES and not _is_part_of_a_label(row, place)
        ):
            labels.append(place)
    return labels


def _is_part_of_a_label(row: PieceRow, place: int) -> bool:
    """An "at" or "above" behind a label leads to its number: "stop at", "out at", "stop just below"."""
    if row.meaning(place) not in (Meaning.AT, Meaning.EDGE):
        return False
    before = place - 1
    while before >= 0 and is_glue(row.pieces[before]):
        before -= 1
    meaning = row.meaning(before)
    return meaning in _TAKES and meaning not in (Meaning.UNIT, Meaning.RATIO)


def ways_to_bind(row: PieceRow, figures: dict[int, PlacedNumber]) -> list[BindingWay]:
    """The best ways in which labels and numbers belong together, the best first."""
    ways = [BindingWay()]
    for label in labels_of(row, figures)[:MOST_LABELS]:
        options = _options(row, figures, label)
        longer = [
            BindingWay(
                (*way.bindings, option),
                way.score + option.score,
                way.taken if option.number is None else way.taken | {option.number},
            )
            for way in ways
            for option in options
            if option.number is None or option.number not in way.taken
        ]
        longer.sort(key=lambda way: -way.score)
        ways = longer[:MOST_WAYS]
    return ways


def meaning_of(row: PieceRow, label: int) -> Meaning:
    """What a label means; an arrow leads to a target."""
    if row.kind(label) is PieceKind.ARROW:
        return Meaning.TARGET
    meaning = row.meaning(label)
    assert meaning is not None
    return meaning


def _options(row: PieceRow, figures: dict[int, PlacedNumber], label: int) -> list[Binding]:
    meaning = meaning_of(row, label)
    options = [Binding(label, None, _WITHOUT_NUMBER.get(meaning, 0.0))]
    is_condition = _is_condition(row.text(label))
    forward = None if is_condition else _forward(row, figures, label, meaning)
    if forward is not None:
        options.append(forward)
    backward = _backward(row, figures, label, meaning)
    if backward is not None and row.kind(label) is not PieceKind.ARROW:
        options.append(backward)
    return options


def _forward(
    row: PieceRow,
    figures: dict[int, PlacedNumber],
    label: int,
    meaning: Meaning,
) -> Binding | None:
    score = FORWARD
    for place in range(label + 1, min(label + 2 + FARTHEST, len(row))):
        figure = figures.get(place)
        if figure is not None:
            if figure.kind in _TAKES[meaning]:
                return Binding(label, place, score) if score > 0 else None
            score -= 1.0
            if figure.kind not in (NumberKind.TIME, NumberKind.COUNT, NumberKind.SIZE):
                return None
            continue
        if row.kind(label) is PieceKind.ARROW and not is_glue(row.pieces[place]):
            return None
        if _is_blocked(row, label, place, meaning) and not _is_unit_of_a_number(figures, place):
            return None
        score -= _gap(row, place)
    return None


def _is_blocked(row: PieceRow, label: int, place: int, meaning: Meaning) -> bool:
    other = row.meaning(place)
    if row.kind(place) is PieceKind.ARROW:
        return True
    is_leaving = meaning in (Meaning.EXIT, Meaning.OUT, Meaning.STOPPED)
    is_of_the_trade = other in DIRECTIONS or row.kind(place) is PieceKind.NAME
    if is_of_the_trade and row.text(label) in _VERBS:
        return True  # in "eyeing a short at 21150" the trade is looked for, no target
    if is_of_the_trade and (is_leaving or meaning in (Meaning.LEVEL, Meaning.ACCOUNT)):
        return True  # in "closed my long ES 4500" the number may be the entry
    if other not in _BLOCKS:
        return False
    if other in (Meaning.LEVEL, Meaning.EDGE) and meaning in _ACROSS_LEVELS:
        return False  # "stop under the low at 6004"
    return not (is_leaving and other in (Meaning.PART, Meaning.REST))


def _backward(
    row: PieceRow,
    figures: dict[int, PlacedNumber],
    label: int,
    meaning: Meaning,
) -> Binding | None:
    if meaning not in _BACKWARD_TOO:
        return None
    score = BACKWARD + _BACKWARD_TOO[meaning]
    if _is_condition(row.text(label)):
        score += _OF_A_CONDITION
    for place in range(label - 1, max(label - 2 - FARTHEST, -1), -1):
        figure = figures.get(place)
        if figure is not None:
            if figure.kind not in _TAKES[meaning]:
                return None
            score += _BEHIND_ITS_UNIT if figure.kind is not NumberKind.PLAIN else 0.0
            is_level = meaning in (*LEVELS, Meaning.LEVEL)
            if is_level and figure.kind is NumberKind.PLAIN and _is_attached(row, place):
                score -= _TAKEN_FROM_THE_NAME if _has_entry(row, place) else _TAKEN_FOR_GOOD
            return Binding(label, place, score) if score > 0 else None
        if _is_unit_of_a_number(figures, place):
            continue
        if row.meaning(place) in _BLOCKS or row.kind(place) is PieceKind.ARROW:
            return None
        score -= 1.3 * _gap(row, place)
    return None


def _is_condition(text: str) -> bool:
    """Whether a label stands behind its number only: "4490 if wrong", "4520 first"."""
    return text == "first" or text.startswith(_CONDITIONS)


def _has_entry(row: PieceRow, place: int) -> bool:
    """Whether another number is the entry by its word or place, so that this one may be another thing."""
    has_word = any(piece.meaning in (Meaning.ENTRY, Meaning.LIMIT) for piece in row.pieces)
    return has_word or any(other != place and _is_attached(row, other) for other in row.numbers())


def _is_attached(row: PieceRow, place: int) -> bool:
    """Whether a number stands right behind a name or a direction, so that it is rather the entry."""
    before = row.previous_content(place)
    is_direction = row.meaning(before) in (Meaning.LONG, Meaning.SHORT)
    return is_direction or row.kind(before) is PieceKind.NAME


def _is_unit_of_a_number(figures: dict[int, PlacedNumber], place: int) -> bool:
    for before in (place - 1, place - 2):
        figure = figures.get(before)
        if figure is not None and figure.place < place <= figure.unit_end:
            return True
    return False


def _gap(row: PieceRow, place: int) -> float:
    """What a piece between a label and its number costs."""
    piece = row.pieces[place]
    if piece.kind is PieceKind.BREAK:
        return 3.0 if piece.text == "\n" else 7.0
    if piece.kind is PieceKind.MARK:
        return _GAPS.get(piece.text, 0.2)
    if is_glue(piece) or piece.meaning is Meaning.EDGE:
        return 0.3
    return _gap_of_word(piece.meaning, is_name=piece.kind is PieceKind.NAME)


@cache
def _gap_of_word(meaning: Meaning | None, *, is_name: bool) -> float:
    if is_name or meaning in (Meaning.LONG, Meaning.SHORT, Meaning.UNIT):
        return 1.0
    if meaning in (Meaning.JOIN, Meaning.IF, Meaning.DENIAL):
        return 3.0
    if meaning is Meaning.TO:
        return 0.5
    return 1.5
