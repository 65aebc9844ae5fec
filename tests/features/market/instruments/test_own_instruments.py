"""Own instruments, search and reading of symbols over REST."""

import threading
from datetime import date

import psycopg2
import pytest
from flask_migrate import downgrade, upgrade

from backend.app import create_app

PATH = "/api/trading/instruments"
OWN = {
    "symbol": "myf",
    "multiplier": 7,
    "tick_size": "0.5",
    "currency": "EUR",
    "zone": "Europe/Berlin",
}
TRADE = {
    "direction": "long",
    "entry_price": 100,
    "position_size": 1,
    "entry_time": "2026-11-19T15:00:00Z",
    "exit_price": 101,
    "exit_time": "2026-11-19T16:00:00Z",
}

USER = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"
OLD = f"""
insert into users (id, email, username, email_folded, username_folded, password_hash, timezone, base_currency,
    preferences, role, tier, created_at, updated_at)
values ('{USER}', 'a@example.com', 'a', 'a@example.com', 'a', 'x', 'UTC', 'USD', '{{}}', 'user', 'free', now(), now());
insert into own_instruments (id, user_id, symbol, name, kind, multiplier, tick_size, currency, unit, zone, created_at,
    updated_at)
values (gen_random_uuid(), '{USER}', 'FDAX', 'DAX', 'future', 25, 0.5, 'EUR', 'contract', 'UTC', now(), now());
"""


@pytest.fixture
def trader(world):
    return world.trader()


def read(trader, symbol):
    return trader.get(f"{PATH}/resolve", query_string={"symbol": symbol})


def test_an_own_instrument_has_all_of_its_terms(trader):
    body = OWN | {
        "exchange": "xeur",
        "kind": "spread",
        "lot_step": "0.1",
        "notation": "32nds_half",
        "expiry": "2026-12-18",
        "calendar": "GLOBEX_ENERGY",
    }
    answer = trader.post(PATH, body)
    assert answer.status_code == 201
    own = answer.json
    assert (own["symbol"], own["ticker"], own["exchange"]) == ("XEUR:MYF", "MYF", "XEUR")
    assert (own["lot_step"], own["notation"], own["expiry"]) == ("0.1", "32nds_half", "2026-12-18")
    assert own["may_be_negative"]  # a spread, as nobody said otherwise
    assert own["calendar"] == "GLOBEX_ENERGY"
    for text in ("XEUR:MYF", "myf"):
        meaning = read(trader, text).json
        assert (meaning["instrument"]["symbol"], meaning["is_own"]) == ("XEUR:MYF", True)
    assert trader.post("/api/trading/trades", TRADE | {"instrument": "MYF"}).json["instrument"] == (
        "XEUR:MYF"
    )


def test_of_two_exchanges_each_has_its_own_and_the_bare_name_is_asked_for(trader):
    for exchange in ("XEUR", "IFEU"):
        assert trader.post(PATH, OWN | {"exchange": exchange}).status_code == 201
    assert read(trader, "XEUR:MYF").json["instrument"]["exchange"] == "XEUR"
    refused = read(trader, "MYF")
    assert (refused.status_code, refused.json["code"]) == (422, "instrument.unknown")
    names = [candidate["symbol"] for candidate in refused.json["candidates"]]
    assert names[:2] == ["IFEU:MYF", "XEUR:MYF"]


def test_of_two_kinds_each_has_a_symbol(trader):
    first = trader.post(PATH, OWN).json
    second = trader.post(PATH, OWN | {"kind": "option"}).json
    assert (first["symbol"], second["symbol"]) == ("MYF", "OPTION:MYF")
    assert read(trader, "MYF").json["instrument"]["kind"] == "future"
    assert read(trader, "option:myf").json["instrument"]["kind"] == "option"


def test_an_own_future_has_contract_months_and_goes_before_the_products(trader):
    trader.post(PATH, OWN | {"symbol": "ES"})
    for text, contract in (("ES", None), ("ESZ26", "ESZ26"), ("/ESF27", "ESF27")):
        meaning = read(trader, text).json
        assert (meaning["is_own"], meaning["contract"]) == (True, contract)
    assert read(trader, "MESZ26").json["is_own"] is False


def test_a_trade_names_an_own_instrument_by_its_ticker_and_its_month(trader):
    trader.post(PATH, OWN | {"symbol": "ES", "exchange": "XEUR"})
    for text in ("ES", "ESZ26", "XEUR:ES"):
        logged = trader.post("/api/trading/trades", TRADE | {"instrument": text}).json
        assert (logged["instrument"], logged["multiplier"]) == ("XEUR:ES", "7"), text
    product = trader.post("/api/trading/trades", TRADE | {"instrument": "MES"}).json
    assert product["multiplier"] == "5"


def test_made_twice_by_two_windows_it_is_there_once(trader):
    answers = []

    def describe():
        answers.append(trader.post(PATH, OWN))

    threads = [threading.Thread(target=describe) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    created, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert (created.status_code, refused.status_code) == (201, 409)
    assert refused.json["code"] == "instrument.exists"
    assert len(trader.get(PATH).json["own"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"symbol": "A" * 200}, "symbol"),
        ({"symbol": " \u200b "}, "symbol"),
        ({"exchange": "A B"}, "exchange"),
        ({"exchange": "X" * 13}, "exchange"),
        ({"lot_step": "0"}, "lot_step"),
        ({"notation": "64ths"}, "notation"),
        ({"expiry": "2026-02-30"}, "expiry"),
        ({"calendar": "GLOBEX"}, "calendar"),
        ({"kind": "house"}, "kind"),
    ],
)
def test_what_does_not_fit_is_a_problem_of_its_field(trader, change, field):
    refused = trader.post(PATH, OWN | change)
    assert refused.status_code == 422
    assert [problem["field"] for problem in refused.json["errors"]] == [field]


