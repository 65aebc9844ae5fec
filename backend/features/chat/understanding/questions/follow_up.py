"""A question that leans on the one before: "and on Mondays?", "same for shorts", "without NQ", "by hour". Pure."""

from collections.abc import Sequence
from typing import Any

from backend.features.chat.understanding.phrases.marks import Days, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.comparison import settled_days
from backend.features.chat.understanding.questions.draft import (
    SINGLE_FIELDS,
    QueryDraft,
    SelectionDraft,
)
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.questions.wording.twin_measures import settle_twins
from backend.features.record.questions.schemas import (
    Measure,
    NumberRange,
    RankedThing,
    RecordQuery,
    RunBefore,
    TradeSlice,
)

LAST_MINUTE = 1440
MOST_RANKED = 20
_SMALL_QUESTION = 7
"""Words up to which a message without a measure leans on the question before."""

_TOGETHER = {
    "instruments": ("classes",),
    "classes": ("instruments",),
    "hours": ("sessions",),
    "sessions": ("hours",),
}
"""Fields that answer the same question, so that a new one takes the place of the other."""


def leans(scan: Scan, draft: QueryDraft) -> bool:
    """Whether a message is about the question before it; one that asks by itself is only where it joins on."""
    marks = scan.marks
    starts = [mark for mark in marks[:3] if not mark.is_a(MarkKind.PAUSE, MarkKind.FILLER)]
    leads = bool(starts) and starts[0].is_a(
        MarkKind.FOLLOW,
        MarkKind.AND,
        MarkKind.ONLY,
        MarkKind.NOT,
        MarkKind.BY,
        MarkKind.OR,
        MarkKind.VERSUS,
        MarkKind.CLEAR,
    )
    follows = any(mark.kind is MarkKind.FOLLOW for mark in marks)
    draft.joins_on = leads or follows or any(mark.kind is MarkKind.BY for mark in marks)
    if _asks_by_itself(scan, draft):
        return _joins_on(scan, starts)
    has_measure = bool(draft.measures) or draft.is_default
    limits = not draft.first.is_empty() or draft.second is not None or draft.group_by is not None
    words = sum(
        mark.end - mark.start for mark in marks if not mark.is_a(MarkKind.STOP, MarkKind.PAUSE)
    )
    if has_measure and limits and not (leads or follows):
        return False
    if has_measure and draft.is_default and not leads and not draft.measures:
        return False
    return leads or follows or words <= _SMALL_QUESTION


_OPENINGS = frozenset(
    """what whats which how hows when whens where wheres who do did does am was were is are have show tell give list
    can could find compare""".split()
)
_OF_MINE = frozenset("my mine i im ive id".split())
_REFERENCES = frozenset("that those these them this it its they one ones there".split())
_MOVING_ON = frozenset("now then or so".split())
_MOST_BEFORE = 4  # words before the one that opens a question: "ok coach, so what"


def _asks_by_itself(scan: Scan, draft: QueryDraft) -> bool:
    """Whether a message is a whole question, such as "what's my average loss", that refers to nothing said before."""
    words = [word.plain for word in scan.words]
    opens = any(word in _OPENINGS for word in words[: _MOST_BEFORE + 1])
    is_of_mine = not _OF_MINE.isdisjoint(words)
    is_of_nothing = draft.measures_are_implied and not (draft.ranking or draft.group_by)
    if not (opens and is_of_mine and draft.asks()) or is_of_nothing:
        return False
    return not any(_refers(scan, mark) for mark in scan.marks)


def _refers(scan: Scan, mark: PhraseMark) -> bool:
    """Whether a word stands for something said before: "those", and not "this" of "this year"."""
    return not mark.is_a(MarkKind.SPAN, MarkKind.FILTER) and any(
        word.plain in _REFERENCES for word in scan.words[mark.start : mark.end]
    )


def _joins_on(scan: Scan, starts: Sequence[PhraseMark]) -> bool:
    """Whether a whole question goes on with the one before: by "and", "same", "instead", not by "now"."""
    is_joined = bool(starts) and starts[0].is_a(MarkKind.AND, MarkKind.VERSUS, MarkKind.CLEAR)
    return is_joined or any(
        mark.kind is MarkKind.FOLLOW and scan.words[mark.start].plain not in _MOVING_ON
        for mark in scan.marks
    )


