"""Stocks and funds: listed tickers, explicit ones, and those of other countries by prefix, suffix or code."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from backend.features.market.instruments.contract_terms import (
    Impossible,
    Instrument,
    InstrumentKind,
    Outcome,
    SymbolReading,
)
from backend.features.market.instruments.symbols.exchanges import (
    AMERICAN,
    CODES,
    EXCHANGES,
    PREFIXES,
    SUFFIXES,
    Exchange,
)
from backend.features.market.instruments.symbols.table_files import lines_of

US_TICKER = re.compile(r"[A-Z]{1,5}(?:[.\-/][A-Z])?", re.ASCII)
_TICKER = re.compile(r"[A-Z0-9][A-Z0-9&]{0,11}(?:[.\-_][A-Z0-9]{1,4})?", re.ASCII)
_WITH_SUFFIX = re.compile(r"([A-Z0-9][A-Z0-9&\-]{0,11})\.([A-Z]{1,3})", re.ASCII)
_WITH_CODE = re.compile(r"([A-Z0-9][A-Z0-9&/\-]{0,11}) ([A-Z]{2})(?: EQUITY)?", re.ASCII)
_CENT, _SUB_PENNY = Decimal("0.01"), Decimal("0.0001")


@lru_cache(maxsize=1)
def listings() -> dict[str, str]:
    """Lines of the table by ticker, `XNAS|Apple Inc.|p`; of other countries by `XLON:VOD`; read when first needed."""
    table: dict[str, str] = {}
    for line in lines_of("listings"):
        ticker, _, listing = line.partition("|")
        mic = listing[: listing.index("|")]
        table[ticker if mic in AMERICAN else f"{mic}:{ticker}"] = listing
    return table


def listing_of(key: str) -> tuple[str, str] | None:
    """Exchange and name of a listed stock."""
    listing = listings().get(key)
    if listing is None:
        return None
    mic, name, _ = listing.split("|")
    return mic, name or key.rpartition(":")[2]


def listed(text: str) -> Instrument | None:
    """The US stock or fund of a bare ticker, where it is known to be listed."""
    ticker = text.replace("-", ".").replace("/", ".")
    if ticker not in listings():
        return None
    return american(ticker, ticker)


def american(ticker: str, symbol: str) -> Instrument:
    """A US stock under a symbol; `US` is its exchange where the listing does not know it."""
    mic, name = listing_of(ticker) or ("US", ticker)
    return Instrument(
        symbol=symbol,
        name=name,
        kind=InstrumentKind.STOCK,
        multiplier=Decimal(1),
        tick_size=_CENT,
        currency="USD",
        unit="share",
        family=f"stock:{ticker}",
        zone=EXCHANGES[mic].zone,
        calendar=EXCHANGES[mic].calendar,
        exchange=mic,
        ticker=ticker,
        price_step=_SUB_PENNY,
    )


def foreign(ticker: str, exchange: Exchange) -> Instrument:
    """A stock of an exchange outside of the United States."""
    symbol = f"{exchange.mic}:{ticker}"
    _, name = listing_of(symbol) or (exchange.mic, ticker)
    return Instrument(
        symbol=symbol,
        name=name,
        kind=InstrumentKind.STOCK,
        multiplier=_CENT if exchange.hundredths else Decimal(1),
        tick_size=_CENT,
        currency=exchange.currency,
        unit="share",
        family=f"stock:{symbol}",
        zone=exchange.zone,
        calendar=exchange.calendar,
        exchange=exchange.mic,
        ticker=ticker,
    )


def marked(text: str, is_taken: Callable[[str], bool]) -> Outcome:
    """What stands behind a `$`: a US stock, listed or not.

    Args:
        text: without the mark, in upper case.
        is_taken: whether a bare ticker is read as something else, so that the stock's symbol needs its mark.
    """
    if not US_TICKER.fullmatch(text):
        return None
    ticker = text.replace("-", ".").replace("/", ".")
    is_bare = ticker in listings() and not is_taken(ticker)
    return SymbolReading(american(ticker, ticker if is_bare else f"${ticker}"))


def at_exchange(text: str, exchange: Exchange, is_taken: Callable[[str], bool]) -> Outcome:
    """The stock of a ticker at an exchange that was named."""
    if exchange.mic in AMERICAN:
        return marked(text, is_taken)
    if not _TICKER.fullmatch(text):
        return Impossible(f"{text} is no ticker of {exchange.name}.")
    return SymbolReading(foreign(text, exchange))


def decorated(text: str, is_taken: Callable[[str], bool]) -> Outcome:
    """`VOD.L`, `7203.T`, `AAPL.US`, `VOD LN`, `AAPL US EQUITY`; null where it is none of them."""
    for form, exchanges in ((_WITH_SUFFIX, SUFFIXES), (_WITH_CODE, CODES)):
        match = form.fullmatch(text)
        if match is not None and match[2] in exchanges:
            return at_exchange(match[1], exchanges[match[2]], is_taken)
    return None


def prefixed(prefix: str, text: str, is_taken: Callable[[str], bool]) -> Outcome:
    """`TSX:SHOP`, `NASDAQ:AAPL`; null where the prefix is no exchange of stocks."""
    exchange = PREFIXES.get(prefix)
    if exchange is None:
        return None
    return at_exchange(text, exchange, is_taken)
