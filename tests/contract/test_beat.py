"""Every task of the beat does its work by the login that workers have, and complains of nothing.

The tasks come from the schedule: one that is added later is tried by itself, and fails until `work_for_all` gives it
something to do.
"""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import redis

from backend.transport.tasks import QUEUE
from backend.wiring.schedule import celery_of
from config import Settings
from tests.contract.others import snapshot, things_of
from tests.factories.plans import MIDDAY, ahead, plan_of
from tests.features.ai.asking import budget_of, cent, tab_of
from tests.features.coach.behaviour.detector_runs import Looking
from tests.features.coach.nudges.nudge_runs import allow, limited, moment, traded
from tests.features.notifications.notices import prefer, tell

SCHEDULE = sorted(entry["task"] for entry in celery_of(Settings()).conf.beat_schedule.values())
BEFORE_OPEN, AFTER_CLOSE, WEEKEND = (
    "2025-11-19 14:01",
    "2025-11-18 21:20",
    "2025-11-22 16:00",
)  # of New York
KINDS = ["before_open", "after_losses", "near_limit", "after_close", "weekly_review"]


@pytest.fixture
def complaints(caplog):
    caplog.set_level(logging.WARNING)
    return lambda: [
        (one.name, one.getMessage()) for one in caplog.records if one.levelno >= logging.ERROR
    ]


@pytest.fixture
def looking(world):
    made = Looking(world, timezone="America/New_York")
    yield made
    made.close()


def work_for_all(world, looking) -> None:
    """A trader with one of everything, and something that is due of every kind."""
    trader = world.trader(timezone="America/New_York")
    prefer(
        trader,
        **{
            kind: {"email": True} for kind in ("nudge", "plan_expired", "session_locked", "pattern")
        },
    )
    things_of(trader, world)
    trader.post("/api/trading/coaching/session", {})
    behaviour_to_look_at(looking)
    a_note_that_was_lost(world)
    nudges_that_are_due(world, trader)
    what_a_dead_worker_held(world, trader)
    plan_of(trader)
    a_deleted_trade(world, trader)
    tell(world, trader, key="sent by email", now=datetime.now(UTC))
    tell(world, trader, key="old")
    trader.say("Long ES 4500 stop 4490 target 4520")
    world.settle()
    world.sql("update notifications set forget_at = now() - interval '1 second' where key = 'old'")
    world.sql(
        "update trade_plans set expires_at = now() - interval '1 minute' where status = 'pending'"
    )
    world.sql("update messages set run_at = now() - interval '1 hour' where status = 'pending'")


def behaviour_to_look_at(looking) -> None:
    """Thirty quiet trades and a revenge, some by a plan, with a check-in and limits."""
    looking.trader.ask("PUT", "/api/trading/rulebook", {"limits": {"trades_per_day": 2}})
    day = looking.days(10)
    looking.trader.ask(
        "PUT", f"/api/trading/journal/check-ins/{day.date()}", {"mood": 2, "note": "tired"}
    )
    looking.revenge(day)
    looking.world.settle()


def a_note_that_was_lost(world) -> None:
    """Another trader's record is ahead of what was noted of it, as when the web process died in between."""
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    world.settle()
    world.sql("delete from behaviour_changes where user_id = %s", trader.user["id"])
    world.sql("update behaviour_runs set head = 0 where user_id = %s", trader.user["id"])


def nudges_that_are_due(world, trader) -> None:
    """A loss that was just closed, a session that is near its limit, past sessions: looked at by the beat alone."""
    allow(trader, kinds_off=KINDS)
    limited(trader, world, trades_per_day=3, daily_loss={"r": 3}, losses_in_a_row=3)
    trader.ask(
        "PUT",
        "/api/trading/rulebook",
        {"limits": {"losses_in_a_row": 3, "trades_per_day": 3}, "zone": MIDDAY},
    )
    trader.post(
        "/api/trading/rulebook/commitments",
        {"trigger": "after_loss", "promise": "pause", "minutes": 15},
    )
    now = datetime.now(UTC)
    for minutes in (20, 10):
        traded(
            trader,
            f"{now - timedelta(minutes=minutes):%Y-%m-%d %H:%M}",
            minutes=4,
            instrument="BTCUSD",
        )
    for start in ("2025-11-17 15:00", "2025-11-18 15:00", "2025-11-18 16:00"):
        traded(trader, start, r=-1)
    world.settle()
    allow(trader, kinds_off=[])


def what_a_dead_worker_held(world, trader) -> None:
    """Money that is reserved, and an answer that is kept no longer."""
    budget = budget_of(world.app, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    assert tab_of(budget, trader).begin(cent()) is None
    world.sql(
        "insert into ai_cache (user_id, key, value, created_at, expires_at) values"
        " (%s, 'k', '{}', now() - interval '2 hours', now() - interval '1 hour')",
        trader.user["id"],
    )


def a_deleted_trade(world, trader) -> None:
    """Whose thirty days are over."""
    body = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
            "entry_time": "2026-11-19T14:30:00Z"}  # fmt: skip
    trade = trader.post("/api/trading/trades", body).json
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    world.sql("update deleted_trades set forget_at = now() - interval '1 second'")


def bells(world) -> int:
    return int(redis.Redis.from_url(world.settings.store.redis_url).llen(QUEUE))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("task", SCHEDULE)
def test_a_task_of_the_beat_works_by_the_login_of_workers(world, looking, complaints, task):
    work_for_all(world, looking)
    world.sql("update nudge_schedule set next_at = now() - interval '1 minute'")
    before = (dict(snapshot(world)), bells(world))
    assert complaints() == []
    world.beat(task)
    assert complaints() == []
    assert (dict(snapshot(world)), bells(world)) != before, (
        "it had nothing to do: see `work_for_all`"
    )


@pytest.mark.timeout(120)
def test_nudges_of_every_kind_are_given_by_the_login_of_workers(world, looking, complaints):
    work_for_all(world, looking)
    for at in (AFTER_CLOSE, BEFORE_OPEN, WEEKEND, None, "later"):
        now = {None: datetime.now(UTC), "later": datetime.now(UTC) + timedelta(days=3)}.get(
            at
        ) or moment(at)
        world.sql(
            "update nudge_schedule set next_at = %s, looked_at = %s", now, now - timedelta(hours=1)
        )
        world.beat("nudges.look", clock=lambda now=now: now)
        assert complaints() == []
    given = {
        kind
        for (kind,) in world.sql("select distinct kind from nudges where window_ends > decided_at")
    }
    assert given >= {"before_open", "after_losses", "after_close", "weekly_review"}


@pytest.mark.timeout(120)
def test_all_tasks_one_after_the_other_complain_of_nothing(world, looking, complaints):
    """What one of them makes, the next one finds: nudges to send, events to tell, answers to ring for."""
    work_for_all(world, looking)
    for _ in range(2):
        for task in SCHEDULE:
            world.beat(task)
            assert complaints() == [], task
        world.sql("update notification_deliveries set run_at = now() where state = 'waiting'")
        world.sql(
            "update trade_plans set expires_at = %s where status = 'pending'", ahead(seconds=-1)
        )
