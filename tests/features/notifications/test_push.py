"""Browsers that are told: how they subscribe, what comes, what ends it, and what nobody else reaches."""

import json
from uuid import UUID, uuid4

import pytest

from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.features.notifications.channels import subscriptions
from backend.features.notifications.channels.push import LONGEST_BODY, LONGEST_TITLE
from backend.features.notifications.models import NotificationKind, PushSubscription
from tests.features.notifications.notices import (
    NOON,
    courier,
    deliveries,
    hook,
    only_delivery,
    prefer,
    tell,
)
from tests.stand_ins.hook_server import HookServer, redirect_to
from tests.stand_ins.push_service import BrowserStandIn

SUBSCRIPTIONS = "/api/notifications/push/subscriptions"
KEY = "/api/notifications/push/key"
PUBLIC = {
    "endpoint": "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}


def subscribed(world, trader, browser):
    """A browser whose service is on this machine, which the product does not take from anybody: past its door."""
    trader.ask("PUT", KEY)
    made = trader.ask(
        "PUT", SUBSCRIPTIONS, {**browser.subscription, "endpoint": PUBLIC["endpoint"]}
    )
    assert made.status_code == 200, made.json
    move(world, trader, made.json["id"], browser.endpoint)
    return made.json


def move(world, trader, subscription_id, address):
    """Have a subscription lead to another address."""
    ports = world.app.extensions["coach"].ports
    user_id = UUID(trader.user["id"])
    with ports.use(Database).transaction(acting_for(user_id)) as session:
        row = session.get_one(PushSubscription, UUID(subscription_id))
        vault = subscriptions.vault_of(ports.use(Keyring), user_id, PushSubscription)
        row.address = vault.seal("address", row.id, address)


@pytest.fixture
def trader(world):
    return world.trader()


@pytest.fixture
def browser(server):
    server.answer = 201
    return BrowserStandIn(server)


def test_a_notification_comes_to_every_browser_encrypted_and_signed_by_the_traders_key(
    world, time, trader, server, browser
):
    second = BrowserStandIn(server, "/push/two")
    public_key = trader.ask("PUT", KEY).json["public_key"]
    subscribed(world, trader, browser)
    other = trader.ask(
        "PUT", SUBSCRIPTIONS, {**second.subscription, "endpoint": "https://push.example.net/2"}
    )
    move(world, trader, other.json["id"], second.endpoint)
    told = tell(
        world, trader, NotificationKind.NUDGE, title="Wait", body="Two losses in ten minutes."
    )

    with courier(world, time) as post:
        post.go()

    for each in (browser, second):
        [shown] = each.shown
        assert shown.news == {
            "id": str(told.id),
            "kind": "nudge",
            "title": "Wait",
            "body": "Two losses in ten minutes.",
            "path": f"/notifications?open={told.id}",
        }
        assert shown.signed_by == public_key
        assert shown.claims["aud"] == f"http://127.0.0.1:{server.port}"
        assert shown.claims["sub"].startswith("mailto:")
        assert shown.headers["ttl"] == "86400"
    assert b"losses" not in b"".join(came.body for came in server.received)
    assert {row["state"] for row in deliveries(trader, channel="push")} == {"sent"}
    first = trader.get(SUBSCRIPTIONS).json["items"][0]
    assert first["last_told_at"].startswith("2026-11-20T12:00")


def test_the_longest_notification_fits_and_is_cut(world, time, trader, browser):
    subscribed(world, trader, browser)
    tell(world, trader, title="🐢" * 200, body='"\\🐢' * 1300)

    with courier(world, time) as post:
        post.go()

    [shown] = browser.shown
    assert shown.size <= 4096
    assert len(shown.news["title"]) == LONGEST_TITLE
    assert len(shown.news["body"]) == LONGEST_BODY


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_its_service_knows_no_more_is_dropped(
    world, time, trader, server, browser, status
):
    subscribed(world, trader, browser)
    tell(world, trader, key="a")
    tell(world, trader, key="b")
    server.answer = status

    with courier(world, time) as post:
        post.go()

    assert trader.get(SUBSCRIPTIONS).json["items"] == []
    assert len(server.received) == 1
    states = {(row["state"], row["reason"]) for row in deliveries(trader)}
    assert states == {("failed", "answered"), ("dropped", "unsubscribed")}
    first = deliveries(trader, state="failed")[0]
    again = trader.post(f"/api/notifications/deliveries/{first['id']}/replay")
    assert again.json["code"] == "push.not_found"


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_what_a_service_refuses_for_good_is_not_tried_again_and_the_browser_stays(
    world, time, trader, server, browser, status
):
    subscribed(world, trader, browser)
    tell(world, trader)
    server.answer = status
    with courier(world, time) as post:
        post.go()
        time.pass_by(hours=5)
        post.go()

    assert len(server.received) == 1
    assert only_delivery(trader)["state"] == "failed"
    assert len(trader.get(SUBSCRIPTIONS).json["items"]) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again(world, time, trader, server, browser, status):
    subscribed(world, trader, browser)
    tell(world, trader)
    server.answer = status
    with courier(world, time) as post:
        post.go()
        assert only_delivery(trader)["state"] == "waiting"
        server.answer = 201
        time.pass_by(minutes=2)
        post.go()

    assert only_delivery(trader)["state"] == "sent"


def test_quiet_hours_hold_it_and_a_kind_that_is_switched_off_is_not_sent(
    world, time, trader, browser
):
    subscribed(world, trader, browser)
    prefer(trader, quiet=("11:00", "13:00"), pattern={"push": False})
    tell(world, trader, NotificationKind.NUDGE, key="a", now=NOON)
    tell(world, trader, NotificationKind.PATTERN, key="b", now=NOON)

    with courier(world, time) as post:
        post.go()
        assert browser.shown == []
        time.pass_by(hours=1, minutes=1)
        post.go()

    assert [shown.news["kind"] for shown in browser.shown] == ["nudge"]


def test_a_test_comes_at_once_through_quiet_hours(world, time, trader, browser):
    made = subscribed(world, trader, browser)
    prefer(trader, quiet=("00:00", "23:59"))

    answer = trader.post(f"{SUBSCRIPTIONS}/{made['id']}/test")

    assert (answer.status_code, answer.json["channel"]) == (202, "push")
    assert answer.json["subscription_id"] == made["id"]
    with courier(world, time.at_present()) as post:
        post.go()
    [shown] = browser.shown
    assert (shown.news["kind"], shown.headers["urgency"]) == ("test", "high")


def test_an_address_that_leads_inside_is_never_told(world, time, trader, browser, server):
    """However it came to be kept: the address is judged again each time."""
    made = subscribed(world, trader, browser)
    tell(world, trader, key="a")
    server.answer = redirect_to("http://169.254.169.254/")
    with courier(world, time) as post:
        post.go()
    assert deliveries(trader)[0]["tries"][0]["outcome"] == "redirected"
    trader.ask("DELETE", f"{SUBSCRIPTIONS}/{made['id']}")

    subscribed(world, trader, browser)
    count = len(server.received)
    tell(world, trader, key="b")
    with courier(world, time, webhook_allow_loopback=False) as post:
        post.go()

    assert len(server.received) == count
    assert deliveries(trader)[0]["tries"][0]["outcome"] == "bad_address"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.net/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://2130706433/x",
        "https://user:pass@push.example.net/x",
        "https://push.internal/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "x",
        "https://push.example.net/" + "a" * 2000,
    ],
)
def test_an_address_inside_is_not_taken(trader, endpoint):
    answer = trader.ask("PUT", SUBSCRIPTIONS, {**PUBLIC, "endpoint": endpoint})

    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["field"] == "endpoint"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("p256dh", "x"),
        ("p256dh", ""),
        ("p256dh", "B" + "A" * 86),
        ("p256dh", PUBLIC["keys"]["p256dh"][:-4]),
        ("p256dh", PUBLIC["keys"]["p256dh"] + "AAAA"),
        ("p256dh", "é" * 87),
        ("p256dh", None),
        ("p256dh", "A"),
        ("auth", "BTBZMqHH6r4Tts7J_aSI"),
        ("auth", "===="),
        ("auth", "A" * 5000),
        ("auth", 7),
        ("auth", "BTBZMqHH6r4Tts7J aSIgg"),
    ],
)
def test_what_is_no_key_of_a_browser_is_refused_at_its_field(trader, key, value):
    answer = trader.ask("PUT", SUBSCRIPTIONS, {**PUBLIC, "keys": {**PUBLIC["keys"], key: value}})

    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["field"].startswith(f"keys.{key}")


