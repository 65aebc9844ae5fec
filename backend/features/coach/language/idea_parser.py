"""One walk over the tokens of a trader's words: what each number is, by the words before it or the unit behind.

Exits have words of their own. What was said of the entry first stays: a bare "at" further behind takes nothing from it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from backend.features.coach.language import lexicon as said
from backend.features.coach.language.tokenizer import Token, TokenKind

ZONE_WIDTH = Decimal("1.2")  # two numbers further apart are no entry zone
LEVELS = ("stop", "target")
NEAR_WORD, NEAR_EXIT = (
    4,
    3,
)  # words between the end of a trade and its direction: "covered ES 4480, short from 4500"


@dataclass(frozen=True, slots=True)
class Said:
    """A number for a level: a price, or a distance in a unit."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a trade was left (`is_done`), or where it was or is to be ("out 18290")."""

    price: Decimal
    is_done: bool


@dataclass
class Notes:
    """What the walk has found so far.

    Attributes:
        entries: prices that are called the entry.
        prices: those behind a name, a direction or "at".
        loose: those that nothing says anything of.
        after_leaving: of the last two those that may be the exit, too.
        is_entry_told: there was a price before the first word of leaving, so that is the entry.
        is_exit_unclear: only a part was closed, or a stop was meant.
        is_covered: what is covered was short.
    """

    directions: dict[str, None] = field(default_factory=dict)
    entries: list[Decimal] = field(default_factory=list)
    prices: list[Decimal] = field(default_factory=list)
    loose: list[Decimal] = field(default_factory=list)
    after_leaving: list[Decimal] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    stop: Said | None = None
    targets: list[Said] = field(default_factory=list)
    size: Decimal | None = None
    risk_money: Decimal | None = None
    risk_percent: Decimal | None = None
    timeframe: str | None = None
    market: bool = False
    zone: tuple[Decimal, Decimal] | None = None
    is_left: bool = False
    is_entry_told: bool = False
    is_exit_unclear: bool = False
    is_covered: bool = False

    @property
    def has_entry(self) -> bool:
        """Whether any price was said that may be the entry."""
        return bool(self.entries or self.prices or self.loose or self.zone)


