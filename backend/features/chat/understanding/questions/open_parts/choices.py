"""What may be two things in a question, settled where something decides it and asked back where nothing does. Pure."""

from backend.features.chat.understanding.phrases.marks import FilterValue
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.measures import BEHAVIOURS
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    RecordQuestion,
)
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import (
    Measure,
    RankedThing,
    Ranking,
    RecordQuery,
)

_COUNTED = frozenset((Measure.OCCURRENCES, Measure.PATTERN_COST))
_FIELD_NAMES = {
    "setups": "the setup",
    "tags": "the tag",
    "emotions": "the feeling",
    "accounts": "the account",
    "strategies": "the strategy",
}


def settle_feelings(draft: QueryDraft) -> None:
    """A feeling that bears the name of a behaviour: what is counted or costs is the behaviour."""
    feelings = draft.first.only.get("emotions", [])
    shared = [name for name in feelings if name.casefold() in BEHAVIOURS]
    if shared and draft.measures and set(draft.measures) <= _COUNTED:
        draft.first.only["emotions"] = [name for name in feelings if name not in shared]
        if not draft.first.only["emotions"]:
            del draft.first.only["emotions"]
        for name in shared:
            draft.first.add(FilterValue("patterns", name.casefold()))


def clarification_of(
    scan: Scan, sentence: Sentence, draft: QueryDraft, query: RecordQuery
) -> Clarification | None:
    """What to ask back before the answer; null where the question is clear."""
    is_one = draft.is_single_day or draft.other_end is not None  # both ends are told of dates
    which_day = None if is_one else _which_day(scan, query)
    return _two_names(sentence, query) or _two_spans(draft, query) or which_day


def _option(label: str, query: RecordQuery) -> ClarificationOption:
    return ClarificationOption(label=label, request=RecordQuestion(query=query))


def _two_names(sentence: Sentence, query: RecordQuery) -> Clarification | None:
    """A name that is both a setup and a tag."""
    for mark in sentence.marks:
        value = mark.value
        if not isinstance(value, FilterValue) or not value.others:
            continue
        fields = (value.field, *value.others)
        options = tuple(
            _option(f"{_FIELD_NAMES[field]} {value.value}", _moved(query, value, field))
            for field in fields
        )
        return Clarification(
            question=f"Do you mean {' or '.join(_FIELD_NAMES[field] for field in fields)} {value.value}?",
            about=value.field,
            choices=options,
            pending=RecordQuestion(query=query),
        )
    return None


def _moved(query: RecordQuery, value: FilterValue, field: str) -> RecordQuery:
    """The query with a name in another field."""
    only = query.only.model_dump()
    if value.value in only[value.field]:
        only[value.field] = [name for name in only[value.field] if name != value.value]
        only[field] = [*only[field], value.value]
    return query.model_copy(update={"only": type(query.only).model_validate(only)})


def _two_spans(draft: QueryDraft, query: RecordQuery) -> Clarification | None:
    """As in "feb 24": a day, or the month of a year."""
    days = draft.first.days
    if days is None or days.other is None or "last" in days.note:
        return None
    other = query.model_copy(update={"day_from": days.other.day_from, "day_to": days.other.day_to})
    first, second = _span_label(query), _span_label(other)
    return Clarification(
        question=f"Which days do you mean: {first} or {second}?",
        about="days",
        choices=(_option(first, query), _option(second, other)),
        pending=RecordQuestion(query=query),
    )


def _span_label(query: RecordQuery) -> str:
    if query.day_from == query.day_to:
        return f"{query.day_from:%d %B %Y}"
    last = f"{query.day_to:%d %B %Y}" if query.day_to else "today"
    return f"{query.day_from:%d %B %Y} to {last}"


def _which_day(scan: Scan, query: RecordQuery) -> Clarification | None:
    """As in "My worst day": a date by its result, or a day of the week."""
    if query.ranking is None or query.ranking.of is not RankedThing.DAY or query.ranking.limit > 1:
        return None
    words = {word.plain for word in scan.words}
    if words & {"date", "calendar", "dates", "single", "trading", "session"} or "days" in words:
        return None
    order = query.ranking.order
    weekday = RecordQuery.model_validate(
        query.model_dump()
        | {"group_by": GroupBy.WEEKDAY, "ranking": Ranking(of=RankedThing.GROUP, order=order)}
    )
    return Clarification(
        question=f"Do you mean the {order} single day, or the {order} day of the week?",
        about="day",
        choices=(_option("the single day", query), _option("the day of the week", weekday)),
        pending=RecordQuestion(query=query),
    )
