"""What is posted to webhooks: once, signed, in time, whatever the receiver and the workers do."""

import itertools
import threading
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.core.db import acting_for, within
from backend.features.notifications import outbox
from backend.features.notifications.models import NotificationKind
from tests.features.notifications.notices import (
    courier,
    deliveries,
    hook,
    only_delivery,
    prefer,
    tell,
)
from tests.stand_ins.hook_server import HookServer, hanging


def test_each_webhook_hears_the_kinds_it_wants_and_no_other_traders(world, time, server):
    trader, other = world.trader(), world.trader()
    with HookServer() as second, HookServer() as others:
        hook(world, trader, server.url)
        hook(world, trader, second.url, kinds=[NotificationKind.PATTERN])
        hook(world, other, others.url)
        tell(world, trader, NotificationKind.NUDGE, key="a")
        tell(world, trader, NotificationKind.PATTERN, key="b")
        with courier(world, time) as post:
            post.go()
        assert (len(server.received), len(second.received), len(others.received)) == (2, 1, 0)


def test_a_webhook_that_answers_500_for_a_day_is_asked_ever_more_rarely_and_then_no_more(
    world, time, server
):
    trader = world.trader()
    server.answer = 500
    hook(world, trader, server.url)
    tell(world, trader)
    asked = []
    with courier(world, time) as post:
        for _ in range(30 * 60):  # a minute at a time, thirty hours
            before = len(server.received)
            if world.sql(
                "select 1 from notification_deliveries where state = 'waiting' and run_at <= %s",
                time.now,
            ):
                post.go()
            if len(server.received) > before:
                asked.append(time.now)
            time.pass_by(minutes=1)
    assert 10 <= len(asked) <= 18
    assert timedelta(hours=15) < asked[-1] - asked[0] <= timedelta(hours=24)
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert gaps[-1] > 100 * gaps[0]
    told = only_delivery(trader)
    assert (told["state"], told["reason"], told["attempts"]) == ("failed", "answered", len(asked))
    assert {attempt["status"] for attempt in told["tries"]} == {500}
    assert len({came.headers["webhook-id"] for came in server.received}) == 1


def test_a_webhook_that_fails_for_days_is_turned_off_and_says_so_once(world, time, server):
    trader = world.trader()
    server.answer = 503
    made = hook(world, trader, server.url, name="my bot")
    with courier(world, time, webhook_disable_days=2) as post:
        for day in range(4):
            tell(world, trader, key=f"day {day}", now=time.now)
            post.go()
            time.pass_by(days=1)
    [endpoint] = trader.get("/api/notifications/webhooks").json["items"]
    assert (endpoint["id"], endpoint["active"]) == (str(made.id), False)
    assert endpoint["disabled_because"].startswith("It failed since 2026-11-20 12:00 UTC")
    told = [
        item
        for item in trader.get("/api/notifications").json["items"]
        if item["kind"] == "webhook_disabled"
    ]
    assert [item["data"]["endpoint_id"] for item in told] == [str(made.id)]
    assert "my bot" in told[0]["title"]
    assert deliveries(trader, state="waiting", channel="webhook") == []
    count = len(server.received)
    path = f"/api/notifications/webhooks/{made.id}"
    assert trader.post(f"{path}/test").json["code"] == "webhook.disabled"
    server.answer = 200
    assert trader.patch(path, {"active": True}).json["failing_since"] is None
    tell(world, trader, key="again", now=time.now)
    with courier(world, time) as post:
        post.go()
    assert len(server.received) == count + 1


def test_a_webhook_that_is_gone_is_turned_off_at_once(world, time, server):
    trader = world.trader()
    server.answer = 410
    hook(world, trader, server.url)
    tell(world, trader)
    with courier(world, time) as post:
        post.go()
    assert trader.get("/api/notifications/webhooks").json["items"][0]["active"] is False


def test_one_slow_webhook_holds_up_no_other(world, time, server):
    trader, until = world.trader(), threading.Event()
    with HookServer() as slow:
        slow.answer = hanging(until)
        hook(world, trader, slow.url)
        for number in range(12):  # more than can be under way at a time
            tell(world, trader, key=f"slow {number}")
        hook(world, trader, server.url)
        for number in range(3):
            tell(world, trader, key=f"quick {number}")
        with courier(world, time, deliveries_at_once=2) as post:
            post.courier.deliver()
            server.wait_for(3)
            assert len(slow.received) == 1, "one at a time to the slow one"
            until.set()
            post.courier.wait(20)
        assert len(slow.received) == 15


def test_what_waits_for_a_failing_webhook_waits_with_it_and_comes_when_it_is_well(
    world, time, server
):
    trader = world.trader()
    server.answer = 500
    hook(world, trader, server.url)
    for number in range(3):
        tell(world, trader, key=f"k{number}")
    with courier(world, time) as post:
        post.go()
        assert len(server.received) == 1
        time.pass_by(minutes=1)
        server.answer = 200
        post.go()
    assert len(server.received) == 4
    assert len({came.headers["webhook-id"] for came in server.received}) == 3


def test_a_worker_that_is_killed_between_sending_and_settling_is_followed_by_another(
    world, time, server
):
    trader = world.trader()
    hook(world, trader, server.url)
    tell(world, trader)
    with courier(world, time) as post:
        claim = post.courier._claim()  # and then nothing: as a process that was killed
        assert claim is not None
        post.go()
        assert server.received == [], "the lease stands"
        assert only_delivery(trader)["state"] == "sending"
        time.pass_by(minutes=2)
        post.go()
        assert [came.headers["webhook-id"] for came in server.received] == [str(claim.id)]
    assert (only_delivery(trader)["state"], only_delivery(trader)["attempts"]) == ("sent", 2)


