"""Symbols as platforms, brokers and traders write them, by who means what."""

from datetime import date
from decimal import Decimal
from timeit import timeit

import pytest

from backend.features.market.instruments.instruments import (
    INDICES,
    SPOKEN,
    Identified,
    InstrumentKind,
    Unknown,
    identify,
    resolve,
    spoken,
)
from backend.features.market.instruments.symbols.coins import COINS
from backend.features.market.instruments.symbols.futures import FUTURES
from backend.features.market.instruments.symbols.pairs import CFDS
from backend.features.market.instruments.symbols.stocks import listings

TODAY = date(2026, 11, 30)

# text|symbol (the key of the identity)|kind|exchange|month
READINGS = """
ES|ES|future|XCME|
es|ES|future|XCME|
ESZ6|ES|future|XCME|2026-12-01
ESZ26|ES|future|XCME|2026-12-01
ESZ2026|ES|future|XCME|2026-12-01
/ESZ26|ES|future|XCME|2026-12-01
@ESZ6|ES|future|XCME|2026-12-01
/ESZ26:XCME|ES|future|XCME|2026-12-01
6EH27|6E|future|XCME|2027-03-01
SR3M7|SR3|future|XCME|2027-06-01
10YF27|10Y|future|XCBT|2027-01-01
ES1!|ES|future|XCME|
ES2!|ES|future|XCME|
ES=F|ES|future|XCME|
@ES|ES|future|XCME|
CME_MINI:ES1!|ES|future|XCME|
NYMEX:CLF2027|CL|future|XNYM|2027-01-01
ES 12-26|ES|future|XCME|2026-12-01
ES DEC26|ES|future|XCME|2026-12-01
CL MAR 27|CL|future|XNYM|2027-03-01
ESZ25-CME|ES|future|XCME|2025-12-01
ESZ25.CME|ES|future|XCME|2025-12-01
CLZ26.NYM|CL|future|XNYM|2026-12-01
ESZ6 Index|ES|future|XCME|2026-12-01
EUREX:FDAX1!|FDAX|future|XEUR|
FGBLZ6|FGBL|future|XEUR|2026-12-01
ICEEUR:BRN1!|BRN|future|IFEU|
ICEUS:KCH2027|KC|future|IFUS|2027-03-01
VXF27|VX|future|XCBF|2027-01-01
YCZ6|XC|future|XCBT|2026-12-01
/BTC|/BTC|future|XCME|
BTCZ6|/BTC|future|XCME|2026-12-01
CME:BTC1!|/BTC|future|XCME|
GEZ2|/GE|future|XCME|2022-12-01
/GE|/GE|future|XCME|
ICEEU:Z1!|/Z|future|IFLL|
EUR/USD|EURUSD|fx||
eur-usd|EURUSD|fx||
EURUSD=X|EURUSD|fx||
FX:EURUSD|EURUSD|fx||
OANDA:USDJPY|USDJPY|fx||
EURUSD.raw|EURUSD|fx||
USDCNH|USDCNH|fx||
EURHUF|EURHUF|fx||
XAUUSD|XAUUSD|metal||
XAU/EUR|XAUEUR|metal||
XPTUSD|XPTUSD|metal||
XPDUSD|XPDUSD|metal||
gold|XAUUSD|metal||
US500|US500|cfd||
SPX500|US500|cfd||
NAS100|NAS100|cfd||
US100|NAS100|cfd||
OANDA:NAS100USD|NAS100|cfd||
NAS100_USD|NAS100|cfd||
US30.cash|US30|cfd||
DE40|GER40|cfd||
GER40|GER40|cfd||
UK100|UK100|cfd||
JP225|JP225|cfd||
HK50|HK50|cfd||
TVC:USOIL|USOIL|cfd||
BTC|BTCUSD|crypto||
BTCUSD|BTCUSD|crypto||
BTCUSDT|BTCUSD|crypto||
BTC-USD|BTCUSD|crypto||
BINANCE:BTCUSDT|BTCUSD|crypto||
XBTUSD|BTCUSD|crypto||
XXBTZEUR|BTCEUR|crypto||
SOLUSDC|SOLUSD|crypto||
ETHBTC|ETHBTC|crypto||
PEPEUSDT|PEPEUSD|crypto||
1000PEPEUSDT|1000PEPEUSD|crypto||
BINANCE:NEWCOINUSDT|CRYPTO:NEWCOINUSD|crypto||
BTCUSDT.P|BTCUSDT.P|crypto||
BYBIT:BTCUSDT.P|BTCUSDT.P|crypto||
BTCUSDTPERP|BTCUSDT.P|crypto||
BTC-PERP|BTCUSDT.P|crypto||
BTC-USDT-SWAP|BTCUSDT.P|crypto||
ETH/USDT:USDT|ETHUSDT.P|crypto||
ETHUSDC.P|ETHUSDC.P|crypto||
AAPL|AAPL|stock|XNAS|
$AAPL|AAPL|stock|XNAS|
NASDAQ:AAPL|AAPL|stock|XNAS|
AAPL.US|AAPL|stock|XNAS|
AAPL US Equity|AAPL|stock|XNAS|
SPY|SPY|stock|ARCX|
IWM|IWM|stock|ARCX|
QQQ|QQQ|stock|XNAS|
BRK.B|BRK.B|stock|XNYS|
BRK-B|BRK.B|stock|XNYS|
GE|GE|stock|XNYS|
$CL|$CL|stock|XNYS|
NYSE:CL|$CL|stock|XNYS|
$XYZQ|$XYZQ|stock|US|
NASDAQ:XYZQ|$XYZQ|stock|US|
XYZQ.US|$XYZQ|stock|US|
TSX:SHOP|XTSE:SHOP|stock|XTSE|
SHOP.TO|XTSE:SHOP|stock|XTSE|
VOD.L|XLON:VOD|stock|XLON|
VOD LN|XLON:VOD|stock|XLON|
NSE:NIFTY|XNSE:NIFTY|stock|XNSE|
RELIANCE.NS|XNSE:RELIANCE|stock|XNSE|
SAP.DE|XETR:SAP|stock|XETR|
7203.T|XTKS:7203|stock|XTKS|
0700.HK|XHKG:0700|stock|XHKG|
BHP.AX|XASX:BHP|stock|XASX|
PETR4.SA|BVMF:PETR4|stock|BVMF|
AAPL  261218C00200000|AAPL261218C00200000|option|OPRA|
AAPL261218C00200000|AAPL261218C00200000|option|OPRA|
AAPL 18DEC26 200 C|AAPL261218C00200000|option|OPRA|
AAPL 12/18/2026 200.00 C|AAPL261218C00200000|option|OPRA|
AAPL Dec 18 '26 $200 Call|AAPL261218C00200000|option|OPRA|
.SPXW261218P5800|SPXW261218P05800000|option|OPRA|
-AAPL261218C192.5|AAPL261218C00192500|option|OPRA|
"""


