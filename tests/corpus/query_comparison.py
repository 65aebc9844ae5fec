"""A question as it was read beside the question that was meant, part by part."""

from collections.abc import Hashable
from datetime import date

from backend.core.types import JsonObject
from backend.features.record.questions.schemas import RecordQuery, TradeSlice
from tests.corpus.surroundings import TODAY

Parts = dict[str, frozenset[Hashable]]
"""By the name of a part, such as `only.weekdays`, what it holds; what is not said has no part."""


def parts_of(query: RecordQuery) -> Parts:
    """Everything that a question says, in a form in which equal questions are equal."""
    parts: Parts = {"measures": frozenset(measure.value for measure in query.measures)}
    parts |= _slice_parts("", query)
    if query.compared_with is not None:
        parts["compared_with"] = frozenset({"yes"})
        parts |= _slice_parts("compared_with.", query.compared_with)
    if query.ranking is not None:
        order = query.ranking
        parts["ranking"] = frozenset({(order.of.value, order.order.value, order.limit)})
        parts["leading_measure"] = frozenset({query.measures[0].value})
    for name in ("group_by", "trend"):
        value = getattr(query, name)
        if value is not None:
            parts[name] = frozenset({value.value})
    return parts


def _slice_parts(prefix: str, selection: TradeSlice) -> Parts:
    parts: Parts = {}
    for name in ("only", "excluding"):
        filters = getattr(selection, name).model_dump(mode="json")
        parts |= {f"{prefix}{name}.{part}": held for part, held in _held(filters).items()}
    days = _days(selection)
    if days is not None:
        parts[f"{prefix}days"] = frozenset({days})
    trade_type = selection.trade_type
    if trade_type is None or trade_type.value != "real":
        parts[f"{prefix}trade_type"] = frozenset({trade_type and trade_type.value})
    if selection.currency is not None:
        parts[f"{prefix}currency"] = frozenset({selection.currency})
    return parts


def _held(filters: JsonObject) -> Parts:
    parts: Parts = {}
    for name, value in filters.items():
        values = value if isinstance(value, list) else [value]
        held = frozenset(_plain(part) for part in values if part is not None)
        if held:
            parts[name] = held
    return parts


def _plain(value: object) -> Hashable:
    """Without the case of a name; a range as its pairs."""
    if isinstance(value, dict):
        return tuple(sorted((name, str(part)) for name, part in value.items() if part is not None))
    return str(value).casefold()


def _days(selection: TradeSlice) -> tuple[date | None, date | None] | None:
    """From when to when; today as the end is no end: nothing was closed later."""
    day_to = selection.day_to
    if selection.day_from is not None and day_to is not None and day_to >= TODAY:
        day_to = None
    if selection.day_from is None and day_to is None:
        return None
    return selection.day_from, day_to


def different_parts(meant: Parts, read: Parts) -> frozenset[str]:
    """The names of what is not the same in both."""
    return frozenset(
        name for name in meant.keys() | read.keys() if meant.get(name) != read.get(name)
    )


def dropped_parts(meant: Parts, read: Parts) -> frozenset[str]:
    """The names of what was meant and is not there at all: all of it, or some of a list whose rest was read."""
    return frozenset(
        name
        for name, held in meant.items()
        if name != "leading_measure" and held > read.get(name, frozenset())
    )
