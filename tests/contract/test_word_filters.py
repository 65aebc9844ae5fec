"""Filters by names and words find them however they are spelled in capitals and small letters."""

import pytest

TRADES = "/api/trading/trades"
REPORT = "/api/trading/performance"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "stop_price": "4490", "entry_time": "2026-11-19T14:30:00Z", "exit_price": "4505",
         "exit_time": "2026-11-19T15:00:00Z"}  # fmt: skip


@pytest.fixture
def trader(world):
    trader = world.trader()
    strategy = trader.post("/api/trading/strategies", {"name": "Straße Nord"}).json
    words = {"setup": "Opening Range", "emotional_state": "Ruhig", "pattern_tags": ["Ängstlich", "x"],
             "strategy_id": strategy["id"]}  # fmt: skip
    assert trader.post(TRADES, {**TRADE, **words}).status_code == 201
    other = {"setup": "Opening", "emotional_state": "ruhig bleiben", "pattern_tags": ["angstlich"]}
    assert trader.post(TRADES, {**TRADE, **other}).status_code == 201
    return trader


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("setup", ["Opening Range", "opening range", "OPENING RANGE"]),
        ("emotion", ["Ruhig", "ruhig", "RUHIG"]),
        ("tag", ["Ängstlich", "ängstlich", "ÄNGSTLICH"]),
        ("strategy", ["Straße Nord", "STRASSE NORD", "strasse nord"]),
    ],
)
def test_a_word_is_found_in_any_case_and_no_other_word_with_it(trader, field, words):
    for word in words:
        listed = trader.get(TRADES, query_string={field: word})
        report = trader.get(REPORT, query_string={field: word})
        assert [row["setup"] for row in listed.json["items"]] == ["Opening Range"]
        assert report.json["trades"] == 1
    for word in (words[0][:-1], words[0] + "s", "%", "_" * len(words[0])):
        assert trader.get(TRADES, query_string={field: word}).json["items"] == []
        assert trader.get(REPORT, query_string={field: word}).json["trades"] == 0


@pytest.mark.parametrize("word", ["ES", "es", "Es", "/es", "esz6"])
def test_an_instrument_is_found_in_any_case(trader, word):
    assert len(trader.get(TRADES, query_string={"instrument": word}).json["items"]) == 2
    assert trader.get(REPORT, query_string={"instrument": word}).json["trades"] == 2


def test_another_traders_strategy_of_that_name_is_nothing_here(trader, world):
    stranger = world.trader()
    stranger.post("/api/trading/strategies", {"name": "straße nord"})

    assert stranger.get(TRADES, query_string={"strategy": "Straße Nord"}).json["items"] == []


def test_a_tag_of_the_journal_is_found_in_any_case(world):
    trader = world.trader()
    trader.post("/api/trading/journal", {"body": "x", "tags": ["Revenge", "FOMO"]})
    trader.post("/api/trading/journal", {"body": "y", "tags": ["revenges"]})

    for word in ("revenge", "REVENGE", "fomo"):
        listed = trader.get("/api/trading/journal", query_string={"tag": word}).json["items"]
        assert [entry["body"] for entry in listed] == ["x"]
