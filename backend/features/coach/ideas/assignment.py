"""One walk over the pieces with their labels bound: each number gets its field, or is left as free."""

from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft, LevelNote, PriceNote
from backend.features.coach.ideas.exit_walk import ExitWalk
from backend.features.coach.ideas.label_binding import meaning_of
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.numbers.timeframes import timeframe_of
from backend.features.coach.ideas.schemas import LevelMove, LevelName, SpokenExit
from backend.features.coach.ideas.trade_end import settle_end
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.surroundings import DIRECTIONS, LEVELS
from backend.features.coach.ideas.words.vocabulary import TIMEFRAMES, Meaning

_LEAVING = (Meaning.EXIT, Meaning.STOPPED, Meaning.OUT)
_REWARD_BEFORE = frozenset("for make reward gain profit win".split())
_HALF = Decimal("0.5")
_SHARE_WORDS = {"third": "0.3333", "a third": "0.3333", "quarter": "0.25", "a quarter": "0.25"}
_COVERING = frozenset("covered cover bought bought back bought it back covered it".split())


class Assignment(ExitWalk):
    """The walk over all pieces; what it knows of exits stands in `ExitWalk`."""

    def draft(self) -> IdeaDraft:
        """Everything that is read, from the first piece to the last."""
        for place, piece in enumerate(self._row.pieces):
            if piece.number is not None:
                if place not in self._done:
                    self._number(place)
            elif piece.meaning is not None or piece.kind is PieceKind.ARROW:
                self._word(place, meaning_of(self._row, place))
            elif piece.text in TIMEFRAMES:
                self._draft.timeframe = self._draft.timeframe or TIMEFRAMES[piece.text]
                self._use(place)
        self._end_exit()
        settle_end(self._draft, self._row, is_hypothetical=self._is_hypothetical)
        return self._draft

    # Words.

    def _word(self, place: int, meaning: Meaning) -> None:
        draft = self._draft
        if meaning in _LEAVING:
            self._leave(place, meaning)
        elif meaning in DIRECTIONS:
            self._turn(place)
        elif meaning in (Meaning.PART, Meaning.REST):
            self._part(place, meaning)
        elif meaning in LEVELS and place in self._unbound:
            self._level_without_number(place, meaning)
        elif meaning in (Meaning.ENTRY, *LEVELS):
            if meaning is Meaning.ENTRY and self._row.text(place) in ("from", "in", "at"):
                self._end_exit()
            self._last = None
        elif meaning is Meaning.BREAK_EVEN:
            self._break_even(place)
        draft.used.update({place} if meaning not in (Meaning.DENIAL, Meaning.FADE) else set())

    def _turn(self, place: int) -> None:
        """A direction behind the end of a trade begins another one, but in "closed my long"."""
        draft, row = self._draft, self._row
        before = {row.text(earlier) for earlier in range(max(place - 3, 0), place)}
        is_own = bool(before & {"my", "the", "was", "were", "on", "of", "mein", "meine"})
        has_names = row.kind(place - 1) is PieceKind.NAME
        is_anew = bool(before & {"now", "again"}) or row.text(place + 1) in ("now", "again")
        is_over = draft.is_left and not draft.entries and not draft.zone
        is_far = row.kind(place - 1) is PieceKind.BREAK or row.text(place - 1) == ","
        if is_over and not is_own and not has_names and (is_anew or is_far):
            has_from = row.text(place + 1) in ("from", "at") and not is_anew
            if not has_from or draft.exits:
                self._forget_the_end(has_exit=has_from)
        else:
            self._end_exit_if_priced()
        self._last = None

    def _level_without_number(self, place: int, meaning: Meaning) -> None:
        row = self._row
        behind = {row.meaning(place + ahead) for ahead in (1, 2, 3)}
        behind |= {row.meaning(place + ahead) for ahead in range(4, 9)}
        if Meaning.BREAK_EVEN in behind or self._is_question(place):
            return
        if meaning is Meaning.STOP:
            self._draft.stop_without_number = True
        else:
            self._draft.target_without_number = True

    def _is_question(self, place: int) -> bool:
        """In "stop?" and "where should my stop be" nothing is told."""
        near = {self._row.text(place + ahead) for ahead in (-4, -3, -2, -1, 1, 2)}
        return "?" in near and "where" in near

    def _break_even(self, place: int) -> None:
        row, draft = self._row, self._draft
        has_level = any(row.meaning(at) in LEVELS for at in range(max(place - 9, 0), place))
        if not has_level and row.has_meaning_before(place, Meaning.MOVED, within=5):
            draft.moves.append(LevelMove("stop", to_entry=True))
            return
        for before in range(place - 1, max(place - 9, -1), -1):
            meaning = row.meaning(before)
            if meaning in LEVELS:
                draft.moves.append(LevelMove(_level_name(meaning), to_entry=True))
                return
        if self._exit is not None:
            self._exit = replace(self._exit, at="break_even")

    # Numbers.

    def _number(self, place: int) -> None:
        figure = self._figures.get(place)
        if figure is None:
            self._draft.free.append(place)
            return
        label = self._label_of.get(place)
        meaning = None if label is None else meaning_of(self._row, label)
        if label is not None and meaning is not None:
            self._use(label)
        if figure.kind is NumberKind.TIME:
            self._time(figure)
        elif figure.kind is NumberKind.COUNT or meaning is Meaning.LEVEL:
            self._put_aside(place)
        elif meaning is Meaning.ACCOUNT:
            self._of_the_account(figure)
        elif meaning in LEVELS and label is not None:
            self._level(figure, label, meaning)
        elif meaning in (Meaning.RISK, Meaning.LEVERAGE, Meaning.NOTIONAL, Meaning.MARGIN):
            self._of_money(figure, meaning)
        elif meaning is Meaning.RATIO or figure.kind is NumberKind.RATIO:
            self._ratio(figure)
        elif figure.kind is NumberKind.SIZE or meaning in (Meaning.SIZE, Meaning.UNIT):
            self._size(figure, meaning)
        elif figure.kind is NumberKind.LEVERAGE:
            self._draft.leverage = self._draft.leverage or figure.value
            self._use(place)
        elif figure.kind is NumberKind.DISTANCE:
            self._distance_alone(figure)
        else:
            self._price(figure, label, meaning)

    def _of_the_account(self, figure: PlacedNumber) -> None:
        """What the account holds or made; in "my account can take 1.5 percent on this" it may be what is risked."""
        if figure.unit == "%" and not self._is_a_result(figure):
            self._draft.free.append(figure.place)
        else:
            self._put_aside(figure.place)

    def _time(self, figure: PlacedNumber) -> None:
        self._use(figure.place, figure.unit_end)
        self._draft.timeframe = self._draft.timeframe or timeframe_of(self._row, figure)

    def _of_money(self, figure: PlacedNumber, meaning: Meaning) -> None:
        draft = self._draft
        self._use(figure.place, figure.unit_end)
        if meaning is Meaning.LEVERAGE:
            draft.leverage = draft.leverage or figure.value
        elif meaning is Meaning.NOTIONAL:
            draft.notional = draft.notional or figure.value
        elif meaning is Meaning.RISK:
            self._risk(figure)
        else:
            draft.free.append(figure.place)

    def _risk(self, figure: PlacedNumber) -> None:
        draft = self._draft
        if figure.unit == "%":
            draft.risk_percent = draft.risk_percent or figure.value
        elif figure.unit == "r":
            self._use(figure.place)
        elif figure.kind is NumberKind.DISTANCE:
            draft.stops.append(LevelNote(figure.value, figure.place, figure.unit))
        elif figure.kind is NumberKind.PLAIN and self._line.is_on_the_scale(figure):
            draft.stops.append(LevelNote(figure.value, figure.place))
        else:
            draft.risk_money = draft.risk_money or figure.value

    def _ratio(self, figure: PlacedNumber) -> None:
        self._use(figure.place)
        self._draft.targets.append(LevelNote(figure.value, figure.place, "r"))

    def _size(self, figure: PlacedNumber, meaning: Meaning | None) -> None:
        draft = self._draft
        self._use(figure.place, figure.unit_end)
        if figure.kind is NumberKind.MONEY:
            draft.notional = draft.notional or figure.value
        elif self._exit is not None and meaning is not Meaning.SIZE and self._is_of_an_exit(figure):
            if self._exit.size is not None:
                self._end_exit()
                self._exit = SpokenExit()
            self._exit = replace(self._exit, size=figure.value)
        elif self._is_another_exit(figure):
            self._exit = SpokenExit(size=figure.value)
        else:
            draft.sizes.append(figure.value)

    def _distance_alone(self, figure: PlacedNumber) -> None:
        """2R is a target, 50% of what is left a share; another distance without a label is none."""
        if figure.unit == "%" and self._is_share(figure):
            self._exit = replace(self._exit or SpokenExit(), share=figure.value / 100)
            self._use(figure.place, figure.unit_end)
            return
        is_reward = self._row.text(figure.place - 1) in _REWARD_BEFORE
        if (figure.unit == "r" or is_reward) and not self._draft.is_left:
            self._draft.targets.append(LevelNote(figure.value, figure.place, figure.unit))
            self._use(figure.place, figure.unit_end)
        elif self._is_a_result(figure):
            self._put_aside(figure.place)
        else:
            self._draft.free.append(figure.place)

    def _is_share(self, figure: PlacedNumber) -> bool:
        behind = self._row.text(figure.unit_end + 1)
        is_of = self._row.meaning(figure.unit_end + 1) is Meaning.AT or behind in ("of", "off")
        return is_of and (self._exit is not None or behind == "off") and figure.value <= 100

    def _is_a_result(self, figure: PlacedNumber) -> bool:
        """In "for a 2% loss" and "made 10 points" it is what came of it."""
        behind = {self._row.text(figure.unit_end + ahead) for ahead in (1, 2)}
        before = {self._row.text(figure.place - back) for back in (1, 2, 3)}
        words = {"loss", "gain", "profit", "winner", "loser", "down", "up", "move", "range", "made"}
        return bool((behind | before) & (words | {"lost", "moved", "higher", "lower", "dip"}))

    def _level(self, figure: PlacedNumber, label: int, meaning: Meaning) -> None:
        draft, row = self._draft, self._row
        self._use(figure.place, figure.unit_end)
        is_of_the_account = figure.unit == "%" and "risk" in row.text(
            label
        )  # "lower my risk to 1%"
        if not (self._is_hypothetical or is_of_the_account) and self._line.is_move(label):
            draft.moves.append(LevelMove(_level_name(meaning), self._moved_to(figure)))
            return
        note = LevelNote(
            figure.value,
            figure.place,
            figure.unit,
            figure.kind is NumberKind.MONEY,
            self._score_of[label],
        )
        (draft.stops if meaning is Meaning.STOP else draft.targets).append(note)
        self._last = meaning
        if row.text(label) == "stopped":
            draft.is_unclear_exit = draft.may_be_stopped = True
        if meaning is Meaning.TARGET:
            self._more_targets(figure)
        elif self._line.range_partner(figure.place) is not None:
            draft.span = "stop"
            self._use(self._line.range_partner(figure.place) or 0)
            self._done.add(self._line.range_partner(figure.place) or 0)
        if _is_hit_behind(row, figure.place):
            self._exit = SpokenExit()
            draft.is_left = True
            self._exit_price(figure.place, None)

    def _moved_to(self, figure: PlacedNumber) -> Decimal:
        """In "from 1.0935 to 1.0965" the level is now the second."""
        partner = self._line.range_partner(figure.place)
        if partner is None:
            return figure.value
        self._done.add(partner)
        self._use(partner)
        return self._figures[partner].value

    def _more_targets(self, figure: PlacedNumber) -> None:
        """Behind a target a comma, a slash or an "and" brings the next one."""
        place = figure.unit_end
        while True:
            after = self._line.next_of_list(place)
            if after is None:
                return
            other = self._figures[after]
            note = LevelNote(other.value, after, other.unit, other.kind is NumberKind.MONEY)
            self._draft.targets.append(note)
            self._use(after)
            self._done.add(after)
            place = other.unit_end

    # Prices.

    def _price(self, figure: PlacedNumber, label: int | None, meaning: Meaning | None) -> None:
        place, draft = figure.place, self._draft
        if meaning in (*_LEAVING, Meaning.PART, Meaning.REST):
            if not self._is_number_of_trades(place):
                self._exit_price(place, label)
            return
        if meaning is Meaning.AT and self._is_exit_by_at(place):
            self._exit_price(place, None)
            return
        if self._is_triple(place):
            return
        partner = self._line.range_partner(place)
        if partner is not None and self._zone(place, partner):
            return
        if figure.kind is NumberKind.MONEY and self._is_worth(place):
            draft.notional = draft.notional or figure.value
            self._use(place, figure.unit_end)
            return
        is_moved = row_has_move(self._row, place) and not self._is_hypothetical
        if label is None and is_moved:
            draft.moves.append(LevelMove("stop", figure.value))
            self._use(place)
            return
        if self._is_trailing_size(place):
            draft.sizes.append(figure.value)
            self._use(place)
            return
        self._entry(figure, meaning)

    def _is_worth(self, place: int) -> bool:
        """In "… for $5,000" and "$5k of BTC" the money is what the position is worth, the price being told."""
        row, draft = self._row, self._draft
        at = self._figures[place].unit_end + 1
        is_of_it = row.text(at) == "of" and row.kind(at + 1) is PieceKind.NAME
        is_for = row.text(place - 1) in ("for", "with", "mit", "con", "por")
        is_of = is_of_it or row.text(at) in ("worth", "position", "into")
        return is_of or (is_for and bool(draft.entries or draft.zone))

    def _is_trailing_size(self, place: int) -> bool:
        """In "… CL short with 2" the number at the end is the size."""
        number = self._row.number(place)
        is_small = number is not None and number.is_whole and 0 < number.value <= 20
        is_end = self._row.kind(place + 1) in (None, PieceKind.BREAK)
        is_with = self._row.text(place - 1) in ("with", "mit", "con", "avec")
        return is_small and is_end and is_with

    def _is_triple(self, place: int) -> bool:
        """`4500/4490/4530` is entry, stop and target."""
        row = self._row
        second, third = place + 2, place + 4
        if row.text(place + 1) not in ("/", "|") or row.text(place + 3) not in ("/", "|"):
            return False
        if second not in self._figures or third not in self._figures:
            return False
        if {second, third} & self._label_of.keys():
            return False
        values = [self._figures[at].value for at in (place, second, third)]
        entry, stop, target = values
        if not (stop < entry < target or stop > entry > target):
            return False
        self._draft.entries.append(PriceNote(entry, place, "label"))
        self._draft.stops.append(LevelNote(stop, second))
        self._draft.targets.append(LevelNote(target, third))
        self._use(place, second, third)
        self._done |= {second, third}
        return True

    def _zone(self, place: int, partner: int) -> bool:
        row, draft = self._row, self._draft
        label = self._label_of.get(place)
        is_told = label is not None and row.text(label) in ("from",)
        if draft.zone is not None or draft.entries:
            return False
        if is_told and row.text(partner - 1) in ("to", "bis") and not draft.is_left:
            draft.span = "entry"
        draft.zone = (self._figures[place].value, self._figures[partner].value)
        self._use(place, partner)
        self._done.add(partner)
        return True

    def _entry(self, figure: PlacedNumber, meaning: Meaning | None) -> None:
        if figure.value == 0:
            self._draft.free.append(figure.place)
            return
        evidence = _EVIDENCE.get(meaning) if meaning is not None else None
        if evidence is None and self._line.is_attached(figure.place):
            evidence = "attached"
        note = PriceNote(figure.value, figure.place, evidence or "loose")
        if self._exit is not None and self._draft.is_left and not self._draft.entries:
            self._draft.after_leaving.append(note)
        self._draft.entries.append(note)


def row_has_move(row: PieceRow, place: int) -> bool:
    """In "trailed it to 4513" a stop was moved, for nothing else is trailed."""
    is_to = row.meaning(place - 1) is Meaning.TO
    return is_to and row.has_meaning_before(place, Meaning.MOVED, within=4)


_EVIDENCE = {
    Meaning.ENTRY: "label",
    Meaning.LIMIT: "label",
    Meaning.STOP_ORDER_LONG: "label",
    Meaning.STOP_ORDER_SHORT: "label",
    Meaning.PREMIUM: "label",
    Meaning.AT: "at",
    Meaning.EDGE: "edge",
}


def _level_name(meaning: Meaning) -> LevelName:
    return "stop" if meaning is Meaning.STOP else "target"


def _is_hit_behind(row: PieceRow, place: int) -> bool:
    """In "stop 78.10 was hit" the level is the exit."""
    near = (place + 1, place + 2)
    return any(
        row.meaning(other) is Meaning.EXIT and row.text(other) in ("hit", "reached", "tagged")
        for other in near
    )
