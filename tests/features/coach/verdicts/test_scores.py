"""Verdicts keep score: counted once for each trade and engine, and drawn to the record."""

import json

import pytest

from tests.factories.plans import plan_of
from tests.factories.verdicts import IDEA, WEDNESDAY, answered, judged, outcome, said_at, traded


def ledger(world, trader, probabilities, hits, **columns):
    """Verdicts with trades of the same message, straight into the tables: `said` in per cent."""
    sent = trader.say("x", mode="psychology")  # answered without a verdict
    assert world.desk().answer_next()
    read = {
        "instrument": "ES",
        "direction": "long",
        "entry": "4500",
        "stop": "4490",
        "targets": ["4520"],
    }
    engine = columns.get("engine", "rules")
    for confidence, hit in zip(probabilities, hits, strict=True):
        question, answer, verdict = (
            world.sql("select gen_random_uuid()::text")[0][0] for _ in range(3)
        )
        for row_id, kind, parent, seq in ((question, "user", None, 1), (answer, "ai", question, 2)):
            world.sql(
                "insert into messages (id, conversation_id, user_id, type, mode, status, content, parent_message_id,"
                " seq, branch_index, created_at, priority, attempts, stop_requested)"
                " select %s, conversation_id, user_id, %s, mode, 'done', 'x', %s,"
                " (select max(coalesce(seq, 0)) from messages) + %s, 0, now(), 1, 0, false from messages where id = %s",
                row_id,
                kind,
                parent,
                seq,
                sent["message"]["id"],
            )
        world.sql(
            "insert into verdicts (id, user_id, message_id, verdict, confidence, calibrated_on, analysis, key_points,"
            " conditions, missing, read, evidence, facts, citations, struck, engine, model, prompt_version,"
            " input_tokens, output_tokens, created_at) values (%s, %s, %s, 'fire', %s, 0, '', '[]', '[]', '[]', %s,"
            " '[]', '[]', '[]', 0, %s, 'm', 'v', 0, 0, now())",
            verdict,
            trader.user["id"],
            answer,
            confidence,
            json.dumps(read),
            engine,
        )
        traded(trader, "4520" if hit else "4490", entry="4507", message_id=question)
    world.sql(
        "update conversations c set head = (select max(seq) from messages m where m.conversation_id = c.id)"
    )


def test_scores_by_hand(world):
    trader = world.trader()
    ledger(world, trader, [90, 60, 20], [True, False, False])
    report = trader.get("/api/verdicts/scores?by=verdict").json
    assert (report["verdicts"], report["decided"]) == (3, 3)
    assert report["brier"]["value"] == pytest.approx((0.01 + 0.36 + 0.04) / 3)
    assert report["hit_rate"]["value"] == pytest.approx(1 / 3)
    assert report["hit_rate"]["interval"]["method"] == "wilson"
    assert report["calibration_error"]["value"] == pytest.approx((0.1 + 0.6 + 0.2) / 3)
    assert [(bucket["n"], bucket["hits"]) for bucket in report["bins"] if bucket["n"]] == [
        (1, 0),
        (1, 0),
        (1, 1),
    ]
    assert report["calibrated"] is False
    (group,) = report["groups"]
    assert (group["key"], group["verdicts"], group["taken"], group["decided"]) == ("fire", 3, 3, 3)
    assert group["mean_r"]["n"] == 3


def said_four_times(world, trader, **later):
    _, answer = answered(world, trader, IDEA)
    for _ in range(3):
        sent = trader.post(f"/api/messages/{answer['id']}/regenerate", {})
        assert sent.status_code == 201, sent.json
        assert world.desk(**later).answer_next()
    return answer["verdict"]


