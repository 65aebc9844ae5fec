"""What answers cost, from the message to the ledger: against a provider that speaks the protocol over real HTTP."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backend.app import create_app
from backend.core.db import Database
from backend.features.ai.gateway import SPENT
from tests.factories.plans import plan_of
from tests.features.ai.asking import IDEA, day
from tests.sent_statements import sent_statements

ONE = "0.00345"  # 900 tokens at 2.50 + 120 at 10, a million
ROWS = "select state, cost, fallback_reason, input_tokens, cached_tokens, output_tokens from ai_calls order by id"


@pytest.fixture
def paid(world, provider):
    """A worker with a key."""

    def desk(**changes):
        return world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url, **changes)

    return desk


def answered(trader, sent, desk):
    assert desk.answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


def test_an_answer_shows_what_it_cost_and_the_ledger_says_why(world, provider, paid):
    trader = world.trader()
    sent = trader.say(IDEA)
    assert sent["answer"]["cost"] is None
    answer = answered(trader, sent, paid())
    assert answer["cost"] == ONE
    assert day(world, trader) == (Decimal(ONE), 0)
    assert world.sql(ROWS) == [("settled", Decimal(ONE), None, 900, 0, 120)]
    ((message_id, feature, held, latency),) = world.sql(
        "select message_id::text, feature, reserved, latency_ms from ai_calls"
    )
    assert (message_id, feature) == (answer["id"], "verdict")
    assert held > Decimal(ONE)
    assert 0 <= latency < 10_000
    assert provider.requests[0]["max_completion_tokens"] == 1500


def test_tokens_that_the_provider_had_seen_before_cost_less(world, provider, paid):
    provider.usage = {
        "prompt_tokens": 900,
        "completion_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 400},
    }
    trader = world.trader()
    assert answered(trader, trader.say(IDEA), paid())["cost"] == "0.00295"
    assert world.sql(ROWS) == [("settled", Decimal("0.00295"), None, 900, 400, 120)]


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": -5, "completion_tokens": 1}, {"prompt_tokens": "many"},
              {"prompt_tokens": 10**30, "completion_tokens": 1}, {"prompt_tokens": True, "completion_tokens": 1.5}],
    ids=str,
)  # fmt: skip
def test_a_provider_that_does_not_say_what_it_used_is_paid_by_what_went_by(
    world, provider, paid, usage
):
    provider.usage = usage
    trader = world.trader()
    answer = answered(trader, trader.say(IDEA), paid())
    ((state, cost, reason, sent, _, written),) = world.sql(ROWS)
    assert (state, reason) == ("settled", None)
    assert sent > 500
    assert 150 < written < 300  # the verdict has about 700 characters
    assert cost == (sent * Decimal("2.5") + written * 10) / 1_000_000
    assert Decimal(answer["cost"]) == cost


def test_a_repair_is_a_call_of_its_own(world, provider, paid):
    provider.mode = "wrong_then_right"
    trader = world.trader()
    assert answered(trader, trader.say(IDEA), paid())["cost"] == "0.0069"
    assert [row[:3] for row in world.sql(ROWS)] == [
        ("settled", Decimal(ONE), "invalid_answer"),
        ("settled", Decimal(ONE), None),
    ]


@pytest.mark.parametrize(
    ("mode", "reason", "calls"),
    [("error_500", "provider_error", 2), ("rate_limited", "rate_limited", 2), ("unauthorised", "unauthorised", 1),
     ("silent", "timeout", 2)],
)  # fmt: skip
def test_a_provider_that_fails_at_once_is_paid_nothing(world, provider, paid, mode, reason, calls):
    provider.mode = mode
    trader = world.trader()
    answer = answered(trader, trader.say(IDEA), paid(openai_timeout_seconds=1))
    assert (answer["verdict"]["engine"], answer["cost"]) == ("rules", None)
    assert world.sql(ROWS) == [("released", 0, reason, 0, 0, 0)] * calls
    assert day(world, trader) == (0, 0)


@pytest.mark.parametrize(
    ("mode", "calls"),
    [("wrong_schema", 2), ("cut_off", 1), ("reset", 2), ("refusal", 1), ("endless", 1)],
)
def test_what_the_provider_wrote_is_paid_also_where_it_is_no_use(
    world, provider, paid, mode, calls
):
    provider.mode = mode
    trader = world.trader()
    answer = answered(trader, trader.say(IDEA), paid())
    rows = world.sql(ROWS)
    assert [row[0] for row in rows] == ["settled"] * calls
    assert answer["verdict"]["engine"] == "rules"
    assert Decimal(answer["cost"]) == sum(row[1] for row in rows) > 0
    assert day(world, trader) == (Decimal(answer["cost"]), 0)


def test_a_stopped_answer_costs_what_was_written(world, provider, paid):
    provider.mode = "slow_stream"
    trader = world.trader()
    sent = trader.say(IDEA)
    desk = paid()
    working = threading.Thread(target=desk.answer_next)
    working.start()
    while not provider.requests:
        pass
    threading.Event().wait(0.8)
    assert day(world, trader)[1] > 0
    trader.post(f"/api/messages/{sent['answer']['id']}/stop")
    working.join(5)
    ((state, cost, reason, read, _, written),) = world.sql(ROWS)
    assert (state, reason) == ("settled", "stopped")
    assert 8 <= written <= 80  # 12 characters in 0.15 seconds, for one or two seconds, by three
    assert cost == (read * Decimal("2.5") + written * 10) / 1_000_000
    assert day(world, trader) == (cost, 0)
    assert Decimal(trader.get(f"/api/messages/{sent['answer']['id']}").json["cost"]) == cost


def test_over_budget_the_rules_answer_and_say_it_once(world, provider, paid):
    trader = world.trader()
    answer = answered(trader, trader.say(IDEA), paid(ai_budget_free="0.001"))
    verdict = answer["verdict"]
    assert (verdict["engine"], verdict["fallback_reason"]) == ("rules", "over_budget")
    assert answer["content"] == verdict["analysis"]
    assert answer["content"].count(SPENT) == 1
    assert answer["content"].endswith(f"\n\n{SPENT}")
    assert answer["cost"] is None
    assert provider.requests == []
    assert world.sql(ROWS) == [("released", 0, "over_budget", 0, 0, 0)]


def test_over_budget_the_coach_says_it_too(world, provider, paid):
    trader = world.trader()
    sent = trader.say("I want to make it back, revenge", mode="psychology")
    answer = answered(trader, sent, paid(ai_budget_free="0"))
    assert answer["content"].count(SPENT) == 1
    assert provider.requests == []


def test_the_budget_may_end_between_an_answer_and_its_repair(world, provider, paid):
    provider.mode = "wrong_then_right"
    trader = world.trader()
    sent = trader.say(IDEA)
    paid_once = paid()
    assert answered(trader, sent, paid_once)["cost"] == "0.0069"
    ((held,),) = world.sql("select max(reserved) from ai_calls")
    other = world.trader()
    provider.requests.clear()
    # the first call is the dearest, as it tells the tools; it leaves too little for the repair
    provider.usage = {"prompt_tokens": 16_000, "completion_tokens": 120}
    answer = answered(
        other, other.say(IDEA), paid(ai_budget_free=held)
    )  # the first call fits to the cent
    assert answer["verdict"]["fallback_reason"] == "over_budget"
    assert answer["cost"] == "0.0412"  # 16,000 at 2.50 + 120 at 10, a million
    assert len(provider.requests) == 1


def test_the_tier_decides(world, provider, paid):
    trader = world.trader()
    desk = paid(ai_budget_free="0", ai_budget_beta="1")
    assert answered(trader, trader.say(IDEA), desk)["verdict"]["fallback_reason"] == "over_budget"
    world.sql("update users set tier = 'beta' where id = %s", trader.user["id"])
    assert answered(trader, trader.say(IDEA), desk)["verdict"]["engine"] == "openai"


def test_words_of_despair_and_answers_without_a_key_leave_no_trace_in_the_ledger(world, paid):
    trader = world.trader()
    answer = answered(trader, trader.say("I lost everything and I want to die"), paid())
    assert answer["cost"] is None
    answered(trader, trader.say(IDEA), world.desk())
    assert world.sql("select count(*) from ai_calls") == [(0,)]


@pytest.mark.parametrize(("key", "statements"), [("sk-test", 2), ("", 0)])
def test_an_answer_costs_two_statements_and_none_without_a_key(world, provider, key, statements):
    desk = world.desk(openai_api_key=key, openai_base_url=provider.base_url)
    trader = world.trader()
    with sent_statements(desk._database.engine) as sent:
        answered(trader, trader.say(IDEA), desk)
    run = [statement for statement in sent if "execute" in statement and "_ai_" in statement]
    assert len(run) == statements


def test_no_transaction_is_open_while_the_provider_thinks(world, provider, paid):
    open_ones = []

    def look(body):
        open_ones.extend(
            world.sql("select query from pg_stat_activity where state like 'idle in transaction%%'")
        )
        return usual(body)

    usual, provider.answer = provider.answer, look
    trader = world.trader()
    answered(trader, trader.say(IDEA), paid())
    assert open_ones == []
    assert len(provider.requests) == 1


def test_verdicts_on_plans_and_trades_are_paid_from_the_same_budget(world, provider):
    settings = world.with_settings(openai_api_key="sk-test", openai_base_url=provider.base_url)
    app = create_app(settings)
    trader = world.trader(account_size=100000)
    plan = plan_of(trader)
    trade = trader.post("/api/trading/trades", {"instrument": "ES", "direction": "long", "entry_price": 4500,
                        "position_size": 1, "entry_time": "2026-11-19T14:30:00Z", "stop_price": 4490}).json  # fmt: skip
    trader.client = app.test_client()
    assert trader.post(f"/api/trading/plans/{plan['id']}/validate").json["engine"] == "openai"
    assert trader.post(f"/api/trading/trades/{trade['id']}/validate").json["engine"] == "openai"
    assert world.sql("select feature, state, cost from ai_calls order by id") == [
        ("plan", "settled", Decimal(ONE)),
        ("trade", "settled", Decimal(ONE)),
    ]
    spent = trader.get("/api/ai/usage").json["today"]
    assert (spent["spent"], spent["day"]) == ("0.0069", datetime.now(UTC).date().isoformat())
    app.extensions["coach"].ports.use(Database).engine.dispose()


def test_prices_of_the_settings_are_charged(world, provider, paid):
    own = {"input": "1", "cached_input": "1", "output": "2", "image_tokens": 100}
    trader = world.trader()
    answer = answered(trader, trader.say(IDEA), paid(ai_prices={"gpt-4o": own}))
    assert answer["cost"] == "0.00114"  # 900 at 1 + 120 at 2, a million


def test_a_provider_that_reports_more_than_the_bound_is_charged_what_was_held(
    world, provider, paid, caplog
):
    provider.usage = {"prompt_tokens": 1_000_000, "completion_tokens": 300_000}
    trader, desk = world.trader(), paid()
    sent = trader.say(IDEA)
    with caplog.at_level("WARNING", logger="coach.ai"):
        cost = answered(trader, sent, desk)["cost"]
    [[reserved, tokens]] = world.sql("select reserved, output_tokens from ai_calls")
    assert Decimal(cost) == reserved < Decimal("0.1")
    assert tokens == 300_000
    assert day(world, trader) == (reserved, 0)
    assert "more than the price table allows" in caplog.text


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": 10**6, "completion_tokens": 10**6}])
@pytest.mark.parametrize("mode", ["ok", "endless", "wrong_schema", "cut_off"])
def test_whatever_a_provider_writes_and_reports_the_day_stays_within_its_limit(
    world, provider, paid, mode, usage
):
    provider.mode, provider.usage = mode, usage
    trader, desk = world.trader(), paid(ai_budget_free=Decimal("0.1"))
    for number in range(6):
        answered(trader, trader.say(IDEA + "!" * number), desk)
    spent, held = day(world, trader)
    assert (0 < spent <= Decimal("0.1"), held) == (True, 0)
    assert world.sql("select sum(cost) from ai_calls") == [(spent,)]


def test_a_provider_that_writes_on_beyond_its_tokens_is_not_read_on(world, provider, paid):
    provider.mode = "endless"
    trader = world.trader()
    answered(trader, trader.say(IDEA), paid(openai_max_output_tokens=200))
    [[tokens]] = world.sql("select output_tokens from ai_calls")
    assert tokens == 200


def test_a_message_costs_what_all_of_its_tries_cost(world, provider, monkeypatch):
    trader = world.trader()
    sent = trader.say("Long ES 4500 stop 4490 target 4520")
    desk = world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url)
    finish = desk._finish
    monkeypatch.setattr(desk, "_finish", lambda *_, **__: 1 / 0)
    assert desk.answer_next()
    monkeypatch.setattr(desk, "_finish", finish)
    world.sql("delete from ai_cache")
    world.sql("update messages set run_at = now() where type = 'ai'")
    assert desk.answer_next()
    ((calls, paid),) = world.sql("select count(*), sum(cost) from ai_calls")
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert (calls, answer["status"]) == (2, "done")
    assert Decimal(answer["cost"]) == paid > 0


@pytest.mark.parametrize("mode", ["wrong_schema", "overconfident", "cut_off", "refusal"])
def test_answers_that_are_no_use_to_one_trader_keep_nobody_else_from_the_provider(
    world, provider, paid, mode
):
    provider.mode = mode
    one, other, desk = world.trader(), world.trader(), paid(breaker_failures=2)
    for number in range(3):
        answered(one, one.say(IDEA + "!" * number), desk)
    provider.mode = "ok"
    assert answered(other, other.say(IDEA), desk)["verdict"]["engine"] == "openai"


def test_a_provider_that_does_not_answer_is_left_alone_for_a_while(world, provider, paid):
    provider.mode = "error_500"
    trader, desk = world.trader(), paid(breaker_failures=2)
    told = [
        answered(trader, trader.say(IDEA + "!" * number), desk)["verdict"]["fallback_reason"]
        for number in range(3)
    ]
    assert told[-1] == "circuit_open"
