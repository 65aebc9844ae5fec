"""Which roles are taken and which are asked, for scores that are given: what fits a trade, and how sure is sure."""

from datetime import date
from decimal import Decimal

import pytest

from backend.features.coach.classifiers.models import LabelScore, NumberScores
from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.roles.role_choice import choose_roles

TODAY = date(2026, 11, 25)
ROLES = ("entry", "stop", "target", "stop_distance", "size", "exit", "other")


def scores(*likeliest: tuple[str, float], long: float = 0.5) -> NumberScores:
    """One likeliest role for each number; what is left is that it is none."""
    nothing = dict.fromkeys(ROLES, 0.0)
    roles = [nothing | {"other": 1 - chance} | {role: chance} for role, chance in likeliest]
    directions = {"long": long, "short": 1 - long, "none": 0.0}
    return NumberScores(tuple(roles), directions, LabelScore("idea", 0.99))


def prices(*values: int) -> dict[int, PlacedNumber]:
    """Plain numbers in their places."""
    return {
        at: PlacedNumber(at, NumberKind.PLAIN, Decimal(value), unit_end=at)
        for at, value in enumerate(values)
    }


@pytest.mark.parametrize(("chance", "is_beyond_doubt"), [(0.999, True), (0.9, False)])
def test_what_is_likely_is_taken_and_only_what_is_all_but_certain_needs_no_word(
    chance, is_beyond_doubt
):
    choice = choose_roles(prices(100, 95), scores(("entry", 0.999), ("stop", chance)), ["long"])
    assert choice.roles == {0: "entry", 1: "stop"}
    assert choice.is_beyond_doubt is is_beyond_doubt


def test_what_may_be_two_things_is_not_taken():
    assert choose_roles(prices(100, 95), scores(("entry", 0.99), ("stop", 0.6)), ["long"]) is None


def test_a_stop_on_the_wrong_side_is_not_made_a_target():
    assert choose_roles(prices(100, 105), scores(("entry", 0.99), ("stop", 0.95)), ["long"]) is None


def test_a_side_that_a_word_names_is_turned_by_all_words_together_alone():
    told = (("entry", 0.999), ("stop", 0.999))
    assert choose_roles(prices(100, 105), scores(*told, long=0.1), ["long"]) is None
    assert choose_roles(prices(100, 105), scores(*told, long=0.01), ["long"]).direction == "short"


def test_the_side_that_fits_the_levels_is_taken_where_no_word_names_one():
    told = scores(("entry", 0.999), ("stop", 0.999), ("target", 0.999))
    assert choose_roles(prices(100, 105, 90), told, []).direction == "short"


def test_distances_alone_do_not_tell_which_way():
    ticks = PlacedNumber(1, NumberKind.DISTANCE, Decimal(8), "tick", 1)
    told = scores(("entry", 0.999), ("stop_distance", 0.999), long=0.99)
    assert choose_roles({**prices(100), 1: ticks}, told, []) is None
    assert choose_roles({**prices(100), 1: ticks}, told, ["long"]).direction == "long"


def test_where_a_trade_was_left_is_no_role_of_an_idea():
    assert (
        choose_roles(prices(100, 105), scores(("entry", 0.999), ("exit", 0.999)), ["long"]) is None
    )


@pytest.fixture
def learned(monkeypatch):
    """What the reader of roles says, whatever it is asked."""

    def say(*likeliest: tuple[str, float]) -> None:
        told = scores(*likeliest, long=0.99)
        monkeypatch.setattr(Classifiers, "number_roles", lambda *_: told)

    return say


def test_what_is_not_beyond_doubt_is_said_and_to_be_confirmed(learned):
    learned(("entry", 0.999), ("stop", 0.9))
    reading = read_idea("long ES 4500, my wall at 4490", today=TODAY)
    assert (reading.terms.stop, [doubt.reason for doubt in reading.doubts]) == (
        Decimal(4490),
        ["I took 4500 as the entry, 4490 as the stop."],
    )


def test_what_is_beyond_doubt_needs_no_confirmation(learned):
    learned(("entry", 0.9999), ("stop", 0.9999))
    assert read_idea("long ES 4500, my wall at 4490", today=TODAY).doubts == ()


def test_a_level_that_its_own_word_names_stays_what_it_is(learned):
    learned(("entry", 0.999), ("target", 0.999), ("target", 0.999), ("other", 0.999))
    reading = read_idea("long ES 4500 stop 4510 target 4530, my wall at 4512", today=TODAY)
    assert "stop" in {ask.about for ask in reading.asks}
