"""What a message is understood with, beside its words: the day, the thread, the trader's own names. Pure."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.content.conversations.models import Mode
from backend.features.record.questions.vocabulary import Vocabulary

_NEW_YORK = ZoneInfo("America/New_York")


def _no_names() -> Vocabulary:
    return Vocabulary()


@dataclass(frozen=True, slots=True)
class SpokenTrade:
    """The trade on record that is spoken of, as it stands there."""

    is_open: bool
    direction: str
    entry: Decimal
    size: Decimal
    stop: Decimal | None = None
    target: Decimal | None = None
    exit: Decimal | None = None  # of its last part


def _no_trade() -> SpokenTrade | None:
    return None


@dataclass(frozen=True)
class MessageContext:
    """Around one message.

    Attributes:
        now: the moment of the message.
        read_today: reads the session day of what is usually traded, which counts for the record.
        read_wall_day: reads the day on the trader's own clock, which counts for messages.
        mode: what the conversation is about where the words do not say it.
        image_count: of the message.
        trade_count: trades of the record that the message is sent with.
        read_vocabulary: reads the trader's own names, once and only where they are needed.
        read_trade: reads the trade that the thread speaks of, where it is on record.
    """

    now: datetime
    read_today: Callable[[], date]
    read_wall_day: Callable[[], date]
    mode: Mode = Mode.ANALYSIS
    image_count: int = 0
    trade_count: int = 0
    thread: ThreadState = field(default_factory=ThreadState)
    read_vocabulary: Callable[[], Vocabulary] = _no_names
    read_trade: Callable[[], SpokenTrade | None] = _no_trade

    @cached_property
    def today(self) -> date:
        """The session day of what is usually traded."""
        return self.read_today()

    @cached_property
    def wall_day(self) -> date:
        """The day on the trader's own clock."""
        return self.read_wall_day()

    @property
    def market_day(self) -> date:
        """The day in New York, by which expiries are told; nothing is read for it."""
        return self.now.astimezone(_NEW_YORK).date()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The trader's own names."""
        return self.read_vocabulary()

    @cached_property
    def trade(self) -> SpokenTrade | None:
        """The trade on record that is spoken of."""
        return self.read_trade()


class LazyTradedSymbols(Collection[str]):
    """The instruments of the trader's record, read only where a spoken name may mean one of several."""

    def __init__(self, context: MessageContext) -> None:
        self._context = context

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._context.vocabulary.instruments

    def __iter__(self) -> Iterator[str]:
        return iter(self._context.vocabulary.instruments)

    def __len__(self) -> int:
        return len(self._context.vocabulary.instruments)
