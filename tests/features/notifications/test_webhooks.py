"""Webhooks as a trader makes, changes and removes them, and how a receiver knows that it was us."""

import re
import time as real
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from backend.app import create_app
from backend.core.crypto import KeyMissing, Keyring, TextDamaged
from backend.features.notifications.channels import endpoints, signing
from backend.features.notifications.models import NotificationKind
from config.groups import SecretSettings
from tests.features.notifications.notices import NOON, Time, courier, deliveries, hook, tell
from tests.stand_ins.hook_server import HookServer

PATH = "/api/notifications/webhooks"
URL = "https://hooks.example.com/coach?token=in-the-address"
DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"


@pytest.fixture
def server():
    with HookServer() as running:
        yield running


@pytest.fixture(scope="module")
def is_genuine():
    """The receiver of the documents, word for word."""
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    names: dict = {}
    exec(example, names)
    return names["is_genuine"]


def test_a_webhook_shows_its_secret_once_and_is_encrypted_at_rest(world):
    trader = world.trader()
    made = trader.post(PATH, {"url": URL, "name": "bot", "kinds": ["session_locked"]})
    assert made.status_code == 201
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.json["secret"])
    [listed] = trader.get(PATH).json["items"]
    assert listed == {name: value for name, value in made.json.items() if name != "secret"}
    assert (listed["url"], listed["kinds"], listed["active"]) == (URL, ["session_locked"], True)
    [[url, secret]] = world.sql("select url, secret from webhook_endpoints")
    assert b"hooks.example.com" not in bytes(url)
    assert made.json["secret"].encode() not in bytes(secret)


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "https://[::1]/",
     "https://[::ffff:127.0.0.1]/", "http://2130706433/", "https://2130706433/", "not an address"],
)  # fmt: skip
def test_an_address_inside_is_refused_when_it_is_given_and_when_it_is_changed(world, url):
    trader = world.trader()
    made = trader.post(PATH, {"url": URL}).json
    for answer in (
        trader.post(PATH, {"url": url}),
        trader.patch(f"{PATH}/{made['id']}", {"url": url}),
    ):
        assert (answer.status_code, answer.json["code"]) == (422, "webhook.bad_address")
        assert answer.json["errors"][0]["field"] == "url"
    assert [one["url"] for one in trader.get(PATH).json["items"]] == [URL]