def test_the_key_is_made_once_and_is_each_traders_own(world, trader):
    first = trader.ask("PUT", KEY).json["public_key"]

    assert trader.ask("PUT", KEY).json["public_key"] == first
    assert world.trader().ask("PUT", KEY).json["public_key"] != first
    [(kept,)] = world.sql("select private_key from push_keys where user_id = %s", trader.user["id"])
    assert first.encode() not in bytes(kept)


def test_the_same_browser_again_is_one_browser(trader):
    first = trader.ask("PUT", SUBSCRIPTIONS, {**PUBLIC, "name": "desk"}).json
    again = trader.ask("PUT", SUBSCRIPTIONS, {**PUBLIC, "name": "laptop"}).json

    assert again["id"] == first["id"]
    [item] = trader.get(SUBSCRIPTIONS).json["items"]
    assert (item["name"], item["service"]) == ("laptop", "push.example.net")


def test_nothing_of_a_browser_lies_open_or_is_shown_again(world, trader):
    trader.ask("PUT", SUBSCRIPTIONS, PUBLIC)

    kept = world.sql("select address, browser_key, browser_secret from push_subscriptions")
    words = (PUBLIC["endpoint"], *PUBLIC["keys"].values())
    shown = json.dumps(trader.get(SUBSCRIPTIONS).json)
    for word in words:
        assert word not in shown
        assert all(word.encode() not in bytes(column) for column in kept[0])


