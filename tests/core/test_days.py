"""Spans of days: given from the earlier to the later, an end at a time where the other is open."""

import pytest
from pydantic import ValidationError

from backend.core.days import DaySpan


def test_days_that_run_backwards_are_refused_in_words():
    with pytest.raises(ValidationError, match="from the earlier to the later"):
        DaySpan(day_from="2026-11-20", day_to="2026-11-19")


@pytest.mark.parametrize(
    ("day_from", "day_to"),
    [("2026-11-20", "2026-11-20"), ("2026-11-20", None), (None, "2026-11-19"), (None, None)],
)
def test_a_day_alone_and_an_open_end_are_a_span(day_from, day_to):
    span = DaySpan(day_from=day_from, day_to=day_to)
    assert (span.day_from is None) == (day_from is None)
