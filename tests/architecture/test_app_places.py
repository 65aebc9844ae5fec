"""A screen of the app is whole: a letter of its own, and looked at by the tests that look at every screen."""

import re
from pathlib import Path

from tests.e2e.app.screens import screens_of_newcomer

SOURCE = Path(__file__).parents[2] / "frontend" / "src"
PLACES = (SOURCE / "shell" / "places.ts").read_text()
ADDRESSES = (SOURCE / "router.tsx").read_text()
# Holds nothing by itself: two selections are compared on it, in `test_performance.py` of the app.
BESIDE_PLACES = {"compare"}


def named(text: str, name: str) -> list[str]:
    """The texts that a property of this name has."""
    return re.findall(rf'\b{name}: "([^"]*)"', text)


def names_of_addresses() -> set[str]:
    """Of the addresses that stand for themselves: neither the start, nor one thing of many."""
    return {path[1:] for path in named(ADDRESSES, "path") if path != "/" and "$" not in path}


def test_every_place_is_read():
    assert (
        len(named(PLACES, "path")) == len(named(PLACES, "key")) == len(named(PLACES, "words")) > 9
    )


def test_no_letter_is_given_twice():
    letters = named(PLACES, "key")
    assert sorted(letters) == sorted(set(letters))


def test_every_place_has_its_address():
    assert {path[1:] for path in named(PLACES, "path")} == names_of_addresses() - BESIDE_PLACES


def test_every_screen_is_looked_at():
    looked_at = {screen.path[1:] for screen in screens_of_newcomer()}
    assert names_of_addresses() - looked_at == BESIDE_PLACES, "a line in tests/e2e/app/screens.py"
