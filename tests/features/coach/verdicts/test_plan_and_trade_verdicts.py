"""Verdicts on plans and trades: the checks first, then the engine."""

import pytest

from backend.app import create_app
from tests.factories.images import png
from tests.factories.plans import ago, plan_of

GOOD = {
    "expires_at": None,
    "invalidation_criteria": "A close below 4497",
    "take_profit_targets": ["4515", "4525"],
}


def judged(trader, plan):
    answer = trader.post(f"/api/trading/plans/{plan['id']}/validate", {})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_plan_is_judged_and_the_verdict_is_kept_beside_its_version(world):
    trader = world.trader()
    plan = plan_of(trader, **{**GOOD, "expires_at": "2099-01-01T00:00:00Z"})
    verdict = judged(trader, plan)
    assert (verdict["verdict"], verdict["engine"]) == ("diamond", "rules")
    assert (verdict["plan_id"], verdict["plan_version"], verdict["message_id"]) == (
        plan["id"],
        1,
        None,
    )
    assert verdict["read"]["risk_reward"] == "2.33"  # 14 over 6
    assert verdict["confidence"] == 30  # 1 / (1 + 2.33)
    listed = trader.get("/api/verdicts", query_string={"plan_id": plan["id"]}).json["items"]
    assert [item["id"] for item in listed] == [verdict["id"]]


def test_what_a_plan_leaves_out_is_a_condition(world):
    trader = world.trader()
    verdict = judged(trader, plan_of(trader, **GOOD))
    assert verdict["verdict"] == "fire"
    assert verdict["conditions"] == ["Say until when the plan is good."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"take_profit_targets": ["4503"]}, "The first target pays 0.33 for each 1 of risk"),
        ({"risk_amount": "300"}, "At this size the stop costs 600; you meant 300."),
    ],
    ids=str,
)
def test_a_check_that_fails_is_a_skull_whatever_an_engine_would_say(world, provider, change, words):
    trader = world.trader()
    plan = plan_of(trader, **change)
    with_provider = world.with_settings(openai_api_key="key", openai_base_url=provider.base_url)
    client = create_app(with_provider).test_client()
    headers = {"Authorization": f"Bearer {trader.access_token}"}
    verdict = client.post(f"/api/trading/plans/{plan['id']}/validate", headers=headers).json
    assert (verdict["verdict"], verdict["engine"]) == ("skull", "rules")
    assert any(words in point for point in verdict["key_points"])
    assert provider.requests == []


def test_a_sound_plan_goes_to_the_engine_with_its_facts_and_charts(world, provider):
    import io

    trader = world.trader()
    plan = plan_of(trader, **GOOD)
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "chart.png")}).json
    attached = trader.post(
        f"/api/trading/plans/{plan['id']}/attachments", {"upload_ids": [upload["id"]]}
    )
    assert [image["id"] for image in attached.json["images"]] == [upload["id"]]
    with_provider = world.with_settings(openai_api_key="key", openai_base_url=provider.base_url)
    client = create_app(with_provider).test_client()
    headers = {"Authorization": f"Bearer {trader.access_token}"}
    verdict = client.post(f"/api/trading/plans/{plan['id']}/validate", headers=headers).json
    assert verdict["engine"] == "openai"
    assert verdict["image_sha256"] == upload["sha256"]
    sent = str(provider.requests[-1])
    assert "plan.risk_reward" in sent
    assert "Back above the low" in sent


def test_a_trade_is_judged_and_a_closed_one_is_no_forecast(world):
    trader = world.trader()
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "entry_time": ago(),
        "stop_price": "4495",
        "target_price": "4512",
    }
    trade = trader.post("/api/trading/trades", body).json
    path = f"/api/trading/trades/{trade['id']}"
    first = trader.post(f"{path}/validate", {}).json
    assert (first["trade_id"], first["confidence"], first["verdict"]) == (
        trade["id"],
        29,
        "diamond",
    )
    trader.post(f"{path}/close", {"exit_price": "4495"})
    second = trader.post(f"{path}/validate", {}).json
    facts = {fact["id"]: fact["statement"] for fact in second["facts"]}
    assert second["confidence"] is None
    assert facts["trade.r"] == "It came to -1 R."
    assert facts["trade.plan"] == "It followed no plan."


def test_what_is_not_there_is_not_judged(world):
    trader, other = world.trader(), world.trader()
    plan = plan_of(other)
    assert (
        trader.post(f"/api/trading/plans/{plan['id']}/validate", {}).json["code"]
        == "plan.not_found"
    )
    assert world.sql("select count(*) from verdicts") == [(0,)]


def test_guarded_words_in_a_plan_reach_no_provider_by_its_verdict_nor_as_a_fact_of_the_chat(
    world, provider
):
    keyed = world.with_settings(openai_api_key="sk-test", openai_base_url=provider.base_url)
    trader = world.trader()
    plan = plan_of(
        trader,
        **GOOD,
        title="Win this back or I don\u2019t want to live",
        entry_criteria=["I want to  die"],
    )
    trader.client, web = create_app(keyed).test_client(), trader.client
    reply = trader.post(f"/api/trading/plans/{plan['id']}/validate", {})
    assert (reply.status_code, reply.json["engine"], provider.requests) == (201, "rules", [])
    trader.client = web
    trader.say("Long ES 4500 stop 4490 target 4520")
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    (request,) = provider.requests
    assert "want to live" not in str(request)
