"""A trader is told a thing once, sees it in a list, reads it and puts it aside."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from backend.app import worker_ports
from backend.core.db import Database, acting_for
from backend.features.notifications import service
from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.events import Notified
from backend.features.notifications.models import NotificationKind
from backend.features.notifications.reactions import push_notified
from backend.features.notifications.schemas import NotificationNews
from tests.factories.plans import ahead, plan_of
from tests.features.notifications.notices import NOON, deliveries, prefer, tell


def listed(trader, **query):
    answer = trader.get("/api/notifications", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_the_same_key_is_told_once_and_the_first_words_stay(world):
    trader = world.trader()
    first = tell(world, trader, key="k", title="first", data={"n": 1})
    assert first is not None
    assert (
        tell(
            world,
            trader,
            NotificationKind.SYSTEM,
            key="k",
            title="second",
            now=NOON + timedelta(days=1),
        )
        is None
    )
    page = listed(trader)
    assert [(one["title"], one["kind"], one["data"]) for one in page["items"]] == [
        ("first", "nudge", {"n": 1})
    ]
    assert page["unread"] == 1


def test_many_at_once_make_one_row_and_one_delivery_a_channel(world):
    trader = world.trader()
    prefer(trader, nudge={"email": True})
    barrier, made = threading.Barrier(6), []

    def one():
        barrier.wait()
        made.append(tell(world, trader, key="k"))

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in made) == 1
    assert world.sql("select count(*) from notifications") == [(1,)]
    assert world.sql("select count(*) from notification_deliveries") == [(1,)]


def test_two_traders_may_be_told_the_same_key(world):
    for trader in (world.trader(), world.trader()):
        assert tell(world, trader, key="k") is not None


def test_what_is_rolled_back_was_never_told_and_can_be_told_again(world):
    trader = world.trader()
    user_id, database = UUID(trader.user["id"]), world.app.extensions["coach"].database

    def told_and_broken():
        with database.transaction(acting_for(user_id)) as session:
            assert (
                service.notify(
                    session, user_id, NotificationKind.NUDGE, "t", "b", key="k", now=NOON
                )
                is not None
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_and_broken()
    assert listed(trader)["items"] == []
    assert tell(world, trader, key="k") is not None


def test_title_and_body_are_cut_and_a_title_is_one_line(world):
    trader = world.trader()
    tell(world, trader, title="a\r\nBcc: x@example.com " + "y" * 300, body="z" * 5000)
    one = listed(trader)["items"][0]
    assert one["title"].startswith("a Bcc: x@example.com y")
    assert (len(one["title"]), len(one["body"])) == (200, 4000)


def test_a_list_is_read_page_by_page_and_by_kind(world):
    trader = world.trader()
    for number in range(5):
        kind = NotificationKind.PATTERN if number == 2 else NotificationKind.NUDGE
        tell(
            world,
            trader,
            kind,
            key=f"k{number}",
            title=str(number),
            now=NOON + timedelta(minutes=number // 2),
        )
    page = listed(trader, limit=2)
    seen = [one["title"] for one in page["items"]]
    while page["next_cursor"]:
        page = listed(trader, limit=2, cursor=page["next_cursor"])
        seen += [one["title"] for one in page["items"]]
    assert seen == ["4", "3", "2", "1", "0"]
    assert [one["title"] for one in listed(trader, kind="pattern")["items"]] == ["2"]
    assert (
        trader.get("/api/notifications", query_string={"cursor": "nonsense"}).json["code"]
        == "paging.bad_cursor"
    )


def test_reading_one_some_and_all_counts_down(world):
    trader = world.trader()
    ids = [
        str(tell(world, trader, key=f"k{n}", now=NOON + timedelta(minutes=n)).id) for n in range(4)
    ]
    assert trader.patch(f"/api/notifications/{ids[0]}", {"read": True}).json["read_at"] is not None
    assert trader.post("/api/notifications/read", {"ids": [ids[1], ids[1]]}).json == {"unread": 2}
    until = (NOON + timedelta(minutes=2)).isoformat()
    assert trader.post("/api/notifications/read", {"until": until}).json == {"unread": 1}, (
        "the later one was not seen"
    )
    assert [one["id"] for one in listed(trader, unread=True)["items"]] == [ids[3]]
    assert trader.patch(f"/api/notifications/{ids[0]}", {"read": False}).json["read_at"] is None
    assert trader.post("/api/notifications/read", {}).json == {"unread": 0}


def test_reading_what_belongs_to_somebody_else_changes_nothing(world):
    theirs, mine = world.trader(), world.trader()
    told = tell(world, theirs)
    assert mine.post("/api/notifications/read", {"ids": [str(told.id)]}).json == {"unread": 0}
    assert listed(theirs)["unread"] == 1


def test_what_is_put_aside_can_be_brought_back_as_it_was(world):
    trader = world.trader()
    path = f"/api/notifications/{tell(world, trader).id}"
    assert trader.patch(path, {"dismissed": True}).status_code == 200
    page = listed(trader)
    assert (page["items"], page["unread"]) == ([], 0)
    assert len(listed(trader, dismissed=True)["items"]) == 1
    assert trader.patch(path, {"dismissed": False}).json["dismissed_at"] is None
    assert listed(trader)["unread"] == 1


def test_a_kind_that_is_off_in_the_app_is_kept_but_not_shown_and_may_still_be_mailed(world):
    trader = world.trader()
    prefer(trader, nudge={"in_app": False, "email": True})
    made = tell(world, trader)
    assert made is not None
    assert tell(world, trader) is None
    assert listed(trader) == {"items": [], "next_cursor": None, "unread": 0}
    assert trader.patch(f"/api/notifications/{made.id}", {"read": True}).status_code == 404
    assert [one["channel"] for one in deliveries(trader)] == ["email"]


def test_preferences_fill_in_defaults_and_are_written_whole(world):
    trader = world.trader(timezone="Europe/Berlin")
    told = trader.get("/api/notifications/preferences").json
    by_others = {
        name: driver.is_wanted_by_default(NotificationKind.SESSION_LOCKED)
        for name, driver in DRIVERS.items()
        if name not in ("email", "webhook")
    }
    assert told["kinds"]["session_locked"] == {
        "in_app": True,
        "email": True,
        "webhook": True,
        "urgent": False,
        **by_others,
    }
    assert told["kinds"]["nudge"]["email"] is False
    assert "test" not in told["kinds"]
    assert (told["quiet_hours"], told["timezone"], told["email"]) == (
        None,
        "Europe/Berlin",
        trader.user["email"],
    )
    prefer(trader, quiet=("22:00", "07:00"), session_locked={"email": False, "urgent": True})
    told = trader.get("/api/notifications/preferences").json
    assert told["kinds"]["session_locked"] == {
        "in_app": True,
        "email": False,
        "webhook": True,
        "urgent": True,
        **by_others,
    }
    assert told["quiet_hours"] == {"from_time": "22:00", "until_time": "07:00"}
    prefer(trader)
    told = trader.get("/api/notifications/preferences").json
    assert told["kinds"]["session_locked"]["email"] is True
    assert told["quiet_hours"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"kinds": {"weather": {"email": True}}},
        {"kinds": {"test": {"email": False}}},
        {"kinds": {"nudge": {"sms": True}}},
        {"kinds": {"nudge": {"email": "yes"}}},
        {"quiet_hours": {"from_time": "22:00", "until_time": "22:00"}},
        {"quiet_hours": {"from_time": "25:00", "until_time": "07:00"}},
        {"quiet_hours": {"from_time": "22:00"}},
    ],
)
def test_preferences_that_mean_nothing_are_refused_and_change_nothing(world, body):
    trader = world.trader()
    prefer(trader, quiet=("22:00", "07:00"))
    assert trader.ask("PUT", "/api/notifications/preferences", body).status_code == 422
    assert trader.get("/api/notifications/preferences").json["quiet_hours"]["from_time"] == "22:00"


def test_old_notifications_are_forgotten_with_their_deliveries_and_not_told_again(world):
    trader = world.trader()
    prefer(trader, nudge={"email": True})
    old, young = (tell(world, trader, key=key) for key in ("old", "young"))
    world.sql(
        "update notifications set forget_at = now() - interval '1 second' where id = %s",
        str(old.id),
    )
    world.sql(
        "update notifications set forget_at = now() + interval '1 hour' where id = %s",
        str(young.id),
    )
    world.beat("notifications.forget")
    assert [one["id"] for one in listed(trader)["items"]] == [str(young.id)]
    assert [one["notification_id"] for one in deliveries(trader)] == [str(young.id)]
    assert world.sql("select title, body, data, key from notifications where not shown") == [
        ("", "", {}, "old")
    ]
    assert tell(world, trader, key="old") is None


def test_what_was_read_is_kept_for_ninety_days(world):
    trader = world.trader()
    tell(world, trader, now=datetime.now(UTC))
    trader.post("/api/notifications/read", {})
    [[kept]] = world.sql("select forget_at - read_at from notifications")
    assert kept == timedelta(days=90)


def test_a_deleted_user_leaves_nothing(world):
    trader = world.trader()
    prefer(trader, nudge={"email": True})
    tell(world, trader)
    world.sql("delete from users where id = %s", trader.user["id"])
    for table in (
        "notifications",
        "notification_preferences",
        "notification_deliveries",
        "webhook_endpoints",
    ):
        assert world.sql(f"select count(*) from {table}") == [(0,)], table


def test_plans_of_two_traders_that_expire_are_told_to_each_once_whatever_two_beats_do(world):
    traders = [world.trader(), world.trader()]
    plans = [plan_of(trader, expires_at=ahead(seconds=1)) for trader in traders]
    world.sql("update trade_plans set expires_at = now() - interval '1 minute'")
    threads = [threading.Thread(target=world.beat, args=("plans.expire",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for trader, plan in zip(traders, plans, strict=True):
        [one] = listed(trader)["items"]
        assert (one["kind"], one["data"]["plan_id"]) == ("plan_expired", plan["id"])


def test_a_plan_that_expired_long_ago_is_written_down_and_no_news(world):
    trader = world.trader()
    old, new = (
        plan_of(trader, expires_at=ahead(seconds=1)),
        plan_of(trader, expires_at=ahead(seconds=1)),
    )
    world.sql(
        "update trade_plans set expires_at = now() - interval '1 day' where id = %s", new["id"]
    )
    world.sql(
        "update trade_plans set expires_at = now() - interval '90 days' where id = %s", old["id"]
    )
    world.beat("plans.expire")
    assert world.sql("select count(*) from trade_plans where status = 'expired'") == [(2,)]
    assert [one["data"]["plan_id"] for one in listed(trader)["items"]] == [new["id"]]


def test_a_session_that_is_locked_is_told_once_however_often_it_is_looked_at(world):
    trader = world.trader()
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"losses_in_a_row": 1}})
    lost = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1, "exit_price": "4495",
            "entry_time": ahead(seconds=-60), "exit_time": ahead(seconds=-30)}  # fmt: skip
    assert trader.post("/api/trading/trades", lost).status_code == 201
    world.settle()
    for _ in range(2):
        assert trader.get("/api/trading/rulebook/state").json["state"] == "locked"
    # What is said of an hour that ends or begins just now is no matter here.
    [one] = [told for told in listed(trader)["items"] if told["kind"] == "session_locked"]
    assert one["data"]["rule"] == "losses_in_a_row"
    assert [one["channel"] for one in deliveries(trader) if one["kind"] == "session_locked"] == [
        "email"
    ]


class Windows:
    """Stands where sockets are: keeps what is pushed."""

    def __init__(self):
        self.heard = []

    def to_user(self, user_id, event, payload, *, except_socket=None):
        self.heard.append((str(user_id), event, payload))


@pytest.fixture
def worker(world):
    ports = worker_ports(world.settings)
    yield ports.use(Database)
    ports.use(Database).engine.dispose()


def test_windows_are_told_after_the_commit_with_the_number_of_unread_ones(world, worker):
    trader, windows = world.trader(), Windows()
    worker.listen(Notified, push_notified(worker, windows))
    user_id = UUID(trader.user["id"])
    tell(world, trader, key="a")
    for _ in range(2):  # the second time it is no news
        with worker.transaction(acting_for(user_id)) as session:
            service.notify(
                session,
                user_id,
                NotificationKind.PATTERN,
                "t",
                "b",
                key="b",
                data={"plan_id": "x"},
                now=NOON,
            )
            assert len(windows.heard) < 2
    [(told_to, event, payload)] = windows.heard
    assert (told_to, event) == (trader.user["id"], "notification")
    told = NotificationNews.model_validate(payload)
    assert (told.kind, told.title, told.subject, told.unread) == (
        "pattern",
        "t",
        {"plan_id": "x"},
        2,
    )


def test_a_push_that_breaks_takes_nothing_back(world, worker):
    class Broken:
        def to_user(self, *given, **more):
            raise ConnectionError

    trader = world.trader()
    user_id = UUID(trader.user["id"])
    worker.listen(Notified, push_notified(worker, Broken()))
    with worker.transaction(acting_for(user_id)) as session:
        service.notify(session, user_id, NotificationKind.NUDGE, "t", "b", key="k", now=NOON)
    assert listed(trader)["unread"] == 1


def test_the_worker_sees_nothing_of_notifications_but_what_is_to_be_sent(world, worker):
    trader = world.trader()
    prefer(trader, nudge={"email": True})
    tell(world, trader, now=datetime.now(UTC))
    tables = (
        "notifications",
        "notification_preferences",
        "webhook_endpoints",
        "notification_deliveries",
    )
    with worker.reading() as session:
        assert [session.scalar(text(f"select count(*) from {table}")) for table in tables] == [
            0,
            0,
            0,
            1,
        ]
