"""By what a question puts trades together, and which end of an order it asks for. Pure."""

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.grouping.ranking import (
    RankWords,
    implied_rank,
    rank_of,
    read_ranking,
)
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import (
    RankedThing,
    Ranking,
    TrendBy,
)

_SMALL = (
    MarkKind.FILLER,
    MarkKind.PREPOSITION,
    MarkKind.NUMBER,
    MarkKind.ONLY,
    MarkKind.RANK,
    MarkKind.ACT,
    MarkKind.AMONG,
    MarkKind.THING,
    MarkKind.DEFAULT,
    MarkKind.FOLLOW,
)
FIELDS_OF_GROUP = {
    GroupBy.INSTRUMENT: ("instruments", "classes"),
    GroupBy.SETUP: ("setups",),
    GroupBy.STRATEGY: ("strategies",),
    GroupBy.ACCOUNT: ("accounts",),
    GroupBy.TAG: ("tags",),
    GroupBy.EMOTION: ("emotions",),
    GroupBy.SESSION: ("sessions",),
    GroupBy.HOUR: ("hours",),
    GroupBy.WEEKDAY: ("weekdays",),
    GroupBy.DIRECTION: ("direction",),
    GroupBy.HOLDING: ("holding_minutes",),
    GroupBy.ADHERENCE: ("adherence",),
}
_PLACEHOLDERS = frozenset(
    (
        GroupBy.HOUR,
        GroupBy.DAY,
        GroupBy.WEEK,
        GroupBy.MONTH,
        GroupBy.DIRECTION,
        GroupBy.ACCOUNT,
        GroupBy.SESSION,
    )
)
_REFERENCES = frozenset(("this", "that", "these", "those"))


def read_groups(sentence: Sentence, draft: QueryDraft) -> None:
    """Take grouping, ranking and trend in."""
    rank = rank_of(sentence)
    _read_named_groups(sentence, draft)
    _read_classes(sentence, draft)
    _read_dimensions(sentence, draft, rank)
    if rank is None:
        rank = implied_rank(sentence, draft)
    if draft.group_by is GroupBy.WEEKDAY and draft.ranking is not None:
        draft.ranking = draft.ranking.model_copy(update={"of": RankedThing.GROUP})
    if rank is not None:
        read_ranking(sentence, draft, rank)
    _read_trend(sentence, draft)


def _read_named_groups(sentence: Sentence, draft: QueryDraft) -> None:
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.GROUP:
            continue
        if draft.group_by is None:
            draft.group_by = GroupBy(str(mark.value))
            sentence.take(place)
        else:
            sentence.refuse(place)


def _read_dimensions(sentence: Sentence, draft: QueryDraft, rank: RankWords | None) -> None:
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.DIMENSION or place in sentence.accounted | sentence.unclear:
            continue
        group = GroupBy(str(mark.value)) if mark.value in set(GroupBy) else None
        lead = _lead(sentence, place, group)
        if group is None or not lead:
            _leave(sentence, place, group)
        elif lead is MarkKind.WHICH and draft.second is not None:
            sentence.take(place)
        elif lead is MarkKind.RANK and group is GroupBy.DAY:
            _rank_days(sentence, draft, place, rank)
        elif lead is MarkKind.WHICH and group is GroupBy.DAY and _is_weekday(sentence, rank):
            _group(sentence, draft, place, GroupBy.WEEKDAY)
        elif lead is MarkKind.WHICH and group is GroupBy.DAY:
            _rank_days(sentence, draft, place, rank)
        else:
            _group(sentence, draft, place, group)
    _read_when(sentence, draft, rank)


def _read_classes(sentence: Sentence, draft: QueryDraft) -> None:
    """As in "Which coin", "every pair": instruments of a class."""
    for place, mark in enumerate(sentence.marks):
        if not isinstance(mark.value, FilterValue) or mark.value.field != "classes":
            continue
        if draft.group_by is not None or place in sentence.plurals:
            continue
        before = [
            at
            for at in range(max(place - 3, 0), place)
            if sentence.marks[at].is_a(MarkKind.WHICH, MarkKind.BY, MarkKind.RANK)
        ]
        if before and all(
            sentence.marks[at].is_a(*_SMALL, MarkKind.WHICH, MarkKind.BY)
            for at in range(before[-1], place)
        ):
            draft.group_by = GroupBy.INSTRUMENT
            sentence.take(*[at for at in before if not sentence.marks[at].is_a(MarkKind.RANK)])


def _group(sentence: Sentence, draft: QueryDraft, place: int, group: GroupBy) -> None:
    if draft.group_by is None:
        draft.group_by = group
        sentence.take(place)
    elif draft.group_by is group:
        sentence.take(place)
    else:
        sentence.refuse(place)


def _is_weekday(sentence: Sentence, rank: RankWords | None) -> bool:
    """Whether "which day" asks for one of the week: "which day was my best" asks for a date."""
    was = any(word in ("was", "were") for word in _plain_words(sentence))
    return not (was and rank is not None)


def _plain_words(sentence: Sentence) -> list[str]:
    return [str(mark.value) for mark in sentence.marks if mark.kind is MarkKind.FILLER]


def _rank_days(sentence: Sentence, draft: QueryDraft, place: int, rank: RankWords | None) -> None:
    if rank is None or draft.ranking is not None:
        sentence.refuse(place)
        return
    draft.ranking = Ranking(of=RankedThing.DAY, order=rank.order, limit=rank.limit)
    sentence.take(place, rank.place)