class Walk:
    """One walk over the tokens; `slot` is what the next number is."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._slot: str | None = None
        self._level: tuple[int, Decimal] | None = (
            None  # the last stop or target, and where it stood
        )
        self._is_done = False
        self._is_partly = False
        self._left_at = 0
        self._notes = Notes()

    def notes(self) -> Notes:
        """Everything that is found, from the first token to the last."""
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
        elif word in said.CLOSED or word in said.EXIT or word in ("loss", "hit"):
            self._end(place, word)
        elif word in said.NEUTRAL_TARGET:  # "looking for 4490", but not "looking to"
            self._slot = "target" if self._leads_to_number(place) else self._slot
        elif word in said.STOP:
            self._stop(place, word)
        elif word in said.TARGET:
            self._target(place)
        elif word in said.ENTRY or (word in said.ENTRY_AT_NUMBER and self._leads_to_number(place)):
            is_entered = word.startswith(("ent", "fill", "from"))
            self._slot = (
                self._slot if self._slot in (*LEVELS, "exit") and not is_entered else "entry"
            )
        elif word in said.AT:
            self._slot = self._slot or ("market" if self._text(place - 1) in said.STANDS else "at")
        elif word in said.PARTS:
            if self._is_taken(place):  # "took partials at 4510"
                self._leave(place)
            self._is_partly = True
        elif word in said.RISK:
            self._slot = "risk"
        elif word in said.SIZE:
            self._slot = "size"
        elif word in said.TIMEFRAMES:
            self._notes.timeframe = self._notes.timeframe or said.TIMEFRAMES[word]
        elif word in said.MARKET:
            self._notes.market = True

    def _end(self, place: int, word: str) -> None:
        """A word that may say that the trade is over."""
        if word == "hit":
            self._hit(place)
        elif word == "loss":  # "took the loss at 4490"
            if self._is_taken(place):
                self._leave(place)
        elif word in said.CLOSED:
            if self._is_of_the_market(place):
                self._slot = "market" if self._leads_to_number(place) else self._slot
            else:
                self._notes.is_covered |= word == "covered"
                self._leave(place)
        elif self._is_out(place, word):
            self._leave(place, is_done=self._text(place - 1) in said.DONE)

    def _is_out(self, place: int, word: str) -> bool:
        before, behind = self._text(place - 1), self._text(place + 1)
        if word == "flat":  # "flat at 4510", but not "ES is flat at 4510"
            return self._leads_to_number(place) and before not in said.STANDS
        if self._leads_to_number(place) or (behind == "of" and self._names_the_trade(place + 2)):
            return True
        return before in said.DONE and not self._said_before(place, said.IFS, within=8)

    def _hit(self, place: int) -> None:
        """In "stop hit at 4490" and "stop 4490 hit" the level is the exit."""
        if self._said_before(place, said.IFS, within=6):
            return
        if self._slot in LEVELS and self._leads_to_number(place):
            self._leave(place)
        elif self._level is not None and place - self._level[0] <= 2:
            self._notes.is_left = True
            self._notes.exits.append(Exit(self._level[1], is_done=True))

    def _stop(self, place: int, word: str) -> None:
        is_hit = self._said_before(place, ("hit",), within=2) and not self._said_before(
            place, said.IFS, within=6
        )
        is_stopped_out = word == "stopped" and self._text(place - 1) in (
            "got",
            "was",
            "been",
            "am",
            "getting",
        )
        if word == "stopped" and self._text(place + 1) == "out":
            self._slot = None  # the next word says it
        elif (is_hit or is_stopped_out) and self._leads_to_number(place):
            self._leave(place)
        else:
            self._notes.is_exit_unclear |= word == "stopped" and self._leads_to_number(
                place
            )  # where it is, or was hit?
            self._slot = (
                None if self._denied(place) or self._is_behind_its_number(place) else "stop"
            )

    def _target(self, place: int) -> None:
        is_hit = self._said_before(place, ("hit",), within=2) and not self._said_before(
            place, said.IFS, within=6
        )
        if (is_hit and self._leads_to_number(place)) or self._is_taken(place):
            self._leave(place)
        else:
            self._slot = (
                None if self._denied(place) or self._is_behind_its_number(place) else "target"
            )

    def _leave(self, place: int, *, is_done: bool = True) -> None:
        """The trade is over; the number behind, or the next one behind "at", is its exit."""
        if not self._notes.is_left:
            self._notes.is_entry_told = self._notes.has_entry
        self._notes.is_left, self._is_done, self._left_at = True, is_done, place
        self._slot = "exit" if self._leads_to_number(place) else None

    def _direction(self, place: int, direction: str) -> None:
        after, word = self._text(place + 1), self._text(place)
        if self._closes(place, word, direction):
            self._leave(place)
            return
        if self._denied(place) or after in said.NOT_A_DIRECTION_BEFORE:
            return
        if self._notes.directions and self._text(place - 1) in ("to", "then"):
            return  # "bought it to sell higher" names the exit
        if self._notes.is_left and not self._notes.is_entry_told and self._is_another_trade(place):
            self._notes.is_left, self._notes.is_covered, self._notes.after_leaving = (
                False,
                False,
                [],
            )
            self._notes.exits = []
        self._notes.directions[direction] = None
        if self._slot == "risk":
            self._slot = None

    def _is_another_trade(self, place: int) -> bool:
        """In "closed my last trade for a loss. Long ES 4500" an idea begins behind the end of another trade."""
        before, behind = self._text(place - 1), self._text(place + 1)
        if self._text(place) in said.TRADED or self._said_before(
            place, ("was", "were", "my", "the", "on"), within=3
        ):
            return False
        apart = NEAR_EXIT if self._notes.exits else NEAR_WORD
        return (
            place - self._left_at > apart
            or before in ("now", "again")
            or behind in ("now", "again")
        )

    def _closes(self, place: int, word: str, direction: str) -> bool:
        """In "bought ES 4500, sold at 4520", "bought back" and "sold my long" the word is the end of a trade."""
        following = [self._text(place + ahead) for ahead in (1, 2, 3)]
        if "back" in following[:2]:
            return True
        if word not in said.TRADED:
            return False
        other = said.LONG if direction == "short" else said.SHORT
        if following[0] in ("my", "the", "out") and any(one in other for one in following[1:]):
            return True
        names = any(
            self._tokens[one].instrument
            for one in range(place + 1, min(place + 4, len(self._tokens)))
        )
        return (
            bool(self._notes.directions) and direction not in self._notes.directions and not names
        )

    def _number(self, place: int, token: Token) -> None:
        unit = self._unit(place)
        if unit in said.SIZE_UNITS or self._is_size_before_at(place, token):
            self._notes.size = self._notes.size or token.value
            self._slot = None if self._slot == "exit" else self._slot
        elif token.timeframe is not None:
            self._notes.timeframe = self._notes.timeframe or token.timeframe
        elif unit in said.DISTANCE_UNITS:
            self._distance(place, token, said.DISTANCE_UNITS[unit])
        elif token.times or self._slot == "size" or self._counts_before_a_name(place):
            self._notes.size = self._notes.size or token.value
            self._slot = None if self._slot in ("size", "exit") else self._slot
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
        notes, slot = self._notes, self._slot
        self._slot = None
        if slot == "stop":
            notes.stop = notes.stop or Said(token.value)
            self._level = (place, token.value)
        elif slot == "exit" and token.is_count and self._text(place - 1) not in said.AT:
            return  # "closed 3 trades"
        elif slot == "exit" or (slot == "at" and notes.is_left and not notes.exits):
            self._exit(place, token.value)
        elif slot == "target":
            notes.targets.append(Said(token.value))
            self._level = (place, token.value)
            self._slot = "target" if self._goes_on(place) else None
        elif notes.is_left and slot == "entry" and self._text(place + 1) in ("to", "-"):
            notes.entries.append(token.value)
            self._slot = "exit"  # "closed from 4500 to 4520"
        elif self._is_zone(place):
            notes.zone = (token.value, self._tokens[place + 2].value)
        elif slot == "entry":
            notes.entries.append(token.value)
        elif slot == "at" or (slot != "market" and not token.is_count and self._is_attached(place)):
            self._entry(notes.prices, token.value)
        elif not token.is_count:
            self._entry(notes.loose, token.value)

    def _entry(self, prices: list[Decimal], price: Decimal) -> None:
        """A price that nothing calls an entry; behind a word of leaving it may be the exit as well."""
        if self._notes.is_left and not self._notes.exits and not self._notes.is_entry_told:
            self._notes.after_leaving.append(price)
        prices.append(price)

    def _exit(self, place: int, price: Decimal) -> None:
        self._left_at = place
        self._slot = "exit" if self._text(place + 1) in ("or", "/") else None
        self._notes.is_exit_unclear |= self._is_partly
        self._is_partly = False
        self._notes.exits.append(Exit(price, self._is_done))

    def _is_attached(self, place: int) -> bool:
        """Whether it stands right behind the name or the direction."""
        before = self._tokens[place - 1] if place else None
        return before is not None and (
            before.instrument is not None
            or before.text.lower() in said.LONG
            or before.text.lower() in said.SHORT
        )

    def _is_size_before_at(self, place: int, token: Token) -> bool:
        """In "bought 50 at 190" the first number is the size."""
        before, following = self._text(place - 1), self._tokens[place + 1 : place + 3]
        if self._notes.is_left or self._slot or not token.text.isdigit() or len(following) < 2:
            return False
        is_at = following[0].text.lower() in said.AT and following[1].kind is TokenKind.NUMBER
        return is_at and (before in said.LONG or before in said.SHORT)

    def _is_of_the_market(self, place: int) -> bool:
        """In "NQ closed at 18250" and "it closed above" nobody closed a trade."""
        before = self._tokens[place - 1] if place else None
        if self._text(place + 1) in (
            "above",
            "below",
            "over",
            "under",
            "back",
            "inside",
            "green",
            "red",
            "flat",
        ):
            return True
        is_named = (
            before is not None and before.instrument is not None and not self._notes.directions
        )
        return is_named or self._text(place - 1) in (
            "price",
            "market",
            "candle",
            "bar",
            "day",
            "session",
            "week",
            "hour",
        )

    def _names_the_trade(self, place: int) -> bool:
        following = self._tokens[place : place + 4]
        known = said.LONG | said.SHORT | {"it", "trade", "position", "half"}
        return any(one.text.lower() in known or one.instrument is not None for one in following)

    def _is_taken(self, place: int) -> bool:
        """In "took my profits" and "took a small loss" the trade is over."""
        return self._said_before(place, ("took",), within=3)

    def _said_before(self, place: int, words: Collection[str], *, within: int) -> bool:
        return any(self._text(place - back) in words for back in range(1, within + 1))

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
        following = [
            self._tokens[one] for one in range(place + 1, min(place + 4, len(self._tokens)))
        ]
        for token in following:
            if token.kind is TokenKind.NUMBER:
                return True
            if token.text.lower() not in said.LEADING:
                return False
        return False

    def _counts_before_a_name(self, place: int) -> bool:
        """In "sold 2 MES" the number is the size."""
        behind = self._tokens[place + 1] if place + 1 < len(self._tokens) else None
        before = self._text(place - 1)
        return (
            behind is not None
            and behind.instrument is not None
            and (
                before in said.LONG or before in said.SHORT or before in said.CLOSED or before == ""
            )
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
