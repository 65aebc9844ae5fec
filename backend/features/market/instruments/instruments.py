"""What a symbol means: one reading for what is written, in the order in which traders mean it.

A bare word is a CFD that brokers name so, a word of the trade ("gold"), a future by its root, a pair, a coin, or a US
stock that is listed; nothing falls through to a stock. `$CL` is the stock where `CL` is the future, `/BTC` the future
where `BTC` is the coin, `XTSE:SHOP` a stock elsewhere. What is called by name in a conversation, "footsie", "Tesla", is
told by `spoken`.
"""

import unicodedata
from datetime import date
from functools import lru_cache

from backend.features.market.instruments.contract_terms import (
    GLOBEX,
    TURNS_AT_17,
    US_STOCKS,
    Candidate,
    Identified,
    Impossible,
    Instrument,
    InstrumentKind,
    Notation,
    Outcome,
    SymbolReading,
    Unknown,
    as_candidate,
)
from backend.features.market.instruments.spoken_names import NAMES, SYMBOL_WORDS, key_of
from backend.features.market.instruments.symbols import (
    coins,
    exchanges,
    futures,
    options,
    pairs,
    stocks,
)
from backend.features.market.instruments.symbols.candidates import candidates_for
from backend.features.market.instruments.symbols.futures import FUTURES, month_code

__all__ = (
    "FUTURES",
    "GLOBEX",
    "SPOKEN",
    "SPOKEN_ROOTS",
    "TURNS_AT_17",
    "US_STOCKS",
    "Candidate",
    "Identified",
    "Instrument",
    "InstrumentKind",
    "Notation",
    "Unknown",
    "as_candidate",
    "identify",
    "month_code",
    "resolve",
    "spoken",
)

LONGEST = 64  # characters; no symbol of any platform is longer
NOT_KNOWN = (
    "This instrument is not known. Use a symbol such as ES, MNQ, EURUSD, BTCUSD or AAPL, name its exchange (TSX:SHOP), "
    "write $XYZ for a US stock, or describe your own."
)

INDICES = {"SPX": ("ES", "MES"), "NDX": ("NQ", "MNQ")}
"""Tickers of indices: in a conversation the future is meant, a record wants to know what was traded."""
NO_INDEX = (
    "This is an index, which is not traded itself. Name the future, the fund, the CFD or the option that you trade, or "
    "describe your own."
)

SPOKEN = SYMBOL_WORDS
"""Words of the trade that are read as a symbol is, and the contract that day traders mean by them."""

SPOKEN_ROOTS = frozenset(
    """ES MES NQ MNQ YM MYM RTY M2K CL MCL QM NG RB HO GC MGC SI SIL HG MHG PL PA ZB UB ZN ZF ZT 6E M6E 6B M6B 6J 6A
    M6A 6C 6S 6N MBT MET ZC ZW ZS""".split()
)
"""Roots that day traders write in lower case too; others could be any word of a sentence."""


@lru_cache(maxsize=8192)
def resolve(text: str) -> Instrument | None:
    """The contract that a symbol names; null where none is known, or where it cannot be.

    Takes `ES`, `ESZ6`, `/ESZ26`, `@ES`, `MNQ1!`, `CME_MINI:ES1!`, `ES=F`, `ES 12-26`, `EUR/USD`, `BTCUSDT`, `BTCUSDT.P`,
    `US500`, `$AAPL`, `TSX:SHOP`, `VOD.L`, `AAPL261218C00200000`, `gold`. An FX size is in lots of 100,000.
    """
    outcome = _read(text)
    if isinstance(outcome, SymbolReading):
        return outcome.instrument
    return None


def spoken(words: str) -> Instrument | None:
    """The contract that a trader means by a name of the table, "gold", "natty", "crude oil"; null where it is none."""
    name = NAMES.get(key_of(words))
    return resolve(name.symbol) if name else None