def taken_over(before: RecordQuery, draft: QueryDraft, query: RecordQuery) -> TradeSlice | None:
    """What a question that leans on another has of that and does not say itself; null where it has nothing of it."""
    filters = {
        part: {
            field: value
            for field, value in getattr(query, part)
            if value == getattr(getattr(before, part), field)
            and field not in getattr(draft.first, part)
        }
        for part in ("only", "excluding")
    }
    days = (query.day_from, query.day_to)
    is_of_before = draft.first.days is None and days == (before.day_from, before.day_to)
    first, last = days if is_of_before else (None, None)
    part = TradeSlice.model_validate({**filters, "day_from": first, "day_to": last})
    return None if part == TradeSlice() else part


def merged(before: RecordQuery, draft: QueryDraft) -> RecordQuery:
    """The question before with what is new in its place: a filter of the same field is replaced, others stay.

    Raises:
        ValidationError: the parts do not fit together.
    """
    fields = before.model_dump()
    _settle(before, draft)
    if draft.clears:
        fields |= {
            "only": {},
            "excluding": {},
            "day_from": None,
            "day_to": None,
            "compared_with": None,
        }
    _put_measures(fields, draft)
    if draft.against is not None and draft.second is None:
        fields["compared_with"] = _second(fields, draft, draft.against)
        return RecordQuery.model_validate(fields)
    _put_slice(fields, draft)
    if draft.second is not None:
        fields["compared_with"] = _second(fields, draft, draft.second)
    elif draft.compares_kinds:
        other = _second(fields, draft, draft.first)
        fields["compared_with"] = other.model_copy(update={"trade_type": draft.trade_types[-1]})
    return RecordQuery.model_validate(fields)


def _settle(before: RecordQuery, draft: QueryDraft) -> None:
    """What only the question before makes clear: "how often", "what does it cost", "and the worst?", "the week before"."""
    if before.only.patterns and not draft.first.only.get("patterns"):
        meant = {Measure.TRADES: Measure.OCCURRENCES, Measure.FEES: Measure.PATTERN_COST}
        if draft.measures_are_implied:
            draft.measures = [meant.get(measure, measure) for measure in draft.measures]
    if draft.order is not None:
        draft.ranking = draft.order
        if before.group_by is not None and draft.group_by is None:
            draft.group_by = before.group_by
            draft.ranking = draft.order.model_copy(update={"of": RankedThing.GROUP})
        elif before.ranking is not None:
            draft.ranking = draft.order.model_copy(update={"of": before.ranking.of})
    if draft.first.days is not None and before.day_from is not None:
        draft.first.days = settled_days(draft.first.days, Days(before.day_from, before.day_to))
    _settle_run(before, draft)
    settle_twins(before, draft)
    if draft.number is not None:
        _settle_number(before, draft, draft.number)


def _settle_number(before: RecordQuery, draft: QueryDraft, number: int) -> None:
    """In "give me five of those" and "three in a row then" the number is the one that the question before has."""
    if before.ranking is not None and draft.ranking is None:
        draft.group_by = before.group_by
        limit = min(number, MOST_RANKED)
        draft.ranking = before.ranking.model_copy(update={"limit": limit})
    elif before.only.size is not None and "size" not in draft.first.only:
        bound = "at_least" if before.only.size.at_least is not None else "at_most"
        draft.first.only["size"] = NumberRange.model_validate({bound: number})
    elif before.only.after is not None and "after" not in draft.first.only:
        draft.first.only["after"] = RunBefore(what=before.only.after.what, at_least=number)


def _settle_run(before: RecordQuery, draft: QueryDraft) -> None:
    """Read "and after three?" behind a question about trades after losses as losses, not hours."""
    hours = draft.first.only.get("hours", [])
    run = before.only.after
    if (
        run is None
        or len(hours) != 1
        or hours[0].minute_to != LAST_MINUTE
        or hours[0].minute_from % 60
    ):
        return
    count = hours[0].minute_from // 60 - 12
    if 1 <= count <= 6:
        del draft.first.only["hours"]
        draft.first.only["after"] = RunBefore(what=run.what, at_least=count)


