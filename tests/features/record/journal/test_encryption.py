"""What is stored shows no words, does not open elsewhere, and moves from key to key without losing anything."""

import re

import pytest

from backend.app import create_app
from backend.core import key_rotation as rotation
from backend.core.crypto import Keyring
from backend.features.record.journal import key_rotation
from config.base import DEFAULT_SECRET
from config.groups import SecretSettings
from tests.features.record.journal.entries import JOURNAL, check_in, entries, entry
from tests.world import Trader

FIRST = DEFAULT_SECRET + "-data"  # what the application of the tests runs with
NEXT = "the-next-key-of-the-tests-0123456789"
SAID = ("revenge", "Greedy", "heartbeat", "patience", "worthless", "mantra")


@pytest.fixture
def trader(world):
    return world.trader()


@pytest.fixture
def restarted(world, settings):
    """The same product, started again with other keys."""
    apps = []

    def start(*keys: str):
        secrets = SecretSettings(**{**settings.secrets.model_dump(), "data_keys": ",".join(keys)})
        apps.append(create_app(settings.model_copy(update={"secrets": secrets})))
        return apps[-1]

    yield start
    for app in apps:
        app.extensions["coach"].database.engine.dispose()


def seen_by(app, trader: Trader) -> Trader:
    return Trader(app.test_client(), trader.user, trader.access_token, trader.refresh_token)


def written(trader):
    words = {"title": "Greedy", "body": "A revenge trade, worthless", "day": "2020-11-19"}
    stored = trader.post(JOURNAL, words, headers={"Idempotency-Key": "first"}).json
    trader.post(f"{JOURNAL}/templates", {"name": "My mantra", "body": "Only patience"})
    check_in(trader, "2020-11-19", mood=2, note="My heartbeat", intention="Patience")
    return stored


def test_no_stored_byte_shows_a_word(world, trader):
    written(trader)
    world.sql("set bytea_output = 'escape'")
    try:
        tables = [
            row[0]
            for row in world.sql("select tablename from pg_tables where schemaname = 'public'")
        ]
        stored = "".join(str(world.sql(f"select t::text from {table} t")) for table in tables)
    finally:
        world.sql("set bytea_output = 'hex'")
    assert trader.user["email"] in stored, (
        "the dump must hold what is not encrypted, or this proves nothing"
    )
    assert [word for word in SAID if re.search(word, stored, re.IGNORECASE)] == []
    [(words, sealed)] = world.sql("select words, body from journal_entries")
    assert len(words) == 4  # greedi, reveng, trade, worthless
    assert all(word.lower().encode() not in bytes(sealed).lower() for word in SAID)


def test_the_same_words_look_different_each_time_and_for_each_trader(world, trader):
    entry(trader, body="revenge")
    entry(trader, body="revenge")
    entry(world.trader(), body="revenge")
    rows = world.sql("select body, words from journal_entries order by id")
    assert len({bytes(body) for body, _ in rows}) == 3
    assert rows[0][1] == rows[1][1] != rows[2][1]


@pytest.mark.parametrize(
    "move",
    [
        "update journal_entries set body = (select body from journal_entries where id = %(other)s) where id = %(id)s",
        "update journal_entries set title = body where id = %(id)s",
        "update journal_entries set body = set_byte(body, 20, get_byte(body, 20) # 1) where id = %(id)s",
        "update journal_entries set body = '' where id = %(id)s",
    ],
    ids=["another row", "another column", "one bit", "nothing"],
)
def test_words_that_were_moved_or_changed_are_refused_and_can_be_deleted(world, trader, move):
    mine, other = entry(trader, body="mine"), entry(trader, body="other")
    with world._owner.cursor() as cursor:
        cursor.execute(move, {"id": mine["id"], "other": other["id"]})
    for answer in (trader.get(f"{JOURNAL}/{mine['id']}"), trader.get(JOURNAL)):
        assert (answer.status_code, answer.json["code"]) == (503, "journal.damaged")
        assert mine["id"] in answer.json["detail"]
    assert trader.ask("DELETE", f"{JOURNAL}/{mine['id']}").status_code == 204
    assert [entry["body"] for entry in entries(trader)] == ["other"]


def test_words_given_to_another_user_do_not_open(world, trader):
    theirs = world.trader()
    mine, foreign = entry(trader, body="mine"), entry(theirs, body="theirs")
    stolen = "update journal_entries set body = (select body from journal_entries where id = %s) where id = %s"
    world.sql(stolen, foreign["id"], mine["id"])
    assert trader.get(f"{JOURNAL}/{mine['id']}").json["code"] == "journal.damaged"


def test_a_missing_key_is_said_and_nothing_breaks(trader, restarted):
    stored = written(trader)
    without = seen_by(restarted(NEXT), trader)
    query = [
        without.get(JOURNAL),
        without.get(f"{JOURNAL}/{stored['id']}"),
        without.patch(f"{JOURNAL}/{stored['id']}", {"mood": 3}),
        without.get(f"{JOURNAL}/check-ins/2020-11-19"),
        without.get(f"{JOURNAL}/check-ins?to_day=2020-11-30"),
        without.get(f"{JOURNAL}/templates"),
    ]
    assert [(answer.status_code, answer.json["code"]) for answer in query] == [
        (503, "journal.key_missing")
    ] * 6
    assert without.get(f"{JOURNAL}/calendar").status_code == 200
    assert trader.get(f"{JOURNAL}/{stored['id']}").json == stored


def rotate(app):
    return app.test_cli_runner().invoke(args=["journal", "rotate-keys"])


