"""What a walk over the pieces knows of exits: which one is being told, and what of it is told already."""

from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft
from backend.features.coach.ideas.label_binding import BindingWay
from backend.features.coach.ideas.numbers.number_kinds import PlacedNumber
from backend.features.coach.ideas.numbers.number_line import NumberLine
from backend.features.coach.ideas.schemas import ExitLevel, SpokenExit
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import SHARES, Meaning

_LEAVING = (Meaning.EXIT, Meaning.STOPPED, Meaning.OUT)
_REWARD_BEFORE = frozenset("for make reward gain profit win".split())
_HALF = Decimal("0.5")
_SHARE_WORDS = {"third": "0.3333", "a third": "0.3333", "quarter": "0.25", "a quarter": "0.25"}
_LAST_PARTS = ("other", "remaining", "second", "last", "final")  # "other half at 272.80"
_COVERING = frozenset("covered cover bought bought back bought it back covered it".split())


class ExitWalk:
    """The part of a walk that notes exits: `_exit` is the one being told, `_last` the role of the number before."""

    def __init__(
        self,
        row: PieceRow,
        figures: dict[int, PlacedNumber],
        way: BindingWay,
        *,
        is_hypothetical: bool,
    ) -> None:
        self._row = row
        self._figures = figures
        self._label_of = {
            binding.number: binding.label for binding in way.bindings if binding.number is not None
        }
        self._line = NumberLine(row, figures, self._label_of)
        self._score_of = {binding.label: binding.score for binding in way.bindings}
        self._unbound = {binding.label for binding in way.bindings if binding.number is None}
        self._is_hypothetical = is_hypothetical
        self._draft = IdeaDraft(score=way.score)
        self._exit: SpokenExit | None = None
        self._last: Meaning | None = None
        self._done: set[int] = set()

    def _leave(self, place: int, meaning: Meaning) -> None:
        draft, row = self._draft, self._row
        share = None if self._exit is None or self._exit.price is not None else self._exit.share
        if share is None:
            self._end_exit()
        words = row.text(place)
        level = _level_of(row, place, meaning)
        is_planned = meaning is Meaning.OUT
        draft.is_left = draft.is_left or not is_planned
        if words in _COVERING or words.startswith(("covered", "bought")):
            draft.is_covered = True
        self._exit = SpokenExit(at=level, share=share)
        self._last = meaning

    def _part(self, place: int, meaning: Meaning) -> None:
        if place in self._unbound and not self._is_leaving_part(place):
            return
        is_rest = meaning is Meaning.REST or self._row.text(place - 1) in _LAST_PARTS
        share = Decimal(1) if is_rest else _share(self._row.text(place))
        if self._exit is None or self._exit.share is not None or self._exit.size is not None:
            self._end_exit()
            self._exit = SpokenExit()
        self._exit = replace(self._exit, share=share)
        took = {self._row.text(before) for before in range(max(place - 2, 0), place)}
        if took & {"took", "taken", "banked", "booked", "locked"}:
            self._draft.is_left = True
        self._last = meaning

    def _is_leaving_part(self, place: int) -> bool:
        if self._row.meaning(self._row.next_content(place)) in _LEAVING:
            return True
        near = {self._row.text(place + ahead) for ahead in (-2, -1, 1)}
        return self._exit is not None or bool(near & {"took", "off", "taken", "take"})

    def _end_exit(self) -> None:
        """Keep the exit that was being told, where anything was told of it."""
        leaving, self._exit = self._exit, None
        if leaving is None:
            return
        if leaving.price is None and leaving == SpokenExit():
            return
        if leaving.price is None and leaving.at is None and not self._draft.is_left:
            return
        self._draft.exits.append(leaving)

    def _end_exit_if_priced(self) -> None:
        if self._exit is not None and self._exit.price is not None:
            self._end_exit()

    def _exit_price(self, place: int, label: int | None) -> None:
        draft = self._draft
        value = self._figures[place].value
        self._use(place)
        is_planned = label is not None and self._row.meaning(label) is Meaning.OUT
        if is_planned and not draft.is_left:
            self._plan_exit(place, value)
            return
        if self._exit is None:
            self._exit = SpokenExit()
        if self._exit.price is not None:
            size = None
            self._end_exit()
            self._exit = SpokenExit(size=size)
        self._exit = replace(self._exit, price=value, at=None)
        self._end_exit()
        self._last = Meaning.EXIT

    def _plan_exit(self, place: int, value: Decimal) -> None:
        """Where it is to be left; "or" brings another place."""
        draft = self._draft
        draft.planned.append(value)
        other = self._line.next_of_list(place)
        if other is not None and self._row.text(place + 1) in ("or", "/"):
            draft.planned.append(self._figures[other].value)
            self._use(other)
            self._done.add(other)
        draft.is_unclear_exit = draft.is_unclear_exit or len(draft.planned) > 1
        self._exit = None

    def _forget_the_end(self, *, has_exit: bool) -> None:
        """What was left is another trade; the idea begins behind its end."""
        if has_exit:
            self._exit = None
            return
        draft = self._draft
        draft.is_left = draft.is_covered = draft.is_unclear_exit = False
        draft.exits, draft.after_leaving = [], []
        self._exit = None

    def _is_number_of_trades(self, place: int) -> bool:
        """In "closed 3 trades" the number is no exit."""
        number = self._row.number(place)
        is_small = number is not None and number.is_whole and number.value < 10
        if is_small and self._row.meaning(place - 1) is not Meaning.AT:
            if self._exit is not None and (self._draft.sizes or self._row.text(place + 1) == "of"):
                self._exit = replace(self._exit, size=self._figures[place].value)
            self._use(place)
            return True
        return False

    def _is_exit_by_at(self, place: int) -> bool:
        """A bare "at" behind the end of a trade is where it ended, once the entry is known."""
        draft = self._draft
        if self._exit is None:
            return False
        is_priced = bool(draft.exits) and self._exit.size is None and self._exit.share is None
        return (draft.is_left or bool(self._exit.share)) and not is_priced and place > 0

    def _is_another_exit(self, figure: PlacedNumber) -> bool:
        """In "… and 1 at 4490" behind an exit is the next one."""
        is_at = self._row.meaning(figure.unit_end + 1) is Meaning.AT
        return self._last is Meaning.EXIT and bool(self._draft.exits) and is_at

    def _is_of_an_exit(self, figure: PlacedNumber) -> bool:
        """In "closed 2 MES long 5000" the size is that of the trade."""
        if self._row.kind(figure.place + 1) is PieceKind.NAME and not self._draft.sizes:
            return False
        is_at = self._row.meaning(figure.unit_end + 1) in (Meaning.AT, Meaning.GLUE, Meaning.REST)
        return is_at or (self._exit is not None and bool(self._draft.sizes))

    def _use(self, *places: int) -> None:
        self._draft.used.update(places)

    def _put_aside(self, place: int) -> None:
        """A number that is known to be no part of the trade."""
        self._use(place)
        self._draft.aside.add(place)


def _share(text: str) -> Decimal | None:
    if text in SHARES:
        return _HALF
    share = _SHARE_WORDS.get(text)
    return None if share is None else Decimal(share)


def _level_of(row: PieceRow, place: int, meaning: Meaning) -> ExitLevel | None:
    """The level that ended a trade, in "stopped out" and "hit my target"."""
    if meaning is Meaning.STOPPED:
        return "stop"
    near = {row.text(place + ahead) for ahead in (-3, -2, -1, 1, 2, 3)}
    if row.text(place) in ("hit", "reached", "tagged", "taken out"):
        if near & {"stop", "sl", "stops", "stoploss"}:
            return "stop"
        if near & {"target", "tp", "targets", "pt"}:
            return "target"
    if row.text(place) == "scratched":
        return "break_even"
    return None
