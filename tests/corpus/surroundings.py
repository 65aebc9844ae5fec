"""What a message of the corpus is understood with: the day, the trader's own words, and what its conversation is about.

A message outside dialogues has a thread only where its label makes no sense without one: a change has an idea on the
table that it can change (the market whose usual price is nearest to the prices of the change, the other direction where
a direction is to change), an opinion and "log it" have one too, and an end or a moved level without a market has a
trade that is held.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.core.types import JsonObject
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.record.questions.schemas import Filters, Measure, RecordQuery, Weekday
from backend.features.record.questions.vocabulary import Vocabulary

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=ZoneInfo("America/New_York"))
TODAY = date(2026, 11, 25)
VOCABULARY = Vocabulary(
    setups=("opening drive", "failed breakdown", "pullback", "vwap reclaim", "gap fill"),
    tags=("a+", "news", "late", "scalp", "swing"),
    emotions=("calm", "angry", "anxious", "fomo", "confident", "tired", "bored"),
    instruments=(
        *("MES", "ES", "MNQ", "NQ", "CL", "GC", "6E", "ZB", "ZN", "ZC", "EURUSD", "GBPJPY"),
        *("BTCUSDT", "ETHUSDT", "AAPL", "TSLA", "SPY", "NOW", "T"),
    ),
    accounts=("Apex", "IBKR", "Main"),
    strategies=("Opening Range", "Trend Day"),
)
VERDICT = UUID(int=1)
HELD = UUID(int=2)
NEEDS_A_TRADE = frozenset({"trade_exited", "level_moved"})
NEAR = Decimal("0.02")  # of a usual price: further away the entry is made from the change itself


@dataclass(frozen=True, slots=True)
class UsualMarket:
    """A market and a round price and step of it."""

    symbol: str
    price: Decimal
    step: Decimal


def _market(symbol: str, price: str, step: str) -> UsualMarket:
    return UsualMarket(symbol, Decimal(price), Decimal(step))


MARKETS = (
    _market("ES", "4500", "5"),
    _market("NQ", "18250", "20"),
    _market("CL", "78", "0.2"),
    _market("GC", "2380", "4"),
    _market("EURUSD", "1.085", "0.002"),
    _market("GBPJPY", "191", "0.2"),
    _market("BTCUSDT", "64000", "400"),
    _market("ETHUSDT", "3400", "20"),
    _market("AAPL", "228", "1"),
    _market("ZB", "117", "0.25"),
)


def context_around(expectation: JsonObject) -> MessageContext:
    """The context of a message outside dialogues."""
    return context_of(_thread(expectation))


def context_of(thread: ThreadState) -> MessageContext:
    """The context of a message in a conversation."""
    return MessageContext(
        now=NOW,
        read_today=lambda: TODAY,
        read_wall_day=lambda: TODAY,
        thread=thread,
        read_vocabulary=lambda: VOCABULARY,
    )


def thread_after(subject: str, price: Decimal | None) -> ThreadState:
    """What a conversation is about after an idea, a trade, a question, or something that leaves nothing behind.

    Args:
        subject: `idea`, `trade`, `query`, or anything else.
        price: one that the next message names, near which the idea or the trade is.
    """
    if subject == "query":
        query = RecordQuery(measures=[Measure.WIN_RATE], only=Filters(weekdays=[Weekday.MONDAY]))
        return ThreadState(query=query, last="query")
    if subject == "trade":
        return _held(IdeaTerms(entry=price))
    if subject == "idea":
        idea = table_for(IdeaTerms(stop=price))
        return ThreadState(idea=idea, verdict_message_id=VERDICT, last="idea")
    return ThreadState()


def _thread(expectation: JsonObject) -> ThreadState:
    kind = expectation.get("kind")
    terms = IdeaTerms.model_validate(expectation.get("terms", {}))
    if expectation.get("wants") == "look_back":
        return _held(terms)
    if kind in NEEDS_A_TRADE and terms.instrument is None:
        return _held(terms.model_copy(update={"entry": _price_of(expectation)}))
    is_on_the_table = kind in ("idea_change", "idea_opinion") or (
        kind in ("plan", "check") and terms == IdeaTerms()
    )
    if expectation.get("of_the_table", False):
        return ThreadState(idea=_taken(terms), verdict_message_id=VERDICT, last="idea")
    if is_on_the_table:
        return ThreadState(idea=table_for(terms), verdict_message_id=VERDICT, last="idea")
    return ThreadState()


def _price_of(expectation: JsonObject) -> Decimal | None:
    """Where a trade was left or a level went: the trade that is held is near it."""
    prices = [expectation, *expectation.get("exits", [])]
    price = next((part["price"] for part in prices if part.get("price")), None)
    return None if price is None else Decimal(price)


def _held(terms: IdeaTerms) -> ThreadState:
    return ThreadState(idea=table_for(terms), trade_id=HELD, last="trade")


def _taken(terms: IdeaTerms) -> IdeaTerms:
    """An idea that was taken: with the market and the direction that it was taken in."""
    idea = table_for(terms.model_copy(update={"direction": _OTHER.get(terms.direction or "")}))
    return idea.model_copy(update={"instrument": terms.instrument or idea.instrument})


_OTHER = {"long": "short", "short": "long"}


def table_for(change: IdeaTerms) -> IdeaTerms:
    """An idea that a change can be meant of."""
    prices = [price for price in (change.entry, change.stop, *change.targets) if price is not None]
    market = _nearest(prices[0]) if prices else MARKETS[0]
    if market.symbol == change.instrument:
        market = MARKETS[1] if market is MARKETS[0] else MARKETS[0]
    is_long = _is_long(change, market)
    step = market.step if is_long else -market.step
    entry = _entry(change, market, step)
    return IdeaTerms(
        instrument=market.symbol,
        direction="long" if is_long else "short",
        entry=entry,
        stop=entry - 2 * step,
        targets=(entry + 6 * step,),
        size=Decimal(2),
    )


def _nearest(price: Decimal) -> UsualMarket:
    return min(MARKETS, key=lambda market: max(market.price / price, price / market.price))


def _is_long(change: IdeaTerms, market: UsualMarket) -> bool:
    """The direction in which the levels of a change make sense."""
    if change.direction is not None:
        return change.direction == "short"
    target = next(iter(change.targets), None)
    if change.stop is not None and target is not None:
        return target > change.stop
    if change.stop is not None and _is_near(change.stop, market):
        return change.stop < market.price
    if target is not None and _is_near(target, market):
        return target > market.price
    return True


def _is_near(price: Decimal, market: UsualMarket) -> bool:
    return abs(price / market.price - 1) <= NEAR


def _entry(change: IdeaTerms, market: UsualMarket, step: Decimal) -> Decimal:
    """The usual price, or one that is on the right side of the levels that change."""
    if change.entry is not None and change.stop is None and not change.targets:
        return change.entry + step
    target = next(iter(change.targets), None)
    levels = [price for price in (change.entry, change.stop, target) if price is not None]
    is_between = not levels or all(_is_near(price, market) for price in levels)
    if is_between and change.stop is None and target is None:
        return market.price
    if is_between and _fits(market.price, change.stop, target, step):
        return market.price
    if change.entry is not None:
        return change.entry + step
    if change.stop is not None and target is not None:
        return (change.stop + target) / 2
    return change.stop + 2 * step if change.stop is not None else levels[0] - 4 * step


def _fits(entry: Decimal, stop: Decimal | None, target: Decimal | None, step: Decimal) -> bool:
    sign = 1 if step > 0 else -1
    is_stopped = stop is None or (entry - stop) * sign > 0
    return is_stopped and (target is None or (target - entry) * sign > 0)