def test_two_workers_that_see_a_lane_free_at_the_same_moment_do_not_both_have_it(
    world, time, server
):
    trader = world.trader()
    hook(world, trader, server.url)
    for number in range(2):
        tell(world, trader, key=f"k{number}")
    lease, found = timedelta(minutes=1), []
    with courier(world, time) as post:
        database = post.courier._database

        def claim_too():
            found.append(outbox.claim(database, lease, time.now))

        second = threading.Thread(target=claim_too)
        with database.transaction() as session:
            ((_, _, lane, _),) = within(
                session, outbox.QUEUE.statement, (time.now, lease.total_seconds(), uuid4())
            )
            second.start()
            second.join(
                0.5
            )  # it looks before the first one is committed, and cannot see what that took
        second.join(10)
    assert found == [None]
    assert world.sql("select lane, state from notification_deliveries order by state") == [
        (lane, "sending"),
        (lane, "waiting"),
    ]


def test_a_lane_whose_worker_died_goes_on_with_what_it_had_and_with_nothing_else_before(
    world, time, server
):
    trader = world.trader()
    hook(world, trader, server.url)
    for number in range(2):
        tell(world, trader, key=f"k{number}")
    with courier(world, time) as post:
        lost = post.courier._claim()
        time.pass_by(
            minutes=2
        )  # the other one has been due for longer than this one's lease is over
        again = post.courier._claim()
        assert (again.id, again.attempts) == (lost.id, 2)
        assert post.courier._claim() is None


def test_who_has_lost_the_lease_settles_nothing(world, time):
    trader = world.trader()
    tell(world, trader, NotificationKind.SESSION_LOCKED)
    with courier(world, time) as post:
        first = post.courier._claim()
        time.pass_by(minutes=2)
        second = post.courier._claim()
        assert first.id == second.id
        database = post.courier._database
        with database.transaction(acting_for(first.user_id)) as session:
            assert outbox.held(session, second).attempts == 2
            with pytest.raises(outbox.LeaseLost):
                outbox.held(session, first)


def test_whoever_left_while_it_was_on_its_way_is_no_trouble(world, time, server):
    trader, other, until = world.trader(), world.trader(), threading.Event()
    server.answer = hanging(until)
    hook(world, trader, server.url)
    tell(world, trader)
    tell(world, other, NotificationKind.SESSION_LOCKED)
    with courier(world, time) as post:
        post.courier.deliver()
        server.wait_for(1)
        world.sql("delete from users where id = %s", trader.user["id"])
        until.set()
        post.courier.wait(20)
        post.go()
    assert only_delivery(other)["state"] == "sent"
    assert world.sql("select count(*) from notification_deliveries") == [(1,)]


def test_an_address_inside_that_was_kept_is_not_told(world, time, server):
    """A name that was good when it was given, and leads inside when it is used."""
    trader = world.trader()
    hook(world, trader, f"https://hooks.example.com:{server.port}/")
    tell(world, trader)
    with courier(world, time, resolve=lambda host, port: ["10.0.0.1"]) as post:
        post.go()
    assert (only_delivery(trader)["state"], only_delivery(trader)["reason"]) == (
        "waiting",
        "bad_address",
    )
    assert server.received == []


def test_a_webhook_whose_key_is_gone_does_not_stop_the_others(world, time, server):
    trader = world.trader()
    with HookServer() as broken:
        made = hook(world, trader, broken.url)
        hook(world, trader, server.url)
        world.sql("update webhook_endpoints set secret = secret || 'x' where id = %s", str(made.id))
        tell(world, trader)
        with courier(world, time) as post:
            post.go()
        assert broken.received == []
    assert len(server.received) == 1
    assert [one["reason"] for one in deliveries(trader, state="dropped")] == ["encryption.damaged"]


def test_a_test_and_a_replay_go_at_once_also_in_quiet_hours_and_keep_their_id(world, time, server):
    trader = world.trader()
    prefer(trader, quiet=("00:00", "23:59"), nudge={"urgent": True})
    made = hook(world, trader, server.url)
    tested = trader.post(f"/api/notifications/webhooks/{made.id}/test")
    assert (tested.status_code, tested.json["kind"], tested.json["state"]) == (
        202,
        "test",
        "waiting",
    )
    tell(world, trader)
    with courier(world, time.at_present()) as post:
        post.go()
        told = {one["kind"]: one for one in deliveries(trader)}
        assert {one["state"] for one in told.values()} == {"sent"}
        path = f"/api/notifications/deliveries/{told['nudge']['id']}/replay"
        assert trader.post(path).status_code == 202
        assert trader.post(path).json["code"] == "delivery.unsettled"
        post.go()
    ids = [came.headers["webhook-id"] for came in server.received]
    assert sorted(ids) == sorted([tested.json["id"], told["nudge"]["id"], told["nudge"]["id"]])
    assert len(server.received[-1].body) > 0
    assert trader.get("/api/notifications").json["unread"] == 1, "a test is not in the list"


def test_a_test_that_fails_is_not_tried_for_a_day(world, time, server):
    trader = world.trader()
    server.answer = 500
    made = hook(world, trader, server.url)
    trader.post(f"/api/notifications/webhooks/{made.id}/test")
    with courier(world, time.at_present()) as post:
        post.go()
    assert (only_delivery(trader)["state"], only_delivery(trader)["tries"][0]["status"]) == (
        "failed",
        500,
    )


def test_tests_and_replays_are_limited_by_the_hour(world, server):
    trader = world.trader()
    made = hook(world, trader, server.url)
    answers = [trader.post(f"/api/notifications/webhooks/{made.id}/test") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    assert answers[-1].json["code"] == "notification.too_many_tests"
    assert int(answers[-1].headers["Retry-After"]) > 0
