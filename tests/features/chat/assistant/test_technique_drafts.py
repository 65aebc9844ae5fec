"""The one click of a technique is a draft: it writes beside what stands, and nothing before it is confirmed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.features.chat.assistant.drafts.draft import Draft, stored_draft
from backend.features.chat.assistant.drafts.technique_draft import technique_draft
from backend.features.coach.coach_context.views import CheckInView
from backend.features.coach.techniques.catalogue_reader import TECHNIQUES
from tests.features.coach.questions import A_YEAR, NOTHING

RULEBOOK = "/api/trading/rulebook"
ASKED = "give me a technique against cutting winners early"
INTENTION = "A fraction of my size today; every trade goes to its stop or its target."


@pytest.fixture
def offered(world):
    """A trader, and the path of an answer that offers a draft."""
    trader = world.trader()

    def offer(kind, proposal, missing=()):
        sent = trader.say("hello")
        assert world.desk().answer_next()
        message_id = sent["answer"]["id"]
        draft = stored_draft(Draft(kind, proposal=proposal, missing=list(missing)))
        world.sql("UPDATE messages SET draft = %s WHERE id = %s", json.dumps(draft), message_id)
        return f"/api/messages/{message_id}/draft/confirm"

    return trader, offer


@pytest.mark.parametrize("technique", TECHNIQUES, ids=lambda technique: technique.name)
def test_each_technique_is_offered_as_what_its_click_writes(technique):
    draft = technique_draft(technique.name, NOTHING)
    if technique.click.kind == "commitment":
        assert draft is None, "it is a part of the reply"
        return
    assert (draft.kind, draft.status) == (technique.click.kind, "open")
    assert draft.proposal == technique.click.fields()
    if draft.kind == "plan":
        assert draft.missing[0] == "instrument"
        assert technique_draft(technique.name, A_YEAR).proposal["instrument"] == "ES"


def test_what_runs_already_or_is_no_technique_is_not_offered():
    limited = replace(NOTHING, limits=("stop required",))
    written = CheckInView(
        day=NOTHING.today,
        mood=3,
        energy=None,
        focus=None,
        stress=None,
        sleep_hours=None,
        intention="Read five lines.",
    )
    settled = replace(NOTHING, check_in=written)
    assert technique_draft("bracket_at_entry", NOTHING) is not None
    assert technique_draft("bracket_at_entry", limited) is None
    assert technique_draft("opening_intention", NOTHING) is not None
    assert technique_draft("opening_intention", settled) is None
    assert technique_draft("meditation_retreat", NOTHING) is None
    assert technique_draft(None, NOTHING) is None


def test_an_intention_goes_into_the_check_in_below_what_stands_there(world):
    trader = world.trader()
    sent = trader.say(ASKED, mode="psychology")
    assert world.desk().answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert answer["draft"]["kind"] == "check_in"
    assert answer["draft"]["proposal"] == {"intention": INTENTION}
    assert trader.get("/api/trading/journal/check-ins").json["items"] == []
    today = datetime.now(UTC).date().isoformat()
    before = {"mood": 4, "note": "Slept well.", "intention": "Two trades at most."}
    assert trader.ask("PUT", f"/api/trading/journal/check-ins/{today}", before).status_code == 200

    done = trader.post(f"/api/messages/{answer['id']}/draft/confirm", {})

    assert done.json["draft"]["status"] == "confirmed"
    [check_in] = trader.get("/api/trading/journal/check-ins").json["items"]
    assert (check_in["mood"], check_in["note"]) == (4, "Slept well.")
    assert check_in["intention"] == f"Two trades at most.\n{INTENTION}"


def test_limits_are_written_beside_those_that_stand_and_those_that_begin_later(offered):
    trader, offer = offered
    later = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    standing = {"trades_per_day": 4, "position_size": {"ES": "2"}}
    upcoming = {**standing, "daily_loss": {"r": "3"}}
    trader.ask("PUT", RULEBOOK, {"limits": standing})
    trader.ask("PUT", RULEBOOK, {"limits": upcoming, "effective_day": later})
    path = offer("limits", {"stop_required": True, "minimum_risk_reward": "1.5"})

    done = trader.post(path, {"changes": {"minimum_risk_reward": "2"}})

    assert done.json["draft"]["status"] == "confirmed", done.json
    rulebook = trader.get(RULEBOOK).json
    assert rulebook["current"]["limits"]["stop_required"] is False
    limits = rulebook["upcoming"]["limits"]
    assert rulebook["upcoming"]["effective_day"] == later
    assert (limits["trades_per_day"], limits["position_size"]) == (4, {"ES": "2"})
    assert (limits["daily_loss"]["r"], limits["minimum_risk_reward"]) == ("3", "2")
    assert limits["stop_required"] is True


def test_the_first_limits_begin_at_once_and_a_wrong_one_leaves_the_draft_open(offered):
    trader, offer = offered
    path = offer("limits", {"losses_in_a_row": 3})
    refused = trader.post(path, {"changes": {"losses_in_a_row": 0}})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "losses_in_a_row")
    assert trader.get(RULEBOOK).json["current"] is None
    assert trader.post(path, {}).status_code == 200
    assert trader.get(RULEBOOK).json["current"]["limits"]["losses_in_a_row"] == 3
    assert trader.post(path, {}).json["code"] == "draft.settled"


def test_the_largest_size_leaves_smaller_ones_of_single_markets(offered):
    trader, offer = offered
    sizes = {"ES": "2", "NQ": "5", "*": "9"}
    trader.ask("PUT", RULEBOOK, {"limits": {"position_size": sizes, "stop_required": True}})
    change = {"setting": "largest_size", "value": "3", "unit": "count"}
    assert trader.post(offer("setting", {"changes": [change]}), {}).status_code == 200
    limits = trader.get(RULEBOOK).json["upcoming"]["limits"]
    assert limits["position_size"] == {"ES": "2", "*": "3"}
    assert limits["stop_required"] is True


def test_a_plan_that_a_technique_begins_is_made_with_what_the_trader_adds(offered):
    trader, offer = offered
    draft = technique_draft("written_invalidation", NOTHING)
    path = offer(draft.kind, draft.proposal, draft.missing)
    assert trader.post(path, {}).status_code == 422
    more = {
        "instrument": "ES",
        "direction": "long",
        "stop_loss_level": "4490",
        "take_profit_targets": ["4520"],
        "position_size": "1",
    }

    done = trader.post(path, {"changes": more})

    assert done.status_code == 200, done.json
    [plan] = trader.get("/api/trading/plans").json["items"]
    assert plan["id"] == done.json["draft"]["created_id"]
    assert plan["title"] == "The price of being wrong"