def test_a_trader_has_so_many_and_no_more(world):
    trader = world.trader()
    answers = [trader.post(PATH, {"url": URL}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [409]
    assert trader.ask("DELETE", f"{PATH}/{answers[0].json['id']}").status_code == 204
    assert trader.post(PATH, {"url": URL}).status_code == 201


def test_what_is_given_is_changed_and_the_rest_stays(world):
    trader = world.trader()
    made = trader.post(PATH, {"url": URL, "name": "bot", "kinds": ["nudge"]}).json
    path = f"{PATH}/{made['id']}"
    assert trader.patch(path, {"name": "new"}).json["kinds"] == ["nudge"]
    changed = trader.patch(path, {"kinds": None, "active": False}).json
    assert (changed["name"], changed["url"], changed["kinds"], changed["active"]) == (
        "new",
        URL,
        None,
        False,
    )
    assert changed["disabled_because"] == endpoints.TURNED_OFF
    assert trader.patch(path, {"active": True}).json["disabled_because"] is None


def test_the_example_in_the_documents_knows_what_is_ours(world, server, is_genuine):
    trader, clock = world.trader(), Time().at_present()
    made = hook(world, trader, server.url)
    tell(world, trader, NotificationKind.PATTERN, title="Größer", data={"n": 1}, now=clock.now)
    with courier(world, clock) as post:
        post.go()
    [came] = server.received
    assert is_genuine(made.secret, came.headers, came.body)
    assert not is_genuine(signing.make_secret(), came.headers, came.body)
    assert not is_genuine(made.secret, came.headers, came.body + b" ")
    for header, value in (
        ("webhook-id", "another"),
        ("webhook-timestamp", str(int(real.time()) + 1)),
    ):
        assert not is_genuine(made.secret, {**came.headers, header: value}, came.body)
    assert not is_genuine(
        made.secret, {**came.headers, "webhook-timestamp": str(int(real.time()) - 600)}, came.body
    )
    said = orjson.loads(came.body)
    assert (said["type"], said["data"]["title"], said["data"]["subject"]) == (
        "pattern",
        "Größer",
        {"n": 1},
    )
    assert said["id"] == came.headers["webhook-id"] == deliveries(trader)[0]["id"]


def test_a_signature_is_that_of_the_standard():
    """The example of https://github.com/standard-webhooks/standard-webhooks, its reference libraries' test vector."""
    from datetime import UTC, datetime

    made = signing.headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(
    world, server, is_genuine
):
    trader, clock = world.trader(), Time().at_present()
    made = hook(world, trader, server.url)
    answer = trader.post(f"{PATH}/{made.id}/rotate")
    secret = answer.json["secret"]
    assert answer.status_code == 200
    assert secret != made.secret
    with courier(world, clock) as post:
        for key in ("a", "b"):
            tell(world, trader, key=key, now=clock.now)
            post.go()
            clock.pass_by(days=1, seconds=10)
    first, second = server.received
    assert is_genuine(made.secret, first.headers, first.body)
    assert is_genuine(secret, first.headers, first.body)
    assert len(first.headers["webhook-signature"].split()) == 2
    assert len(second.headers["webhook-signature"].split()) == 1


def test_every_attempt_has_the_same_id_and_body_and_a_time_of_its_own(world, server):
    trader, clock = world.trader(), Time()
    server.answer = 500
    hook(world, trader, server.url)
    tell(world, trader)
    with courier(world, clock) as post:
        post.go()
        clock.pass_by(minutes=1)
        post.go()
    first, second = server.received
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60


def test_removing_a_webhook_removes_what_waits_for_it(world, server):
    trader = world.trader()
    made = hook(world, trader, server.url)
    tell(world, trader)
    assert trader.ask("DELETE", f"{PATH}/{made.id}").status_code == 204
    with courier(world, Time()) as post:
        post.go()
    assert (server.received, deliveries(trader)) == ([], [])
    assert trader.ask("DELETE", f"{PATH}/{made.id}").status_code == 404


def rotated(world, keys):
    """What the command says in the same product with these keys."""
    secrets = SecretSettings(**{**world.settings.secrets.model_dump(), "data_keys": ",".join(keys)})
    app = create_app(world.settings.model_copy(update={"secrets": secrets}))
    output = app.test_cli_runner().invoke(args=["journal", "rotate-keys"]).output
    app.extensions["coach"].database.engine.dispose()
    return output


def test_when_a_key_changes_addresses_and_secrets_go_with_it(world):
    trader = world.trader()
    made = hook(world, trader, URL)
    trader.post(f"{PATH}/{made.id}/rotate")
    old, new = world.settings.secrets.encrypting, Keyring(["n" * 40])
    assert rotated(world, ["n" * 40, *old]) == "1 rows were encrypted under the first key.\n"
    assert rotated(world, ["n" * 40, *old]) == "0 rows were encrypted under the first key.\n"
    [[url, secret, previous]] = world.sql(
        "select url, secret, previous_secret from webhook_endpoints"
    )
    vault = endpoints.vault_of(new, UUID(trader.user["id"]))
    assert vault.open("url", made.id, bytes(url)) == URL
    assert vault.open("previous_secret", made.id, bytes(previous)) == made.secret
    assert vault.open("secret", made.id, bytes(secret)).startswith("whsec_")
    with pytest.raises(TextDamaged):
        vault.open("secret", made.id, bytes(url))
    with pytest.raises(KeyMissing):
        endpoints.vault_of(Keyring(["x" * 40]), vault.user_id).open("url", made.id, bytes(url))
    assert f"webhook_endpoints {made.id}: journal.key_missing" in rotated(world, ["x" * 40])


def test_deliveries_are_listed_page_by_page_and_by_what_they_are(world, server):
    trader, other = world.trader(), world.trader()
    made = hook(world, trader, server.url)
    hook(world, other, server.url)
    for number in range(3):
        tell(world, trader, NotificationKind.SESSION_LOCKED, key=f"k{number}", title=str(number))
        tell(world, other, key=f"k{number}")
    page = trader.get("/api/notifications/deliveries", query_string={"limit": 4}).json
    rest = trader.get(
        "/api/notifications/deliveries", query_string={"cursor": page["next_cursor"]}
    ).json
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (4, 2, None)
    assert len({one["id"] for one in page["items"] + rest["items"]}) == 6
    assert len(deliveries(trader, endpoint_id=str(made.id))) == 3
    assert len(deliveries(trader, channel="email", state="waiting")) == 3
    assert deliveries(trader, state="sent") == []
    assert NOON.isoformat()[:10] in page["items"][0]["next_at"]