def everything(trader):
    paths = ("", "/check-ins?to_day=2020-11-30", "/templates")
    shown = [trader.get(JOURNAL + path).json for path in paths]
    return [*shown, trader.get(JOURNAL, query_string={"q": '"revenge trade"'}).json]


def test_keys_rotate_and_the_old_one_can_be_put_away(world, trader, restarted, monkeypatch):
    """Two traders, batches of two, an interruption in the middle, a second run, and then without the old key."""
    monkeypatch.setattr(rotation, "BATCH", 2)
    other = world.trader()
    for owner in (trader, other):
        written(owner)
        for n in range(4):
            entry(owner, body=f"revenge trade {n}", day=f"2020-11-{10 + n}")
    before = [everything(owner) for owner in (trader, other)]
    assert [len(part["items"]) for part in before[0]] == [5, 1, 4, 5]

    both = restarted(NEXT, FIRST)
    assert [everything(seen_by(both, owner)) for owner in (trader, other)] == before
    fresh = entry(seen_by(both, trader), body="new words", day="2020-11-01")
    database, keyring = (
        both.extensions["coach"].database,
        both.extensions["coach"].ports.use(Keyring),
    )
    batches = []

    def interrupted(*fields):
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(fields)
        return rotate_batch(*fields)

    rotate_batch = rotation._rotate_batch
    monkeypatch.setattr(rotation, "_rotate_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate_keys(database, keyring)
    monkeypatch.setattr(rotation, "_rotate_batch", rotate_batch)
    assert [everything(seen_by(both, other))] == before[1:]

    answer = rotate(both)
    assert (answer.exit_code, answer.output) == (
        0,
        "12 rows were encrypted under the first key.\n",
    )  # 16 less 2 batches
    assert rotate(both).output.startswith("0 rows")

    after = restarted(NEXT)
    assert everything(seen_by(after, other)) == before[1]
    assert seen_by(after, trader).get(f"{JOURNAL}/{fresh['id']}").json == fresh
    assert len(everything(seen_by(after, trader))[3]["items"]) == 5
    assert written(seen_by(after, other))["id"] in str(
        before[1]
    )  # the same key gives the same answer still


def test_a_rotation_tells_what_it_cannot_read_and_goes_on(world, trader, restarted):
    damaged, whole = entry(trader, body="one"), entry(trader, body="two")
    world.sql(
        "update journal_entries set body = set_byte(body, 30, get_byte(body, 30) # 1) where id = %s",
        damaged["id"],
    )
    answer = rotate(restarted(NEXT, FIRST))
    assert answer.exit_code == 1
    assert "1 rows were encrypted" in answer.output
    assert f"journal_entries {damaged['id']}: journal.damaged" in answer.output
    assert seen_by(restarted(NEXT), trader).get(f"{JOURNAL}/{whole['id']}").json["body"] == "two"


def test_the_application_learns_ids_of_owners_and_nothing_else(world, trader, app):
    from uuid import UUID

    from sqlalchemy import text

    written(trader)
    world.trader()
    database = app.extensions["coach"].database
    assert key_rotation.owners(database) == [UUID(trader.user["id"])]
    with database.reading() as session:
        assert session.execute(text("select count(*) from journal_entries")).scalar() == 0
        assert session.execute(text("select journal_found(array[]::bigint[])")).all() == []


def test_what_is_kept_for_an_idempotency_key_is_encrypted_and_answers_again(
    world, trader, restarted
):
    words = {"body": "revenge", "day": "2020-11-19"}

    def write(who, **fields):
        return who.post(JOURNAL, {**words, **fields}, headers={"Idempotency-Key": "k"})

    first = write(trader)
    [(query, stored)] = world.sql("select asked_sha256, body from idempotency_keys")
    assert b"revenge" not in bytes(stored)
    assert len(bytes(query)) == 32 + 33
    again = write(trader)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    assert write(trader, body="other").json["code"] == "idempotency.key_reused"
    without = write(seen_by(restarted(NEXT), trader))
    assert (without.status_code, without.json["code"]) == (503, "encryption.key_missing")


def test_an_answer_that_was_kept_before_there_was_encryption_still_answers_and_is_encrypted_by_a_rotation(
    world, trader, restarted
):
    import hashlib

    raw = b'{"body": "x"}'
    query = hashlib.sha256(b"\0".join([b"POST", JOURNAL.encode(), raw])).digest()
    old = "insert into idempotency_keys values (%s, 'k', %s, 201, %s, now())"
    world.sql(old, trader.user["id"], query, b'{"id": "kept"}')
    headers = {"Authorization": f"Bearer {trader.access_token}", "Idempotency-Key": "k"}

    def write(app):
        return (
            app.test_client()
            .post(JOURNAL, data=raw, headers=headers, content_type="application/json")
            .json
        )

    both = restarted(NEXT, FIRST)
    assert write(both) == {"id": "kept"}
    assert rotate(both).output.startswith("1 rows")
    assert world.sql("select length(asked_sha256) from idempotency_keys") == [(65,)]
    assert write(restarted(NEXT)) == {"id": "kept"}


def test_a_key_whose_work_is_not_done_yet_is_renewed_with_the_others(world, trader, restarted):
    trader.post(f"{JOURNAL}", {"body": "x", "day": "2020-11-19"}, headers={"Idempotency-Key": "k"})
    world.sql("update idempotency_keys set status = null, body = null")
    assert rotate(restarted(NEXT, FIRST)).exit_code == 0
    [(body,)] = world.sql("select body from idempotency_keys")
    assert body is None
    again = seen_by(restarted(NEXT), trader).post(
        JOURNAL, {"body": "x", "day": "2020-11-19"}, headers={"Idempotency-Key": "k"}
    )
    assert again.json["code"] == "idempotency.in_progress"