def test_a_symbol_of_200_characters_is_no_question(trader):
    refused = trader.post("/api/trading/trades", TRADE | {"instrument": "A" * 200})
    assert refused.status_code == 422
    assert [problem["field"] for problem in refused.json["errors"]] == ["instrument"]
    assert read(trader, "A" * 200).status_code == 422
    assert read(trader, "A" * 201).json["errors"][0]["field"] == "symbol"


def test_an_unknown_symbol_of_a_trade_is_refused_with_candidates(trader):
    trader.post(PATH, OWN | {"symbol": "XYZ1"})
    refused = trader.post("/api/trading/trades", TRADE | {"instrument": "XYZQ"})
    assert (refused.status_code, refused.json["code"]) == (422, "instrument.unknown")
    assert [problem["field"] for problem in refused.json["errors"]] == ["instrument"]
    first, second = refused.json["candidates"][:2]
    assert (first["symbol"], first["name"]) == ("XYZ1", "XYZ1")  # the trader's own, a slip away
    assert second == {"symbol": "$XYZQ", "kind": "stock", "exchange": "US", "name": "XYZQ"}
    logged = trader.post("/api/trading/trades", TRADE | {"instrument": second["symbol"]})
    assert (logged.status_code, logged.json["instrument"]) == (201, "$XYZQ")


def test_a_symbol_is_read_with_its_month(trader):
    meaning = read(trader, "/ESZ26").json
    assert (meaning["contract"], meaning["contract_month"]) == ("ESZ26", "2026-12-01")
    terms = meaning["instrument"]
    assert (terms["symbol"], terms["exchange"], terms["notation"]) == ("ES", "XCME", "decimal")
    assert (terms["multiplier"], terms["tick_size"], terms["lot_step"]) == ("50", "0.25", "1")
    assert date.fromisoformat(meaning["contract_month"]).day == 1
    refused = read(trader, "ESF26").json
    assert refused["detail"].startswith("ES (E-mini S&P 500) has no contract of Jan")
    assert refused["candidates"][0]["symbol"] == "ES"


@pytest.mark.parametrize(
    ("words", "symbol"),
    [
        ("crude", "CL"),
        ("ESZ6", "ES"),
        ("dogecoin", "DOGEUSD"),
        ("EURU", "EURUSD"),
        ("apple", "AAPL"),
        ("US5", "US500"),
        ("vodafone", "XLON:VOD"),
        ("TSX:SHOP", "XTSE:SHOP"),
        ("colgate", "$CL"),
    ],
)
def test_words_find_instruments_of_every_kind(trader, words, symbol):
    known = trader.get(PATH, query_string={"q": words}).json["known"]
    assert symbol in [instrument["symbol"] for instrument in known]


def test_words_find_own_instruments_and_only_those_that_fit(trader):
    trader.post(PATH, OWN | {"name": "Mine of yesterday"})
    trader.post(PATH, OWN | {"symbol": "OTHER"})
    found = trader.get(PATH, query_string={"q": "yesterday"}).json
    assert [own["symbol"] for own in found["own"]] == ["MYF"]
    assert trader.get(PATH, query_string={"q": "zzzzzz"}).json == {
        "own": [],
        "known": [],
        "next_cursor": None,
    }


def test_the_table_of_futures_comes_by_pages(trader):
    trader.post(PATH, OWN)
    symbols, owned, cursor = [], 0, None
    while True:
        query = {"limit": 40} | ({"cursor": cursor} if cursor else {})
        page = trader.get(PATH, query_string=query).json
        symbols += [instrument["symbol"] for instrument in page["known"]]
        owned += len(page["own"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(symbols) == len(set(symbols)) >= 150
    assert owned == 1  # on the first page
    assert {"ES", "/BTC", "FDAX"} <= set(symbols)
    assert trader.get(PATH, query_string={"cursor": "x"}).json["code"] == "paging.bad_cursor"


@pytest.fixture
def older(postgres, settings):
    postgres.create_database("older_instruments")
    addresses = {name.lower(): url for name, url in postgres.addresses("older_instruments").items()}
    store = settings.store.model_copy(update=addresses)
    app = create_app(settings.model_copy(update={"store": store}))
    with app.app_context():
        upgrade(revision="0024")
        connection = psycopg2.connect(store.migration_database_url.replace("+psycopg2", ""))
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
        connection.close()
    app.extensions["coach"].database.engine.dispose()


def test_own_instruments_of_before_keep_their_symbols(older):
    older.execute(OLD)
    upgrade(revision="0025")
    older.execute(
        "select symbol, ticker, exchange, notation, may_be_negative, lot_step from own_instruments"
    )
    assert older.fetchall() == [("FDAX", "FDAX", "", "decimal", False, None)]
    downgrade(revision="0024")
    older.execute("select symbol from own_instruments")
    assert older.fetchall() == [("FDAX",)]
