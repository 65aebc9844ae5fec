"""Pieces of a trader's words: numbers, names, words with a meaning, marks; each with its place in the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.market.instruments.instruments import Instrument

MOST_GLUE = 12  # pieces between a label and its number


class PieceKind(Enum):
    """What a piece is."""

    NUMBER = "number"
    WORD = "word"
    NAME = "name"
    ARROW = "arrow"
    MARK = "mark"
    BREAK = "break"  # the end of a line or of a sentence
    TIME = "time"  # a clock time, a date


@dataclass(frozen=True, slots=True)
class NumberTerms:
    """A number as it was written.

    Attributes:
        readings: what the digits can mean, the likelier first: `4.500` is 4.5 or 4500.
        unit: what stands right behind it, in small letters: `10pt`, `50%`.
        is_negative: a sign stands before it.
        is_money: it bears a currency sign.
        times: `x2` is "before", `2x` is "behind", others "".
        is_spoken: it was said in words.
    """

    readings: tuple[Decimal, ...]
    unit: str = ""
    is_negative: bool = False
    is_money: bool = False
    times: str = ""
    is_spoken: bool = False
    is_approximate: bool = False

    @property
    def value(self) -> Decimal:
        """The likelier reading."""
        return self.readings[0]

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.value == self.value.to_integral_value()


@dataclass(frozen=True, slots=True)
class InstrumentName:
    """A name of an instrument.

    Attributes:
        instrument: null for an index, of which only options are traded.
        symbol: as it goes into the terms, with the month of a future where one was named.
        is_spoken: named by a word such as "gold", not by its symbol.
        is_weak: an ordinary word that is a ticker too: it counts where nothing else is named.
    """

    instrument: Instrument | None
    symbol: str
    is_spoken: bool = False
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text.

    Attributes:
        text: as it was written, in small letters.
        written: as it was written.
        meaning: of a word; null where it has none.
    """

    kind: PieceKind
    text: str
    start: int
    end: int
    written: str = ""
    number: NumberTerms | None = None
    name: InstrumentName | None = None
    meaning: Meaning | None = None


@dataclass(slots=True)
class PieceRow:
    """The pieces of a text, asked by place; beyond both ends there is nothing.

    Attributes:
        meanings: all that any of the words has.
        names: of instruments, as they were written; not those that are ordinary words.
    """

    pieces: Sequence[Piece]
    meanings: frozenset[Meaning | None] = field(init=False)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note once which meanings there are."""
        self.meanings = frozenset(piece.meaning for piece in self.pieces)
        named = [piece for piece in self.pieces if piece.name is not None]
        self.names = frozenset(
            piece.written for piece in named if piece.name and not piece.name.is_weak
        )

    def __len__(self) -> int:
        return len(self.pieces)

    def at(self, place: int) -> Piece | None:
        """The piece; null where there is none."""
        if 0 <= place < len(self.pieces):
            return self.pieces[place]
        return None

    def text(self, place: int) -> str:
        """The piece in small letters; empty where there is none."""
        piece = self.at(place)
        return "" if piece is None else piece.text

    def number(self, place: int) -> NumberTerms | None:
        """The number that stands there."""
        piece = self.at(place)
        return None if piece is None else piece.number

    def meaning(self, place: int) -> Meaning | None:
        """What the word there means."""
        piece = self.at(place)
        return None if piece is None else piece.meaning

    def kind(self, place: int) -> PieceKind | None:
        """What stands there."""
        piece = self.at(place)
        return None if piece is None else piece.kind

    def numbers(self) -> Iterator[int]:
        """The places of numbers."""
        return (place for place, piece in enumerate(self.pieces) if piece.number is not None)

    def has_meaning_before(self, place: int, *meanings: Meaning, within: int) -> bool:
        """Whether a word of one of these meanings stands in so many places before."""
        start = max(place - within, 0)
        return any(piece.meaning in meanings for piece in self.pieces[start:place])

    def next_content(self, place: int) -> int:
        """The first place behind that is no glue, no equals sign and no at; the length where there is none."""
        after = place + 1
        last = min(len(self.pieces), place + MOST_GLUE)
        while after < last and is_glue(self.pieces[after]):
            after += 1
        return after

    def previous_content(self, place: int) -> int:
        """The first place before that is no glue; -1 where there is none."""
        before = place - 1
        first = max(0, place - MOST_GLUE)
        while before >= first and is_glue(self.pieces[before]):
            before -= 1
        return before


def is_glue(piece: Piece) -> bool:
    """Whether a piece may stand between a label and its number and changes nothing."""
    if piece.kind is PieceKind.MARK:
        return piece.text in "=:@~(|)*"
    return piece.meaning in (Meaning.GLUE, Meaning.AT)