def _put_measures(fields: dict[str, Any], draft: QueryDraft) -> None:
    if draft.measures and fields["ranking"] and not draft.joins_on and not draft.adds_measures:
        fields |= {"ranking": None, "group_by": None}  # "total p&l" behind "which setup is best"
    if draft.measures:
        more = fields["measures"] if draft.adds_measures else []
        new = [measure for measure in draft.measures if measure not in fields["measures"]]
        if new and not (draft.adds_measures or draft.joins_measures):
            draft.measures = new  # "profit factor instead of the win rate"
        fields["measures"] = list(dict.fromkeys([*more, *draft.measures]))
    if draft.group_by is not None:
        fields |= {"group_by": draft.group_by, "trend": None, "ranking": draft.ranking}
    elif draft.ranking is not None:
        fields |= {"ranking": draft.ranking, "trend": None, "group_by": None}
    elif draft.trend is not None:
        fields |= {"trend": draft.trend, "group_by": None, "ranking": None}
    if draft.trade_types:
        fields["trade_type"] = draft.trade_types[0]
    if draft.currency is not None:
        fields["currency"] = draft.currency


def _put_slice(fields: dict[str, Any], draft: QueryDraft) -> None:
    side, other = draft.first, fields.get("compared_with")
    if side.days is not None:
        _put_days(fields, side.days)
    if other and draft.second is None:
        _put_filters(other, draft, held_apart=_held_apart(fields, other))
    _put_filters(fields, draft)


def _held_apart(fields: dict[str, Any], other: dict[str, Any]) -> frozenset[str]:
    """The fields by which two sides differ: what is said of another one limits both."""
    names = fields["only"].keys()
    parts = ("only", "excluding")
    return frozenset(
        name for name in names if any(fields[part][name] != other[part][name] for part in parts)
    )


def _put_filters(
    fields: dict[str, Any], draft: QueryDraft, *, held_apart: frozenset[str] = frozenset()
) -> None:
    side = draft.first
    if held_apart & (side.only.keys() | side.excluding.keys()):
        return
    for field, value in side.only.items():
        _replace(fields["only"], field, _new_of(fields["only"].get(field), value, draft))
        _forget(fields["excluding"], field)
    for field, value in side.excluding.items():
        _exclude(fields, field, value)


def _new_of(before: object, value: object, draft: QueryDraft) -> object:
    """In "swap Tesla for Apple" only what was not asked for before is meant."""
    if not isinstance(before, list) or not isinstance(value, list) or draft.joins_measures:
        return value
    new = [member for member in value if member not in before]
    return new if new and len(new) < len(value) else value


def _put_days(fields: dict[str, Any], days: Days) -> None:
    fields["day_from"], fields["day_to"] = days.day_from, days.day_to
    if fields.get("compared_with"):
        fields["compared_with"] |= {"day_from": days.day_from, "day_to": days.day_to}


def _replace(filters: dict[str, Any], field: str, value: object) -> None:
    for other in _TOGETHER.get(field, ()):
        filters[other] = []
    filters[field] = value


def _forget(filters: dict[str, Any], field: str) -> None:
    if field in filters:
        filters[field] = None if field in SINGLE_FIELDS else []


def _exclude(fields: dict[str, Any], field: str, value: Any) -> None:
    """Leave more out; what was asked for alone and is now left out is asked for no longer."""
    excluding, only = fields["excluding"], fields["only"]
    if field in SINGLE_FIELDS:
        excluding[field] = value
        return
    excluding[field] = [
        *(excluding.get(field) or []),
        *(member for member in value if member not in (excluding.get(field) or [])),
    ]
    only[field] = [member for member in only.get(field) or [] if member not in value]


def _second(fields: dict[str, Any], draft: QueryDraft, side: SelectionDraft) -> TradeSlice:
    """The side to compare with: all that the first side has, but for what it names itself."""
    shared = {
        name: fields[name]
        for name in ("day_from", "day_to", "only", "excluding", "trade_type", "currency")
    }
    shared["only"] = dict(shared["only"])
    if side is draft.second:
        for field in draft.first.only:
            _forget(shared["only"], field)
    for field, value in side.only.items():
        _replace(shared["only"], field, value)
    shared["excluding"] = {**shared["excluding"], **side.excluding}
    days = side.days
    if days is not None:
        days = settled_days(days, Days(fields["day_from"], fields["day_to"]))
        shared |= {"day_from": days.day_from, "day_to": days.day_to}
    return TradeSlice.model_validate(shared)
