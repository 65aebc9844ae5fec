"""Entries through the front door: what is written is read again, and what must not be is refused."""

import io
import threading
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.factories.images import png
from tests.features.record.journal.entries import JOURNAL, entries, entry, log
from tests.sent_statements import sent_statements


@pytest.fixture
def trader(world):
    return world.trader()


def test_an_entry_is_read_as_it_was_written(trader):
    trade = log(trader, "2020-11-19")
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    written = entry(
        trader,
        day="2020-11-19",
        kind="daily",
        title="Two losses, then a walk",
        body="I **waited**.\n\n- once\n- twice",
        tags=["patience", "patience", "es"],
        mood=4,
        energy=3,
        focus=5,
        stress=1,
        sleep_hours="7.5",
        links={"trade_ids": [trade["id"]], "upload_ids": [upload["id"]]},
    )
    read = trader.get(f"{JOURNAL}/{written['id']}").json
    assert read == written == entries(trader)[0]
    assert (read["title"], read["body"]) == (
        "Two losses, then a walk",
        "I **waited**.\n\n- once\n- twice",
    )
    assert (
        read["html"]
        == "<p>I <strong>waited</strong>.</p>\n<ul>\n<li>once</li>\n<li>twice</li>\n</ul>\n"
    )
    assert (read["day"], read["kind"], read["tags"]) == ("2020-11-19", "daily", ["patience", "es"])
    assert [read[name] for name in ("mood", "energy", "focus", "stress", "sleep_hours")] == [
        4,
        3,
        5,
        1,
        "7.5",
    ]
    assert read["links"] == {
        "trade_ids": [trade["id"]],
        "plan_ids": [],
        "upload_ids": [upload["id"]],
    }
    assert trader.client.get(read["images"][0]["url"]).status_code == 200
    assert (read["highlights"], read["deleted_at"]) == ([], None)


def test_an_entry_without_a_day_is_of_today_where_the_trader_is(world):
    trader = world.trader(timezone="Pacific/Kiritimati")  # fourteen hours ahead
    written = entry(trader)
    assert (
        written["day"]
        == datetime.now(UTC).astimezone(ZoneInfo("Pacific/Kiritimati")).date().isoformat()
    )
    assert written["kind"] == "free"


@pytest.mark.parametrize("kind", ["daily", "review"])
def test_a_day_has_one_entry_of_a_kind_and_the_refusal_names_it(trader, kind):
    first = entry(trader, day="2020-11-19", kind=kind)
    second = trader.post(JOURNAL, {"body": "again", "day": "2020-11-19", "kind": kind})
    assert (second.status_code, second.json["code"]) == (409, "journal.day_taken")
    assert first["id"] in second.json["detail"]
    assert [entry["body"] for entry in entries(trader)] == ["I waited."]
    other = entry(trader, day="2020-11-20", kind=kind)
    moved = trader.patch(f"{JOURNAL}/{other['id']}", {"day": "2020-11-19"})
    assert (moved.status_code, first["id"] in moved.json["detail"]) == (409, True)
    entry(trader, day="2020-11-19")
    entry(trader, day="2020-11-19")


def test_of_four_daily_entries_at_once_one_is_written_and_three_are_told_which(world, trader):
    answers = []
    ready = threading.Barrier(4)

    def write():
        client = type(trader)(world.client, trader.user, trader.access_token, trader.refresh_token)
        ready.wait()
        answers.append(client.post(JOURNAL, {"body": "x", "day": "2020-11-19", "kind": "daily"}))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [created] = entries(trader)
    assert all(
        created["id"] in answer.json["detail"] for answer in answers if answer.status_code == 409
    )


def test_what_is_given_changes_and_the_rest_stays(trader):
    trade, other = log(trader, "2020-11-19"), log(trader, "2020-11-18")
    written = entry(
        trader,
        title="Old",
        mood=2,
        tags=["a"],
        links={"trade_ids": [trade["id"]]},
        day="2020-11-19",
    )
    path = f"{JOURNAL}/{written['id']}"
    changed = trader.patch(
        path, {"mood": None, "stress": 5, "body": "New words", "links": {"upload_ids": []}}
    ).json
    assert (changed["title"], changed["body"], changed["tags"]) == ("Old", "New words", ["a"])
    assert (changed["mood"], changed["stress"]) == (None, 5)
    assert changed["links"]["trade_ids"] == [trade["id"]]
    changed = trader.patch(
        path, {"title": None, "body": None, "links": {"trade_ids": [other["id"]]}, "tags": []}
    ).json
    assert (changed["title"], changed["body"], changed["tags"]) == (None, "New words", [])
    assert changed["links"]["trade_ids"] == [other["id"]]
    moved = trader.patch(path, {"day": "2020-11-17", "kind": "review"}).json
    assert (moved["day"], moved["kind"]) == ("2020-11-17", "review")
    assert trader.get(path).json == moved