@pytest.mark.parametrize("line", READINGS.strip().splitlines())
def test_a_symbol_means_what_those_who_write_it_so_mean(line):
    text, symbol, kind, exchange, month = line.split("|")
    meant = identify(text, today=TODAY)
    assert isinstance(meant, Identified)
    assert (meant.instrument.symbol, meant.instrument.kind) == (symbol, kind)
    assert (meant.instrument.exchange or "") == exchange
    assert meant.month == (date.fromisoformat(month) if month else None)
    assert resolve(symbol) == meant.instrument


def test_every_symbol_is_read_back_as_the_same_instrument():
    words = {word for word in SPOKEN if word.upper() not in INDICES}
    names = [*FUTURES, *CFDS, *(f"{coin}USD" for coin in COINS), *sorted(words)]
    names += [name if ":" in name else f"${name}" for name in listings()]
    marked = [f"/{root}" for root in FUTURES]
    for name in (*names, *marked):
        instrument = resolve(name)
        assert instrument is not None, name
        assert resolve(instrument.symbol) == instrument, name


def test_every_month_of_every_future_is_read_in_each_of_its_spellings():
    for root, future in FUTURES.items():
        for letter in future.months:
            for year in ("7", "27", "2027"):
                meant = identify(f"/{root}{letter}{year}", today=TODAY)
                assert isinstance(meant, Identified), f"{root}{letter}{year}"
                assert meant.instrument is future
                assert (meant.month.year, "FGHJKMNQUVXZ"[meant.month.month - 1]) == (2027, letter)


