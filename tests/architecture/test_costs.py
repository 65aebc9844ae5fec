"""What an operation costs is said by its declaration, and nobody forgets to say it."""

import pytest

from backend.transport.contract import RawAnswer, StreamedAnswer
from backend.transport.operation_cost import ONE_THING, PAGING, Weight
from backend.wiring.registry import EVENTS, OPERATIONS

READS = [one for one in OPERATIONS if one.method == "GET" and not one.public]
SEARCHED = ("q", "query", "search", "words")


def names_one_thing(operation):
    return operation.path.endswith(">") and operation.query is None


@pytest.mark.parametrize("operation", READS, ids=lambda one: one.name)
def test_a_read_says_whether_it_is_heavy_or_why_it_never_is(operation):
    if names_one_thing(operation):
        return
    assert operation.cost is not ONE_THING, "say cost=HEAVY, HEAVY_WHEN_FILTERED or light(why)"
    assert operation.cost.why or operation.cost.weight is not Weight.LIGHT


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_what_searches_draws_streams_or_imports_is_heavy(operation):
    fields = set(operation.query.model_fields) if operation.query is not None else set()
    if (
        operation.method == "GET"
        and not operation.public
        and operation.returns in (RawAnswer, StreamedAnswer)
    ):
        assert operation.cost.weight is Weight.HEAVY
    if fields & set(SEARCHED):
        assert operation.cost.is_heavy(fields)
    if operation.largest is not None:
        assert operation.cost.weight is Weight.HEAVY


def test_a_list_is_heavy_by_its_filters_and_not_by_its_pages():
    (trades,) = (one for one in OPERATIONS if one.name == "trades_list_trades")
    assert not trades.cost.is_heavy(PAGING)
    assert trades.cost.is_heavy(["limit", "instrument"])


@pytest.mark.parametrize("event", EVENTS.incoming, ids=lambda one: one.name)
def test_an_event_that_gives_a_list_says_what_it_costs(event):
    if "cursor" in event.takes.model_fields:
        assert event.cost is not ONE_THING


def test_what_is_not_counted_in_general_has_stricter_limits_of_its_own():
    assert {one.name for one in OPERATIONS if one.counted_apart} == {"auth_register", "auth_login"}
