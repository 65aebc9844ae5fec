"""The table of spoken names: each name once, each symbol one that is known, each underlying with all of its sizes."""

from collections import Counter

import pytest

from backend.features.market.instruments.instruments import SPOKEN, resolve, spoken
from backend.features.market.instruments.spoken_names import (
    CURRENCIES,
    NAMES,
    begins_long_name,
    key_of,
    long_names_at,
)
from backend.features.market.instruments.symbols.futures import FUTURES
from backend.features.market.instruments.symbols.pairs import CFDS
from backend.features.market.instruments.symbols.pairs import CURRENCIES as KNOWN_CURRENCIES
from backend.features.market.instruments.symbols.table_files import rows_of
from backend.features.market.instruments.traded_symbols import TradedSymbols
from backend.features.market.instruments.underlyings import micro_of, underlying_of

ROWS = [row for row in rows_of("spoken") if not row[0].endswith("/")]
UNDERLYINGS = list(rows_of("underlyings"))


def symbols_of(row):
    _, contract, micro, others = row
    return [symbol for symbol in (contract, micro, *others.split()) if symbol]


def test_a_symbol_stands_once_and_is_the_one_of_its_instrument():
    symbols = [symbol for symbol, *_ in ROWS]

    assert [symbol for symbol, count in Counter(symbols).items() if count > 1] == []
    assert [symbol for symbol in symbols if getattr(resolve(symbol), "symbol", "") != symbol] == []


def test_a_name_stands_once():
    names = Counter(key_of(name.lstrip("=?")) for _, *names in ROWS for name in names)

    assert [name for name, count in names.items() if count > 1] == []


def test_every_future_and_cfd_has_a_name_or_is_the_micro_of_one_that_has():
    named = {symbol for symbol, *_ in ROWS}
    micros = {micro for _, _, micro, _ in UNDERLYINGS}
    known = {contract.symbol for contract in (*FUTURES.values(), *CFDS.values())}

    assert known - named - micros == set()


def test_currencies_are_known():
    assert set(CURRENCIES.values()) <= KNOWN_CURRENCIES | {"BTC", "ETH"}


def test_a_word_that_stands_for_a_symbol_anywhere_is_a_name_of_the_same_contract():
    assert {NAMES[key_of(word)].symbol for word in SPOKEN} == set(SPOKEN.values())
    assert all(spoken(word) == resolve(symbol) for word, symbol in SPOKEN.items())


def test_a_contract_is_of_one_underlying():
    symbols = Counter(symbol for row in UNDERLYINGS for symbol in symbols_of(row))

    assert set(symbols.values()) == {1}
    for row in UNDERLYINGS:
        contracts = [resolve(symbol) for symbol in symbols_of(row)]
        assert [contract.symbol for contract in contracts] == symbols_of(row)
        assert {underlying_of(contract) for contract in contracts} == {row[0]}


def test_the_name_of_an_underlying_is_that_of_a_family_of_one_thing():
    families = Counter(future.family for future in FUTURES.values())
    for name, *_ in UNDERLYINGS:
        family = [future for future in FUTURES.values() if future.family == name]
        assert {underlying_of(future) for future in family} <= {name}, families[name]


@pytest.mark.parametrize(
    ("symbol", "micro"),
    [
        ("NQ", "MNQ"),
        ("US30", "MYM"),
        ("XAUUSD", "MGC"),
        ("XAUEUR", "MGC"),
        ("MGC", "MGC"),
        ("BTCUSDT.P", "MBT"),
        ("USDCAD", "/MCD"),
        ("FDAX", "FDXS"),
        ("TN", "/MTN"),
        ("HE", None),
        ("AAPL", None),
    ],
)
def test_a_micro_is_that_of_the_same_underlying(symbol, micro):
    found = micro_of(resolve(symbol))
    assert (found.symbol if found else None) == micro


def test_what_is_alike_in_family_alone_is_not_of_one_underlying():
    names = ("ES", "NQ", "XAE", "EMD", "ZC", "ZW", "CL", "HO", "BZ", "ZN", "TN", "AAPL", "TSLA")
    assert len({underlying_of(resolve(name)) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("words", "symbol", "length"),
    [
        ("natural gas long", "NG", 2),
        ("coca-cola long", "KO", 1),
        ("coca - cola long", "KO", 3),
        ("10 - year notes 110", "ZN", 4),
        ("s&p 500 5900", "ES", 2),
        ("s&p global 500", "SPGI", 2),
        ("micro ultra bond 128", "MWN", 3),
    ],
)
def test_the_longest_name_of_several_words(words, symbol, length):
    words = words.split()
    *_, (name, count) = long_names_at(words)

    assert begins_long_name(words[0])
    assert (name.symbol, count) == (symbol, length)


def test_an_age_is_no_note():
    assert list(long_names_at("ten year old".split())) == []
    assert not begins_long_name("zebra")


@pytest.mark.parametrize(
    ("traded", "name", "symbol"),
    [
        (("MES", "AAPL"), "spoos", "MES"),
        (("ES", "MES"), "spoos", "ES"),
        (("MGC", "GC"), "yellow metal", "GC"),
        (("BTCUSDT",), "bitcoin", "BTCUSDT"),
        (("MBT",), "bitcoin", "MBT"),
        (("US30",), "dow", "US30"),
        (("GOOG",), "google", "GOOG"),
        (("XAUUSD",), "gold futures", "GC"),
        (("MGC",), "gold futures", "MGC"),
        (("CL",), "mini crude", "QM"),
        ((), "natty", "NG"),
    ],
)
def test_a_name_means_what_is_traded_of_the_same_underlying(traded, name, symbol):
    assert TradedSymbols(traded).meant_by(NAMES[name]) == symbol


def test_the_symbol_of_a_cfd_means_the_cfd():
    traded = TradedSymbols(("YM", "CL"))

    assert traded.cfd("us30") == "US30"
    assert traded.cfd("usoil") == "USOIL"
    assert traded.cfd("dxy") is None  # a level in a sentence more often than a contract
    assert traded.cfd("ym") is None