def test_a_trade_is_one_outcome_however_often_the_answer_was_made_again(world):
    trader = world.trader()
    first = said_four_times(world, trader)
    trade = traded(trader, "4520")
    world.settle()
    report = trader.get("/api/verdicts/scores?by=verdict").json
    assert (report["verdicts"], report["decided"], report["hit_rate"]["n"]) == (4, 1, 1)
    assert report["undecided"] == [{"reason": "said_again", "n": 3}]
    (group,) = report["groups"]
    assert (group["taken"], group["decided"], group["mean_r"]["n"]) == (4, 1, 1)
    assert world.sql("select decided from calibrations where user_id = %s", trader.user["id"]) == [
        (1,)
    ]
    assert (outcome(trader, first)["trade_id"], outcome(trader, first)["hit"]) == (
        trade["id"],
        True,
    )


def test_the_first_forecast_counts_and_not_what_was_said_after_it(world):
    trader = world.trader()
    said_four_times(world, trader)
    world.sql(
        "update verdicts set confidence = place * 10 from (select id, row_number() over (order by created_at) as place"
        " from verdicts where user_id = %s) as ranked where ranked.id = verdicts.id",
        trader.user["id"],
    )
    traded(trader, "4520")
    assert trader.get("/api/verdicts/scores").json["brier"]["value"] == pytest.approx(0.9**2)
    world.sql(
        "update verdicts set confidence = null where user_id = %s and confidence = 10",
        trader.user["id"],
    )
    assert trader.get("/api/verdicts/scores").json["brier"]["value"] == pytest.approx(
        0.8**2
    )  # the first that forecasts


def test_a_plan_judged_anew_is_scored_by_the_verdict_whose_horizon_held_the_trade(world):
    trader = world.trader()
    plan = plan_of(trader)
    early, late = (
        trader.post(f"/api/trading/plans/{plan['id']}/validate", {}).json for _ in range(2)
    )
    said_at(world, early, WEDNESDAY)
    trade = trader.post(f"/api/trading/plans/{plan['id']}/execute", {"entry_price": "4500"}).json[
        "trade"
    ]
    trader.post(f"/api/trading/trades/{trade['id']}/close", {"exit_price": "4511"})
    report = trader.get("/api/verdicts/scores").json
    assert (report["decided"], report["undecided"]) == (1, [{"reason": "said_again", "n": 1}])
    assert (outcome(trader, early)["reason"], outcome(trader, late)["hit"]) == (
        "horizon_passed",
        True,
    )


def test_another_prompt_is_not_scored_by_a_trade_that_counts_already(world):
    trader = world.trader()
    said_four_times(world, trader)
    world.sql(
        "update verdicts set prompt_version = 'later' where user_id = %s and created_at >"
        " (select min(created_at) from verdicts where user_id = %s)",
        trader.user["id"],
        trader.user["id"],
    )
    traded(trader, "4520")
    report = trader.get("/api/verdicts/scores?prompt_version=later").json
    assert (report["verdicts"], report["decided"], report["undecided"]) == (
        3,
        0,
        [{"reason": "said_again", "n": 3}],
    )


def test_each_engine_is_scored_once_by_a_trade(world, provider):
    trader = world.trader()
    said_four_times(world, trader, openai_api_key="sk-test", openai_base_url=provider.base_url)
    traded(trader, "4520")
    groups = trader.get("/api/verdicts/scores?by=engine").json["groups"]
    assert [(group["key"], group["verdicts"], group["decided"]) for group in groups] == [
        ("openai", 3, 1),
        ("rules", 1, 1),
    ]


def test_what_is_not_scored_is_counted_by_its_reason(world):
    trader = world.trader()
    judged(world, trader)
    judged(world, trader, "Short NQ 18250 stop 18270 target 18200")
    report = trader.get("/api/verdicts/scores").json
    assert (report["verdicts"], report["decided"], report["brier"]["reason"]) == (2, 0, "no_trades")
    assert report["undecided"] == [{"reason": "not_taken", "n": 2}]


def test_shown_confidence_is_drawn_to_the_record_from_thirty_decided_on(world):
    trader = world.trader()
    _, early = judged(world, trader)
    assert (early["shown_confidence"], early["calibration"]) == (None, "not yet calibrated")
    ledger(world, trader, [55] * 30, [True] * 20 + [False] * 10)
    world.settle()
    _, later = judged(world, trader)
    assert (
        later["confidence"] == 53
    )  # 1 / 3, twenty times, and 20 of 30 won: the rules weigh the record themselves
    assert later["shown_confidence"] == round(100 * (20 * 0.53 + 20) / 50)
    assert later["calibration"] == "drawn to 30 decided verdicts"
    assert trader.get("/api/verdicts/scores").json["calibrated"] is True


