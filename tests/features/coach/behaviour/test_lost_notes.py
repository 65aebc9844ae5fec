"""A note of a change that is lost is made up for."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.features.coach.behaviour.detection import worker as desk


def lose_the_latest_note(world):
    """As when the web process died between the commit and the note."""
    world.settle()
    world.sql(
        "delete from behaviour_changes c using behaviour_runs r where c.user_id = r.user_id and c.seq = r.head"
    )
    world.sql("update behaviour_runs set head = head - 1")


def test_a_lost_note_is_made_up_for(looking, world):
    at = looking()
    day = at.days(10)
    at.look()
    world.beat("behaviour.repair")
    assert world.sql("select head = done from behaviour_runs") == [(True,)], "nothing was lost"

    at.revenge(day)
    lose_the_latest_note(world)
    at.desk.look_at_due()
    assert at.events(detector="revenge") == [], "nobody knows"
    world.beat("behaviour.repair")
    at.look()
    assert len(at.events(detector="revenge")) == 1
    head = world.sql("select head from behaviour_runs")
    world.beat("behaviour.repair")
    assert world.sql("select head from behaviour_runs") == head, "it was looked at"


def test_the_first_note_of_a_trader_may_be_lost_too(looking, world):
    at, other = looking(), looking()
    at.log(datetime(2025, 11, 19, 15, tzinfo=UTC), -1)
    world.settle()
    world.sql("delete from behaviour_changes")
    world.sql("delete from behaviour_runs")
    at.desk.note_unnoted()
    assert world.sql("select user_id::text from behaviour_runs") == [(str(at.user_id),)]
    assert other.user_id != at.user_id


def test_of_many_traders_each_is_asked_for_in_turn(looking, world, monkeypatch):
    monkeypatch.setattr(desk, "PAGE", 1)
    monkeypatch.setattr(desk, "PAGES_AT_ONCE", 2)
    traders = [looking() for _ in range(3)]
    for trader_run in traders:
        trader_run.log(datetime(2025, 11, 19, 15, tzinfo=UTC), -1)
    world.settle()
    world.sql("delete from behaviour_changes")
    world.sql("delete from behaviour_runs")
    worker = traders[0].desk
    worker.note_unnoted()
    assert world.sql("select count(*) from behaviour_runs") == [(2,)]
    worker.note_unnoted()
    assert world.sql("select count(*) from behaviour_runs") == [(3,)]


@pytest.mark.parametrize("gone", [False, True])
def test_a_later_note_does_not_hide_a_lost_one(looking, world, gone):
    at = looking()
    day = at.days(10)
    if gone:
        trade = at.revenge(day)
    at.look()
    if gone:
        assert at.trader.ask("DELETE", f"/api/trading/trades/{trade}").status_code == 204
    else:
        at.revenge(day)
    lose_the_latest_note(world)
    at.log(day + timedelta(hours=3))
    at.look()
    assert len(at.events(detector="revenge")) == (0 if gone else 1)
    assert world.sql("select head = done from behaviour_runs") == [(True,)]
    live = at.kept()
    at.worker().look_again(at.user_id)
    assert at.kept() == live


def test_a_lost_note_of_a_plan_is_made_up_for(looking, world):
    at = looking()
    at.days(7)
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
    at.trader.post(f"/api/trading/plans/{created['id']}/execute", {"entry_price": "100"})
    at.now = datetime.now(UTC)
    at.look()
    at.trader.patch(f"/api/trading/plans/{created['id']}", {"take_profit_targets": ["100.8"]})
    lose_the_latest_note(world)
    world.beat("behaviour.repair")
    assert world.sql("select head > done, is_whole from behaviour_runs") == [(True, True)]