@pytest.mark.parametrize(
    ("text", "today", "year"),
    [
        ("ESZ6", "2026-11-30", 2026),
        ("ESZ6", "2030-01-15", 2026),
        ("ESZ6", "2032-06-15", 2036),  # December 2036 is nearer than December 2026
        ("ESH0", "2026-11-30", 2030),
        ("ESH9", "2021-01-04", 2019),
        ("ESZ5", "2026-01-02", 2025),
    ],
)
def test_a_year_of_one_digit_is_the_nearest_to_the_day(text, today, year):
    meant = identify(text, today=date.fromisoformat(today))
    assert meant.month.year == year


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ESF26", "ES (E-mini S&P 500) has no contract of Jan"),
        ("ES 01-26", "ES (E-mini S&P 500) has no contract of Jan"),
        ("ZCF7", "its months are Mar, May, Jul, Sep, Dec"),
        ("LEF27", "Live Cattle"),
        ("ESZ2099", "No contract is listed for 2099"),
        ("EUREX:ES1!", "not known at EUREX"),
        ("FOO:BAR", "FOO is not known"),
        ("BTCUSD.P", "may pay in the coin itself"),
        ("BTC-USD-SWAP", "may pay in the coin itself"),
        ("BTC/USD:BTC", "may pay in the coin itself"),
        ("./ESZ26C5000", "Options on futures"),
        ("ESZ6 C5000", "Options on futures"),
        ("AAPL1261218C00200000", "adjusted option"),
        ("AAPL261318C00200000", "no day of the calendar"),
        ("AAPL261218C00000000", "more than 0"),
        ("BINANCE:BTCUSDT_240628", "Futures of coins that expire"),
        ("XYZQ", "not known"),
        ("EURUSDm", "not known"),  # micro lots or cents: another size than a lot
        ("JP225_USD", "not known"),  # quoted in another currency than the CFD's
        ("A" * 200, "not known"),
        ("", "not known"),
        ("   ", "not known"),
        ("\u0000", "not known"),
        ("💥", "not known"),
        (":", "not known"),
        ("$", "not known"),
        ("/", "not known"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(text, words):
    meant = identify(text, today=TODAY)
    assert isinstance(meant, Unknown)
    assert words in meant.reason
    assert resolve(text) is None or text == "ESZ2099"


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("XYZQ", "$XYZQ"),
        ("ESF26", "ES"),
        ("MNQQ", "MNQ"),
        ("EURUSDm", "EURUSD"),
        ("AAPLE", "AAPL"),
        ("TELSA", "TSLA"),
        ("DOGE", "DOGEUSD"),
        ("BTCUSD.P", "BTCUSDT.P"),
        ("NEWCOINUSDT", "CRYPTO:NEWCOINUSD"),
        ("Crude Oil", "CL"),
        ("Berkshire", "BRK.B"),
        ("FOO:AAPL", "AAPL"),
        ("US5000", "US500"),
    ],
)
def test_what_is_refused_comes_with_what_it_could_be(text, symbol):
    meant = identify(text, today=TODAY)
    symbols = [candidate.symbol for candidate in meant.candidates]
    assert symbol in symbols
    assert len(symbols) == len(set(symbols)) <= 8
    assert all(resolve(name) is not None for name in symbols)


def test_a_stock_and_a_future_of_the_same_letters_are_two():
    stock, future = resolve("$CL"), resolve("CL")
    assert stock.identity == (InstrumentKind.STOCK, "XNYS", "CL")
    assert future.identity == (InstrumentKind.FUTURE, "XNYM", "CL")
    assert (stock.multiplier, future.multiplier) == (Decimal(1), Decimal(1000))


def test_what_is_said_in_a_conversation_is_the_contract_of_day_traders():
    assert spoken("nas").symbol == "NQ"
    assert spoken("Dow").symbol == "YM"
    assert spoken("gold").symbol == "XAUUSD"
    assert spoken("Natural Gas").symbol == "NG"
    assert spoken("AAPL") is None


def test_what_is_written_as_a_broker_writes_it_is_no_spoken_name():
    for symbol in ("US30", "NAS100", "US500", "US2000", "USOIL", "UK100", "GER40", "JP225"):
        assert spoken(symbol) is None
        assert resolve(symbol.lower()).kind is InstrumentKind.CFD


@pytest.mark.parametrize(
    ("text", "multiplier", "currency", "zone", "calendar"),
    [
        ("TSX:SHOP", "1", "CAD", "America/Toronto", "XTSE"),
        ("VOD.L", "0.01", "GBP", "Europe/London", "XLON"),  # in pence
        ("NPN.JO", "0.01", "ZAR", "Africa/Johannesburg", "XJSE"),  # in cents
        ("7203.T", "1", "JPY", "Asia/Tokyo", "XTKS"),
        ("AAPL", "1", "USD", "America/New_York", "XNYS"),
        ("AAPL261218C00200000", "100", "USD", "America/New_York", "XNYS"),
        ("US500", "1", "USD", "America/New_York", "17:00"),
        ("GER40", "1", "EUR", "America/New_York", "17:00"),
        ("XAUEUR", "100", "EUR", "America/New_York", "17:00"),
        ("EURJPY", "100000", "JPY", "America/New_York", "17:00"),
        ("BTCEUR", "1", "EUR", "UTC", None),
        ("BTCUSDT.P", "1", "USD", "UTC", None),
        ("FDAX", "25", "EUR", "Europe/Berlin", "EUREX"),
        ("KC", "375", "USD", "America/New_York", "ICE_SOFTS"),
        ("BRN", "1000", "USD", "Europe/London", "ICE_ENERGY"),
    ],
)
def test_money_and_hours_are_those_of_its_market(text, multiplier, currency, zone, calendar):
    contract = resolve(text)
    assert contract.multiplier == Decimal(multiplier)
    assert (contract.currency, contract.zone, contract.calendar) == (currency, zone, calendar)


def test_an_option_says_what_it_is_on():
    option = resolve("AAPL 18DEC26 192.5 P").option
    assert (option.underlying, option.expiry, option.right) == ("AAPL", date(2026, 12, 18), "put")
    assert option.strike == Decimal("192.5")


def test_a_known_symbol_is_read_in_microseconds():
    resolve("ESZ6")
    assert min(timeit(lambda: resolve("ESZ6"), number=1000) for _ in range(5)) < 0.005
