"""The start of a day in one answer: it says what the rooms say, of the trader alone, in a fixed number of statements."""

from datetime import UTC, datetime, timedelta

from backend.core.db import Database
from tests.factories.plans import MIDDAY, ahead, plan_of
from tests.features.notifications.notices import tell
from tests.sent_statements import sent_statements

TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1}


def log(trader, **more):
    answer = trader.post("/api/trading/trades", {**TRADE, "entry_time": ahead(seconds=-60), **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def today(trader):
    answer = trader.get("/api/today")
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_new_trader_has_a_day_that_waits_for_a_check_in(world):
    trader = world.trader()
    day = today(trader)
    assert day["state"]["state"] == "normal"
    assert day["rulebook"] is None
    assert (day["check_in"]["due"], day["check_in"]["check_in"]) == (True, None)
    assert day["plans"] == {"items": [], "pending": 0, "ending": 0}
    assert day["trades"] == {"items": [], "open": 0}
    assert day["notifications"]["unread"] == 0
    assert (day["commitments"], day["patterns"], day["nudges"]) == ([], [], [])
    assert day["budget"] == trader.get("/api/ai/usage").json["today"]


def test_each_part_is_what_its_own_address_says(world):
    trader = world.trader(timezone=MIDDAY)
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"trades_per_day": 5}})
    ends = {"soon": ahead(hours=3), "later": ahead(days=3), "never": None}
    made = {title: plan_of(trader, title=title, expires_at=at) for title, at in ends.items()}
    trader.post(f"/api/trading/plans/{plan_of(trader)['id']}/cancel")
    open_trade = log(trader)
    log(trader, trade_type="training")
    log(trader, exit_price="4510", exit_time=ahead(seconds=-30))
    tell(world, trader, title="Hear this")
    day = today(trader)
    assert day["state"] == trader.get("/api/trading/rulebook/state").json
    assert day["rulebook"] == trader.get("/api/trading/rulebook").json["current"]
    assert [plan["id"] for plan in day["plans"]["items"]] == [
        made[title]["id"] for title in ("soon", "later", "never")
    ]
    assert (day["plans"]["pending"], day["plans"]["ending"]) == (3, 1)
    assert [trade["id"] for trade in day["trades"]["items"]] == [open_trade["id"]]
    assert day["trades"]["items"] == [trader.get(f"/api/trading/trades/{open_trade['id']}").json]
    assert day["trades"]["open"] == 1
    assert [one["title"] for one in day["notifications"]["items"]] == ["Hear this"]
    assert day["notifications"]["unread"] == 1
    assert day["check_in"]["due"] is False  # it would be too late: a real trade is entered


def test_a_check_in_that_is_said_is_shown_and_not_due(world):
    trader = world.trader()
    day = today(trader)["check_in"]["day"]
    trader.ask("PUT", f"/api/trading/journal/check-ins/{day}", {"focus": 4, "intention": "Wait"})
    told = today(trader)["check_in"]
    assert told["due"] is False
    assert (told["check_in"]["focus"], told["check_in"]["intention"]) == (4, "Wait")


def test_a_commitment_is_due_from_what_it_waits_for_on(world):
    trader = world.trader(timezone=MIDDAY)
    body = {"trigger": "after_loss", "promise": "pause", "minutes": 60}
    trader.post("/api/trading/rulebook/commitments", {**body, "trigger": "after_win"})
    trader.post("/api/trading/rulebook/commitments", body)
    assert [one["due"] for one in today(trader)["commitments"]] == [False, False]
    log(trader, exit_price="4490", exit_time=ahead())
    due, other = today(trader)["commitments"]
    assert (due["trigger"], due["due"], other["due"], other["until"]) == (
        "after_loss",
        True,
        False,
        None,
    )
    until = datetime.fromisoformat(due["until"])
    assert timedelta(minutes=55) < until - datetime.now(UTC) < timedelta(minutes=61)


def test_nothing_of_another_trader_is_in_it(world):
    theirs, mine = world.trader(), world.trader()
    plan_of(theirs, title="theirs alone")
    log(theirs)
    tell(world, theirs, title="theirs alone")
    theirs.post(
        "/api/trading/rulebook/commitments",
        {"trigger": "after_loss", "promise": "stop_for_the_day"},
    )
    assert "theirs" not in mine.get("/api/today").text
    day = today(mine)
    assert (day["plans"]["pending"], day["trades"]["open"], day["commitments"]) == (0, 0, [])
    assert world.client.get("/api/today").status_code == 401
    assert mine.get("/api/today?user_id=x").status_code == 422


def test_the_number_of_statements_is_small_and_does_not_grow(world):
    trader = world.trader(timezone=MIDDAY)
    plan_of(trader)
    log(trader)
    engine = world.app.extensions["coach"].ports.use(Database).engine
    today(trader)
    world.settle()
    with sent_statements(engine) as few:
        today(trader)
    for number in range(5):
        plan_of(trader, title=f"plan {number}")
        log(trader)
        tell(world, trader, title=f"news {number}")
    world.settle()
    with sent_statements(engine) as many:
        today(trader)
    assert len(many) <= len(few) <= 24
