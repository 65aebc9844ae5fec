"""Templates: some built in, one's own encrypted."""

import pytest

from backend.features.record.journal import templates
from tests.features.record.journal.entries import JOURNAL

PATH = f"{JOURNAL}/templates"


@pytest.fixture
def trader(world):
    return world.trader()


def own(trader):
    return [item for item in trader.get(PATH).json["items"] if not item["built_in"]]


def test_some_are_built_in(trader):
    built_in = trader.get(PATH).json["items"]
    assert [(item["id"], item["kind"]) for item in built_in] == [
        (None, "pre_market"),
        (None, "post_market"),
        (None, "weekly"),
    ]
    assert all(item["body"].startswith("## ") for item in built_in)


def test_a_template_is_kept_changed_and_removed(world, trader):
    created = trader.post(PATH, {"name": "Mine", "body": "# Why\n", "kind": "weekly"})
    assert created.status_code == 201
    assert own(trader) == [created.json]
    path = f"{PATH}/{created.json['id']}"
    changed = trader.patch(path, {"name": "Ours"}).json
    assert (changed["name"], changed["body"], changed["kind"]) == ("Ours", "# Why\n", "weekly")
    changed = trader.patch(path, {"body": "# How", "kind": "other", "name": None}).json
    assert (changed["name"], changed["body"], changed["kind"]) == ("Ours", "# How", "other")
    assert own(trader) == [changed]
    stranger = world.trader()
    for answer in (stranger.patch(path, {"name": "x"}), stranger.ask("DELETE", path)):
        assert (answer.status_code, answer.json["code"]) == (404, "journal.template_not_found")
    assert trader.ask("DELETE", path).status_code == 204
    assert own(trader) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"body": ""},
        {"name": "x" * 101},
        {"body": "x" * 20_001},
        {"kind": "daily"},
        {"name": "\x00"},
    ],
    ids=lambda bad: str(bad)[:30],
)
def test_bad_templates_are_refused(trader, bad):
    assert trader.post(PATH, {"name": "n", "body": "b", **bad}).status_code == 422
    assert own(trader) == []


def test_there_is_an_end_to_them(trader, monkeypatch):
    monkeypatch.setattr(templates, "MOST", 2)
    codes = [trader.post(PATH, {"name": "n", "body": "b"}).status_code for _ in range(3)]
    assert codes == [201, 201, 409]