BAD = {
    "day in 1900": {"day": "1900-01-01"},
    "day in 2100": {"day": "2100-01-01"},
    "no day": {"day": "2026-02-30"},
    "a moment for a day": {"day": "2020-11-20T10:00:00Z"},
    "a number for a day": {"day": 1763600000},
    "mood 9": {"mood": 9},
    "mood 0": {"mood": 0},
    "mood half": {"mood": 2.5},
    "mood true": {"mood": True},
    "sleep NaN": {"sleep_hours": "NaN"},
    "sleep without end": {"sleep_hours": "Infinity"},
    "sleep below zero": {"sleep_hours": -1},
    "sleep 25": {"sleep_hours": 25},
    "sleep to the second": {"sleep_hours": "7.123"},
    "body of 20,001": {"body": "x" * 20_001},
    "no words": {"body": ""},
    "null body": {"body": None},
    "NUL": {"body": "a\x00b"},
    "NUL in the title": {"title": "\x00"},
    "NUL in a tag": {"tags": ["a\x00"]},
    "lone surrogate": {"body": "\ud800"},
    "long title": {"title": "x" * 201},
    "empty tag": {"tags": [""]},
    "many tags": {"tags": [str(n) for n in range(21)]},
    "kind": {"kind": "weekly"},
    "unknown field": {"plan": "x"},
    "links as a list": {"links": []},
    "no id": {"links": {"trade_ids": ["x"]}},
    "many links": {"links": {"trade_ids": [str(uuid4()) for _ in range(51)]}},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_is_refused_by_name_and_nothing_is_kept(world, trader, bad):
    refused = trader.post(JOURNAL, {"body": "I waited.", **bad})
    assert (refused.status_code, refused.json["code"]) in {
        (422, "input.invalid"),
        (400, "input.malformed"),
    }
    if refused.status_code == 422:
        assert refused.json["errors"][0]["field"].split(".")[0] == next(iter(bad))
    assert world.sql("select count(*) from journal_entries") == [(0,)]


def test_a_bare_nan_is_refused_too(trader):
    headers = {"Authorization": f"Bearer {trader.access_token}", "Content-Type": "application/json"}
    refused = trader.client.post(JOURNAL, data='{"body": "x", "sleep_hours": NaN}', headers=headers)
    assert refused.status_code in (400, 422)


def test_twenty_thousand_characters_of_any_script_fit(trader):
    body = "🙂" * 20_000
    assert entry(trader, body=body)["body"] == body


def test_somebody_elses_trades_and_images_cannot_be_linked(world, trader):
    theirs = world.trader()
    trade = log(theirs, "2020-11-19")
    upload = theirs.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    mine = entry(trader)
    for links, code in (
        ({"trade_ids": [trade["id"]]}, "trade.not_found"),
        ({"upload_ids": [upload["id"]]}, "media.not_found"),
    ):
        for answer in (
            trader.post(JOURNAL, {"body": "x", "links": links}),
            trader.patch(f"{JOURNAL}/{mine['id']}", {"body": "changed", "links": links}),
        ):
            assert (answer.status_code, answer.json["code"]) == (404, code)
    assert [entry["body"] for entry in entries(trader)] == ["I waited."]


def test_lists_can_be_narrowed(trader):
    trade = log(trader, "2020-11-19")
    daily = entry(
        trader, day="2020-11-19", kind="daily", tags=["a", "b"], links={"trade_ids": [trade["id"]]}
    )["id"]
    free = entry(trader, day="2020-11-18", tags=["b"])["id"]
    review = entry(trader, day="2020-11-17", kind="review")["id"]

    def ids(**query):
        return [entry["id"] for entry in entries(trader, **query)]

    assert ids() == [daily, free, review]
    assert ids(day="2020-11-18") == ids(tag="b", to_day="2020-11-18") == [free]
    assert ids(from_day="2020-11-18") == ids(tag="b") == [daily, free]
    assert ids(kind="review") == [review]
    assert ids(trade_id=trade["id"]) == ids(tag="a") == [daily]
    assert ids(trade_id=str(uuid4())) == []
    assert trader.get(JOURNAL, query_string={"day": "1900-01-01"}).status_code == 422
    assert trader.get(JOURNAL, query_string={"from_day": "soon"}).status_code == 422
    assert trader.get(JOURNAL, query_string={"cursor": "x"}).json["code"] == "paging.bad_cursor"


def test_pages_give_each_entry_once_also_within_one_day(trader):
    written = {entry(trader, day=f"2020-11-{15 + n % 3}")["id"] for n in range(11)}
    listed, cursor = [], None
    while True:
        page = trader.get(
            JOURNAL, query_string={"limit": 4, **({"cursor": cursor} if cursor else {})}
        ).json
        listed += [(item["day"], item["id"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert listed == sorted(listed, reverse=True)
    assert {item for _, item in listed} == written
    assert len(listed) == 11


def test_a_deletion_can_be_taken_back_for_thirty_days(world, trader):
    written = entry(trader, day="2020-11-19", kind="daily")
    path = f"{JOURNAL}/{written['id']}"
    for _ in range(2):
        assert trader.ask("DELETE", path).status_code == 204
    assert entries(trader) == []
    assert [entry["id"] for entry in entries(trader, deleted="true")] == [written["id"]]
    assert trader.get(path).json["deleted_at"]
    refused = trader.patch(path, {"body": "x"})
    assert (refused.status_code, refused.json["code"]) == (409, "journal.deleted")
    for _ in range(2):
        restored = trader.post(f"{path}/restore")
        changing = {name: restored.json[name] for name in ("updated_at", "version")}
        assert restored.json == {**written, **changing}
    trader.ask("DELETE", path)
    other = entry(trader, day="2020-11-19", kind="daily")
    taken = trader.post(f"{path}/restore")
    assert (taken.status_code, taken.json["code"]) == (409, "journal.day_taken")
    assert other["id"] in taken.json["detail"]
    world.sql(
        "update journal_entries set deleted_at = deleted_at - interval '30 days' where deleted_at is not null"
    )
    assert entries(trader, deleted="true") == []
    for answer in (trader.get(path), trader.post(f"{path}/restore"), trader.ask("DELETE", path)):
        assert (answer.status_code, answer.json["code"]) == (404, "journal.not_found")
    assert world.sql("select count(*) from journal_entries") == [(2,)]
    entry(trader)
    assert world.sql("select count(*) from journal_entries where deleted_at is not null") == [(0,)]


def test_the_command_purges_what_nobody_wrote_over(world, trader, app):
    written = entry(trader)
    trader.ask("DELETE", f"{JOURNAL}/{written['id']}")
    stored = entry(world.trader())
    world.sql(
        "update journal_entries set deleted_at = deleted_at - interval '31 days' where deleted_at is not null"
    )
    assert app.test_cli_runner().invoke(args=["journal", "purge"]).exit_code == 0
    assert world.sql("select id::text from journal_entries") == [(stored["id"],)]


def test_a_deleted_trade_takes_its_link_and_a_deleted_user_everything(world, trader):
    trade = log(trader, "2020-11-19")
    upload = trader.post("/api/uploads", data={"file": (io.BytesIO(png()), "x.png")}).json
    written = entry(trader, links={"trade_ids": [trade["id"]], "upload_ids": [upload["id"]]})
    assert trader.ask("DELETE", f"/api/trading/trades/{trade['id']}").status_code == 204
    read = trader.get(f"{JOURNAL}/{written['id']}").json
    assert read["links"] == {"trade_ids": [], "plan_ids": [], "upload_ids": [upload["id"]]}
    trader.post(f"{JOURNAL}/templates", {"name": "x", "body": "y"})
    trader.ask("PUT", f"{JOURNAL}/check-ins/2020-11-19", {"mood": 3})
    world.sql("delete from users where id = %s", trader.user["id"])
    for table in ("entries", "links", "images", "check_ins", "templates"):
        assert world.sql(f"select count(*) from journal_{table}") == [(0,)], table


def test_a_list_costs_the_same_number_of_statements_however_long_it_is(trader, app, world):
    engine = app.extensions["coach"].database.engine
    counts = []
    for n in (1, 12):
        for _ in range(n):
            entry(trader, links={"trade_ids": [log(trader, "2020-11-19")["id"]]})
        world.settle()  # what looks at the trades behind their answers counts for nothing here
        with sent_statements(engine) as sent:
            entries(trader)
        counts.append(
            len([statement for statement in sent if not statement.startswith("prepare ")])
        )
    assert counts[0] == counts[1] <= 4


def test_an_entry_is_about_plans_too(world):
    from tests.factories.plans import plan_of

    trader, other = world.trader(), world.trader()
    plan, foreign = plan_of(trader), plan_of(other)
    body = {"body": "What I meant to do", "links": {"plan_ids": [plan["id"]]}}
    entry = trader.post("/api/trading/journal", body).json
    assert entry["links"]["plan_ids"] == [plan["id"]]
    trader.post("/api/trading/journal", {"body": "Something else"})
    shown = trader.get("/api/trading/journal", query_string={"plan_id": plan["id"]}).json["items"]
    assert [item["id"] for item in shown] == [entry["id"]]
    refused = trader.post("/api/trading/journal", {**body, "links": {"plan_ids": [foreign["id"]]}})
    assert (refused.status_code, refused.json["code"]) == (404, "plan.not_found")
