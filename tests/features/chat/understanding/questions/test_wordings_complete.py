"""Every filter with each of its values, and every measure, has a wording that a question is read by."""

from collections.abc import Iterable

import pytest

from backend.core.choices import Choice
from backend.features.record.performance.filters.schemas import (
    Filters,
    InstrumentClass,
    MarketSession,
    PlanState,
    Weekday,
)
from backend.features.record.questions.schemas import Measure
from backend.features.record.trades.models import Outcome, TradeDirection
from backend.quant.behaviour.events import Detector
from tests.features.chat.understanding.questions.wordings import FILTERS, MEASURES, WHOLE

CHOICES: dict[str, type[Choice]] = {
    "weekdays": Weekday,
    "sessions": MarketSession,
    "classes": InstrumentClass,
    "direction": TradeDirection,
    "plans": PlanState,
    "outcomes": Outcome,
    "patterns": Detector,
}
# Questions have no words for these: "metals" is told as not understood.
WITHOUT_WORDS = {"classes": {"metal", "index", "spread"}}
MISSING = (
    "lines `filter {field}={value}: its names` in filters.txt of chat/understanding/phrases/tables,"
    " and a wording of each in FILTERS of wordings.py"
)


def named_values(field: str) -> set[str]:
    """All that the wordings of a filter name."""
    named: set[str] = set()
    for name, value, _ in FILTERS:
        if name == field:
            named.update([value] if isinstance(value, str) else value)
    return named


def test_every_filter_has_a_wording():
    missing = set(Filters.model_fields) - {field for field, _, _ in FILTERS}
    assert missing == set(), MISSING


@pytest.mark.parametrize("field", CHOICES)
def test_every_value_of_a_filter_has_a_wording(field):
    values = {choice.value for choice in CHOICES[field]} - WITHOUT_WORDS.get(field, set())
    assert values - named_values(field) == set(), MISSING


def test_every_filter_that_is_an_enumeration_is_looked_at():
    of_choices = {name for name in Filters.model_fields if choices_of(name)}
    assert of_choices | {"patterns"} == set(
        CHOICES
    )  # patterns are names, that rooms may know more of


def choices_of(field: str) -> list[type[Choice]]:
    """The enumerations that a filter takes members of."""
    return list(_choices_in(Filters.model_fields[field].annotation))


def _choices_in(annotation: object) -> Iterable[type[Choice]]:
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _choices_in(part)


def test_every_measure_has_a_wording():
    in_questions = {name for _, query in WHOLE for name in query.get("measures", [])}
    assert {measure.value for measure in Measure} - set(MEASURES) - in_questions == set(), (
        "lines `measure <name>: its names` in measures.txt, and its wordings in MEASURES of wordings.py"
    )