def test_there_are_ten_and_no_more_and_one_that_is_removed_makes_room(trader):
    made = [
        trader.ask(
            "PUT", SUBSCRIPTIONS, {**PUBLIC, "endpoint": f"https://push.example.net/{number}"}
        )
        for number in range(11)
    ]
    assert [answer.status_code for answer in made] == [200] * 10 + [409]
    assert made[10].json["code"] == "push.too_many"

    assert trader.ask("DELETE", f"{SUBSCRIPTIONS}/{made[0].json['id']}").status_code == 204
    assert trader.ask("PUT", SUBSCRIPTIONS, PUBLIC).status_code == 200


def test_two_people_of_one_browser_have_a_subscription_each_and_neither_the_others(
    world, time, trader, browser
):
    """A push service knows a browser by one address; whoever subscribes anew with another key gets another."""
    other = world.trader()
    subscribed(world, trader, browser)
    theirs = other.ask(
        "PUT", SUBSCRIPTIONS, {**browser.subscription, "endpoint": PUBLIC["endpoint"]}
    )

    assert theirs.status_code == 200
    tell(world, trader)
    with courier(world, time) as post:
        post.go()
    assert deliveries(other) == []
    assert (
        other.ask(
            "DELETE", f"{SUBSCRIPTIONS}/{trader.get(SUBSCRIPTIONS).json['items'][0]['id']}"
        ).status_code
        == 404
    )
    assert trader.ask("DELETE", f"{SUBSCRIPTIONS}/{uuid4()}").json["code"] == "push.not_found"


def test_two_webhooks_that_are_turned_off_are_both_told_of(world, time, trader):
    """The key of such a notice names the webhook: a second one is news."""
    with HookServer() as first, HookServer() as second:
        first.answer = second.answer = 410
        hook(world, trader, first.url, name="first bot")
        hook(world, trader, second.url, name="second bot")
        tell(world, trader)
        with courier(world, time) as post:
            post.go()

    titles = {
        item["title"]
        for item in trader.get("/api/notifications").json["items"]
        if item["kind"] == "webhook_disabled"
    }
    assert titles == {"Webhook turned off: first bot", "Webhook turned off: second bot"}