def test_engines_are_not_mixed(world):
    trader = world.trader()
    ledger(world, trader, [35] * 30, [True] * 30, engine="openai")
    world.settle()
    assert judged(world, trader)[1]["shown_confidence"] is None
    assert trader.get("/api/verdicts/scores?engine=rules").json["decided"] == 0
    groups = trader.get("/api/verdicts/scores?by=engine").json["groups"]
    assert [(group["key"], group["decided"]) for group in groups] == [("openai", 30), ("rules", 0)]


def test_the_diagram_is_drawn_also_of_nothing(world):
    trader = world.trader()
    empty = trader.get("/api/verdicts/reliability?format=svg")
    assert (empty.mimetype, b"No verdict is decided yet" in empty.data) == ("image/svg+xml", True)
    ledger(world, trader, [35, 80], [True, False])
    assert (
        b"Reliability of 2 decided verdicts"
        in trader.get("/api/verdicts/reliability?format=svg").data
    )
    assert trader.get("/api/verdicts/reliability").data[:4] == b"\x89PNG"
    assert trader.get("/api/verdicts/reliability?format=gif").status_code == 422


def test_another_traders_verdicts_and_trades_are_nobody_elses_score(world):
    trader, other = world.trader(), world.trader()
    _, verdict = judged(world, trader)
    traded(other, "4520")
    assert outcome(trader, verdict)["reason"] == "not_taken"
    assert other.get(f"/api/verdicts/{verdict['id']}/outcome").status_code == 404
    assert other.get("/api/verdicts/scores").json["verdicts"] == 0


def test_verdicts_of_imported_conversations_are_not_scored(world):
    import io

    trader = world.trader()
    message, verdict = judged(world, trader)
    traded(trader, "4520")
    exported = trader.get(
        f"/api/conversations/{message['conversation_id']}/export?format=json"
    ).data
    answer = trader.post(
        "/api/conversations/import", data={"file": (io.BytesIO(exported), "export.json")}
    )
    assert answer.status_code == 201, answer.json
    assert len(trader.get("/api/verdicts").json["items"]) == 2
    report = trader.get("/api/verdicts/scores").json
    assert (report["verdicts"], report["decided"]) == (1, 1)
    assert outcome(trader, verdict)["hit"] is True
    copy = next(
        item for item in trader.get("/api/verdicts").json["items"] if item["id"] != verdict["id"]
    )
    assert (outcome(trader, copy)["hit"], outcome(trader, copy)["reason"]) == (None, "imported")


def spread(world, trader):
    """Four verdicts of three months: 90 hit, 80 missed, 20 hit, 50 missed."""
    ledger(world, trader, [90, 80, 20, 50], [True, False, True, False])
    nulls = dict.fromkeys(("timeframe", "position_size", "risk_reward", "risk_amount"))
    world.sql("update verdicts set read = read || cast(%s as jsonb)", json.dumps(nulls))
    for confidence, day in (
        (90, "2026-08-03"),
        (80, "2026-08-31"),
        (20, "2026-09-01"),
        (50, "2026-10-07"),
    ):
        world.sql(
            "update verdicts set created_at = %s where confidence = %s",
            f"{day}T03:00:00Z",
            confidence,
        )
        world.sql(
            "update trades set entry_time = %s, exit_time = %s where message_id in (select parent_message_id"
            " from messages m join verdicts v on v.message_id = m.id where v.confidence = %s)",
            f"{day}T04:00:00Z", f"{day}T05:00:00Z", confidence,
        )  # fmt: skip
        world.sql(
            "update trade_events set event_time = %s where kind = 'exited' and trade_id in (select t.id from trades t"
            " join messages m on t.message_id = m.parent_message_id join verdicts v on v.message_id = m.id"
            " where v.confidence = %s)",
            f"{day}T05:00:00Z", confidence,
        )  # fmt: skip


