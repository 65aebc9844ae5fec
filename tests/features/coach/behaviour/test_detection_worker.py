"""The detectors at work on a record: the same live and over history, once for each change, apart for each stream."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.ids import new_id
from backend.features.coach.behaviour.detection import record_loader
from backend.features.coach.behaviour.detection import worker as desk


def test_a_planted_revenge_is_found_with_its_evidence(looking):
    at = looking()
    day = at.days(10)
    revenge = at.revenge(day)
    at.look()

    (event,) = at.events(detector="revenge")
    assert event["trade_ids"][0] == str(revenge)
    assert event["said"].startswith(
        "Entered 30 seconds after a loss of 1.0 R, 2.4 times your usual risk"
    )
    assert (event["severity"], event["is_learning"]) == ("mild", False)
    assert event["counts"] is True
    detail = at.trader.get(f"/api/trading/coaching/behaviour/events/{event['id']}").json
    assert [row["trade_id"] for row in detail["rows"]] == event["trade_ids"]
    assert detail["baseline"]["n"] >= 20
    assert detail["cost"]["r"] == -1
    (pattern,) = [pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"]
    assert (pattern["status"], pattern["events"], pattern["positions"]) == ("active", 1, 32)
    assert pattern["description"].endswith(": once in 32 positions, 1 in the last 32.")


def test_live_and_over_history_it_finds_the_same(looking, world):
    at = looking()
    day = at.days(9)
    at.look()
    taken = []
    for number in range(3):
        at.revenge(day + timedelta(days=7 * number))
        at.look()
        taken.append(at.log(day + timedelta(days=7 * number, hours=2), -1, size=40))
        at.look()
    assert at.trader.ask("DELETE", f"/api/trading/trades/{taken[0]}").status_code == 204
    at.look()
    late = at.log(day - timedelta(days=1, hours=-4), -1, size=30)  # of a session that is long over
    at.look()
    answer = at.trader.post(f"/api/trading/trades/{late}/notes", {"text": "Told late."})
    assert answer.status_code == 201
    at.look()
    live = at.kept()
    assert sum(row[-2] == "fired" for row in live[0]) >= 3
    assert any(row[-2] == "withdrawn" for row in live[0])

    again = world.sql("select max(updated_at) from behaviour_events")
    at.now += timedelta(hours=1)
    assert at.worker().look_again(at.user_id).new == 0
    assert at.kept() == live
    assert world.sql("select max(updated_at) from behaviour_events") == again, (
        "the same look writes nothing"
    )

    world.sql("delete from behaviour_patterns")
    world.sql("delete from behaviour_events")
    assert at.worker().look_again(at.user_id).new > 0
    rerun = at.kept()
    assert rerun[1] == live[1]
    assert rerun[0] == [row for row in live[0] if row[-2] == "fired"]


def test_a_trade_that_goes_takes_its_events_with_it(looking):
    at = looking()
    revenge = at.revenge(at.days(10))
    at.look()
    assert at.events(detector="revenge")
    at.trader.ask("DELETE", f"/api/trading/trades/{revenge}")
    at.look()
    assert at.events(detector="revenge") == []
    assert [event["counts"] for event in at.events(detector="revenge", status="withdrawn")] == [
        False
    ]
    assert [pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"] == []


def test_one_trade_is_no_habit(looking):
    at = looking()
    at.log(datetime(2025, 11, 19, 15, tzinfo=UTC), -1)
    at.look()
    patterns = at.patterns()
    assert patterns["items"] == []
    assert [(stream["positions"], stream["missing"]) for stream in patterns["learning"]] == [
        (1, 19)
    ]
    assert patterns["looked_at"] == "2025-11-19T21:00:00.000000Z"
    assert len(patterns["detectors"]) == 11


def test_practice_and_other_accounts_have_habits_of_their_own(looking):
    at = looking()
    other = at.trader.post("/api/trading/accounts", {"name": "Second"}).json["id"]
    day = at.days(10)
    at.days(3, trade_type="training", size=200)
    at.days(3, account_id=other, size=200)
    at.look()
    assert at.events() == [], "ten times the size, but in streams that know no other"
    sizes = sorted(stream["positions"] for stream in at.patterns()["learning"])
    assert sizes == [9, 9]
    at.revenge(day)
    at.look()
    assert {(event["trade_type"], event["account_id"] == other) for event in at.events()} == {
        ("real", False)
    }


def test_what_two_workers_take_is_looked_at_once(looking, world):
    at = looking()
    at.days(8)
    world.settle()
    at.database.engine.dispose()
    first, second = at.worker(), at.worker()
    first.look_at_due()
    before = world.sql("select done, head from behaviour_runs")
    second.look_at_due()
    assert before[0][0] == before[0][1]
    assert world.sql("select done, head from behaviour_runs") == before


def test_a_worker_that_died_leaves_the_trader_to_the_next_one(looking, world):
    at = looking()
    at.days(8)
    world.settle()
    dead = new_id()
    world.sql(
        "update behaviour_runs set token = %s, leased_until = %s",
        str(dead),
        at.now + timedelta(minutes=3),
    )
    at.desk.look_at_due()
    assert world.sql("select done from behaviour_runs") == [(0,)]
    at.now += timedelta(minutes=4)
    at.desk.look_at_due()
    assert world.sql("select done > 0 from behaviour_runs") == [(True,)]
    rows = at.kept()
    assert at.desk.look_at(at.user_id, dead) is None, "what the dead one would write comes too late"
    assert at.kept() == rows


def test_a_second_worker_catches_up_from_what_was_noted(looking):
    at = looking()
    day = at.days(9)
    at.look()
    other = at.worker()
    other.look_again(at.user_id)
    at.desk, first = other, at.desk
    at.revenge(day)
    at.look()
    at.desk = first
    at.revenge(day + timedelta(days=1))
    at.look()
    live = at.kept()
    at.worker().look_again(at.user_id)
    assert at.kept() == live


def test_a_worker_that_was_away_too_long_looks_at_everything(looking, world):
    at = looking()
    day = at.days(9)
    at.look()
    away, at.desk = at.desk, at.worker()
    at.revenge(day)
    at.look()
    world.sql("delete from behaviour_changes")
    at.desk = away
    at.revenge(day + timedelta(days=1))
    at.look()
    live = at.kept()
    at.worker().look_again(at.user_id)
    assert at.kept() == live


def test_a_plan_that_changes_after_the_entry_is_looked_at(looking, world):
    at = looking()
    at.days(7)
    at.look()
    plan = {
        "title": "Retest",
        "instrument": "AAPL",
        "direction": "long",
        "setup_description": "The low held",
        "entry_criteria": ["Back above"],
        "entry_zone": {"low": "99.5", "high": "100.5"},
        "stop_loss_level": "99",
        "take_profit_targets": ["103"],
        "position_size": "10",
    }
    created = at.trader.post("/api/trading/plans", plan).json
    executed = at.trader.post(f"/api/trading/plans/{created['id']}/execute", {"entry_price": "100"})
    assert executed.status_code in (200, 201), executed.json
    at.now = datetime.now(UTC)
    at.look()
    head = world.sql("select head from behaviour_runs")[0][0]
    changed = at.trader.patch(
        f"/api/trading/plans/{created['id']}", {"take_profit_targets": ["100.8"]}
    )
    assert changed.status_code == 200, changed.json
    world.settle()
    assert world.sql("select head from behaviour_runs")[0][0] == head + 1
    at.trader.post(
        f"/api/trading/plans/{created['id']}/marks",
        {"subject": "criterion", "met": True, "place": 1},
    )
    world.settle()
    assert world.sql("select head from behaviour_runs")[0][0] == head + 2


def test_the_bell_and_the_beat(looking, world):
    at = looking()
    at.days(3)
    world.settle()
    world.beat("behaviour.look")
    assert world.sql("select done = head, token from behaviour_runs") == [(True, None)]
    answer = at.trader.post("/api/trading/coaching/behaviour/rerun")
    assert (answer.status_code, answer.json["queued"]) == (202, True)
    assert at.trader.post("/api/trading/coaching/behaviour/rerun").json["queued"] is False
    world.beat("behaviour.look")
    assert world.sql("select done = head, is_whole from behaviour_runs") == [(True, False)]


def test_what_is_the_same_is_neither_written_nor_locked(looking, world):
    at = looking()
    at.revenge(at.days(10))
    at.look()
    rows = "select id::text, xmin::text, xmax::text from behaviour_events order by id"
    before = world.sql(rows)
    assert before
    at.worker().look_again(at.user_id)
    assert world.sql(rows) == before


def test_an_event_that_is_found_again_counts_again(looking, world):
    at = looking()
    at.revenge(at.days(10))
    at.look()
    rows = at.kept()
    world.sql("update behaviour_events set status = 'withdrawn', score = 0, figures_hash = null")
    assert at.worker().look_again(at.user_id).new == 0
    assert at.kept() == rows


def test_nobody_waits_for_what_is_kept(looking, world, monkeypatch):
    at = looking()
    at.revenge(at.days(10))
    free, draw = [], desk.patterns.draw

    def drawn(session, *arguments, **more):
        free.extend(world.sql("select head from behaviour_runs for update skip locked"))
        return draw(session, *arguments, **more)

    monkeypatch.setattr(desk.patterns, "draw", drawn)
    at.look()
    assert free, "events are written by then, and a note can be taken"
    assert at.events(detector="revenge")


def test_who_lost_the_trader_to_another_worker_keeps_nothing(looking, world):
    at = looking()
    at.revenge(at.days(10))
    world.settle()
    assert at.desk.look_at(at.user_id, new_id()) is None
    assert at.events() == []
    assert world.sql("select count(*) from behaviour_patterns") == [(0,)]
    at.look()
    assert at.events(detector="revenge")


@pytest.fixture
def short_memory(monkeypatch):
    def shorten():
        monkeypatch.setattr(record_loader, "PAGE", 10)
        monkeypatch.setattr(record_loader, "MOST_POSITIONS", 60)
        monkeypatch.setattr(desk, "WARM_UP", 5)

    return shorten


def test_in_a_cut_record_a_small_stream_does_not_blind_a_large_one(looking, world, short_memory):
    short_memory()
    at = looking()
    day = at.days(25)
    at.revenge(day)
    at.log(day + timedelta(hours=3), trade_type="training")
    at.look()
    assert at.patterns()["is_cut"] is True
    assert len(at.events(detector="revenge")) == 1
    at.revenge(day + timedelta(hours=5))
    at.look()
    assert len(at.events(detector="revenge")) == 2


def test_a_stream_of_which_nothing_is_read_any_more_is_left_as_it_is(looking, world, short_memory):
    at = looking()
    other = at.trader.post("/api/trading/accounts", {"name": "Second"}).json["id"]
    day = at.days(10, account_id=other)
    at.log(day, -1, account_id=other)
    at.log(day + timedelta(minutes=10, seconds=30), -1, size=24, minutes=4, account_id=other)
    at.days(3, trade_type="training", start="2025-11-01")
    at.look()
    (pattern,) = at.patterns(detector="revenge")["items"]
    at.days(30, start="2025-12-01")
    short_memory()
    at.worker().look_again(at.user_id)
    assert len(at.events(detector="revenge")) == 1
    (after,) = at.patterns(detector="revenge")["items"]
    assert [after[name] for name in ("id", "events", "updated_at")] == [
        pattern["id"],
        1,
        pattern["updated_at"],
    ]
