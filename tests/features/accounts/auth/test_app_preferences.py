"""How a trader wants the product shown: closed sets, the same on every device, each trader's own."""

import json

import pytest

from backend.features.accounts.auth.app_preferences import AppPreferences, as_told

NOTHING = dict.fromkeys(AppPreferences.model_fields)


def said(trader):
    return trader.get("/api/auth/me").json["preferences"]


def change(trader, **values):
    return trader.patch("/api/auth/me", {"preferences": values})


def test_who_said_nothing_has_nothing_said(world):
    trader = world.trader()

    assert trader.user["preferences"] == NOTHING
    assert said(trader) == NOTHING


def test_a_change_keeps_the_rest_and_null_takes_back(world):
    trader, other = world.trader(), world.trader()
    change(trader, theme="dark", unit="r", hides_money=False, locale="de-CH")

    answer = change(trader, theme="light", unit=None)

    assert answer.json["preferences"] == {
        **NOTHING,
        "theme": "light",
        "hides_money": False,
        "locale": "de-CH",
    }
    assert said(trader) == answer.json["preferences"]
    assert said(other) == NOTHING
    assert trader.patch("/api/auth/me", {"timezone": "Europe/Zurich"}).json["preferences"] == said(
        trader
    )
    assert trader.patch("/api/auth/me", {"preferences": None}).json["preferences"] == said(trader)


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "solarized"},
        {"theme": 1},
        {"theme": ["dark"]},
        {"unit": "ticks"},
        {"hides_money": "perhaps"},
        {"hides_money": 2},
        {"week_start": "tuesday"},
        {"week_start": 1},
        {"locale": "xx-XX"},
        {"locale": "en-US; drop"},
        {"palette": ""},
        {"colour": "red"},
        {"__proto__": {"a": 1}},
        {"": "dark"},
        {"theme": "dark", "x": None},
    ],
)
def test_what_is_no_preference_is_refused_at_its_field_and_changes_nothing(world, values):
    trader = world.trader()
    change(trader, theme="dark")

    answer = change(trader, **values)

    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["field"].startswith("preferences.")
    assert said(trader) == {**NOTHING, "theme": "dark"}


@pytest.mark.parametrize("whole", [[], "dark", 1, True, [["theme", "dark"]]])
def test_preferences_are_an_object(world, whole):
    assert world.trader().patch("/api/auth/me", {"preferences": whole}).status_code == 422


def test_what_was_kept_before_they_were_closed_sets_is_read_where_it_means_something(world):
    """Whatever an older version kept: the migration tidies it up, and reading does not depend on that."""
    trader = world.trader()
    older = {
        "theme": "dark",
        "unit": "ticks",
        "pinned": [1],
        "hides_money": "yes, please",
        "density": {},
    }
    world.sql(
        "update users set preferences = %s where id = %s", json.dumps(older), trader.user["id"]
    )

    assert said(trader) == {**NOTHING, "theme": "dark"}
    change(trader, unit="r")
    [(stored,)] = world.sql("select preferences from users where id = %s", trader.user["id"])
    assert stored == {"theme": "dark", "unit": "r"}


@pytest.mark.parametrize("stored", [{}, {"theme": None}, {"x": 1}, {"theme": "\u0000"}])
def test_anything_stored_can_be_told(stored):
    assert as_told(stored) == NOTHING


def test_the_migration_keeps_what_means_something_and_nothing_else(world):
    from importlib import import_module

    trader = world.trader()
    older = {
        "theme": "dark",
        "density": "tiny",
        "unit": "r",
        "palette": "blue-orange",
        "hides_money": True,
        "has_single_keys": "no",
        "pinned": [1, 2],
        "week_start": 1,
    }
    world.sql(
        "update users set preferences = %s where id = %s", json.dumps(older), trader.user["id"]
    )
    migration = import_module("migrations.versions.0035_app_preferences")
    statements = []
    migration.op = type("Op", (), {"execute": staticmethod(statements.append)})
    migration.upgrade()
    for statement in statements:
        world.sql(statement)

    [(stored,)] = world.sql("select preferences from users where id = %s", trader.user["id"])
    assert stored == {"theme": "dark", "unit": "r", "palette": "blue-orange", "hides_money": True}
