"""Contracts as data: what one point of one unit is worth, the tick, the currency, and the names that traders use."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class InstrumentKind(StrEnum):
    """What is traded."""

    FUTURE = "future"
    FX = "fx"
    METAL = "metal"
    CRYPTO = "crypto"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One contract.

    Attributes:
        multiplier: money for a move of 1.0 in the price, a contract (or lot, coin, share).
        tick_size: the smallest move of the price; for FX the pip that traders count in.
        currency: of the result.
        unit: what a position of size 1 is called.
        family: contracts that rise and fall together, for correlated risk.
        zone: where its exchange is; sessions and hours are told in it.
        calendar: of `exchange_calendars`; `17:00` where the day turns then, without weekends; null at midnight.
    """

    symbol: str
    name: str
    kind: InstrumentKind
    multiplier: Decimal
    tick_size: Decimal
    currency: str
    unit: str
    family: str
    zone: str
    calendar: str | None = None


CHICAGO, NEW_YORK, UTC = "America/Chicago", "America/New_York", "UTC"
GLOBEX = "CMES"
TURNS_AT_17 = "17:00"


# symbol, name, multiplier, tick, family: from the exchange's contract specifications (CME Group)
_FUTURES = """
ES|E-mini S&P 500|50|0.25|us_index
MES|Micro E-mini S&P 500|5|0.25|us_index
NQ|E-mini Nasdaq-100|20|0.25|us_index
MNQ|Micro E-mini Nasdaq-100|2|0.25|us_index
YM|E-mini Dow|5|1|us_index
MYM|Micro E-mini Dow|0.5|1|us_index
RTY|E-mini Russell 2000|50|0.1|us_index
M2K|Micro E-mini Russell 2000|5|0.1|us_index
CL|Crude Oil|1000|0.01|energy
MCL|Micro Crude Oil|100|0.01|energy
QM|E-mini Crude Oil|500|0.025|energy
NG|Natural Gas|10000|0.001|gas
RB|RBOB Gasoline|42000|0.0001|energy
HO|Heating Oil|42000|0.0001|energy
GC|Gold|100|0.1|gold
MGC|Micro Gold|10|0.1|gold
SI|Silver|5000|0.005|silver
SIL|Micro Silver|1000|0.005|silver
HG|Copper|25000|0.0005|copper
MHG|Micro Copper|2500|0.0005|copper
PL|Platinum|50|0.1|platinum
PA|Palladium|100|0.5|palladium
ZB|30-Year Treasury Bond|1000|0.03125|us_rates
UB|Ultra Treasury Bond|1000|0.03125|us_rates
ZN|10-Year Treasury Note|1000|0.015625|us_rates
ZF|5-Year Treasury Note|1000|0.0078125|us_rates
ZT|2-Year Treasury Note|2000|0.00390625|us_rates
6E|Euro FX|125000|0.00005|eur
M6E|Micro Euro FX|12500|0.0001|eur
6B|British Pound|62500|0.0001|gbp
M6B|Micro British Pound|6250|0.0001|gbp
6J|Japanese Yen|12500000|0.0000005|jpy
6A|Australian Dollar|100000|0.00005|aud
M6A|Micro Australian Dollar|10000|0.0001|aud
6C|Canadian Dollar|100000|0.00005|cad
6S|Swiss Franc|125000|0.00005|chf
6N|New Zealand Dollar|100000|0.00005|nzd
BTC|Bitcoin futures|5|5|btc
MBT|Micro Bitcoin futures|0.1|5|btc
MET|Micro Ether futures|0.1|0.5|eth
ZC|Corn|50|0.25|grains
ZW|Wheat|50|0.25|grains
ZS|Soybeans|50|0.25|grains
"""

_CURRENCIES = (
    "EUR",
    "GBP",
    "AUD",
    "NZD",
    "USD",
    "CAD",
    "CHF",
    "JPY",
    "NOK",
    "SEK",
    "MXN",
    "ZAR",
    "SGD",
    "HKD",
    "TRY",
    "PLN",
)
_COINS = {
    "BTC": "Bitcoin",
    "ETH": "Ether",
    "SOL": "Solana",
    "XRP": "XRP",
    "ADA": "Cardano",
    "DOGE": "Dogecoin",
    "LTC": "Litecoin",
    "BNB": "BNB",
    "AVAX": "Avalanche",
    "LINK": "Chainlink",
    "DOT": "Polkadot",
}
_METALS = {
    "XAU": ("Gold", Decimal(100), Decimal("0.01"), "gold"),
    "XAG": ("Silver", Decimal(5000), Decimal("0.001"), "silver"),
}