def identify(text: str, *, today: date) -> Identified | Unknown:
    """What a symbol names with its contract month, or what it could be.

    Args:
        text: as a trader or a platform writes it.
        today: the day that a year of one digit is read from, for instance that of the first fill.
    """
    outcome = _read(text)
    if not isinstance(outcome, SymbolReading):
        return unknown(text, outcome)
    if not outcome.month:
        return Identified(outcome.instrument, None, text)
    month = futures.contract_month(outcome.month, outcome.year, today)
    if month.year > today.year + futures.FURTHEST_YEARS:
        reason = f"No contract is listed for {month:%Y} yet. Which year do you mean?"
        return unknown(text, Impossible(reason, (outcome.instrument,)))
    return Identified(outcome.instrument, month, text)


def explain(text: str, own: tuple[Instrument, ...] = ()) -> Unknown:
    """Why a text names nothing, with a trader's own instruments among what could have been meant."""
    return unknown(text, _read(text), own)


def unknown(text: str, outcome: Outcome = None, own: tuple[Instrument, ...] = ()) -> Unknown:
    """Why a text names nothing, and what it could have meant."""
    reason, related = NOT_KNOWN, tuple[Instrument, ...]()
    if isinstance(outcome, Impossible):
        reason, related = outcome.reason, outcome.related
    return Unknown(text, reason, candidates_for(text, related, own))


@lru_cache(maxsize=4096)  # a trader writes the same few symbols again and again
def _read(text: str) -> Outcome:
    plain = " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).upper().split())
    if not plain or len(text) > LONGEST:
        return None
    if plain.startswith("$"):
        return stocks.marked(plain[1:], is_taken)
    if plain[0] in "/@#" and not plain.startswith("./"):
        return _marked(plain[0], plain[1:])
    return options.read(plain) or _bare(plain) or _prefixed(plain)


def _bare(plain: str) -> Outcome:
    outcome = _named(plain)
    if outcome is not None or ":" in plain:
        return outcome
    stock = stocks.listed(plain)
    if stock is None:
        return stocks.decorated(plain, is_taken)
    return SymbolReading(stock)


def _named(plain: str) -> Outcome:
    """What is no stock: CFD, word of the trade, future, pair, coin."""
    if plain in pairs.CFDS:
        return SymbolReading(pairs.CFDS[plain])
    if plain in INDICES:
        return Impossible(NO_INDEX, tuple(FUTURES[root] for root in INDICES[plain]))
    symbol = SPOKEN.get(plain.lower(), plain)
    return futures.read(symbol) or pairs.read(symbol) or coins.read(symbol)


def is_taken(ticker: str) -> bool:
    """Whether a bare ticker is read as something else than a stock."""
    return _named(ticker) is not None


def _marked(mark: str, plain: str) -> Outcome:
    """Behind `/`, `@` or `#`: a future first; after `/` never a stock."""
    option = options.read(f"{mark}{plain}")
    outcome = option or futures.read(plain, marked=True) or pairs.read(plain) or coins.read(plain)
    if outcome is None and mark != "/":
        return _bare(plain)
    return outcome


def _prefixed(plain: str) -> Outcome:
    prefix, colon, rest = plain.partition(":")
    if not colon:
        return None
    if prefix in futures.EXCHANGE_PREFIXES:
        group = futures.EXCHANGE_PREFIXES[prefix]
        return futures.read(rest, group, marked=True) or _not_there(rest, prefix)
    if prefix in pairs.BROKERS:
        return pairs.read(rest) or coins.read(rest) or _not_there(rest, prefix)
    if prefix in coins.EXCHANGES:
        return coins.read(rest, any_coin=True) or _not_there(rest, prefix)
    if prefix in exchanges.PREFIXES:
        return stocks.prefixed(prefix, rest, is_taken)
    related = _bare(rest)
    known = (related.instrument,) if isinstance(related, SymbolReading) else ()
    return Impossible(f"The exchange or broker {prefix[:20]} is not known.", known)


def _not_there(symbol: str, prefix: str) -> Impossible:
    outcome = _bare(symbol)
    related = (outcome.instrument,) if isinstance(outcome, SymbolReading) else ()
    return Impossible(f"{symbol} is not known at {prefix}.", related)
