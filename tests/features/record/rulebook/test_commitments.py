"""If-then commitments: what calls for them, what they hold, and how they were kept."""

from datetime import datetime

import pytest

from tests.factories.plans import MIDDAY
from tests.features.record.rulebook.rulebooks import check, state, traded

PAUSE = {"trigger": "after_stop", "promise": "pause", "minutes": 20}


def commit(trader, world, *, hours=2, **body):
    answer = trader.post("/api/trading/rulebook/commitments", body)
    assert answer.status_code == 201, answer.json
    world.sql(f"update commitments set created_at = now() - interval '{hours} hours'")
    return answer.json


def keeping(trader):
    return trader.get("/api/trading/rulebook/commitments").json["items"][0]["keeping"]


def test_a_pause_after_a_stop_blocks_until_it_is_over(world):
    trader = world.trader(timezone=MIDDAY)
    created = commit(trader, world, **PAUSE)
    assert created["statement"] == "If I am stopped out, I pause for 20 minutes."
    traded(trader, minutes=30, exit="4497")  # a loss, not at the stop
    assert check(trader, instrument="BTCUSD")[0]["decision"] == "allow"
    last = traded(trader, minutes=10)
    answer, rules = check(trader)
    assert (answer["decision"], rules["commitment"]["state"]) == ("block", "block")
    assert (
        rules["commitment"]["reason"]
        == "You promised yourself: If I am stopped out, I pause for 20 minutes."
    )
    ends = datetime.fromisoformat(state(trader)["until"]) - datetime.fromisoformat(
        last["exit_time"]
    )
    assert ends.total_seconds() == pytest.approx(20 * 60)


@pytest.mark.parametrize(
    ("body", "exits", "locked"),
    [
        ({"trigger": "after_loss", "promise": "stop_for_the_day"}, ["4499"], True),
        ({"trigger": "after_win", "promise": "stop_for_the_day"}, ["4499"], False),
        ({"trigger": "after_win", "promise": "stop_for_the_day"}, ["4501"], True),
        (
            {"trigger": "after_losses", "count": 2, "promise": "stop_for_the_day"},
            ["4499", "4501", "4499"],
            False,
        ),
        (
            {"trigger": "after_losses", "count": 2, "promise": "stop_for_the_day"},
            ["4501", "4499", "4499"],
            True,
        ),
        (
            {"trigger": "after_trades", "count": 3, "promise": "stop_for_the_day"},
            ["4501", "4499"],
            False,
        ),
        (
            {"trigger": "after_trades", "count": 2, "promise": "stop_for_the_day"},
            ["4501", "4499"],
            True,
        ),
    ],
    ids=str,
)
def test_what_calls_for_a_commitment(world, body, exits, locked):
    trader = world.trader(timezone=MIDDAY)
    commit(trader, world, hours=1, **body)
    for place, exit in enumerate(exits):
        traded(trader, minutes=3 * (len(exits) - place), exit=exit)
    shown = state(trader)
    assert shown["state"] == ("locked" if locked else "normal")


def test_a_smaller_size_is_measured_on_the_trade_before(world):
    trader = world.trader(timezone=MIDDAY)
    commit(trader, world, trigger="after_loss", promise="reduce_size", percent=50)
    traded(trader, position_size=4)
    assert check(trader, position_size=2)[1]["commitment"]["state"] == "ok"
    assert check(trader, position_size=3)[1]["commitment"]["state"] == "block"
    assert check(trader, instrument="NQ", position_size=3)[1].get("commitment") is None
    assert state(trader)["state"] == "normal"


def test_keeping_is_measured_with_its_interval_and_its_price_in_r(world):
    trader = world.trader(timezone=MIDDAY)
    commit(trader, world, hours=9, **PAUSE)
    traded(trader, minutes=300)  # stopped; kept: the next comes an hour later
    traded(trader, minutes=240)  # stopped; broken ten minutes later
    traded(trader, minutes=229, exit="4505")
    traded(trader, minutes=5)  # stopped; twenty minutes are not over
    answer = keeping(trader)
    assert (answer["occasions"], answer["kept"], answer["broken"], answer["pending"]) == (
        3,
        1,
        1,
        1,
    )
    assert answer["share"]["value"] == 0.5
    assert answer["share"]["interval"]["method"] == "wilson"
    assert (
        answer["difference_in_r"]["value"] == -2
    )  # others lost 1 R on average, the one that broke it won 1 R


def test_a_commitment_ends_with_the_session_and_not_in_its_heat(world):
    trader = world.trader(timezone=MIDDAY)
    created = commit(trader, world, **PAUSE)
    traded(trader)
    path = f"/api/trading/rulebook/commitments/{created['id']}"
    assert trader.ask("DELETE", path).status_code == 204
    listed = trader.get("/api/trading/rulebook/commitments").json["items"][0]
    assert listed["ends_at"] == state(trader)["day_ends_at"]
    assert check(trader)[0]["decision"] == "block"
    world.sql("update commitments set ends_at = now() - interval '1 hour'")
    world.sql("delete from rulebook_holds")
    assert check(trader, instrument="BTCUSD")[0]["decision"] == "allow"
    assert trader.ask("DELETE", path).status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": None},
        {"minutes": 0},
        {"count": 2},
        {"percent": 50},
        {"trigger": "after_losses"},
        {"trigger": "after_lunch"},
        {"promise": "reduce_size"},
        {"statement": "x" * 201},
    ],
    ids=str,
)
def test_a_commitment_that_makes_no_sense_is_refused(world, change):
    assert (
        world.trader().post("/api/trading/rulebook/commitments", {**PAUSE, **change}).status_code
        == 422
    )


def test_nobody_keeps_more_than_twenty(world):
    trader = world.trader(timezone=MIDDAY)
    for _ in range(20):
        assert trader.post("/api/trading/rulebook/commitments", PAUSE).status_code == 201
    full = trader.post("/api/trading/rulebook/commitments", PAUSE)
    assert (full.status_code, full.json["code"]) == (409, "rulebook.too_many_commitments")
