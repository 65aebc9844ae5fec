"""Reads an idea or a trade out of a trader's words: scanned, settled, bound, concluded, and passed by two gates.

Pieces are cut once (`piece_scanner`) and their meanings settled by their neighbours (`meanings`); the ways to bind labels
and numbers are enumerated (`label_binding`), each is walked to a draft (`assignment`) and concluded (`conclusion`), and the
best one passes the gate of evidence (`evidence`), which says what is asked, and that of plausibility (`plausibility`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.ideas import evidence, plausibility
from backend.features.coach.ideas.assignment import Assignment
from backend.features.coach.ideas.conclusion import Conclusion, IdeaFrame, conclude
from backend.features.coach.ideas.direction_asks import ask_direction, names_both_ways
from backend.features.coach.ideas.ellipsis import complete
from backend.features.coach.ideas.entered_words import is_entered
from backend.features.coach.ideas.instrument_choice import InstrumentChoice, choose_instrument
from backend.features.coach.ideas.label_binding import ways_to_bind
from backend.features.coach.ideas.numbers.levels_beside import with_levels_beside
from backend.features.coach.ideas.numbers.lot_units import in_standard_lots
from backend.features.coach.ideas.numbers.minus_signs import asks_of_minus
from backend.features.coach.ideas.numbers.number_accounts import ReadParts, accounts_of
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber, figures_of
from backend.features.coach.ideas.numbers.table_exits import with_exit_of_table
from backend.features.coach.ideas.options.option_words import OptionNote, read_option
from backend.features.coach.ideas.roles.number_traits import masked_numbers, traits_of
from backend.features.coach.ideas.roles.role_choice import (
    RoleChoice,
    are_told,
    choose_roles,
    doubts_of_roles,
    draft_of,
)
from backend.features.coach.ideas.roles.table_roles import ENDS, roles_by_tables
from backend.features.coach.ideas.schemas import (
    Ask,
    Direction,
    IdeaReading,
    NumberAccount,
    SpokenIdea,
    TextSpan,
)
from backend.features.coach.ideas.words.meanings import settle
from backend.features.coach.ideas.words.order_names import order_of
from backend.features.coach.ideas.words.piece_scanner import LONGEST, scan
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.coach.language.lexicon import is_about_to
from backend.features.market.instruments.instruments import Instrument, resolve

MOST_CONCLUSIONS = 4  # ways that are walked to their end
MOST_LABELS_WEIGHED = 24  # with more it is a list of trades, and no idea to be weighed
MOST_NUMBERS = 40  # of a message; no idea has more
_DIRECTION_OF: dict[Meaning, Direction] = {
    Meaning.LONG: "long",
    Meaning.SHORT: "short",
    Meaning.STOP_ORDER_LONG: "long",
    Meaning.STOP_ORDER_SHORT: "short",
}
_MOVED = frozenset("moved trailed raised lowered tightened loosened widened dragged".split())
_OF_NUMBERS = ("direction", "entry", "levels", "money", "size", "stop", "target")
"""What is asked about numbers, and what follows from them."""
_THOUGHT_OF = ("idea", "plan")
_CERTAIN = 0.9
_UNUSED_KINDS = (PieceKind.NUMBER, PieceKind.NAME)


_MULTIPLES = frozenset("half double triple twice quarter doubled tripled".split())


@dataclass(frozen=True, slots=True)
class IdeaScan:
    """What a message holds before its numbers are assigned."""

    row: PieceRow
    figures: dict[int, PlacedNumber]
    choice: InstrumentChoice
    option: OptionNote | None
    directions: tuple[Direction, ...]
    is_faded: bool
    table: SpokenIdea | None = None


def read_idea(
    text: str,
    *,
    today: date,
    table: SpokenIdea | None = None,
    traded: Collection[str] = (),
    is_taken: bool = False,
) -> IdeaReading:
    """Read an idea or a trade. Never fails; words without an idea give an empty reading.

    Args:
        text: the message, as it was written.
        today: the trader's day, from which expiries and contract months are told.
        table: the idea that is spoken of; distances and sides are read against it.
        traded: symbols that the trader traded before: "gold" is the contract of gold that they trade.
        is_taken: the idea on the table is a trade already, so that prices may be where it was left.
    """
    scene = scene_of(text, today=today, table=table, traded=traded)
    reading = _read(text, scene, is_taken=is_taken)
    beside = with_levels_beside(scene.row, _instrument(scene))
    if beside is not None:
        other = _read(text, with_figures(scene, beside), is_taken=is_taken)
        is_whole = {"entry", "stop"} <= other.terms.names
        reading = other if is_whole and not other.asks else reading
    if table is not None and not is_taken:
        reading = with_exit_of_table(reading, scene.row, table)
    return in_standard_lots(text, reading, None if table is None else table.instrument)


def _read(text: str, scene: IdeaScan, *, is_taken: bool) -> IdeaReading:
    frame = _frame(scene, scene.table)
    result = concluded(scene, scene.table)
    reading = _reading(text, scene, frame, result)
    if not is_taken and _is_open(reading, scene, result):
        return _by_roles(text, scene, frame, reading, result) or reading
    return reading


def _is_open(reading: IdeaReading, scene: IdeaScan, result: Conclusion) -> bool:
    """Whether the tables leave a number open, or may take an idea for the end of a trade."""
    if not scene.figures or result.draft.span is not None:
        return False
    if reading.is_closed or reading.moves or reading.asks_about(*_OF_NUMBERS):
        return True
    return bool(scene.figures.keys() - _roles(scene, result).keys())


def _is_lost(before: SpokenIdea, after: SpokenIdea) -> bool:
    """Whether something was read before and is nothing any more; a number may have become another field."""
    values = {getattr(after, name) for name in after.names} | set(after.targets)
    lost = [getattr(before, name) for name in before.names - after.names]
    return any(value not in values for value in lost)


def _roles(scene: IdeaScan, result: Conclusion) -> dict[int, str]:
    places = frozenset[int]() if scene.option is None else scene.option.places
    return roles_by_tables(result.draft, scene.figures, places)


def _contradicts(choice: RoleChoice, labels: Mapping[int, str]) -> bool:
    """Whether a number whose level is named by a word would be another level, or none."""
    named = {place: role for place, role in labels.items() if role in ("stop", "target")}
    return any(not choice.roles.get(place, role).startswith(role) for place, role in named.items())


def _by_roles(
    text: str, scene: IdeaScan, frame: IdeaFrame, before: IdeaReading, result: Conclusion
) -> IdeaReading | None:
    """The reading with the learned roles of the numbers; null where these leave anything open as well."""
    masked = masked_numbers(text, scene.row, scene.figures)
    scores = Classifiers.load().number_roles(masked, traits_of(scene.figures))
    if scores is None or len(scene.directions) > 1:
        return None
    labels = _roles(scene, result)
    if (before.is_closed or before.moves) and frame.table is None:
        is_thought_of = scores.kind.label in _THOUGHT_OF and scores.kind.probability >= _CERTAIN
        if not is_thought_of or not set(labels.values()) & ENDS:
            return None
    choice = choose_roles(scene.figures, scores, scene.directions, frame.table)
    if choice is None or not are_told(choice, scene.row):
        return None
    if _contradicts(choice, labels):
        return None
    direction = choice.direction
    if frame.table is not None and frame.table.direction == direction:
        direction = None  # nothing is turned
    is_side_said = bool(scene.directions) or direction is None
    directions = () if direction is None else (direction,)
    frame = replace(frame, direction=direction, is_torn=False)
    draft = draft_of(choice, scene.figures, result.draft)
    scene = replace(scene, directions=directions, is_faded=False)
    reading = _reading(text, scene, frame, conclude(draft, frame))
    if reading.asks_about(*_OF_NUMBERS) or _is_lost(before.terms, reading.terms):
        return None
    doubts = doubts_of_roles(choice, scene.row, is_side_said=is_side_said)
    return replace(reading, doubts=(*reading.doubts, *doubts))


def scene_of(
    text: str,
    *,
    today: date,
    table: SpokenIdea | None = None,
    traded: Collection[str] = (),
) -> IdeaScan:
    """What a message holds, as `read_idea` sees it."""
    row = PieceRow(tuple(settle(scan(text))))
    has_numbers = any(True for _ in row.numbers()) and table is None
    choice = choose_instrument(row, today, has_numbers=has_numbers, traded=traded)
    scene = IdeaScan(
        row, {}, choice, read_option(row, today), _directions(row), _is_faded(row), table
    )
    return with_figures(scene, row)


def with_figures(scene: IdeaScan, row: PieceRow) -> IdeaScan:
    """A scene with these pieces and their numbers."""
    figures = figures_of(row, None if scene.option is not None else _instrument(scene))
    if scene.option is not None:
        for place in scene.option.places & figures.keys():
            figures[place] = replace(figures[place], kind=NumberKind.COUNT)
    places = list(figures)[:MOST_NUMBERS]
    return replace(scene, row=row, figures={place: figures[place] for place in places})


def _instrument(scene: IdeaScan) -> Instrument | None:
    """The instrument that is named, or that of the table."""
    if scene.choice.instrument is None and scene.table is not None and scene.table.instrument:
        return resolve(scene.table.instrument)
    return scene.choice.instrument


def concluded(scene: IdeaScan, table: SpokenIdea | None) -> Conclusion:
    """What the words of the tables make of a scene."""
    is_tried = table is not None and not _tells_a_move(scene.row)
    is_hypothetical = _is_hypothetical(scene.row) or is_tried
    return _best(scene, _frame(scene, table), is_hypothetical=is_hypothetical)


def _directions(row: PieceRow) -> tuple[Direction, ...]:
    """The directions that are named, but those behind "to" and "then", which end what another one began."""
    directions: dict[Direction, None] = {}
    for place, piece in enumerate(row.pieces):
        direction = _DIRECTION_OF.get(piece.meaning) if piece.meaning is not None else None
        if direction is None:
            continue
        if directions and row.text(place - 1) in ("to", "then") and direction not in directions:
            continue
        directions[direction] = None
    return tuple(directions)


def _is_faded(row: PieceRow) -> bool:
    return any(piece.meaning is Meaning.FADE for piece in row.pieces)


def _is_hypothetical(row: PieceRow) -> bool:
    words = [piece.text for piece in row.pieces]
    return any(first == "what" and second in ("if", "about") for first, second in pairwise(words))


def _tells_a_move(row: PieceRow) -> bool:
    """Whether a level was moved already, so that nothing is only tried with the idea on the table."""
    words = {piece.text for piece in row.pieces}
    return not words.isdisjoint(_MOVED) and "if" not in words


def _frame(scene: IdeaScan, table: SpokenIdea | None) -> IdeaFrame:
    direction = scene.directions[0] if len(scene.directions) == 1 else None
    instrument = scene.choice.instrument
    is_option = scene.option is not None
    if instrument is None and table is not None and table.instrument is not None:
        instrument = resolve(table.instrument)
        is_option = is_option or table.option is not None
    return IdeaFrame(instrument, direction, is_option, table, is_torn=len(scene.directions) > 1)


def _best(scene: IdeaScan, frame: IdeaFrame, *, is_hypothetical: bool) -> Conclusion:
    """The conclusion that fits best, of the ways that bind best."""
    conclusions = []
    ways = ways_to_bind(scene.row, scene.figures)
    count = MOST_CONCLUSIONS if len(ways[0].bindings) <= MOST_LABELS_WEIGHED else 1
    for way in ways[:count]:
        walk = Assignment(scene.row, scene.figures, way, is_hypothetical=is_hypothetical)
        conclusions.append(conclude(walk.draft(), frame))
    return max(conclusions, key=lambda conclusion: conclusion.score)


def _reading(text: str, scene: IdeaScan, frame: IdeaFrame, result: Conclusion) -> IdeaReading:
    terms, asks = evidence.asks_of(result, frame, scene.row)
    terms, changes = complete(result, terms, frame, scene.row)
    asks = [*_asks_before(scene, result, frame), *changes, *asks]
    if len(scene.directions) > 1 and len(scene.choice.named) > 1:
        terms = SpokenIdea()  # two ideas: which number belongs to which is not certain
    terms = _with_names(terms, scene)
    asks += asks_of_minus(terms, frame.instrument, scene.row)
    draft = result.draft
    is_closed = bool(draft.exits) or draft.is_left
    return IdeaReading(
        terms=terms,
        exits=tuple(draft.exits),
        moves=tuple(draft.moves),
        is_done=is_closed or is_entered(scene.row),
        is_closed=is_closed,
        about_to=is_about_to(text[:LONGEST]),
        asks=tuple(asks),
        doubts=plausibility.doubts_of(terms, frame),
        used=tuple(_spans(text, scene, result, is_used=True)),
        unused=tuple(_spans(text, scene, result, is_used=False)),
        inferred=frozenset(result.inferred & (terms.names | {"direction"})),
        stop_distance=result.stop_distance,
        planned_exits=tuple(draft.planned),
        stated=replace(result.terms, instrument=terms.instrument),
        is_exit_unclear=draft.is_unclear_exit,
        is_only_price_an_end=bool(draft.after_leaving) and not draft.exits,
        numbers=_numbers(scene, result, terms),
    )


def _numbers(scene: IdeaScan, result: Conclusion, terms: SpokenIdea) -> tuple[NumberAccount, ...]:
    """What became of every number; what is asked back is a part of the trade, too."""
    draft = result.draft
    parts = ReadParts((terms, result.terms), draft.exits, draft.moves, draft.planned)
    places = frozenset[int]() if scene.option is None else scene.option.places
    return accounts_of(scene.row, scene.figures, draft, parts, places)


def _asks_before(scene: IdeaScan, result: Conclusion, frame: IdeaFrame) -> list[Ask]:
    """What is asked before any number: direction, instrument, kind of option."""
    asks = []
    if len(scene.directions) > 1 or names_both_ways(scene.row):
        asks.append(ask_direction("You wrote both long and short: which way?", result, frame))
    elif scene.is_faded and not scene.directions:
        asks.append(ask_direction("Fading it means which way: long or short?", result, frame))
    elif _has_no_direction(scene, result):
        asks.append(ask_direction("Which way: long or short?", result, frame))
    if scene.choice.ask is not None:
        asks.append(scene.choice.ask)
    elif _has_no_instrument(scene, result):
        asks.append(Ask("instrument", "Which instrument is it?"))
    if scene.option is not None and scene.option.is_combination:
        asks.append(Ask("option", "I read single options only. Which leg do you mean?"))
    return asks


def _has_no_direction(scene: IdeaScan, result: Conclusion) -> bool:
    """An instrument with an entry or levels and no way to go."""
    terms = result.terms
    if terms.direction is not None or scene.choice.name is None or scene.option is not None:
        return False
    draft = result.draft
    return not (draft.exits or draft.is_left or draft.moves or scene.table is not None)


def _has_no_instrument(scene: IdeaScan, result: Conclusion) -> bool:
    """A direction of nothing that is named: "what should I buy"."""
    if scene.choice.name is not None or scene.table is not None or scene.option is not None:
        return False
    draft = result.draft
    is_over = bool(draft.exits or draft.moves) or draft.is_left
    return bool(scene.directions) and not is_over and not is_entered(scene.row)


def _with_names(terms: SpokenIdea, scene: IdeaScan) -> SpokenIdea:
    option = scene.option
    name = scene.choice.name
    terms = replace(terms, order=order_of(scene.row))
    if option is not None:
        return replace(
            terms,
            option=option.terms,
            instrument=option.terms.underlying,
            size=terms.size or option.size,
        )
    if name is None:
        return terms
    return replace(terms, instrument=name.symbol)


def _spans(text: str, scene: IdeaScan, result: Conclusion, *, is_used: bool) -> Iterable[TextSpan]:
    """Parts of the text that became something, or numbers, names and denials that became nothing."""
    free = set(result.free)
    for place, piece in enumerate(scene.row.pieces):
        is_part = _is_used(scene, result, place) and place not in free
        if is_used and is_part:
            yield TextSpan(piece.start, piece.end, text[piece.start : piece.end])
        is_telling = piece.kind in _UNUSED_KINDS or piece.meaning is Meaning.DENIAL
        is_telling = is_telling or piece.text in _MULTIPLES
        if not is_used and not is_part and is_telling:
            yield TextSpan(piece.start, piece.end, text[piece.start : piece.end])
    end = scene.row.pieces[-1].end if len(scene.row) else 0
    rest = text[end:]
    if not is_used and any(character.isdigit() for character in rest):
        yield TextSpan(end, len(text), rest)  # longer than anything that is read


def _is_used(scene: IdeaScan, result: Conclusion, place: int) -> bool:
    if place in result.draft.used or place in scene.choice.places:
        return True
    if scene.option is not None and place in scene.option.places:
        return True
    return place in {note.place for note in result.draft.entries}
