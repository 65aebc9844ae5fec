"""Numbers among their neighbours: lists, ranges, prices beside the name, levels that were moved. Pure."""

from decimal import Decimal

from backend.features.coach.ideas.label_binding import meaning_of
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow, is_glue
from backend.features.coach.ideas.words.surroundings import DIRECTIONS, is_conditional
from backend.features.coach.ideas.words.vocabulary import Meaning

ZONE_WIDTH = Decimal("1.2")  # two numbers further apart are no entry zone
_NEAR = Decimal("0.1")  # prices of one idea are that near to each other
_RANGE_MARKS = frozenset("- to bis hasta".split())
_AND = ("and", "&", "y", "und")  # in "between 4500 and 4505"
_NOW = frozenset("to now jetzt ahora maintenant adesso agora instead".split())
_LIST_MARKS = frozenset(", / // and & - then ; + y und et e or second third final next".split())


class NumberLine:
    """The numbers of a text with the labels that are bound to them."""

    def __init__(
        self, row: PieceRow, figures: dict[int, PlacedNumber], label_of: dict[int, int]
    ) -> None:
        self._row = row
        self._figures = figures
        self._label_of = label_of

    def next_of_list(self, place: int) -> int | None:
        """The next number of a list, "4510, 4520 and 4530"; null where it ends."""
        after = place + 1
        while self._row.text(after) in _LIST_MARKS or self._row.text(after) in (":", "="):
            after += 1
        figure = self._figures.get(after)
        if figure is None or after in self._label_of or after - place > 3:
            return None
        return after if _are_of_one_list(self._figure_before(place), figure) else None

    def _figure_before(self, place: int) -> PlacedNumber:
        while place not in self._figures:
            place -= 1
        return self._figures[place]

    def range_partner(self, place: int) -> int | None:
        """The other edge in "4500-4505" and "4500 to 4505"."""
        other = self._place_of_a_partner(place)
        figure = None if other is None else self._figures.get(other)
        if figure is None or figure.kind is not NumberKind.PLAIN or other in self._label_of:
            return None
        low, high = sorted((self._figures[place].value, figure.value))
        is_range = 0 < low < high < low * ZONE_WIDTH
        return other if is_range else None

    def _place_of_a_partner(self, place: int) -> int | None:
        """Behind a mark of a range, or at once where the dash is taken for a minus: "4500 -4505"."""
        if self._has_range_mark(place):
            return place + 2
        number = self._row.number(place + 1)
        if number is None or not number.is_negative:
            return None
        return place + 1 if self._figures[place + 1].value > 0 else None

    def _has_range_mark(self, place: int) -> bool:
        mark = self._row.text(place + 1)
        if mark in _RANGE_MARKS:
            return True
        label = self._label_of.get(place)
        is_between = label is not None and "between" in self._row.text(label)
        return is_between and mark in _AND

    def is_attached(self, place: int) -> bool:
        """Whether a price stands right behind the name or the direction."""
        before = place - 1
        while before >= 0 and is_glue(self._row.pieces[before]):
            before -= 1
        if self._row.kind(before) is PieceKind.NAME or self._row.meaning(before) in DIRECTIONS:
            return True
        figure = self._figures.get(before)
        is_size = figure is not None and figure.kind is NumberKind.SIZE
        is_unit = self._row.meaning(before) in (Meaning.UNIT, Meaning.MARKET, Meaning.LIMIT)
        return is_size or is_unit

    def is_on_the_scale(self, figure: PlacedNumber) -> bool:
        """In "a long at 21050, risk down to 21020" the number is a price and no money."""
        others = [
            other.value
            for place, other in self._figures.items()
            if place != figure.place and other.kind is NumberKind.PLAIN and other.value > 0
        ]
        return any(abs(figure.value / value - 1) < _NEAR for value in others)

    def is_move(self, label: int) -> bool:
        """In "moved my stop to 4495" a level of a trade that is held is moved."""
        row = self._row
        for before in range(label - 1, max(label - 7, -1), -1):
            meaning = row.meaning(before)
            if meaning in (Meaning.MOVED, Meaning.MOVE):
                return not is_conditional(row, before, within=4)
            if meaning not in (Meaning.GLUE, None, *DIRECTIONS):
                break
        return self._is_moved_behind(label)

    def _is_moved_behind(self, label: int) -> bool:
        """In "Stopp auf 4495 nachgezogen", "stop to 4495" and "tp is now 6595" of no entry it was moved, too."""
        row = self._row
        behind = range(label + 1, min(label + 8, len(row)))
        place = next((at for at in behind if row.number(at) is not None), None)
        if place is None or self._has_entry_price():
            return False
        if any(row.meaning(at) is Meaning.MOVED for at in (*behind, place + 1, place + 2)):
            return True
        between = {row.text(at) for at in range(label + 1, place + 2)}
        return bool(between & _NOW) and "from" not in between

    def _has_entry_price(self) -> bool:
        """Whether any number is bound to the entry, or stands beside the name or the direction."""
        for place, figure in self._figures.items():
            label = self._label_of.get(place)
            meaning = None if label is None else meaning_of(self._row, label)
            if meaning in (Meaning.ENTRY, Meaning.AT, Meaning.LIMIT):
                return True
            if meaning is None and figure.kind is NumberKind.PLAIN and self.is_attached(place):
                return True
        return False


def _are_of_one_list(figure: PlacedNumber, following: PlacedNumber) -> bool:
    """Two targets are of one kind and scale; a small number behind one is rather a size."""
    if following.kind not in (NumberKind.PLAIN, NumberKind.DISTANCE):
        return False
    is_distance = figure.kind is NumberKind.DISTANCE
    if is_distance != (following.kind is NumberKind.DISTANCE):
        return False
    if figure.value == 0 or following.value == 0:
        return False
    return Decimal("0.33") < following.value / figure.value < Decimal(3)
