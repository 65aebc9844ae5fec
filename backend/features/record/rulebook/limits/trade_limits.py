"""Limits that look at the trade alone, whatever the session has come to. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.types import plain_decimal
from backend.features.market.instruments import instruments
from backend.features.record.rulebook.book import Book, TradeIntent
from backend.features.record.rulebook.limits.marks import judged, marked
from backend.features.record.rulebook.schemas import (
    WEEK,
    NewsWindow,
    Rule,
    RuleMark,
    RuleState,
    TradingWindow,
)

CENT = Decimal("0.01")
ANY_OTHER = "*"
A_DAY = timedelta(days=1)


def size(book: Book, intent: TradeIntent) -> list[RuleState]:
    """The most of an instrument that may be traded."""
    sizes = {symbol_of(name): most for name, most in book.limits.position_size.items()}
    name = intent.instrument.symbol
    most = sizes.get(name, sizes.get(ANY_OTHER))
    if most is None:
        return []
    if intent.size is None:
        return [marked(Rule.POSITION_SIZE, RuleMark.UNKNOWN, "Say the size, and I weigh it.", most)]
    reason = f"{plain_decimal(intent.size)} {name}; {plain_decimal(most)} is the most."
    is_over = intent.size > most
    return [judged(Rule.POSITION_SIZE, reason, most, intent.size, breaks=is_over)]


def place_and_time(book: Book, intent: TradeIntent) -> list[RuleState]:
    """What may be traded, and when."""
    limits = book.limits
    symbol = intent.instrument.symbol
    states = []
    if limits.instruments is not None:
        is_allowed = symbol in _symbols(limits.instruments)
        word = "among" if is_allowed else "not among"
        reason = f"{symbol} is {word} the instruments that you trade."
        states.append(judged(Rule.INSTRUMENTS, reason, breaks=not is_allowed))
    if limits.sessions is not None:
        local = intent.at.astimezone(ZoneInfo(book.zone))
        is_inside = any(_inside(window, local) for window in limits.sessions)
        word = "within" if is_inside else "outside of"
        reason = f"{local:%H:%M} on {local:%A} is {word} your trading hours."
        states.append(judged(Rule.SESSIONS, reason, breaks=not is_inside))
    if limits.news:
        window = _news_at(limits.news, symbol, intent.at)
        reason = "No announcement now."
        if window is not None:
            reason = f"{window.name}: you stay out."
        states.append(judged(Rule.NEWS, reason, breaks=window is not None))
    return states


def _news_at(windows: Iterable[NewsWindow], symbol: str, at: datetime) -> NewsWindow | None:
    """The first announcement that a moment and an instrument fall into."""
    for window in windows:
        is_meant = not window.instruments or symbol in _symbols(window.instruments)
        if is_meant and window.starts_at <= at < window.ends_at:
            return window
    return None


def _symbols(names: Sequence[str]) -> set[str]:
    return {symbol_of(name) for name in names}


def symbol_of(name: str) -> str:
    """What a trader's word for an instrument is kept under: `ESZ6` and `emini` are `ES`; own ones are their own."""
    known = instruments.resolve(name)
    if known:
        return known.symbol
    return name.strip().upper()


def _inside(window: TradingWindow, local: datetime) -> bool:
    clock = local.time()
    is_day = WEEK[local.weekday()] in window.days
    if window.start < window.end:
        return is_day and window.start <= clock < window.end
    is_day_before = WEEK[(local - A_DAY).weekday()] in window.days
    return (is_day and clock >= window.start) or (is_day_before and clock < window.end)


_OF_PLANS = {
    True: (RuleMark.OK, "A plan stands behind it."),
    False: (RuleMark.BLOCK, "No plan of yours covers this."),
    None: (RuleMark.UNKNOWN, "Is there a plan?"),
}


def shape(book: Book, intent: TradeIntent) -> list[RuleState]:
    """What a trade must have: a stop, enough reward, a plan."""
    limits = book.limits
    states = []
    if limits.stop_required:
        reason = "A stop is set." if intent.has_stop else "There is no stop."
        states.append(judged(Rule.STOP_REQUIRED, reason, breaks=not intent.has_stop))
    if limits.minimum_risk_reward is not None:
        states.append(_reward(limits.minimum_risk_reward, intent))
    if limits.plan_required:
        mark, reason = _OF_PLANS[intent.planned]
        states.append(marked(Rule.PLAN_REQUIRED, mark, reason))
    return states


def _reward(least: Decimal, intent: TradeIntent) -> RuleState:
    entry, stop, target = intent.entry, intent.stop, intent.target
    if entry is None or stop is None or target is None or entry == stop:
        reason = "Say entry, stop and target, and I weigh the reward."
        return marked(Rule.MINIMUM_RISK_REWARD, RuleMark.UNKNOWN, reason, least)
    reward, risk = abs(target - entry), abs(entry - stop)
    ratio = (reward / risk).quantize(CENT)
    reason = f"The target pays {plain_decimal(ratio)} for 1 of risk; {plain_decimal(least)} is the least."
    return judged(Rule.MINIMUM_RISK_REWARD, reason, least, ratio, breaks=ratio < least)
