"""What an unknown symbol could have meant: other readings of it, symbols a slip away, and names that contain it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from backend.features.market.instruments.contract_terms import (
    Candidate,
    Instrument,
    SymbolReading,
    as_candidate,
)
from backend.features.market.instruments.symbols import coins, futures, pairs, stocks
from backend.features.market.instruments.symbols.exchanges import EXCHANGES

MOST = 8
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SHORTEST_NAME = 3  # letters by which names are looked through


def candidates_for(
    text: str,
    related: Iterable[Instrument] = (),
    own: Iterable[Instrument] = (),
) -> tuple[Candidate, ...]:
    """Up to eight candidates, the most likely first.

    Args:
        text: as it was given.
        related: instruments that its form points to.
        own: the trader's own ones, near names of which come first.
    """
    core = core_of(text)
    unique: dict[str, Candidate] = {}
    for instrument in _in_order(core, related, own):
        unique.setdefault(instrument.symbol, as_candidate(instrument))
        if len(unique) == MOST:
            break
    return tuple(unique.values())


def core_of(text: str) -> str:
    """A symbol without marks and prefix, in upper case, as far as anything can be near to it."""
    return text.strip().upper().rsplit(":", 1)[-1].strip("$@/#. ")[:32]


def _in_order(
    core: str,
    related: Iterable[Instrument],
    own: Iterable[Instrument],
) -> Iterator[Instrument]:
    near = {core, *_slips(core)}
    yield from related
    yield from (instrument for instrument in own if {instrument.symbol, instrument.ticker} & near)
    yield from _other_readings(core)
    yield from _near(near)
    yield from by_name(core)


def _other_readings(core: str) -> Iterator[Instrument]:
    """What the same letters mean with a mark."""
    if core in futures.FUTURES:
        yield futures.FUTURES[core]
    if coins.is_known(core):
        yield coins.spot(core, "USD")
    outcome = stocks.marked(core, lambda ticker: ticker in futures.FUTURES)
    if isinstance(outcome, SymbolReading):
        yield outcome.instrument
    coin = coins.read(core, any_coin=True)
    if isinstance(coin, SymbolReading):
        yield coin.instrument


def _slips(word: str) -> Iterator[str]:
    """All words that are one letter more, less, other or exchanged: Damerau's distance of 1."""
    if len(word) > 12:
        return
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _ALPHABET:
            yield head + letter + tail
            yield head + letter + tail[1:]


def _near(near: set[str]) -> Iterator[Instrument]:
    for root in sorted(near & futures.FUTURES.keys()):
        yield futures.FUTURES[root]
    for name in sorted(near & pairs.CFDS.keys()):
        yield pairs.CFDS[name]
    for pair in sorted(near & _usual_pairs().keys()):
        yield _usual_pairs()[pair]
    for ticker in sorted(near & stocks.listings().keys(), key=lambda name: (len(name), name)):
        yield _stock(ticker)
    for key, name in _stock_names():
        first_word = name.partition(" ")[0].rstrip(",.").upper()
        if len(first_word) > _SHORTEST_NAME and first_word in near:
            yield _stock(key)


@lru_cache(maxsize=1)
def _usual_pairs() -> dict[str, Instrument]:
    """Pairs that traders usually mean: majors, metals in dollars, coins in dollars."""
    majors = [pairs.currency_pair(symbol[:3], symbol[3:]) for symbol in pairs.MAJORS]
    metals = [pairs.metal(base, "USD") for base in pairs.METALS]
    coin_pairs = [coins.spot(base, "USD") for base in coins.COINS]
    return {pair.symbol: pair for pair in (*majors, *metals, *coin_pairs)}


def by_name(words: str) -> Iterator[Instrument]:
    """Instruments whose names contain words: futures, CFDs, pairs and coins, then stocks."""
    words = words.lower()
    if len(words) < _SHORTEST_NAME:
        return
    known = (*futures.FUTURES.values(), *pairs.CFDS.values(), *_usual_pairs().values())
    for instrument in dict.fromkeys(known):
        if words in instrument.name.lower():
            yield instrument
    hits = [(key, name.lower()) for key, name in _stock_names() if words in name.lower()]
    for key, _ in sorted(hits, key=lambda hit: not hit[1].startswith(words)):
        yield _stock(key)


def _stock_names() -> Iterator[tuple[str, str]]:
    for key, listing in stocks.listings().items():
        yield key, listing.split("|")[1]


def by_symbol(start: str) -> Iterator[Instrument]:
    """Instruments whose symbols begin with letters, the shortest first within each kind."""
    known = {future.ticker: future for future in futures.FUTURES.values()}
    for table in (known, pairs.CFDS, _usual_pairs()):
        for name in sorted((name for name in table if name.startswith(start)), key=len):
            yield table[name]
    tickers = [key for key in stocks.listings() if key.rpartition(":")[2].startswith(start)]
    for ticker in sorted(tickers, key=lambda key: (len(key), key)):
        yield _stock(ticker)


def _stock(key: str) -> Instrument:
    """The stock of a key of the listings."""
    mic, _, ticker = key.rpartition(":")
    if mic:
        return stocks.foreign(ticker, EXCHANGES[mic])
    outcome = stocks.marked(ticker, lambda name: name in futures.FUTURES)
    if isinstance(outcome, SymbolReading):
        return outcome.instrument
    return stocks.american(ticker, ticker)
