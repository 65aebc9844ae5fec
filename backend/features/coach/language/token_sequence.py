"""What stands around a token: the questions that the parser asks of the words before and behind a place."""

from collections.abc import Collection
from decimal import Decimal

from backend.features.coach.language import lexicon
from backend.features.coach.language.tokenizer import Token, TokenKind

ZONE_WIDTH = Decimal("1.2")  # two numbers further apart are no entry zone
OF_THE_MARKET_BEFORE = frozenset(
    "above below over under back inside green red flat".split()
)  # "it closed above"
OF_THE_MARKET_AFTER = frozenset(
    "price market candle bar day session week hour".split()
)  # "the candle closed"
GOES_ON = frozenset([",", "/", "and", "&", "then", ";"])  # between two targets
TRADE_WORDS = lexicon.LONG | lexicon.SHORT | {"it", "trade", "position", "half"}


class TokenSequence:
    """The tokens of a text, asked by place; beyond both ends there is nothing."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens

    def text(self, place: int) -> str:
        """The token in small letters; empty where there is none."""
        token = self.at(place)
        if token is None:
            return ""
        return token.text.lower()

    def at(self, place: int) -> Token | None:
        """The token; null where there is none."""
        if 0 <= place < len(self._tokens):
            return self._tokens[place]
        return None

    def is_number(self, place: int) -> bool:
        """Whether a number stands there."""
        token = self.at(place)
        return token is not None and token.kind is TokenKind.NUMBER

    def is_name(self, place: int) -> bool:
        """Whether a contract is named there."""
        token = self.at(place)
        return token is not None and token.instrument is not None

    def unit(self, place: int) -> str:
        """What stands behind a number; in "sl 180 pt 190" the "pt" belongs to the number after it."""
        attached = self._tokens[place].unit
        if attached:
            return attached
        behind = self.text(place + 1)
        if behind in lexicon.TARGET and self.leads_to_number(place + 1):
            return ""
        return behind

    def leads_to_number(self, place: int) -> bool:
        """Whether a number follows, with nothing between but words that lead to one."""
        for token in self._tokens[place + 1 : place + 4]:
            if token.kind is TokenKind.NUMBER:
                return True
            if token.text.lower() not in lexicon.LEADING:
                return False
        return False

    def has_before(self, place: int, words: Collection[str], *, within: int) -> bool:
        """Whether one of these words stands in so many places before."""
        places = range(place - within, place)
        return any(self.text(earlier) in words for earlier in places)

    def is_denied(self, place: int) -> bool:
        """In "no stop" and "not long" it is not so."""
        return self.has_before(place, lexicon.DENIALS, within=2)

    def is_conditional(self, place: int, *, within: int) -> bool:
        """In "if the stop is hit" it has not happened."""
        return self.has_before(place, lexicon.IFS, within=within)

    def is_taken(self, place: int) -> bool:
        """In "took my profits" and "took a small loss" the trade is over."""
        return self.has_before(place, ("took",), within=3)

    def is_hit(self, place: int) -> bool:
        """In "hit my stop" the level was reached."""
        if not self.has_before(place, ("hit",), within=2):
            return False
        return not self.is_conditional(place, within=6)

    def is_attached(self, place: int) -> bool:
        """Whether it stands right behind the name or the direction."""
        return self.is_name(place - 1) or self.is_direction(place - 1)

    def is_direction(self, place: int) -> bool:
        """Whether "long", "short" or another word for one of them stands there."""
        word = self.text(place)
        return word in lexicon.LONG or word in lexicon.SHORT

    def is_of_the_market(self, place: int, *, is_direction_told: bool) -> bool:
        """In "NQ closed at 18250" and "it closed above" nobody closed a trade."""
        if self.text(place + 1) in OF_THE_MARKET_BEFORE:
            return True
        if self.is_name(place - 1) and not is_direction_told:
            return True
        return self.text(place - 1) in OF_THE_MARKET_AFTER

    def names_the_trade(self, place: int) -> bool:
        """In "out of my long" and "out of ES" the trade is meant."""
        for token in self._tokens[place : place + 4]:
            if token.instrument is not None or token.text.lower() in TRADE_WORDS:
                return True
        return False

    def names_a_contract(self, place: int) -> bool:
        """Whether one of the three tokens behind names a contract."""
        return any(self.is_name(place + ahead) for ahead in (1, 2, 3))

    def is_behind_its_number(self, place: int) -> bool:
        """In "25 pip stop" the number was read already."""
        before = self.at(place - 1)
        if before is None:
            return False
        words = (before.text.lower(), before.unit)
        return any(word in lexicon.DISTANCE_UNITS for word in words)

    def is_size_before_at(self, place: int) -> bool:
        """In "bought 50 at 190" the first number is the size."""
        if not self._tokens[place].text.isdigit():
            return False
        is_price_behind = self.text(place + 1) in lexicon.AT and self.is_number(place + 2)
        return is_price_behind and self.is_direction(place - 1)

    def counts_before_a_name(self, place: int) -> bool:
        """In "sold 2 MES" the number is the size."""
        if not self.is_name(place + 1):
            return False
        before = self.text(place - 1)
        return before == "" or before in lexicon.CLOSED or self.is_direction(place - 1)

    def goes_on(self, place: int) -> bool:
        """After a target a comma, a slash or an "and" brings the next one."""
        after = place + 2
        if self.text(place + 1) not in GOES_ON or not self.is_number(after):
            return False
        return self.unit(after) not in lexicon.SIZE_UNITS

    def zone(self, place: int) -> tuple[Decimal, Decimal] | None:
        """In "4500-4505" and "4500 to 4505" the two edges, as they stand; null where there is no zone."""
        first = self._tokens[place]
        other = self.at(place + 2)
        if other is None or other.kind is not TokenKind.NUMBER or first.is_count:
            return None
        is_distance = self.unit(place + 2) in lexicon.DISTANCE_UNITS
        if is_distance or self.text(place + 1) not in ("-", "to"):
            return None
        low, high = sorted((first.value, other.value))
        if high >= low * ZONE_WIDTH:
            return None
        return first.value, other.value