def _lead(sentence: Sentence, place: int, group: GroupBy | None) -> MarkKind | None:
    """What before a dimension makes a group of it."""
    if group is None:
        return None
    for at in range(place - 1, -1, -1):
        mark = sentence.marks[at]
        if mark.is_a(MarkKind.BY, MarkKind.WHICH):
            if mark.value == "when" or (
                mark.kind is MarkKind.WHICH and _is_far(sentence, at, place)
            ):
                return None
            sentence.take(at)
            return mark.kind
        if mark.kind is MarkKind.RANK and _is_beside(sentence, at, place):
            return MarkKind.RANK
        if mark.kind is MarkKind.DIMENSION and at in sentence.accounted:
            return MarkKind.BY
        if mark.kind is MarkKind.PREPOSITION and mark.value == "by":
            return MarkKind.BY
        if (
            not mark.is_a(*_SMALL, MarkKind.AND, MarkKind.PAUSE, MarkKind.DIMENSION)
            or mark.value in _REFERENCES
        ):
            break
    if _is_ranked_behind(sentence, place):
        return MarkKind.WHICH
    return _lead_of_kind(sentence, place, group)


def _is_ranked_behind(sentence: Sentence, place: int) -> bool:
    """As in "Setup with the best win rate": the order stands behind."""
    for mark in sentence.marks[place + 1 : place + 4]:
        if mark.kind is MarkKind.RANK:
            return place < 2 or not sentence.marks[place - 1].is_a(MarkKind.FILTER)
        if not mark.is_a(MarkKind.FILLER, MarkKind.PREPOSITION):
            return False
    return False


def _is_far(sentence: Sentence, at: int, place: int) -> bool:
    """Whether a measure or filter stands between "what" and the dimension."""
    return any(mark.is_a(MarkKind.MEASURE, MarkKind.FILTER) for mark in sentence.marks[at:place])


def _is_beside(sentence: Sentence, at: int, place: int) -> bool:
    between = sentence.marks[at + 1 : place]
    return all(
        mark.is_a(
            MarkKind.FILLER,
            MarkKind.NUMBER,
            MarkKind.ACT,
            MarkKind.THING,
            MarkKind.RANK,
            MarkKind.DEFAULT,
            MarkKind.AND,
        )
        for mark in between
    )


def _lead_of_kind(sentence: Sentence, place: int, group: GroupBy) -> MarkKind | None:
    """As in "Compare my setups", "how do my instruments do": a plural asks for a group by itself."""
    if any(
        mark.kind is MarkKind.AMONG and mark.value == "compare" for mark in sentence.marks[:place]
    ):
        return MarkKind.BY
    is_named = place > 0 and sentence.marks[place - 1].kind is MarkKind.UNKNOWN
    if is_named or group in _PLACEHOLDERS or _has_own(sentence, group):
        return None
    return MarkKind.BY if sentence.marks[place].value and _is_plural(sentence, place) else None


def _is_plural(sentence: Sentence, place: int) -> bool:
    return place in sentence.plurals


def _has_own(sentence: Sentence, group: GroupBy) -> bool:
    return any(
        isinstance(mark.value, FilterValue) and mark.value.field in FIELDS_OF_GROUP.get(group, ())
        for mark in sentence.marks
    )


def _leave(sentence: Sentence, place: int, group: GroupBy | None) -> None:
    """A dimension that groups nothing: filler, or a reference that nobody resolves here ("that setup")."""
    before = sentence.marks[place - 1] if place else None
    refers = (
        before is not None
        and before.kind is MarkKind.FILLER
        and before.value in ("this", "that", "these", "those")
    )
    if refers and group in (GroupBy.SETUP, GroupBy.STRATEGY, GroupBy.INSTRUMENT, GroupBy.TAG):
        sentence.refuse(place)
    else:
        sentence.take(place)


def _read_when(sentence: Sentence, draft: QueryDraft, rank: RankWords | None) -> None:
    """Read "when do I trade best?" as asking for an hour."""
    if draft.group_by is not None or draft.ranking is not None:
        return
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.WHICH or mark.value != "when":
            continue
        following = sentence.marks[place + 1 :]
        is_asked = rank is not None or any(other.kind is MarkKind.AMONG for other in following)
        if is_asked and not any(
            other.is_a(MarkKind.FILTER) and _is_feeling(other) for other in following[:4]
        ):
            draft.group_by = GroupBy.HOUR
            sentence.take(place)
            return


def _is_feeling(mark: PhraseMark) -> bool:
    return isinstance(mark.value, FilterValue) and mark.value.field in (
        "emotions",
        "patterns",
        "plans",
    )


def _read_trend(sentence: Sentence, draft: QueryDraft) -> None:
    for place, mark in enumerate(sentence.marks):
        if mark.kind is not MarkKind.TREND:
            continue
        before = sentence.marks[:place]
        if any(other.kind is MarkKind.WHICH and other.value == "when" for other in before):
            sentence.refuse(place)
        elif draft.group_by is None and draft.ranking is None:
            draft.trend = (
                draft.trend
                if draft.trend not in (None, TrendBy.MONTH)
                else TrendBy(str(mark.value))
            )
            sentence.take(place)
        else:
            sentence.take(place)