_NAMES = """\
ES|spoos|spooz|emini|e-mini|s&p|spx|sp500|us500
NQ|nasdaq|nas|nas100|us100|ustec|ndx
YM|dow|us30
RTY|russell|us2000
CL|crude|oil|wti|usoil
NG|natgas|nattie
XAUUSD|gold|xau
XAGUSD|silver|xag
HG|copper
BTCUSD|bitcoin|btc
ETHUSD|ether|ethereum|eth
SOLUSD|solana
EURUSD|fiber|euro
GBPUSD|cable
AUDUSD|aussie
NZDUSD|kiwi
USDCAD|loonie
USDCHF|swissy
USDJPY|gopher
ZB|bonds
"""


def _spoken() -> dict[str, str]:
    """The contract of each name; a line of the table is a contract and its names."""
    contracts: dict[str, str] = {}
    for line in _NAMES.splitlines():
        contract, *names = line.split("|")
        contracts |= dict.fromkeys(names, contract)
    return contracts


SPOKEN = _spoken()
"""What traders say, and the contract they mean. An index or metal means the contract that day traders use."""

_CONTRACT = re.compile(r"([A-Z0-9]{1,3}?)(?:[FGHJKMNQUVXZ](?:\d{1,2}|20\d{2})|[12]!|=F)?", re.ASCII)
_STOCK = re.compile(r"[A-Z]{1,5}(?:\.[A-Z])?", re.ASCII)


def _futures() -> dict[str, Instrument]:
    table = {}
    for line in _FUTURES.strip().splitlines():
        symbol, name, multiplier, tick, family = line.split("|")
        unit = "contract"
        table[symbol] = Instrument(
            symbol,
            name,
            InstrumentKind.FUTURE,
            Decimal(multiplier),
            Decimal(tick),
            "USD",
            unit,
            family,
            CHICAGO,
            GLOBEX,
        )
    return table


FUTURES = _futures()


def resolve(text: str) -> Instrument | None:
    """The contract that a symbol or a trader's word names; null where none is known.

    Takes `ES`, `ESZ6`, `@ES`, `/ES`, `MNQ1!`, `CME_MINI:ES1!`, `ES=F`, `EUR/USD`, `eurusd`, `BTCUSDT`, `$AAPL`, `gold`.
    An FX size is in lots of 100,000.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in SPOKEN:
        plain = SPOKEN[plain.lower()]
    marked = plain.startswith("$")
    symbol = plain.upper().rsplit(":", 1)[-1].lstrip("@/$#")
    pair = symbol.replace("/", "").replace("-", "").replace("_", "")
    instrument = None
    if not marked:
        instrument = _future(symbol) or _pair(pair)
    if instrument is None and _STOCK.fullmatch(symbol):
        family = f"stock:{symbol}"
        instrument = Instrument(
            symbol,
            symbol,
            InstrumentKind.STOCK,
            Decimal(1),
            Decimal("0.01"),
            "USD",
            "share",
            family,
            NEW_YORK,
        )
    return instrument


def _future(symbol: str) -> Instrument | None:
    if symbol in FUTURES:
        return FUTURES[symbol]
    matched = _CONTRACT.fullmatch(symbol)
    if matched:
        return FUTURES.get(matched.group(1))
    return None


def _pair(symbol: str) -> Instrument | None:
    base, quote = symbol[:3], symbol[3:]
    if base in _METALS and quote == "USD":
        name, multiplier, tick, family = _METALS[base]
        name = f"{name} spot"
        return Instrument(
            symbol,
            name,
            InstrumentKind.METAL,
            multiplier,
            tick,
            "USD",
            "lot",
            family,
            NEW_YORK,
            TURNS_AT_17,
        )
    if base in _CURRENCIES and quote in _CURRENCIES and base != quote:
        pip = Decimal("0.01") if quote == "JPY" else Decimal("0.0001")
        family = symbol
        if quote == "USD":
            family = base
        elif base == "USD":
            family = quote
        return Instrument(
            symbol,
            f"{base}/{quote}",
            InstrumentKind.FX,
            Decimal(100_000),
            pip,
            quote,
            "lot",
            family.lower(),
            NEW_YORK,
            TURNS_AT_17,
        )
    return _coin(symbol)


def _coin(symbol: str) -> Instrument | None:
    for quote in ("USDT", "USDC", "USD", "EUR"):
        coin = symbol.removesuffix(quote)
        if coin != symbol and coin in _COINS:
            currency = "EUR" if quote == "EUR" else "USD"
            name = f"{_COINS[coin]} spot"
            return Instrument(
                coin + currency,
                name,
                InstrumentKind.CRYPTO,
                Decimal(1),
                Decimal("0.01"),
                currency,
                "coin",
                coin.lower(),
                UTC,
            )
    return None
