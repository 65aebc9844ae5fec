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
        own = self._by_identity.get(contract.identity)
        if own is not None:
            return own
        others = self._meant_beside(contract, set(name.words.split()))
        if not others:
            return contract.symbol
        return self._by_identity[others[0].identity]

    def _meant_beside(self, contract: Instrument, words: set[str]) -> list[Instrument]:
        """What is traded of the same underlying, the usual first, as far as these words may mean it."""
        others = self._by_underlying.get(underlying_of(contract), [])
        if words & _OF_A_SIZE:
            return []
        if words & _OF_A_KIND:
            return [other for other in others if other.kind is contract.kind]
        return others

    def cfd(self, text: str) -> str | None:
        """The CFD that is written by its symbol, "us30", "usoil", as it was traded; null where it is none."""
        has_digits = any(letter.isdigit() for letter in text)
        shortest = _SHORTEST_CFD if has_digits else _SHORTEST_CFD_OF_LETTERS
        if len(text) < shortest:
            return None
        contract = resolve(text)
        if contract is None or contract.kind is not InstrumentKind.CFD:
            return None
        return self.own(text)

    def micro_of(self, symbol: str) -> str | None:
        """The micro contract of the same underlying, as it was traded or as the product has it."""
        contract = resolve(symbol)
        if contract is None:
            return None
        micro = micro_of(contract)
        if micro is None:
            return None
        return self._by_identity.get(micro.identity, micro.symbol)

    def words(self) -> dict[str, str]:
        """What is traded by the first word of its name, and by the words of the trade for it; each with its symbol."""
        words: dict[str, str] = {}
        for contract, symbol in self._contracts:
            first = contract.name.partition(" ")[0].rstrip(",.").casefold()
            if _is_a_name(first):
                words.setdefault(first, symbol)
        for underlying in self._by_underlying:
            for name in _words_of_the_trade().get(underlying, ()):
                words[name.words] = self.meant_by(name) or name.symbol
        return words


def _is_a_name(word: str) -> bool:
    """Whether the first word of a contract's name stands for it, and for nothing else."""
    if len(word) < _SHORTEST_FIRST_WORD or not word.isalpha() or word in _NO_NAMES:
        return False
    name = NAMES.get(word)
    return name is None or not name.is_ordinary


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
    if not ticker.isalnum() or not ticker.isupper():
        return None
    pair = resolve(f"{ticker}USD")
    if pair is None or pair.kind is not InstrumentKind.CRYPTO:
        return None
    return pair
