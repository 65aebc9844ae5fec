"""The context: what the coach would be given, with its sources, within its budget, and never older than the record."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from backend.core.db import Database
from backend.features.coach.coach_context.cache import ContextCache
from backend.features.coach.coach_context.prefetch import ReportPrefetcher
from tests.factories.plans import MIDDAY, ago, plan_of
from tests.features.coach.conversations import CONTEXT, MEMORY, section, told, traded
from tests.features.coach.scenes import background


def context(trader):
    answer = trader.get(CONTEXT)
    assert answer.status_code == 200, answer.json
    return answer.json


def trader_day(trader):
    return trader.get("/api/trading/rulebook/state").json["day"]


def test_an_empty_record_has_a_context_that_says_so(world):
    trader = world.trader()
    told_ = context(trader)
    assert [item["id"] for item in told_["items"]] == [
        "figure:today",
        f"check_in:{trader_day(trader)}",
        "figure:trades",
    ]
    assert (told_["left_out"], told_["emotion"]["state"], told_["phase"]) == (
        [],
        "unclear",
        "pre_market",
    )
    assert (
        told_["tokens"] == sum(item["tokens"] for item in told_["items"]) <= told_["budget"] == 3000
    )


def test_everything_that_is_known_is_in_it_with_its_id(world):
    trader = world.trader(timezone=MIDDAY)
    for number in range(6):
        traded(trader, minutes=300 - number, r="1")
    trade, plan = traded(trader, minutes=20, size=3), plan_of(trader)
    traded(trader, minutes=400, r="0.5", trade_type="training")
    held = trader.post(
        "/api/trading/trades",
        {
            "instrument": "NQ",
            "direction": "short",
            "entry_price": "18000",
            "position_size": 1,
            "entry_time": datetime.now(UTC).isoformat(),
        },
    ).json
    memory = trader.post(MEMORY, {"statement": "I never trade the news"}).json
    promise = trader.post(
        "/api/trading/rulebook/commitments",
        {"trigger": "after_loss", "promise": "pause", "minutes": 20},
    ).json
    trader.ask(
        "PUT",
        f"/api/trading/journal/check-ins/{trader_day(trader)}",
        {"mood": 2, "intention": "Moonlight"},
    )
    trader.ask(
        "PUT", "/api/trading/rulebook", {"limits": {"daily_loss": {"r": "3"}, "trades_per_day": 50}}
    )
    items = {item["id"]: item["statement"] for item in context(trader)["items"]}
    assert "-1.00 R" in items[f"trade:{trade['id']}"]
    assert (
        items[f"trade:{held['id']}"] == "Open: short 1 NQ from 18000, no stop on record, unplanned."
    )
    assert items[f"plan:{plan['id']}"].startswith(
        "Plan «Failed breakdown» (version 1): long 2 ES, stop 4495"
    )
    assert "«I never trade the news»" in items[f"memory:{memory['id']}"]
    assert "«After a loss, I pause for 20 minutes.»" in items[f"commitment:{promise['id']}"]
    assert items["figure:expectancy"].startswith(
        "They average 0.71 R"
    )  # six times 1 R and once -1 R
    assert items["figure:usual_size_ES"] == "The usual size on ES is 1, the median of 7 trades."
    assert "In training: 1 closed trade, 0.50 R on average" in items["figure:training"]
    assert "mood 2 of 5" in items[f"check_in:{trader_day(trader)}"]
    assert items["market:ES"].startswith("ES is ")
    assert items["rulebook:limits"] == "Own limits: daily loss 3 R, trades per day 50."
    assert "Moonlight" not in str(items)


def test_the_words_of_a_check_in_are_read_only_by_whom_the_trader_allows(world):
    trader = world.trader()
    today = trader_day(trader)
    trader.ask(
        "PUT",
        f"/api/trading/journal/check-ins/{today}",
        {"mood": 4, "intention": "Moonlight first"},
    )
    assert "Moonlight" not in str(context(trader)["items"])
    for who, to_provider in (("rules", False), ("provider", False)):  # this server has no provider
        trader.patch("/api/trading/coaching/settings", {"journal_words": who})
        item = next(item for item in context(trader)["items"] if item["id"].endswith(":intention"))
        assert (item["statement"], item["to_provider"]) == (
            f"Intention of {today}: «Moonlight first»",
            to_provider,
        )


def kept_then(trader, change):
    """Whether the slow part was at hand before a change, and after it."""
    context(trader)
    before = context(trader)["kept"]
    change()
    return before, context(trader)["kept"]


def test_the_slow_part_is_kept_and_dropped_when_anything_that_it_used_changes(world):
    trader = world.trader(timezone=MIDDAY)
    trade = traded(trader, minutes=50)
    memory = trader.post(MEMORY, {"statement": "I never trade the news"}).json
    session = trader.post("/api/trading/coaching/session", {}).json["session"]
    promise = trader.post(
        "/api/trading/rulebook/commitments",
        {"trigger": "after_loss", "promise": "pause", "minutes": 20},
    ).json
    changes = {
        "nothing": lambda: None,
        "a trade": lambda: traded(trader, minutes=30),
        "a trade deleted": lambda: trader.ask("DELETE", f"/api/trading/trades/{trade['id']}"),
        "a memory": lambda: trader.post(MEMORY, {"statement": "I only trade gold"}),
        "a memory forgotten": lambda: trader.ask("DELETE", f"{MEMORY}/{memory['id']}"),
        "a session finished": lambda: trader.post(
            f"/api/trading/coaching/session/{session['id']}/finish", {}
        ),
        "a commitment": lambda: trader.post(
            "/api/trading/rulebook/commitments",
            {"trigger": "after_win", "promise": "pause", "minutes": 20},
        ),
        "a commitment ended": lambda: trader.ask(
            "DELETE", f"/api/trading/rulebook/commitments/{promise['id']}"
        ),
        "the profile": lambda: trader.patch("/api/auth/me", {"base_currency": "EUR"}),
    }
    kept_by_change = {name: kept_then(trader, change) for name, change in changes.items()}
    assert kept_by_change.pop("nothing") == (True, True)
    assert kept_by_change == dict.fromkeys(kept_by_change, (True, False))


def test_what_depends_on_the_moment_is_never_kept(world):
    trader = world.trader(timezone=MIDDAY)
    traded(trader, minutes=50)
    context(trader)
    plan = plan_of(trader)
    trader.ask("PUT", f"/api/trading/journal/check-ins/{trader_day(trader)}", {"mood": 2})
    again = context(trader)
    ids = {item["id"] for item in again["items"]}
    assert again["kept"]
    assert {f"plan:{plan['id']}", f"check_in:{trader_day(trader)}"} <= ids


def test_one_traders_kept_part_is_never_anothers():
    cache = ContextCache(most=2)
    users = [uuid4() for _ in range(3)]
    parts = {user_id: background().cached for user_id in users}
    for user_id in users:
        assert cache.at(user_id, {}, lambda one=user_id: parts[one]) == (parts[user_id], False)
    assert cache.at(users[2], {}, lambda: None) == (parts[users[2]], True)
    assert cache.at(users[0], {}, lambda: parts[users[0]])[1] is False, "the oldest has gone"
    assert cache.at(users[2], {"record": 2}, lambda: parts[users[2]])[1] is False


def test_the_budget_is_a_setting_and_what_is_left_out_is_said_to_the_provider(world, provider):
    trader = world.trader()
    for number in range(12):
        traded(trader, minutes=30 + number, r="1")
    desk = world.desk(
        openai_api_key="sk-test", openai_base_url=provider.base_url, coach_context_tokens=500
    )
    told(world, trader, "I feel tense about my day", desk=desk)
    sent = str(provider.requests[-1]["messages"])
    assert "[context.left_out] Left out for want of room: " in sent
    assert sent.count("[trade:") < 12


@pytest.mark.parametrize("days", [0, 40])
def test_a_record_of_one_trade_is_coached_from_that_trade(world, days):
    trader = world.trader()
    trade = traded(trader, minutes=60 * 24 * days + 20)
    answer = told(world, trader, "I want to talk about how I traded lately")
    assert f"trade:{trade['id']}" in answer["coaching"]["evidence"]
    assert "-1.00 R" in answer["content"]


def test_money_that_was_taken_in_part_is_told_by_its_day(world):
    """A trade of 40 days ago is closed; of another one half went today at 200 less, and the rest is held."""
    trader = world.trader()
    traded(trader, minutes=60 * 24 * 40)
    held = {
        "instrument": "BTCUSD",
        "direction": "long",
        "entry_price": "60000",
        "position_size": 2,
        "entry_time": ago(minutes=20),
    }
    trade = trader.post("/api/trading/trades", held).json
    out = {"action": "exit", "quantity": 1, "price": "59800", "event_time": ago(minutes=5)}
    assert trader.post(f"/api/trading/trades/{trade['id']}/fills", out).status_code == 201
    items = {item["id"]: item["statement"] for item in context(trader)["items"]}
    assert items["figure:realised_of_open_trades"] == (
        "Trades that are still open have realised USD -200 beside that."
    )
    assert items["figure:lately"] == (
        "In the last 30 days: 0 closed trades, net USD -200 realised."
    )
    assert items["figure:net"].startswith("1 closed trade, net USD ")


def test_a_session_of_somebody_else_is_no_context(world):
    mine, theirs = world.trader(), world.trader()
    session = theirs.post("/api/trading/coaching/session", {}).json["session"]
    answer = mine.get(CONTEXT, query_string={"session_id": session["id"]})
    assert (answer.status_code, answer.json["code"]) == (404, "coaching.session_not_found")


def test_patterns_that_the_detectors_found_are_in_it_and_spoken_of(world):
    trader = world.trader()
    trade = traded(trader, minutes=60 * 30)
    world.sql(
        "insert into behaviour_patterns (id, user_id, trade_type, account_id, detector, version, description, status,"
        " because, severity, events, positions, frequency, cost, traits, first_seen, last_seen, updated_at)"
        " select gen_random_uuid(), user_id, 'real', account_id, 'revenge', 1, 'Entries within minutes of a loss.',"
        " 'active', 'x', 5, 6, 60, '{}', %s, '[]', now(), now(), now() from trades where id = %s",
        '{"r": -4.0, "interval": {"low": -7.0, "high": -1.0}}',
        trade["id"],
    )
    (item,) = section(trader, "pattern")
    assert item["statement"].startswith(
        "Entries within minutes of a loss (active, severity 5 of 5, last on "
    )
    answer = told(world, trader, "I want to talk about how I traded lately")
    assert item["id"] in answer["coaching"]["evidence"]
    assert "Entries within minutes of a loss, last on " in answer["content"]
    assert item["statement"].endswith(
        "It came to -4.0 R against your other trades (95% interval -7.0 to -1.0)."
    )


def test_a_key_that_is_missing_costs_the_memory_and_not_the_answer(world, owner):
    trader = world.trader()
    trader.post(MEMORY, {"statement": "I never trade the news"})
    world.sql("update coaching_memories set statement = set_byte(statement, 2, 255)")
    world.sql("update coaching_books set version = version + 1")
    answer = told(world, trader, "hello")
    assert answer["status"] == "done"
    assert "1 memory cannot be read" in section(trader, "memory")[0]["statement"]
    assert trader.get(MEMORY).json["code"] == "journal.key_missing"


def test_the_reports_of_a_long_record_are_computed_side_by_side_and_only_where_they_are_needed(
    world,
):
    trader = world.trader()
    for number in range(3):
        traded(trader, minutes=30 + number)
    database = world.app.extensions["coach"].ports.use(Database)
    user_id, now = UUID(trader.user["id"]), datetime.now(UTC)
    assert ReportPrefetcher(database).prefetch(user_id, lambda _: False, now=now) is False, (
        "three trades are no long record"
    )
    prefetcher = ReportPrefetcher(database, long=2)
    assert prefetcher.prefetch(user_id, lambda _: True, now=now) is False, "nothing is needed"
    assert prefetcher.prefetch(user_id, lambda _: False, now=now) is True
    assert world.sql("select count(*) from reports") == [(4,)]
    with prefetcher._room:
        assert prefetcher.prefetch(user_id, lambda _: False, now=now) is False, (
            "somebody else is being helped"
        )
