"""A setting for some days alone is asked about; what is left of limits is the state of the session."""

import pytest

from backend.features.chat.understanding.requests import BookName
from tests.features.chat.understanding.messages import request_of, understood


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("turn off notifications on weekends", "weekends"),
        ("set daily loss to 500 on fridays", "fridays"),
        ("only 2 trades a day on mondays", "mondays"),
        ("/set max trades 3 on news days", "news days"),
    ],
)
def test_days_of_a_setting_are_never_dropped(words, days):
    asked = understood(words).clarification

    assert days in asked.question
    assert asked.choices[0].request.kind == "setting"


@pytest.mark.parametrize("words", ["set daily loss to 500", "max 3 trades a day from now on"])
def test_a_setting_without_days_is_not_asked_about(words):
    assert understood(words).clarification is None


@pytest.mark.parametrize(
    "words",
    [
        "how much risk do I have left today",
        "what's left of my daily loss",
        "how many trades do I have left",
        "any room left in my limit?",
    ],
)
def test_what_is_left_of_the_limits_is_the_state(words):
    assert request_of(words).book is BookName.STATE
