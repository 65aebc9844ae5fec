"""Exchanges of stocks: what prefixes, suffixes and codes of platforms mean, with currency, zone and calendar."""

from dataclasses import dataclass

from backend.features.market.instruments.symbols.table_files import rows_of


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where stocks are listed.

    Attributes:
        hundredths: shares are quoted in pence, cents or agorot; results are told in whole ones.
    """

    mic: str
    name: str
    currency: str
    zone: str
    calendar: str
    hundredths: bool


EXCHANGES: dict[str, Exchange] = {}
PREFIXES: dict[str, Exchange] = {}
SUFFIXES: dict[str, Exchange] = {}
CODES: dict[str, Exchange] = {}
"""By MIC; by what stands before a colon, after a dot, and after a space."""


def _read() -> None:
    for mic, name, currency, zone, calendar, prefixes, suffixes, codes, hundredths in rows_of(
        "exchanges"
    ):
        exchange = Exchange(mic, name, currency, zone, calendar, hundredths == "y")
        EXCHANGES[mic] = exchange
        PREFIXES.update(dict.fromkeys((mic, *prefixes.split()), exchange))
        SUFFIXES.update(dict.fromkeys(suffixes.split(), exchange))
        CODES.update(dict.fromkeys(codes.split(), exchange))


_read()


AMERICAN = frozenset(
    mic for mic, exchange in EXCHANGES.items() if exchange.calendar == EXCHANGES["US"].calendar
)
"""Exchanges of the United States: a ticker is one stock at all of them."""
