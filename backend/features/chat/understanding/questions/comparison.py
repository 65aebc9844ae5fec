"""Two sides that are held against each other: `longs vs shorts`, `better on MES or NQ`, `this month against last`. Pure."""

from itertools import pairwise

from backend.features.chat.understanding.phrases.marks import (
    Days,
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.questions.draft import QueryDraft, SelectionDraft, Sentence
from backend.features.chat.understanding.spans.calendar_days import A_DAY, unit_before
from backend.features.record.performance.schemas import GroupBy

_FAMILIES = {
    "instruments": "instruments",
    "classes": "instruments",
    "setups": "names",
    "tags": "names",
    "strategies": "names",
    "hours": "hours",
    "sessions": "hours",
}
"""Fields whose values are held against each other."""

_GROUPS = {
    "instruments": GroupBy.INSTRUMENT,
    "setups": GroupBy.SETUP,
    "tags": GroupBy.TAG,
    "strategies": GroupBy.STRATEGY,
    "accounts": GroupBy.ACCOUNT,
    "emotions": GroupBy.EMOTION,
    "weekdays": GroupBy.WEEKDAY,
    "sessions": GroupBy.SESSION,
}
_SIDE_KINDS = (MarkKind.FILTER, MarkKind.SPAN)
_CONTENT = (*_SIDE_KINDS, MarkKind.MEASURE, MarkKind.OTHERS, MarkKind.CLEAR)


def family_of(mark: PhraseMark) -> str:
    """What a filter or span can be held against: others of its family."""
    if isinstance(mark.value, FilterValue):
        return _FAMILIES.get(mark.value.field, mark.value.field)
    return "span"


def free_sides(sentence: Sentence) -> list[int]:
    """Filters and spans that are part of nothing yet."""
    return [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.is_a(*_SIDE_KINDS) and place not in sentence.accounted | sentence.unclear
    ]


def read_comparison(sentence: Sentence, draft: QueryDraft) -> None:
    """Take two sides in, where words hold them against each other."""
    markers = [place for place, mark in enumerate(sentence.marks) if mark.kind is MarkKind.VERSUS]
    for place in markers:
        if _is_between_measures(sentence, place):
            sentence.take(place)
        elif draft.second is None and draft.group_by is None:
            _split(sentence, draft, place, markers)
    if draft.second is None and draft.group_by is None and not markers:
        _read_choice(sentence, draft)
        if draft.second is None and draft.group_by is None:
            _read_better(sentence, draft)


def _is_between_measures(sentence: Sentence, place: int) -> bool:
    before = [mark for mark in sentence.marks[:place] if mark.is_a(*_CONTENT)]
    behind = [mark for mark in sentence.marks[place:] if mark.is_a(*_CONTENT)]
    return bool(before and behind) and before[-1].kind is behind[0].kind is MarkKind.MEASURE


def _split(sentence: Sentence, draft: QueryDraft, place: int, markers: list[int]) -> None:
    free = free_sides(sentence)
    left = [side for side in free if side < place]
    right = [side for side in free if side > place]
    if not left and len(right) >= 2:
        left, right = _two_behind(sentence, right)
    is_alone = not right or _rest_is_behind(sentence, place, left, right)
    if left and is_alone and _against_all(sentence, draft, (place, left)):
        return
    if right and not left:
        draft.against = SelectionDraft()
        for side in right:
            _put(sentence.marks[side], draft.against)
        sentence.refuse(place)
    if not left or not right:
        return
    if len(markers) > 1 and _grouped(sentence, draft, [*left, *right]):
        sentence.take(*markers)
        return
    _take_sides(sentence, draft, left, right)
    sentence.take(place)


def _rest_is_behind(sentence: Sentence, place: int, left: list[int], right: list[int]) -> bool:
    """In "gold against all the rest, this month" what stands behind limits both sides."""
    near = sentence.marks[place + 1 : min(right)]
    families = {family_of(sentence.marks[side]) for side in left}
    is_other = all(family_of(sentence.marks[side]) not in families for side in right)
    return is_other and any(mark.is_a(MarkKind.OTHERS, MarkKind.CLEAR) for mark in near)


def _two_behind(sentence: Sentence, right: list[int]) -> tuple[list[int], list[int]]:
    """As in "Compared to July, how was August": both sides stand behind."""
    for first, second in pairwise(right):
        if family_of(sentence.marks[first]) == family_of(sentence.marks[second]):
            return [second], [first]
    return [], right


def _against_all(sentence: Sentence, draft: QueryDraft, sides: tuple[int, list[int]]) -> bool:
    """As in "Mondays against the rest", "longs compared to overall"."""
    place, left = sides
    others = next(
        (
            at
            for at in range(place + 1, len(sentence.marks))
            if sentence.marks[at].is_a(MarkKind.OTHERS, MarkKind.CLEAR)
        ),
        None,
    )
    if others is None:
        return False
    nearest = [left[-1]]
    family = family_of(sentence.marks[left[-1]])
    nearest = [side for side in left if family_of(sentence.marks[side]) == family]
    if family == "span" and sentence.marks[others].kind is MarkKind.OTHERS:
        return False
    _take_shared(sentence, draft, [side for side in left if side not in nearest])
    draft.second = draft.first.copy()
    for side in nearest:
        _put(sentence.marks[side], draft.first)
        if sentence.marks[others].kind is MarkKind.OTHERS:
            _put(sentence.marks[side], draft.second, excluded=True)
    sentence.take(place, others, *nearest)
    return True


def _take_sides(sentence: Sentence, draft: QueryDraft, left: list[int], right: list[int]) -> None:
    """What both sides name is compared, the rest is shared."""
    marks = sentence.marks
    common = {family_of(marks[side]) for side in left} & {family_of(marks[side]) for side in right}
    if common:
        first = [side for side in left if family_of(marks[side]) in common]
        second = [side for side in right if family_of(marks[side]) in common]
    else:
        first, second = [left[-1]], [right[0]]
    shared = [side for side in (*left, *right) if side not in (*first, *second)]
    _take_shared(sentence, draft, shared)
    draft.second = draft.first.copy()
    for side in first:
        _put(marks[side], draft.first)
    for side in second:
        _put(marks[side], draft.second)
    if draft.second.days is not None and draft.first.days is not None:
        draft.second.days = settled_days(draft.second.days, draft.first.days)
    sentence.take(*first, *second)


def _take_shared(sentence: Sentence, draft: QueryDraft, shared: list[int]) -> None:
    for side in shared:
        _put(sentence.marks[side], draft.first)
    sentence.take(*shared)


def _put(mark: PhraseMark, side: SelectionDraft, *, excluded: bool = False) -> None:
    if isinstance(mark.value, FilterValue):
        side.add(mark.value, excluded=excluded)
    if isinstance(mark.value, Days):
        side.days = mark.value if side.days is None else joined(side.days, mark.value)


def settled_days(days: Days, other: Days) -> Days:
    """Days that were named by others: "the week before" some days, as many days before them."""
    if not days.part.startswith("preceding") or other.day_from is None:
        return days
    unit = days.part.partition(":")[2]
    if unit:
        return unit_before(unit, other.day_from)
    if other.day_to is None:
        return days
    length = other.day_to - other.day_from
    return Days(other.day_from - length - A_DAY, other.day_from - A_DAY)


def joined(first: Days, second: Days) -> Days:
    """Days that are in both spans; where none is, from the first of them to the last."""
    starts = [day for day in (first.day_from, second.day_from) if day]
    ends = [day for day in (first.day_to, second.day_to) if day]
    latest, earliest = max(starts, default=None), min(ends, default=None)
    if latest is None or earliest is None or latest <= earliest:
        return Days(latest, earliest, note=first.note or second.note)
    return Days(min(starts), max(ends), note=first.note or second.note)


def _read_choice(sentence: Sentence, draft: QueryDraft) -> None:
    """As in "MES or NQ, where am I better", "difference between longs and shorts", "longs or shorts"."""
    among = [
        place
        for place, mark in enumerate(sentence.marks)
        if mark.is_a(MarkKind.AMONG, MarkKind.RANK) or mark.kind is MarkKind.WHICH
    ]
    for place, mark in enumerate(sentence.marks):
        if not mark.is_a(MarkKind.OR, MarkKind.AND):
            continue
        pair = _pair_around(sentence, place)
        if pair is None:
            continue
        is_either = mark.kind is MarkKind.OR and _is_single(sentence.marks[pair[0]])
        if is_either or (among and (mark.kind is MarkKind.OR or _asks_for_two(sentence, place))):
            _take_choice(sentence, draft, place, pair)
            sentence.take(*[at for at in among if sentence.marks[at].kind is MarkKind.AMONG])
            return


def _read_better(sentence: Sentence, draft: QueryDraft) -> None:
    """As in "do I trade worse when tired": one side against all others."""
    among = [place for place, mark in enumerate(sentence.marks) if mark.kind is MarkKind.AMONG]
    better = [place for place in among if sentence.marks[place].value == "better"]
    sides = [side for side in free_sides(sentence) if sentence.marks[side].kind is MarkKind.FILTER]
    others = (
        MarkKind.WHICH,
        MarkKind.RANK,
        MarkKind.DIMENSION,
        MarkKind.BY,
        MarkKind.GROUP,
        MarkKind.TREND,
    )
    if (
        not better
        or len(sides) != 1
        or any(mark.is_a(*others) and mark.value != "when" for mark in sentence.marks)
    ):
        return
    draft.second = draft.first.copy()
    _put(sentence.marks[sides[0]], draft.first)
    _put(sentence.marks[sides[0]], draft.second, excluded=True)
    sentence.take(sides[0], *better)


def _asks_for_two(sentence: Sentence, place: int) -> bool:
    """Whether "and" joins two sides: behind "compare" or "difference between"."""
    return any(
        mark.kind is MarkKind.AMONG and mark.value == "compare" for mark in sentence.marks[:place]
    ) or any(
        mark.kind is MarkKind.AMONG and mark.value == "compare" for mark in sentence.marks[place:]
    )


def _is_single(mark: PhraseMark) -> bool:
    return isinstance(mark.value, FilterValue) and mark.value.field == "direction"


def _pair_around(sentence: Sentence, place: int) -> tuple[int, int] | None:
    free = free_sides(sentence)
    left = [side for side in free if side < place]
    right = [side for side in free if side > place]
    if not left or not right or right[0] - left[-1] > 8:
        return None
    first, second = left[-1], right[0]
    if family_of(sentence.marks[first]) != family_of(sentence.marks[second]):
        return None
    return (first, second) if sentence.marks[first].value != sentence.marks[second].value else None


def _take_choice(sentence: Sentence, draft: QueryDraft, place: int, pair: tuple[int, int]) -> None:
    family = family_of(sentence.marks[pair[0]])
    members = [side for side in free_sides(sentence) if family_of(sentence.marks[side]) == family]
    sentence.take(place)
    if len(members) > 2 and _grouped(sentence, draft, members):
        return
    shared = [side for side in free_sides(sentence) if side not in pair]
    _take_shared(sentence, draft, shared)
    draft.second = draft.first.copy()
    _put(sentence.marks[pair[0]], draft.first)
    _put(sentence.marks[pair[1]], draft.second)
    sentence.take(*pair)


def _grouped(sentence: Sentence, draft: QueryDraft, sides: list[int]) -> bool:
    """Three sides and more: one selection of all, put together by what they are."""
    fields = {
        value.field
        for side in sides
        if isinstance(value := sentence.marks[side].value, FilterValue)
    }
    field = next(
        (name for name in fields if name in _GROUPS and _count(sentence, sides, name) > 2), None
    )
    if field is None:
        return False
    draft.group_by = _GROUPS[field]
    for side in sides:
        _put(sentence.marks[side], draft.first)
    sentence.take(*sides)
    return True


def _count(sentence: Sentence, sides: list[int], field: str) -> int:
    return sum(
        isinstance(value := sentence.marks[side].value, FilterValue) and value.field == field
        for side in sides
    )


def hold_apart(sentence: Sentence, draft: QueryDraft) -> None:
    """In "on longs, and on shorts" no trade is both, so that each is told."""
    if len(draft.first.overlap) != 1 or draft.second is not None or draft.group_by is not None:
        return
    second = draft.first.overlap[0]
    places = [
        at
        for at, mark in enumerate(sentence.marks)
        if isinstance(mark.value, FilterValue) and mark.value.field == second.field
    ]
    between = sentence.marks[places[0] : places[-1]]
    if len(places) != 2 or not any(mark.kind is MarkKind.AND for mark in between):
        return
    draft.first.overlap = []
    draft.second = draft.first.copy()
    draft.second.only[second.field] = second.value
