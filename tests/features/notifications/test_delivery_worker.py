"""What leaves the product: once, in time, to whom it should, whatever the receiver does."""

import threading
from datetime import timedelta

from backend.adapters.mail import NoMailer
from backend.features.notifications.channels import email
from backend.features.notifications.models import NotificationKind
from tests.features.notifications.notices import (
    NOON,
    courier,
    deliveries,
    hook,
    only_delivery,
    prefer,
    smtp,
    tell,
)

# --- email ---------------------------------------------------------------------------------------------------------


def test_a_kind_that_is_mailed_arrives_once_whatever_two_beats_do(world, time, mail_server):
    trader = world.trader()
    tell(world, trader, NotificationKind.SESSION_LOCKED, title="Locked", body="3 losses")
    tell(world, trader, NotificationKind.NUDGE, key="not mailed by default")
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
    assert (only_delivery(trader)["state"], only_delivery(trader)["tries"][0]["outcome"]) == (
        "sent",
        "sent",
    )


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
        tell(world, trader, NotificationKind.SESSION_LOCKED)
    hook(world, traders[0], server.url)
    tell(world, traders[0], NotificationKind.NUDGE, key="hook")
    with courier(world, time, **smtp(mail_server, seconds=60)) as post:
        post.courier.deliver()
        server.wait_for(1)
        states = [only_delivery(trader)["state"] for trader in traders[1:]]
        assert set(states) == {"sending", "waiting"}, (
            "the webhook came while the mail server was silent"
        )
        mail_server.let_go.set()
        post.courier.wait(20)
        assert mail_server.connections <= email.LANES, (
            "a server that hangs is not asked for everybody"
        )
        states = {only_delivery(trader)["state"] for trader in traders[1:]}
        assert states == {"waiting"}
        mail_server.silent = False
        time.pass_by(minutes=2)
        post.go()
    assert len(mail_server.mails) == 6
    assert {only_delivery(trader)["state"] for trader in traders[1:]} == {"sent"}


def test_an_address_that_is_refused_for_good_is_given_up_and_others_are_not(
    world, time, mail_server
):
    mail_server.refuses = "550 no such user"
    trader = world.trader()
    tell(world, trader, NotificationKind.SESSION_LOCKED)
    with courier(world, time, **smtp(mail_server)) as post:
        post.go()
    assert (
        only_delivery(trader)["state"],
        only_delivery(trader)["reason"],
        only_delivery(trader)["attempts"],
    ) == (
        "failed",
        "mail_refused",
        1,
    )


def test_a_trader_gets_so_many_mails_a_day_and_no_more(world, time, mail_server):
    trader, other = world.trader(), world.trader()
    for number in range(5):
        tell(world, trader, NotificationKind.SESSION_LOCKED, key=f"k{number}")
    tell(world, other, NotificationKind.SESSION_LOCKED)
    changes = {**smtp(mail_server), "mails_per_day": 2}
    with courier(world, time, **changes) as post:
        post.go()
        assert sorted(one["state"] for one in deliveries(trader)) == ["dropped"] * 3 + ["sent"] * 2
        assert {one["reason"] for one in deliveries(trader, state="dropped")} == {"over_daily_cap"}
        assert only_delivery(other)["state"] == "sent"
        time.pass_by(hours=25)
        tell(world, trader, NotificationKind.SESSION_LOCKED, key="next day", now=time.now)
        post.go()
    assert len(deliveries(trader, state="sent")) == 3


def test_nobody_writes_a_mail_where_there_is_no_server(world, time):
    trader = world.trader()
    tell(world, trader, NotificationKind.SESSION_LOCKED)
    with courier(world, time, mailer=NoMailer()) as post:
        post.go()
    assert (only_delivery(trader)["state"], only_delivery(trader)["reason"]) == (
        "dropped",
        "no_mail_server",
    )


# --- quiet hours and preferences -------------------------------------------------------------------------------------


def test_in_quiet_hours_the_list_has_it_at_once_and_the_mail_waits_for_the_morning(
    world, time, mail_server
):
    trader = world.trader(timezone="Europe/Berlin")
    prefer(trader, quiet=("22:00", "07:00"), ai_budget={"email": True, "urgent": True})
    time.pass_by(hours=11)  # 23:00 UTC, midnight in Berlin
    tell(world, trader, NotificationKind.SESSION_LOCKED, key="a", title="waits", now=time.now)
    tell(world, trader, NotificationKind.AI_BUDGET, key="b", title="urgent", now=time.now)
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
        assert (
            len(server.received),
            only_delivery(trader)["attempts"],
            only_delivery(trader)["state"],
        ) == (
            1,
            1,
            "waiting",
        )
        time.now = NOON + timedelta(hours=6)
        server.answer = 200
        post.go()
    assert (len(server.received), only_delivery(trader)["state"]) == (2, "sent")


def test_what_is_turned_off_before_it_leaves_does_not_leave(world, time, mail_server):
    trader = world.trader()
    tell(world, trader, NotificationKind.SESSION_LOCKED)
    prefer(trader, session_locked={"email": False})
    with courier(world, time, **smtp(mail_server)) as post:
        post.go()
    assert mail_server.mails == []
    assert (only_delivery(trader)["state"], only_delivery(trader)["reason"]) == (
        "dropped",
        "turned_off",
    )