def test_reliability_is_told_by_period_of_the_traders_own_calendar(world):
    """In New York the third verdict, said at 3:00 UTC of September 1, is one of August."""
    trader = world.trader(timezone="America/New_York")
    spread(world, trader)

    periods = trader.get("/api/verdicts/scores/over-time?step=month").json["periods"]

    assert [(period["starts_on"], period["verdicts"], period["decided"]) for period in periods] == [
        ("2026-08-01", 3, 3),
        ("2026-10-01", 1, 1),
    ]
    august = periods[0]
    assert august["said"] == pytest.approx(1.9 / 3)
    assert august["hit_rate"]["value"] == pytest.approx(2 / 3)
    assert august["brier"]["value"] == pytest.approx((0.01 + 0.64 + 0.64) / 3)
    assert august["within"] is True
    quarters = trader.get("/api/verdicts/scores/over-time?step=quarter").json["periods"]
    assert [period["starts_on"] for period in quarters] == ["2026-07-01", "2026-10-01"]
    weeks = trader.get("/api/verdicts/scores/over-time?step=week").json["periods"]
    assert [period["starts_on"] for period in weeks] == [
        "2026-07-27",
        "2026-08-24",
        "2026-08-31",
        "2026-10-05",
    ]
    assert world.trader().get("/api/verdicts/scores/over-time").json["periods"] == []
    assert trader.get("/api/verdicts/scores/over-time?step=day").status_code == 422


def test_misses_are_the_decided_forecasts_that_leaned_to_the_wrong_side(world):
    """80 that missed and 20 that hit; 50 leans to neither side."""
    trader = world.trader()
    spread(world, trader)

    answer = trader.get("/api/verdicts/misses").json

    assert (answer["decided"], answer["missed"], answer["more"]) == (4, 2, 0)
    assert [(miss["confidence"], miss["hit"]) for miss in answer["items"]] == [
        (20, True),
        (80, False),
    ]
    assert [miss["brier"] for miss in answer["items"]] == pytest.approx([0.64, 0.64])
    assert all(miss["trade_id"] and miss["instrument"] == "ES" for miss in answer["items"])
    assert trader.get("/api/verdicts/misses?limit=1").json["more"] == 1
    assert trader.get("/api/verdicts/misses?instrument=NQ").json["items"] == []
    assert world.trader().get("/api/verdicts/misses").json["items"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [50, 20, 80, 90]),
        ("sort=created_at", [90, 80, 20, 50]),
        ("sort=-confidence", [90, 80, 50, 20]),
        ("sort=confidence", [20, 50, 80, 90]),
        ("decided=hit", [20, 90]),
        ("decided=miss", [50, 80]),
        ("decided=undecided", []),
        ("instrument=es", [50, 20, 80, 90]),
        ("instrument=NQ", []),
        ("engine=rules", [50, 20, 80, 90]),
        ("engine=openai", []),
        ("day_from=2026-08-31&day_to=2026-09-01", [20, 80]),
        ("verdict=diamond", []),
        ("verdict=fire&decided=miss&sort=confidence", [50, 80]),
    ],
)
def test_verdicts_are_listed_by_what_they_are_and_in_any_order(world, query, expected):
    trader = world.trader(timezone="UTC")
    spread(world, trader)

    def page(more=""):
        return trader.get(f"/api/verdicts?{query}&limit=3{more}").json

    first = page()
    listed = [verdict["confidence"] for verdict in first["items"]]
    if first["next_cursor"]:
        rest = page(f"&cursor={first['next_cursor']}")
        listed += [verdict["confidence"] for verdict in rest["items"]]

    assert listed == expected
    assert world.trader().get(f"/api/verdicts?{query}").json["items"] == []


@pytest.mark.parametrize(
    "query", ["decided=maybe", "sort=analysis", "day_from=x", "cursor=AAAA", "instrument="]
)
def test_a_list_that_cannot_be_is_refused(world, query):
    assert world.trader().get(f"/api/verdicts?{query}").status_code == 422
