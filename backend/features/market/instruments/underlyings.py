"""Contracts of one underlying in their sizes: ES, MES and the CFD, GC, MGC and spot gold."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from backend.features.market.instruments.contract_terms import Instrument, InstrumentKind
from backend.features.market.instruments.instruments import resolve
from backend.features.market.instruments.symbols.table_files import rows_of

_OF_A_MARKET = (InstrumentKind.FUTURE, InstrumentKind.CFD)
"""Kinds whose family may be of several underlyings, such as all indices of a country."""


@dataclass(frozen=True, slots=True)
class Underlying:
    """What contracts are of.

    Attributes:
        symbols: of its contracts, the usual ones first.
        micro: the symbol of its micro contract.
    """

    name: str
    symbols: tuple[str, ...]
    micro: str | None


def _underlyings() -> dict[str, Underlying]:
    table: dict[str, Underlying] = {}
    for name, contract, micro, others in rows_of("underlyings"):
        symbols = tuple(symbol for symbol in (contract, micro, *others.split()) if symbol)
        table |= dict.fromkeys((name, *symbols), Underlying(name, symbols, micro or None))
    return table


_UNDERLYINGS = _underlyings()
"""By their names, and by the symbols of their contracts."""


def underlying_of(instrument: Instrument) -> str:
    """The name of what a contract is of: the same for all contracts of one thing, whatever their size."""
    known = _UNDERLYINGS.get(instrument.symbol)
    if known is None and instrument.kind not in _OF_A_MARKET:
        known = _UNDERLYINGS.get(instrument.family)
        return instrument.family if known is None else known.name
    return instrument.symbol if known is None else known.name


def micro_of(instrument: Instrument) -> Instrument | None:
    """The micro contract of the same underlying; null where there is none."""
    known = _UNDERLYINGS.get(underlying_of(instrument))
    return None if known is None or known.micro is None else resolve(known.micro)


def usual_first(instruments: Iterable[Instrument]) -> list[Instrument]:
    """Contracts of one underlying, those that are traded most first."""
    return sorted(instruments, key=_rank)


@cache
def _ranks() -> dict[str, int]:
    return {
        symbol: rank
        for known in set(_UNDERLYINGS.values())
        for rank, symbol in enumerate(known.symbols)
    }


def _rank(instrument: Instrument) -> int:
    return _ranks().get(instrument.symbol, len(_ranks()))
