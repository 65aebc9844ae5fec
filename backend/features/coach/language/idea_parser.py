"""One walk over the tokens of a trader's words: what each number is, by the words before it or the unit behind.

Exits have words of their own. What was said of the entry first stays: a bare "at" further behind takes nothing from it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from backend.features.coach.language import lexicon
from backend.features.coach.language.idea_notes import Exit, IdeaNotes, Level
from backend.features.coach.language.token_sequence import TokenSequence
from backend.features.coach.language.tokenizer import Token, TokenKind

# Words between the end of a trade and the direction of the next: "covered ES 4480, short from 4500".
NEAR_WORD, NEAR_EXIT = 4, 3
OF_THE_LAST_TRADE = ("was", "were", "my", "the", "on")
ANEW = ("now", "again")
STOPPED_OUT_BEFORE = ("got", "was", "been", "am", "getting")  # before "stopped"


class IdeaSlot(StrEnum):
    """What the next number is."""

    STOP = "stop"
    TARGET = "target"
    ENTRY = "entry"
    EXIT = "exit"
    AT = "at"
    MARKET = "market"
    RISK = "risk"
    SIZE = "size"


LEVELS = (IdeaSlot.STOP, IdeaSlot.TARGET)
_OPPOSITE_WORDS = {"long": lexicon.SHORT, "short": lexicon.LONG}


class IdeaParser:
    """One walk over the tokens; `_slot` is what the next number is."""

    def __init__(self, tokens: list[Token]) -> None:
        self._all = tokens
        self._tokens = TokenSequence(tokens)
        self._slot: IdeaSlot | None = None
        self._level: tuple[int, Decimal] | None = None  # the last one, and where it stood
        self._is_done = False
        self._is_partly = False
        self._left_at = 0
        self._notes = IdeaNotes()

    def notes(self) -> IdeaNotes:
        """Everything that is read, from the first token to the last."""
        for place, token in enumerate(self._all):
            if token.kind is TokenKind.WORD and token.instrument is None:
                self._word(place, token.text.lower())
            elif token.kind is TokenKind.NUMBER:
                self._number(place, token)
            elif token.kind is TokenKind.ARROW:
                self._slot = IdeaSlot.TARGET
        return self._notes

    def _word(self, place: int, word: str) -> None:
        handler = _HANDLER_OF.get(word)
        if handler is not None:
            handler(self, place)

    # Words for a direction.

    def _long(self, place: int) -> None:
        self._direction(place, "long")

    def _short(self, place: int) -> None:
        self._direction(place, "short")

    def _direction(self, place: int, direction: str) -> None:
        notes = self._notes
        if self._closes(place, direction):
            self._leave(place)
            return
        after = self._tokens.text(place + 1)
        if self._tokens.is_denied(place) or after in lexicon.NOT_A_DIRECTION_BEFORE:
            return
        if notes.directions and self._tokens.text(place - 1) in ("to", "then"):
            return  # "bought it to sell higher" names the exit
        if notes.is_left and not notes.is_entry_told and self._is_another_trade(place):
            notes.forget_leaving()
        notes.directions[direction] = None
        self._end_slot(IdeaSlot.RISK)

    def _is_another_trade(self, place: int) -> bool:
        """In "closed my last trade for a loss. Long ES 4500" an idea begins behind the end of another trade."""
        tokens = self._tokens
        if tokens.text(place) in lexicon.TRADED:
            return False
        if tokens.has_before(place, OF_THE_LAST_TRADE, within=3):
            return False
        if tokens.text(place - 1) in ANEW or tokens.text(place + 1) in ANEW:
            return True
        distance = place - self._left_at
        if self._notes.exits:
            return distance > NEAR_EXIT
        return distance > NEAR_WORD

    def _closes(self, place: int, direction: str) -> bool:
        """In "bought ES 4500, sold at 4520", "bought back" and "sold my long" the word is the end of a trade."""
        tokens = self._tokens
        following = [tokens.text(place + ahead) for ahead in (1, 2, 3)]
        if "back" in following[:2]:
            return True
        if tokens.text(place) not in lexicon.TRADED:
            return False
        opposite_words = _OPPOSITE_WORDS[direction]
        is_the_own = following[0] in ("my", "the", "out")
        if is_the_own and not opposite_words.isdisjoint(following[1:]):
            return True
        directions = self._notes.directions
        if not directions or direction in directions:
            return False
        return not tokens.names_a_contract(place)

    # Words that may say that the trade is over.

    def _hit(self, place: int) -> None:
        """In "stop hit at 4490" and "stop 4490 hit" the level is the exit."""
        if self._tokens.is_conditional(place, within=6):
            return
        if self._slot in LEVELS and self._tokens.leads_to_number(place):
            self._leave(place)
        elif self._level is not None:
            level_place, price = self._level
            if place - level_place <= 2:
                self._notes.is_left = True
                self._notes.exits.append(Exit(price, is_done=True))

    def _loss(self, place: int) -> None:
        """In "took the loss at 4490" the number is the exit."""
        if self._tokens.is_taken(place):
            self._leave(place)

    def _closed(self, place: int) -> None:
        is_direction_told = bool(self._notes.directions)
        if self._tokens.is_of_the_market(place, is_direction_told=is_direction_told):
            self._slot_at_number(place, IdeaSlot.MARKET)
            return
        if self._tokens.text(place) == "covered":
            self._notes.is_covered = True
        self._leave(place)

    def _exit_word(self, place: int) -> None:
        if self._is_out(place):
            is_done = self._tokens.text(place - 1) in lexicon.DONE
            self._leave(place, is_done=is_done)

    def _is_out(self, place: int) -> bool:
        tokens = self._tokens
        before = tokens.text(place - 1)
        if tokens.text(place) == "flat":  # "flat at 4510", but not "ES is flat at 4510"
            return tokens.leads_to_number(place) and before not in lexicon.STANDS
        if tokens.leads_to_number(place):
            return True
        if tokens.text(place + 1) == "of" and tokens.names_the_trade(place + 2):
            return True
        return before in lexicon.DONE and not tokens.is_conditional(place, within=8)

    def _part(self, place: int) -> None:
        """In "took partials at 4510" a part of the trade was left."""
        if self._tokens.is_taken(place):
            self._leave(place)
        self._is_partly = True

    def _leave(self, place: int, *, is_done: bool = True) -> None:
        """The trade is over; the number behind, or the next one behind "at", is its exit."""
        notes = self._notes
        if not notes.is_left:
            notes.is_entry_told = notes.has_entry
        notes.is_left = True
        self._is_done = is_done
        self._left_at = place
        self._slot = None
        self._slot_at_number(place, IdeaSlot.EXIT)

    # Words for a level, or for where to get in.

    def _neutral_target(self, place: int) -> None:
        """In "looking for 4490" it is the target, but not in "looking to"."""
        self._slot_at_number(place, IdeaSlot.TARGET)

    def _stop(self, place: int) -> None:
        tokens = self._tokens
        is_stopped = tokens.text(place) == "stopped"
        is_stopped_out = is_stopped and tokens.text(place - 1) in STOPPED_OUT_BEFORE
        leads_to_number = tokens.leads_to_number(place)
        if is_stopped and tokens.text(place + 1) == "out":
            self._slot = None  # the next word says it
        elif leads_to_number and (is_stopped_out or tokens.is_hit(place)):
            self._leave(place)
        else:
            if is_stopped and leads_to_number:
                self._notes.is_exit_unclear = True  # where it is, or was hit?
            self._slot_unless_read(place, IdeaSlot.STOP)

    def _target(self, place: int) -> None:
        is_reached = self._tokens.is_hit(place) and self._tokens.leads_to_number(place)
        if is_reached or self._tokens.is_taken(place):
            self._leave(place)
        else:
            self._slot_unless_read(place, IdeaSlot.TARGET)

    def _entry_word(self, place: int) -> None:
        is_entered = self._tokens.text(place).startswith(("ent", "fill", "from"))
        if is_entered or self._slot not in (*LEVELS, IdeaSlot.EXIT):
            self._slot = IdeaSlot.ENTRY

    def _entry_at_number(self, place: int) -> None:
        """In "in 4500" it is the entry, but not in "in the morning"."""
        if self._tokens.leads_to_number(place):
            self._entry_word(place)

    def _at(self, place: int) -> None:
        if self._slot is not None:
            return
        if self._tokens.text(place - 1) in lexicon.STANDS:
            self._slot = IdeaSlot.MARKET
        else:
            self._slot = IdeaSlot.AT

    def _slot_at_number(self, place: int, slot: IdeaSlot) -> None:
        if self._tokens.leads_to_number(place):
            self._slot = slot

    def _slot_unless_read(self, place: int, slot: IdeaSlot) -> None:
        if self._tokens.is_denied(place) or self._tokens.is_behind_its_number(place):
            self._slot = None
        else:
            self._slot = slot

    # Words for what else a number may be.

    def _risk(self, _place: int) -> None:
        self._slot = IdeaSlot.RISK

    def _size(self, _place: int) -> None:
        self._slot = IdeaSlot.SIZE

    def _timeframe(self, place: int) -> None:
        self._notes.add_timeframe(lexicon.TIMEFRAMES[self._tokens.text(place)])

    def _market(self, _place: int) -> None:
        self._notes.market = True

    # Numbers.

    def _number(self, place: int, token: Token) -> None:
        unit = self._tokens.unit(place)
        if unit in lexicon.SIZE_UNITS or self._is_size_before_at(place):
            self._notes.add_size(token.value)
            self._end_slot(IdeaSlot.EXIT)
        elif token.timeframe is not None:
            self._notes.add_timeframe(token.timeframe)
        elif unit in lexicon.DISTANCE_UNITS:
            self._distance(place, token, lexicon.DISTANCE_UNITS[unit])
        elif self._is_size(place, token):
            self._notes.add_size(token.value)
            self._end_slot(IdeaSlot.SIZE, IdeaSlot.EXIT)
        elif self._slot == IdeaSlot.RISK and token.money:
            self._notes.risk_money = token.value
            self._slot = None
        else:
            self._price(place, token)

    def _is_size_before_at(self, place: int) -> bool:
        if self._notes.is_left or self._slot is not None:
            return False
        return self._tokens.is_size_before_at(place)

    def _is_size(self, place: int, token: Token) -> bool:
        if token.times or self._slot == IdeaSlot.SIZE:
            return True
        return self._tokens.counts_before_a_name(place)

    def _end_slot(self, *slots: IdeaSlot) -> None:
        if self._slot in slots:
            self._slot = None

    def _distance(self, place: int, token: Token, unit: str) -> None:
        notes = self._notes
        behind = self._tokens.text(place + 1 if token.unit else place + 2)
        is_stop = self._slot == IdeaSlot.STOP and behind not in lexicon.TARGET
        if self._slot == IdeaSlot.RISK and unit == "%":
            notes.risk_percent = token.value
            self._slot = None
        elif behind in lexicon.STOP or is_stop:
            notes.add_stop(Level(token.value, unit))
            self._slot = None
        elif behind in lexicon.TARGET or self._slot == IdeaSlot.TARGET or unit == "r":
            notes.targets.append(Level(token.value, unit))

    def _price(self, place: int, token: Token) -> None:
        """A number that is a price, by the slot in which it stands."""
        notes, price = self._notes, token.value
        slot = self._slot
        self._slot = None
        if slot == IdeaSlot.STOP:
            notes.add_stop(Level(price))
            self._level = (place, price)
        elif slot == IdeaSlot.TARGET:
            notes.targets.append(Level(price))
            self._level = (place, price)
            if self._tokens.goes_on(place):
                self._slot = IdeaSlot.TARGET
        elif slot == IdeaSlot.EXIT:
            if not self._is_number_of_trades(place, token):
                self._exit(place, price)
        elif slot == IdeaSlot.AT and notes.is_left and not notes.exits:
            self._exit(place, price)
        else:
            self._entry_price(place, token, slot)

    def _is_number_of_trades(self, place: int, token: Token) -> bool:
        """In "closed 3 trades" the number is no exit."""
        return token.is_count and self._tokens.text(place - 1) not in lexicon.AT

    def _entry_price(self, place: int, token: Token, slot: IdeaSlot | None) -> None:
        """A price that may be the entry."""
        notes, price = self._notes, token.value
        is_entry = slot == IdeaSlot.ENTRY
        leads_to_another = self._tokens.text(place + 1) in ("to", "-")
        zone = self._tokens.zone(place)
        if is_entry and notes.is_left and leads_to_another:
            notes.entries.append(price)
            self._slot = IdeaSlot.EXIT  # "closed from 4500 to 4520"
        elif zone is not None:
            notes.zone = zone
        elif is_entry:
            notes.entries.append(price)
        elif slot == IdeaSlot.AT or self._is_attached(place, token, slot):
            self._unnamed(notes.prices, price)
        elif not token.is_count:
            self._unnamed(notes.loose, price)

    def _is_attached(self, place: int, token: Token, slot: IdeaSlot | None) -> bool:
        """Whether a price stands right behind the name or the direction."""
        if slot == IdeaSlot.MARKET or token.is_count:
            return False
        return self._tokens.is_attached(place)

    def _unnamed(self, prices: list[Decimal], price: Decimal) -> None:
        """A price that nothing calls an entry; behind a word of leaving it may be the exit as well."""
        notes = self._notes
        if notes.is_left and not notes.exits and not notes.is_entry_told:
            notes.after_leaving.append(price)
        prices.append(price)

    def _exit(self, place: int, price: Decimal) -> None:
        self._left_at = place
        self._slot = None
        if self._tokens.text(place + 1) in ("or", "/"):
            self._slot = IdeaSlot.EXIT
        if self._is_partly:
            self._notes.is_exit_unclear = True
        self._is_partly = False
        self._notes.exits.append(Exit(price, self._is_done))


Handler = Callable[[IdeaParser, int], None]
_HANDLERS: tuple[tuple[Collection[str], Handler], ...] = (
    (lexicon.LONG, IdeaParser._long),
    (lexicon.SHORT, IdeaParser._short),
    (("hit",), IdeaParser._hit),
    (("loss",), IdeaParser._loss),
    (lexicon.CLOSED, IdeaParser._closed),
    (lexicon.EXIT, IdeaParser._exit_word),
    (lexicon.NEUTRAL_TARGET, IdeaParser._neutral_target),
    (lexicon.STOP, IdeaParser._stop),
    (lexicon.TARGET, IdeaParser._target),
    (lexicon.ENTRY, IdeaParser._entry_word),
    (lexicon.ENTRY_AT_NUMBER, IdeaParser._entry_at_number),
    (lexicon.AT, IdeaParser._at),
    (lexicon.PARTS, IdeaParser._part),
    (lexicon.RISK, IdeaParser._risk),
    (lexicon.SIZE, IdeaParser._size),
    (lexicon.TIMEFRAMES, IdeaParser._timeframe),
    (lexicon.MARKET, IdeaParser._market),
)
"""What a word does, by the class of words that it belongs to; of two classes the first."""


def _by_word(handlers: Iterable[tuple[Collection[str], Handler]]) -> Mapping[str, Handler]:
    handler_of: dict[str, Handler] = {}
    for words, handler in handlers:
        for word in words:
            handler_of.setdefault(word, handler)
    return handler_of


_HANDLER_OF = _by_word(_HANDLERS)
