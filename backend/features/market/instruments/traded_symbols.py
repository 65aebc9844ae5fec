"""Under which of a trader's symbols a contract was traded: the very one, or one of the same underlying."""

from collections.abc import Iterable
from functools import lru_cache

from backend.features.market.instruments.contract_terms import Instrument, InstrumentKind
from backend.features.market.instruments.instruments import SPOKEN, resolve
from backend.features.market.instruments.spoken_names import NAMES, SpokenName
from backend.features.market.instruments.underlyings import micro_of, underlying_of, usual_first

_SHORTEST_CFD, _SHORTEST_CFD_OF_LETTERS = 4, 5  # shorter ones are words of other things too
_SHORTEST_FIRST_WORD = 4
_NO_NAMES = frozenset(
    "micro mini spdr ishares e-mini euro the first service state american united general".split()
)


_OF_A_SIZE = frozenset("micro micros mini minis emini miny one 1".split())
_OF_A_KIND = frozenset("futures future cfd spot".split())


class TradedSymbols:
    """The symbols of a record, by the contracts that they name."""

    def __init__(self, symbols: Iterable[str]) -> None:
        known = [(resolve(symbol), symbol) for symbol in symbols]
        self._contracts = [(contract, symbol) for contract, symbol in known if contract is not None]
        self._by_identity: dict[object, str] = {}
        for contract, symbol in self._contracts:
            self._by_identity.setdefault(contract.identity, symbol)
        self._by_underlying: dict[str, list[Instrument]] = {}
        for contract in usual_first(contract for contract, _ in self._contracts):
            self._by_underlying.setdefault(underlying_of(contract), []).append(contract)

    def own(self, text: str) -> str | None:
        """The symbol that a text names, as it was traded; otherwise as the product has it."""
        contract = resolve(text) or _coin(text)
        if contract is None:
            return None
        return self._by_identity.get(contract.identity, contract.symbol)

    def meant_by(self, name: SpokenName) -> str | None:
        """The symbol that a spoken name means to this trader: of what is traded of the same underlying, if anything is.

        Where the name tells the size or the kind of the contract, "mini crude", "gold futures", no other one is meant.
        """
        contract = resolve(name.symbol)
        if contract is None:
            return None
        words = set(name.words.split())
        others = self._by_underlying.get(underlying_of(contract), [])
        if words & _OF_A_SIZE:
            others = []
        elif words & _OF_A_KIND:
            others = [other for other in others if other.kind is contract.kind]
        own = self._by_identity.get(contract.identity)
        return own or next((self._by_identity[other.identity] for other in others), contract.symbol)

    def cfd(self, text: str) -> str | None:
        """The CFD that is written by its symbol, "us30", "usoil", as it was traded; null where it is none."""
        is_symbol = any(letter.isdigit() for letter in text)
        if len(text) < (_SHORTEST_CFD if is_symbol else _SHORTEST_CFD_OF_LETTERS):
            return None
        contract = resolve(text)
        is_cfd = contract is not None and contract.kind is InstrumentKind.CFD
        return self.own(text) if is_cfd else None

    def micro_of(self, symbol: str) -> str | None:
        """The micro contract of the same underlying, as it was traded or as the product has it."""
        contract = resolve(symbol)
        micro = None if contract is None else micro_of(contract)
        return None if micro is None else self._by_identity.get(micro.identity, micro.symbol)

    def words(self) -> dict[str, str]:
        """What is traded by the first word of its name, and by the words of the trade for it; each with its symbol."""
        words: dict[str, str] = {}
        for contract, symbol in self._contracts:
            first = contract.name.partition(" ")[0].rstrip(",.").casefold()
            name = NAMES.get(first)
            is_ordinary = first in _NO_NAMES or (name is not None and name.is_ordinary)
            if len(first) >= _SHORTEST_FIRST_WORD and first.isalpha() and not is_ordinary:
                words.setdefault(first, symbol)
        for underlying in self._by_underlying:
            for name in _words_of_the_trade().get(underlying, ()):
                words[name.words] = self.meant_by(name) or name.symbol
        return words


@lru_cache(maxsize=1)
def _words_of_the_trade() -> dict[str, list[SpokenName]]:
    """Words that stand for a symbol anywhere, by the underlying."""
    names: dict[str, list[SpokenName]] = {}
    for word, symbol in SPOKEN.items():
        name, contract = NAMES.get(word), resolve(symbol)
        if name is not None and contract is not None:
            names.setdefault(underlying_of(contract), []).append(name)
    return names


def _coin(ticker: str) -> Instrument | None:
    """The coin of a ticker in capitals, for which nothing else stands."""
    is_ticker = ticker.isalnum() and ticker.isupper()
    coin = resolve(f"{ticker}USD") if is_ticker else None
    return coin if coin is not None and coin.kind is InstrumentKind.CRYPTO else None
