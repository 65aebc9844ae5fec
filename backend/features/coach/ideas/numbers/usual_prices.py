"""Where prices of instruments usually are, and how far a session goes: wide, and only to tell a price from a size.

The lines were written down on 2026-11-30 from knowledge of the last fifteen years, with room on both sides. Nothing is
refused by them: what lies outside is asked.
"""

from dataclasses import dataclass
from decimal import Decimal

from backend.features.market.instruments.instruments import Instrument, InstrumentKind

_RANGES = """
ES MES US500|1000|15000|1.2
NQ MNQ NAS100|2500|60000|1.6
YM MYM US30|10000|90000|1.1
RTY M2K US2000|500|6000|1.6
FDAX FDXM FDXS GER40|5000|60000|1.2
NKD JP225|8000|90000|1.5
CL MCL QM USOIL|-60|200|3
BZ UKOIL|-20|200|3
NG|0.8|30|5
RB HO|0.3|8|3
GC MGC|800|9000|1.3
SI SIL|8|150|2.5
HG MHG|1.5|12|2
PL|400|4000|2
ZB UB|80|230|0.9
ZN|90|150|0.5
ZF|90|140|0.35
ZT|95|120|0.2
6E M6E|0.8|1.7|0.7
6B M6B|0.9|2.2|0.7
6A M6A|0.4|1.2|0.8
6C|0.5|1.2|0.6
6S|0.7|1.8|0.7
6N|0.4|1|0.8
6J|0.004|0.015|0.8
ZC|200|1000|2
ZW KE|300|1500|2.2
ZL|15|110|2.2
ZM|200|800|2
KC|70|600|2.5
SB|7|50|2.5
CC|1500|16000|3
CT|45|170|2
LE|90|350|1.2
HE|40|150|2
GF|110|450|1.3
PA|400|3500|2.5
ZS|600|2000|1.7
BTCUSD|3000|400000|4
ETHUSD|80|15000|5
MBT|3000|400000|4
MET|80|15000|5
SOLUSD|1|1000|6
XAUUSD|800|9000|1.3
XAGUSD|8|150|2.5
USDJPY|70|220|0.8
DX|70|130|0.6
VX|8|90|7
UK100|4000|20000|1
FRA40|3000|15000|1.2
HK50|10000|50000|1.6
FGBL|100|190|0.5
"""
_RANGE_OF_KIND = {
    InstrumentKind.STOCK: Decimal(4),
    InstrumentKind.CRYPTO: Decimal(7),
    InstrumentKind.FX: Decimal("0.8"),
    InstrumentKind.METAL: Decimal("1.5"),
    InstrumentKind.CFD: Decimal("1.5"),
    InstrumentKind.OPTION: Decimal(60),
    InstrumentKind.FUTURE: Decimal(2),
}


@dataclass(frozen=True, slots=True)
class UsualPrice:
    """Where a price usually is, and what share of it, in percent, a usual session goes from low to high."""

    low: Decimal
    high: Decimal
    day_percent: Decimal

    def has(self, price: Decimal) -> bool:
        """Whether a price is where it usually is."""
        return self.low <= price <= self.high


def _table() -> dict[str, UsualPrice]:
    table: dict[str, UsualPrice] = {}
    for line in _RANGES.split("\n"):
        if line:
            symbols, *numbers = line.split("|")
            low, high, day = map(Decimal, numbers)
            table |= dict.fromkeys(symbols.split(), UsualPrice(low, high, day))
    return table


USUAL = _table()


def usual_price(instrument: Instrument) -> UsualPrice | None:
    """Where the price of an instrument usually is; null where nothing is known of it."""
    known = USUAL.get(instrument.symbol) or USUAL.get(instrument.ticker)
    if known is not None:
        return known
    if instrument.kind is InstrumentKind.CRYPTO:
        return USUAL.get(f"{instrument.family.upper()}USD")
    if instrument.kind is not InstrumentKind.FX:
        return None
    day = _RANGE_OF_KIND[InstrumentKind.FX]
    if instrument.currency == "JPY":
        return UsualPrice(Decimal(40), Decimal(260), day)
    if instrument.tick_size == Decimal("0.01"):
        return UsualPrice(Decimal("0.5"), Decimal(30000), day)
    return UsualPrice(Decimal("0.2"), Decimal(60), day)


def day_percent(instrument: Instrument) -> Decimal:
    """How far a usual session goes, in percent of the price."""
    known = usual_price(instrument)
    if known is not None:
        return known.day_percent
    return _RANGE_OF_KIND.get(instrument.kind, Decimal(5))
