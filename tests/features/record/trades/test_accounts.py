"""Accounts, currencies, own instruments, strategies and attachments of the trading record."""

import io

import pytest

from tests.factories.images import png

FX = {
    "instrument": "EURGBP",
    "direction": "short",
    "entry_price": "0.86",
    "position_size": 1,
    "entry_time": "2026-11-18T10:00:00Z",
    "exit_price": "0.85",
    "exit_time": "2026-11-19T10:00:00Z",
}


@pytest.fixture
def trader(world):
    return world.trader()


def accounts_of(trader):
    return trader.get("/api/trading/accounts").json["items"]


def test_a_new_trader_has_one_account_with_what_the_profile_says(world):
    trader = world.trader(base_currency="EUR", account_size="25000")
    [account] = accounts_of(trader)
    assert (account["name"], account["currency"], account["is_default"]) == ("Main", "EUR", True)
    assert account["balance"] == "25000"
    assert accounts_of(trader) == [account]


def test_the_balance_is_what_was_paid_in_and_what_real_trades_brought(trader):
    [account] = accounts_of(trader)
    path = f"/api/trading/accounts/{account['id']}/movements"
    assert trader.post(path, {"kind": "deposit", "amount": "1000"}).json["amount"] == "1000"
    assert trader.post(path, {"kind": "withdrawal", "amount": "100.5"}).json["amount"] == "-100.5"
    stock = {
        "instrument": "AAPL",
        "direction": "long",
        "entry_price": 200,
        "position_size": 10,
        "entry_time": "2026-11-19T15:00:00Z",
        "exit_price": 210,
        "exit_time": "2026-11-19T16:00:00Z",
    }
    trader.post("/api/trading/trades", stock)
    trader.post("/api/trading/trades", {**stock, "trade_type": "training"})
    [account] = accounts_of(trader)
    assert (account["paid_in"], account["net_result"], account["balance"]) == (
        "899.5",
        "100",
        "999.5",
    )


