"""Currency pairs, spot metals and index CFDs: what brokers of margin accounts call them."""

import re
from decimal import Decimal

from backend.features.market.instruments.contract_terms import (
    NEW_YORK,
    TURNS_AT_17,
    Instrument,
    InstrumentKind,
    Outcome,
    SymbolReading,
)
from backend.features.market.instruments.symbols.table_files import rows_of

MAJORS = "EURUSD GBPUSD USDJPY USDCHF AUDUSD USDCAD NZDUSD".split()
CURRENCIES = frozenset(
    """USD EUR GBP JPY CHF AUD CAD NZD NOK SEK DKK PLN CZK HUF RON TRY ILS ZAR MXN BRL CLP COP SGD HKD CNH CNY THB
    INR KRW IDR MYR PHP TWD RUB SAR AED""".split()
)
_COARSE = frozenset("JPY HUF THB INR KRW IDR CLP COP PHP TWD RUB".split())  # a pip is 0.01 of them
_LOT = Decimal(100_000)
METALS = {
    "XAU": ("Gold", Decimal(100), Decimal("0.01"), "gold"),
    "XAG": ("Silver", Decimal(5000), Decimal("0.001"), "silver"),
    "XPT": ("Platinum", Decimal(100), Decimal("0.01"), "platinum"),
    "XPD": ("Palladium", Decimal(100), Decimal("0.01"), "palladium"),
}
BROKERS = frozenset(
    """FX FX_IDC FOREXCOM OANDA FXCM PEPPERSTONE ICMARKETS CAPITALCOM EIGHTCAP BLACKBULL FUSIONMARKETS SAXO IG TVC
    FPMARKETS VANTAGE ACTIVTRADES THINKMARKETS CMCMARKETS SWISSQUOTE DUKASCOPY EASYMARKETS TICKMILL SKILLING FTMO
    CFI VELOCITY AXIORY PHILLIPNOVA TRADENATION WHSELFINVEST SPREADEX CURRENCYCOM XTB""".split()
)
"""Prefixes of brokers of margin accounts: what follows is a pair, a metal, a coin or a CFD."""

_PAIR = re.compile(r"([A-Z]{3})[/_\- ]?([A-Z]{3})(?:=X| CURNCY)?", re.ASCII)
# Endings that brokers put behind a symbol without changing its size; those that do (m, micro, c, cent) are not read.
_BROKER_ENDING = re.compile(
    r"(.{1,24}?)(?:[._\-](?:RAW|PRO|ECN|STP|CASH|STD|SD|SPOT|IDX|I|A|R|X|P|F)|\+|#)", re.ASCII
)


def _cfds() -> dict[str, Instrument]:
    table: dict[str, Instrument] = {}
    for symbol, name, currency, tick, family, aliases in rows_of("cfds"):
        contract = Instrument(
            symbol=symbol,
            name=name,
            kind=InstrumentKind.CFD,
            multiplier=Decimal(1),
            tick_size=Decimal(tick),
            currency=currency,
            unit="CFD",
            family=family,
            zone=NEW_YORK,
            calendar=TURNS_AT_17,
            ticker=symbol,
            may_be_negative=family == "energy",
        )
        table |= dict.fromkeys((symbol, *aliases.split()), contract)
    return table


CFDS = _cfds()
"""CFDs by their names at brokers."""


def read(text: str) -> Outcome:
    """A pair, a metal or a CFD, with what brokers put around it; null where it is none of them."""
    instrument = _plain(text)
    if instrument is None:
        ending = _BROKER_ENDING.fullmatch(text)
        instrument = _plain(ending[1]) if ending else None
    return SymbolReading(instrument) if instrument else None


def _plain(text: str) -> Instrument | None:
    match = _PAIR.fullmatch(text)
    if match is not None and match[2] in CURRENCIES:
        if match[1] in METALS:
            return metal(match[1], match[2])
        if match[1] in CURRENCIES and match[1] != match[2]:
            return currency_pair(match[1], match[2])
    return _cfd(text)


def _cfd(text: str) -> Instrument | None:
    """A CFD, also where its own currency stands behind it: `NAS100_USD`, `DE30/EUR`."""
    if text in CFDS:
        return CFDS[text]
    name, currency = text[:-3].rstrip("_/-"), text[-3:]
    contract = CFDS.get(name)
    if contract is not None and contract.currency == currency:
        return contract
    return None


def metal(base: str, quote: str) -> Instrument:
    """A spot metal in a currency, by lots of a hundred ounces (silver: five thousand)."""
    name, multiplier, tick, family = METALS[base]
    return Instrument(
        symbol=base + quote,
        name=f"{name} spot" if quote == "USD" else f"{name} spot in {quote}",
        kind=InstrumentKind.METAL,
        multiplier=multiplier,
        tick_size=tick,
        currency=quote,
        unit="lot",
        family=family,
        zone=NEW_YORK,
        calendar=TURNS_AT_17,
        ticker=base + quote,
    )


def currency_pair(base: str, quote: str) -> Instrument:
    """A currency pair by lots of 100,000; prices have a digit more than the pip, sizes go down to a unit."""
    pip = Decimal("0.01") if quote in _COARSE else Decimal("0.0001")
    family = base + quote
    if "USD" in (base, quote):
        family = base if quote == "USD" else quote
    return Instrument(
        symbol=base + quote,
        name=f"{base}/{quote}",
        kind=InstrumentKind.FX,
        multiplier=_LOT,
        tick_size=pip,
        currency=quote,
        unit="lot",
        family=family.lower(),
        zone=NEW_YORK,
        calendar=TURNS_AT_17,
        ticker=base + quote,
        price_step=pip / 10,
        lot_step=1 / _LOT,
    )
