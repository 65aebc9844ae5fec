"""What a finding leads to: notices with evidence, few of them, and a hold while there is tilt."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from backend.features.coach.behaviour.patterns import _by_month
from backend.features.record.rulebook import session_state
from tests.features.coach.behaviour.detector_runs import Looking

PATIENT = {"trigger": "after_loss", "promise": "pause", "minutes": 30}


@pytest.fixture
def at(world):
    run = Looking(world)
    yield run
    run.close()


def promised(at, **body):
    answer = at.trader.post("/api/trading/rulebook/commitments", body)
    assert answer.status_code == 201, answer.json
    at.world.sql("update commitments set created_at = '2020-01-01'")
    return answer.json


def notices(world):
    return world.sql(
        "select key, title, body, data from notifications where kind = 'pattern' order by id"
    )


def test_a_grave_finding_of_today_is_told_with_its_evidence_and_how_to_dispute_it(at, world):
    promised(at, **PATIENT)
    day = at.days(9)
    at.revenge(day)
    at.now = day + timedelta(hours=1)
    at.look()
    (event,) = [
        event for event in at.events(detector="revenge") if event["occurred_at"] > day.isoformat()
    ]
    assert (event["severity"], event["declared"]) == ("severe", ["gap_after_loss"])
    ((key, title, body, data),) = [
        notice for notice in notices(world) if notice[3]["detector"] == "revenge"
    ]
    assert title == "Entries soon after a loss, larger or without a plan"
    assert "Against your own pause after a loss: 0.5 minutes, where you said 30 minutes." in body
    assert body.endswith("makes the detectors more exact for you.")
    assert (data["event_id"], data["trade_ids"]) == (event["id"], event["trade_ids"])
    assert data["answer"] == f"/api/trading/coaching/behaviour/events/{event['id']}/answer"
    at.worker().look_again(at.user_id)
    assert len([notice for notice in notices(world) if notice[0] == key]) == 1


def test_a_denied_event_counts_for_nothing_even_where_a_rule_was_broken(at):
    promised(at, **PATIENT)
    day = at.days(9)
    for number in range(3):
        at.revenge(day + timedelta(days=7 * number))
    at.look()
    first, *_ = at.events(detector="revenge")
    at.trader.post(f"/api/trading/coaching/behaviour/events/{first['id']}/answer", {"answer": "no"})
    at.look()
    events = at.events(detector="revenge")
    assert [event["status"] for event in events] == ["fired"] * 3, (
        "a declared rule is not a matter of strictness"
    )
    (pattern,) = [pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"]
    assert (pattern["events"], pattern["frequency"]["overall"]["n"]) == (2, 33)
    assert pattern["cost"]["flagged"] == 2


def test_a_pattern_is_told_month_by_month_with_how_many_positions_each_has(at):
    """One in each of three weeks, and one denied; counted beside the trades that the record lists."""
    promised(at, **PATIENT)
    day = at.days(9)
    for number in range(3):
        at.revenge(day + timedelta(days=21 * number))
    at.look()
    denied, *others = at.events(detector="revenge")
    at.trader.post(
        f"/api/trading/coaching/behaviour/events/{denied['id']}/answer", {"answer": "no"}
    )
    at.look()
    (pattern,) = [item for item in at.patterns()["items"] if item["detector"] == "revenge"]
    months = at.trader.get(f"/api/trading/coaching/patterns/{pattern['id']}").json["by_month"]
    trades = at.trader.get("/api/trading/trades?limit=200").json["items"]
    positions = Counter(trade["entry_day"][:7] for trade in trades)
    shown = Counter(event["occurred_at"][:7] for event in others)
    assert {month["starts_on"][:7]: month["share"]["n"] for month in months} == positions
    assert {
        month["starts_on"][:7]: month["flagged"] for month in months if month["flagged"]
    } == shown
    assert len(months) > 1
    assert [month["starts_on"] for month in months] == sorted(
        month["starts_on"] for month in months
    )
    for month in months:
        assert month["share"]["value"] == pytest.approx(month["flagged"] / month["share"]["n"])


def test_a_month_without_a_position_stands_between_those_that_have_some():
    sessions = [date(2025, 11, 28), date(2025, 12, 1), date(2026, 2, 27)]
    assert _by_month(sessions, [True, False, True]) == [
        ["2025-11-01", 1, 1],
        ["2025-12-01", 0, 1],
        ["2026-01-01", 0, 0],
        ["2026-02-01", 1, 1],
    ]


def test_history_and_practice_are_not_told(at, world):
    promised(at, **PATIENT)
    day = at.days(9)
    at.revenge(day)
    at.days(9, trade_type="training", start="2025-08-01")
    at.look()
    assert any(event["severity"] == "severe" for event in at.events())
    assert notices(world) == [], "it was weeks ago"


def test_three_notices_a_day_are_enough(at, world):
    promised(at, **PATIENT)
    day = at.days(9)
    for hour in range(5):
        at.revenge(day + timedelta(hours=hour))
    at.now = day + timedelta(hours=6)
    at.look()
    assert len([event for event in at.events() if event["severity"] == "severe"]) >= 5
    assert len(notices(world)) == 3


def storm(at, day: datetime) -> None:
    """A loss, then three more trades, each sooner and larger."""
    at.log(day, -1)
    for number in range(1, 4):
        at.log(day + timedelta(minutes=11 * number), -1, size=30 + 20 * number, minutes=10)


def holds(at, when: datetime):
    with at.acting() as session:
        return {
            hold.rule: (hold.state, hold.until, hold.reason)
            for hold in session_state.holds(session, at.user_id, when)
        }


def test_tilt_calls_for_caution_until_it_is_calm(at):
    day = at.days(9)
    storm(at, day)
    at.now = day + timedelta(minutes=40)
    at.look()
    (tilt,) = at.events(detector="tilt")
    until = datetime.fromisoformat(tilt["inputs"]["until"])
    assert holds(at, at.now)["tilt"][:2] == ("caution", until)
    assert holds(at, at.now)["tilt"][2].startswith("Your record shows tilt")
    assert holds(at, until + timedelta(seconds=1)) == {}


def test_who_promised_to_stop_on_tilt_is_locked(at):
    promise = promised(at, trigger="on_tilt", promise="pause", minutes=240)
    assert promise["statement"] == "When my trading shows tilt, I pause for 240 minutes."
    day = at.days(9)
    storm(at, day)
    at.now = day + timedelta(minutes=40)
    at.look()
    (tilt,) = at.events(detector="tilt")
    state, until, _ = holds(at, at.now)[f"commitment:{promise['id']}"]
    since = datetime.fromisoformat(tilt["occurred_at"])
    assert (state, until) == ("locked", since + timedelta(minutes=240))
    at.log(at.now + timedelta(minutes=1), -1, minutes=2)
    keeping = at.trader.get("/api/trading/rulebook/commitments").json["items"][0]["keeping"]
    assert (keeping["occasions"], keeping["broken"]) == (1, 1)


def test_tilt_of_last_week_holds_nothing(at):
    day = at.days(9)
    storm(at, day)
    at.now = day + timedelta(days=7)
    at.look()
    assert at.events(detector="tilt")
    assert holds(at, at.now) == {}


@pytest.mark.parametrize(("looked_at", "held"), [(45, True), (65, False)])
def test_tilt_ends_with_its_session(at, world, looked_at, held):
    own_day = {"limits": {}, "zone": "Asia/Tokyo", "day_turns_at": "00:01"}
    assert at.trader.ask("PUT", "/api/trading/rulebook", own_day).status_code == 200
    world.sql("update rulebook_versions set effective_at = '2020-01-01'")
    begins = at.days(9) - timedelta(minutes=40)  # 14:00 UTC; the own day begins at 15:01 UTC
    ends = begins + timedelta(minutes=61)
    storm(at, begins)
    at.now = begins + timedelta(minutes=looked_at)
    at.look()
    (tilt,) = at.events(detector="tilt")
    assert tilt["occurred_at"] < ends.isoformat()
    assert datetime.fromisoformat(tilt["inputs"]["until"]) > ends + timedelta(minutes=5), (
        "without an end of the day"
    )
    assert holds(at, at.now).get("tilt", ("", None))[1] == (ends if held else None)


def test_on_tilt_nobody_promises_a_smaller_size(at):
    body = {"trigger": "on_tilt", "promise": "reduce_size", "percent": 50}
    assert at.trader.post("/api/trading/rulebook/commitments", body).status_code == 422


def test_a_disputed_tilt_calls_for_nothing_more(at, world):
    day = at.days(9)
    storm(at, day)
    at.look()  # weeks later: nothing is held
    (tilt,) = at.events(detector="tilt")
    at.trader.post(f"/api/trading/coaching/behaviour/events/{tilt['id']}/answer", {"answer": "no"})
    at.now = day + timedelta(minutes=40)
    at.look()
    assert "tilt" not in holds(at, at.now)
    assert at.now.tzinfo is UTC