def test_a_missing_rate_is_a_reason_and_a_rate_given_later_converts(trader):
    trade = trader.post("/api/trading/trades", FX).json
    assert (trade["currency"], trade["pnl"], trade["account_currency"]) == ("GBP", "1000", "USD")
    assert (trade["pnl_account"], trade["pnl_account_reason"]) == (None, "no_rate")
    assert accounts_of(trader)[0]["trades_without_rate"] == 1
    old = {"base": "GBP", "quote": "USD", "day": "2026-11-01", "rate": "1.2"}
    trader.post("/api/trading/rates", old)
    path = f"/api/trading/trades/{trade['id']}"
    assert trader.get(path).json["pnl_account_reason"] == "no_rate"  # eighteen days old
    trader.post("/api/trading/rates", {**old, "day": "2026-11-17", "rate": "1.31"})
    answer = trader.get(path).json
    assert (answer["pnl_account"], answer["pnl_account_reason"]) == ("1310", None)
    trader.post(
        "/api/trading/rates", {"base": "USD", "quote": "GBP", "day": "2026-11-19", "rate": "0.8"}
    )
    assert trader.get(path).json["pnl_account"] == "1250"  # the other way round, and later
    assert trader.post("/api/trading/trades", FX).json["pnl_account"] == "1250"
    assert trader.ask("DELETE", "/api/trading/rates/USD/GBP/2026-11-19").status_code == 204
    assert trader.get(path).json["pnl_account"] == "1310"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (
            {"base": "GBP", "quote": "GBP", "day": "2026-11-19", "rate": 1},
            422,
            "rate.same_currency",
        ),
        ({"base": "GBX", "quote": "USD", "day": "2026-11-19", "rate": 1}, 422, "input.invalid"),
        ({"base": "GBP", "quote": "USD", "day": "2026-11-19", "rate": 0}, 422, "input.invalid"),
        ({"base": "GBP", "quote": "USD", "day": "soon", "rate": 1}, 422, "input.invalid"),
    ],
    ids=str,
)
def test_a_bad_rate_is_refused(trader, body, status, code):
    answer = trader.post("/api/trading/rates", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert trader.get("/api/trading/rates").json["items"] == []


def test_accounts_refuse_what_would_break_their_trades(trader):
    [main] = accounts_of(trader)
    path = f"/api/trading/accounts/{main['id']}"
    other = trader.post(
        "/api/trading/accounts", {"name": "Prop", "kind": "prop", "opening_balance": 50000}
    ).json
    assert other["balance"] == "50000"
    taken = trader.post("/api/trading/accounts", {"name": "prop"})
    assert (taken.status_code, taken.json["code"]) == (409, "record.name_taken")
    trader.post("/api/trading/trades", FX)
    assert trader.patch(path, {"currency": "EUR"}).status_code == 409
    assert trader.patch(path, {"archived": True}).status_code == 409
    assert trader.ask("DELETE", path).status_code == 409
    assert trader.post("/api/trading/accounts", {"name": "x", "currency": "XXX"}).status_code == 422
    created = trader.patch(f"/api/trading/accounts/{other['id']}", {"is_default": True}).json
    assert created["is_default"]
    assert [item["name"] for item in accounts_of(trader)] == ["Prop", "Main"]
    assert trader.post("/api/trading/trades", FX).json["account_id"] == other["id"]
    archived = trader.patch(path, {"archived": True}).json
    assert archived["archived"]
    refused = trader.post("/api/trading/trades", {**FX, "account_id": main["id"]})
    assert (refused.status_code, refused.json["code"]) == (404, "account.not_found")


def test_an_own_instrument_goes_before_the_products(trader):
    body = {
        "symbol": "es",
        "multiplier": 7,
        "tick_size": "0.5",
        "currency": "EUR",
        "zone": "Europe/Berlin",
    }
    own = trader.post("/api/trading/instruments", {**body, "calendar": "XEUR"}).json
    assert own["symbol"] == "ES"
    trade = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": 100,
        "position_size": 1,
        "entry_time": "2026-11-19T15:00:00Z",
        "exit_price": 101,
        "exit_time": "2026-11-19T16:00:00Z",
    }
    answer = trader.post("/api/trading/trades", trade).json
    assert (answer["multiplier"], answer["currency"], answer["pnl"]) == ("7", "EUR", "7")
    assert trader.post("/api/trading/instruments", body).status_code == 409
    assert (
        trader.post(
            "/api/trading/instruments", {**body, "symbol": "X", "calendar": "NOPE"}
        ).status_code
        == 422
    )
    assert trader.ask("DELETE", f"/api/trading/instruments/{own['id']}").status_code == 204
    assert trader.post("/api/trading/trades", trade).json["multiplier"] == "50"


def test_a_strategy_has_rules_that_a_trade_keeps_or_breaks(trader):
    rules = [{"statement": "Only with the trend"}, {"statement": "Risk at most 1%", "kind": "risk"}]
    strategy = trader.post("/api/trading/strategies", {"name": "ORB", "rules": rules}).json
    assert [rule["position"] for rule in strategy["rules"]] == [1, 2]
    trade = trader.post("/api/trading/trades", {**FX, "strategy_id": strategy["id"]}).json
    path = f"/api/trading/trades/{trade['id']}/rules"
    assert [item["followed"] for item in trader.get(path).json["items"]] == [None, None]
    first, second = (rule["id"] for rule in strategy["rules"])
    checks = [{"rule_id": first, "followed": True}, {"rule_id": second, "followed": False}]
    assert [item["followed"] for item in trader.post(path, {"checks": checks}).json["items"]] == [
        True,
        False,
    ]
    assert (
        trader.ask("DELETE", f"/api/trading/strategies/{strategy['id']}/rules/{first}").status_code
        == 204
    )
    assert [item["followed"] for item in trader.get(path).json["items"]] == [True, False]
    trader.post(path, {"checks": [{"rule_id": first, "followed": None}]})
    assert [item["rule_id"] for item in trader.get(path).json["items"]] == [second]
    foreign = trader.post("/api/trading/strategies", {"name": "Other", "rules": rules}).json[
        "rules"
    ][0]["id"]
    assert (
        trader.post(path, {"checks": [{"rule_id": foreign, "followed": True}]}).status_code == 404
    )
    assert trader.post("/api/trading/strategies", {"name": "orb"}).status_code == 409
    assert trader.ask("DELETE", f"/api/trading/strategies/{strategy['id']}").status_code == 204
    assert trader.get(f"/api/trading/trades/{trade['id']}").json["strategy_id"] is None


