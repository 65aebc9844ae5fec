"""What leaves the product: once, in time, to whom it should, whatever the receiver does."""

import itertools
import threading
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.adapters.mail import NoMailer
from backend.core.db import acting_for, within
from backend.features.notifications import outbox
from backend.features.notifications.channels import email
from backend.features.notifications.models import Kind
from tests.features.notifications.notices import NOON, Time, courier, deliveries, hook, prefer, tell
from tests.stand_ins.hook_server import HookServer, hanging
from tests.stand_ins.smtp_server import SmtpServerStandIn


@pytest.fixture
def server():
    with HookServer() as running:
        yield running


@pytest.fixture
def mail_server():
    with SmtpServerStandIn() as running:
        yield running


@pytest.fixture
def time():
    return Time()


def smtp(server, seconds=5.0):
    return {"smtp_url": f"smtp+plain://127.0.0.1:{server.port}", "mail_timeout_seconds": seconds}


def one(trader):
    [only] = deliveries(trader)
    return only


# --- email ---------------------------------------------------------------------------------------------------------


def test_a_kind_that_is_mailed_arrives_once_whatever_two_beats_do(world, time, mail_server):
    trader = world.trader()
    tell(world, trader, Kind.SESSION_LOCKED, title="Locked", body="3 losses")
    tell(world, trader, Kind.NUDGE, key="not mailed by default")
    with (
        courier(world, time, **smtp(mail_server)) as first,
        courier(world, time, **smtp(mail_server)) as second,
    ):
        threads = [threading.Thread(target=post.go) for post in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    [arrived] = mail_server.mails
    assert arrived.receivers == [trader.user["email"]]
    assert arrived.message["Subject"] == "Locked"
    assert "3 losses" in arrived.message.get_content()
    assert (one(trader)["state"], one(trader)["tries"][0]["outcome"]) == ("sent", "sent")


def test_in_development_mail_is_a_file(world, time):
    trader = world.trader()
    made = trader.post("/api/notifications/email/test").json
    with courier(world, time.at_present()) as post:
        post.go()
    [path] = (world.settings.server.data_dir / "mail").glob(f"*{made['id']}.eml")
    assert f"To: {trader.user['email']}" in path.read_text()
    assert trader.get("/api/notifications").json["items"] == []


def test_a_mail_server_that_hangs_holds_up_no_webhook_and_is_asked_again(
    world, time, server, mail_server
):
    mail_server.silent = True
    traders = [world.trader() for _ in range(6)]
    for trader in traders:
        tell(world, trader, Kind.SESSION_LOCKED)
    hook(world, traders[0], server.url)
    tell(world, traders[0], Kind.NUDGE, key="hook")
    with courier(world, time, **smtp(mail_server, seconds=60)) as post:
        post.courier.deliver()
        server.wait_for(1)
        states = [one(trader)["state"] for trader in traders[1:]]
        assert set(states) == {"sending", "waiting"}, (
            "the webhook came while the mail server was silent"
        )
        mail_server.let_go.set()
        post.courier.wait(20)
        assert mail_server.connections <= email.LANES, (
            "a server that hangs is not asked for everybody"
        )
        states = {one(trader)["state"] for trader in traders[1:]}
        assert states == {"waiting"}
        mail_server.silent = False
        time.pass_by(minutes=2)
        post.go()
    assert len(mail_server.mails) == 6
    assert {one(trader)["state"] for trader in traders[1:]} == {"sent"}


def test_an_address_that_is_refused_for_good_is_given_up_and_others_are_not(
    world, time, mail_server
):
    mail_server.refuses = "550 no such user"
    trader = world.trader()
    tell(world, trader, Kind.SESSION_LOCKED)
    with courier(world, time, **smtp(mail_server)) as post:
        post.go()
    assert (one(trader)["state"], one(trader)["reason"], one(trader)["attempts"]) == (
        "failed",
        "mail_refused",
        1,
    )


def test_a_trader_gets_so_many_mails_a_day_and_no_more(world, time, mail_server):
    trader, other = world.trader(), world.trader()
    for number in range(5):
        tell(world, trader, Kind.SESSION_LOCKED, key=f"k{number}")
    tell(world, other, Kind.SESSION_LOCKED)
    changes = {**smtp(mail_server), "mails_per_day": 2}
    with courier(world, time, **changes) as post:
        post.go()
        assert sorted(one["state"] for one in deliveries(trader)) == ["dropped"] * 3 + ["sent"] * 2
        assert {one["reason"] for one in deliveries(trader, state="dropped")} == {"over_daily_cap"}
        assert one(other)["state"] == "sent"
        time.pass_by(hours=25)
        tell(world, trader, Kind.SESSION_LOCKED, key="next day", now=time.now)
        post.go()
    assert len(deliveries(trader, state="sent")) == 3


def test_nobody_writes_a_mail_where_there_is_no_server(world, time):
    trader = world.trader()
    tell(world, trader, Kind.SESSION_LOCKED)
    with courier(world, time, mailer=NoMailer()) as post:
        post.go()
    assert (one(trader)["state"], one(trader)["reason"]) == ("dropped", "no_mail_server")


# --- quiet hours and preferences -------------------------------------------------------------------------------------


def test_in_quiet_hours_the_list_has_it_at_once_and_the_mail_waits_for_the_morning(
    world, time, mail_server
):
    trader = world.trader(timezone="Europe/Berlin")
    prefer(trader, quiet=("22:00", "07:00"), ai_budget={"email": True, "urgent": True})
    time.pass_by(hours=11)  # 23:00 UTC, midnight in Berlin
    tell(world, trader, Kind.SESSION_LOCKED, key="a", title="waits", now=time.now)
    tell(world, trader, Kind.AI_BUDGET, key="b", title="urgent", now=time.now)
    assert trader.get("/api/notifications").json["unread"] == 2
    due = {one["title"]: one["next_at"] for one in deliveries(trader)}
    assert due == {"waits": "2026-11-21T06:00:00.000000Z", "urgent": "2026-11-20T23:00:00.000000Z"}
    with courier(world, time, **smtp(mail_server)) as post:
        post.go()
        assert [mail.message["Subject"] for mail in mail_server.mails] == ["urgent"]
        time.now = NOON + timedelta(
            hours=17, minutes=59
        )  # 05:59 UTC, a minute before seven in Berlin
        post.go()
        assert len(mail_server.mails) == 1
        time.pass_by(minutes=1)
        post.go()
    assert [mail.message["Subject"] for mail in mail_server.mails] == ["urgent", "waits"]


def test_a_retry_that_falls_into_quiet_hours_waits_too_and_is_not_counted(world, time, server):
    trader = world.trader()
    server.answer = 500
    hook(world, trader, server.url)
    tell(world, trader)
    with courier(world, time) as post:
        post.go()
        prefer(trader, quiet=("12:00", "18:00"))
        time.pass_by(hours=1)
        post.go()
        assert (len(server.received), one(trader)["attempts"], one(trader)["state"]) == (
            1,
            1,
            "waiting",
        )
        time.now = NOON + timedelta(hours=6)
        server.answer = 200
        post.go()
    assert (len(server.received), one(trader)["state"]) == (2, "sent")


def test_what_is_turned_off_before_it_leaves_does_not_leave(world, time, mail_server):
    trader = world.trader()
    tell(world, trader, Kind.SESSION_LOCKED)
    prefer(trader, session_locked={"email": False})
    with courier(world, time, **smtp(mail_server)) as post:
        post.go()
    assert mail_server.mails == []
    assert (one(trader)["state"], one(trader)["reason"]) == ("dropped", "turned_off")


# --- webhooks --------------------------------------------------------------------------------------------------------


def test_each_webhook_hears_the_kinds_it_wants_and_no_other_traders(world, time, server):
    trader, other = world.trader(), world.trader()
    with HookServer() as second, HookServer() as others:
        hook(world, trader, server.url)
        hook(world, trader, second.url, kinds=[Kind.PATTERN])
        hook(world, other, others.url)
        tell(world, trader, Kind.NUDGE, key="a")
        tell(world, trader, Kind.PATTERN, key="b")
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
    told = one(trader)
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
        assert one(trader)["state"] == "sending"
        time.pass_by(minutes=2)
        post.go()
        assert [came.headers["webhook-id"] for came in server.received] == [str(claim.id)]
    assert (one(trader)["state"], one(trader)["attempts"]) == ("sent", 2)


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
    tell(world, trader, Kind.SESSION_LOCKED)
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
    tell(world, other, Kind.SESSION_LOCKED)
    with courier(world, time) as post:
        post.courier.deliver()
        server.wait_for(1)
        world.sql("delete from users where id = %s", trader.user["id"])
        until.set()
        post.courier.wait(20)
        post.go()
    assert one(other)["state"] == "sent"
    assert world.sql("select count(*) from notification_deliveries") == [(1,)]


def test_an_address_inside_that_was_kept_is_not_told(world, time, server):
    """A name that was good when it was given, and leads inside when it is used."""
    trader = world.trader()
    hook(world, trader, f"https://hooks.example.com:{server.port}/")
    tell(world, trader)
    with courier(world, time, resolve=lambda host, port: ["10.0.0.1"]) as post:
        post.go()
    assert (one(trader)["state"], one(trader)["reason"]) == ("waiting", "bad_address")
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
    assert (one(trader)["state"], one(trader)["tries"][0]["status"]) == ("failed", 500)


def test_tests_and_replays_are_limited_by_the_hour(world, server):
    trader = world.trader()
    made = hook(world, trader, server.url)
    answers = [trader.post(f"/api/notifications/webhooks/{made.id}/test") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    assert answers[-1].json["code"] == "notification.too_many_tests"
    assert int(answers[-1].headers["Retry-After"]) > 0