def test_images_belong_to_a_trade_once(trader):
    trade = trader.post("/api/trading/trades", FX).json
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    path = f"/api/trading/trades/{trade['id']}/attachments"
    for _ in range(2):
        shown = trader.post(path, {"upload_ids": [upload["id"]]}).json["items"]
        assert [item["id"] for item in shown] == [upload["id"]]
    assert trader.client.get(shown[0]["url"]).status_code == 200
    assert trader.ask("DELETE", f"{path}/{upload['id']}").status_code == 204
    assert trader.get(path).json["items"] == []
    assert trader.post(path, {"upload_ids": [trade["id"]]}).status_code == 404


def test_a_user_who_is_deleted_leaves_nothing_of_the_record(world, trader):
    strategy = trader.post(
        "/api/trading/strategies", {"name": "S", "rules": [{"statement": "wait"}]}
    ).json
    trade = trader.post("/api/trading/trades", {**FX, "strategy_id": strategy["id"]}).json
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    path = f"/api/trading/trades/{trade['id']}"
    trader.post(f"{path}/attachments", {"upload_ids": [upload["id"]]})
    trader.post(
        f"{path}/rules", {"checks": [{"rule_id": strategy["rules"][0]["id"], "followed": True}]}
    )
    trader.post(
        "/api/trading/rates", {"base": "GBP", "quote": "USD", "day": "2026-11-19", "rate": "1.3"}
    )
    trader.get("/api/trading/performance")
    world.sql("delete from users where id = %s", trader.user["id"])
    for table in (
        "trades",
        "trade_events",
        "accounts",
        "strategies",
        "rule_checks",
        "trade_attachments",
        "reports",
        "record_versions",
        "currency_rates",
    ):
        assert world.sql(f"select count(*) from {table}") == [(0,)], table


def test_the_list_can_be_narrowed_by_what_a_trade_is(trader):
    strategy = trader.post("/api/trading/strategies", {"name": "S"}).json["id"]
    other = trader.post("/api/trading/accounts", {"name": "Other"}).json["id"]
    won = trader.post("/api/trading/trades", {**FX, "setup": "ORB", "strategy_id": strategy}).json[
        "id"
    ]
    lost = trader.post(
        "/api/trading/trades", {**FX, "exit_price": "0.87", "account_id": other}
    ).json["id"]
    even = trader.post(
        "/api/trading/trades", {**FX, "exit_price": "0.86", "pattern_tags": ["a"]}
    ).json["id"]

    def ids(**query):
        return {
            item["id"]
            for item in trader.get("/api/trading/trades", query_string=query).json["items"]
        }

    assert ids(outcome="win") == ids(setup="ORB") == ids(strategy_id=strategy) == {won}
    assert ids(outcome="loss") == ids(account_id=other) == {lost}
    assert ids(outcome="break_even") == ids(tag="a") == {even}
    assert ids(instrument="eur/gbp", direction="short") == {won, lost, even}
    assert ids(instrument="ES") == ids(direction="long") == set()
    assert trader.get("/api/trading/trades", query_string={"outcome": "draw"}).status_code == 422
