"""What a question leaves out: `without Mondays and NQ`, `except news`, `with Fridays excluded`. Pure."""

from itertools import pairwise

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence

_BEFORE_FILTER = (
    MarkKind.PREPOSITION,
    MarkKind.FILLER,
    MarkKind.BY,
    MarkKind.THING,
    MarkKind.ACT,
    MarkKind.WHICH,
    MarkKind.ONLY,
    MarkKind.DIMENSION,
    MarkKind.CLEAR,  # "drop everything tagged news"
)
_JOINERS = (MarkKind.AND, MarkKind.OR, MarkKind.PAUSE, MarkKind.NOT)
_MOST_BEFORE = 4


def read_exclusions(sentence: Sentence, draft: QueryDraft) -> None:
    """Take every negation in with the filters that it is about; what is about nothing is said back."""
    _drop_not_only(sentence)
    for place, mark in enumerate(sentence.marks):
        if mark.kind is MarkKind.NOT and place not in sentence.accounted:
            _exclude_behind(sentence, draft, place)
        if mark.kind is MarkKind.LEFT_OUT or (
            mark.value == "out" and _is_taken_out(sentence, place)
        ):
            _exclude_before(sentence, draft, place)


def _drop_not_only(sentence: Sentence) -> None:
    """In "all of it, not only this month" what is named limits nothing."""
    for place, mark in enumerate(sentence.marks[:-2]):
        only, side = sentence.marks[place + 1 : place + 3]
        is_so = mark.kind is MarkKind.NOT and only.kind is MarkKind.ONLY
        if is_so and side.is_a(MarkKind.FILTER, MarkKind.SPAN):
            sentence.marks[place + 2] = PhraseMark(
                MarkKind.FILLER, "not only", side.start, side.end
            )
            sentence.take(place, place + 1)


def _is_taken_out(sentence: Sentence, place: int) -> bool:
    """As in "Take the unplanned trades out": the verb stands before the filter."""
    near = sentence.marks[max(place - 6, 0) : place]
    verbs = [
        at
        for at, mark in enumerate(near)
        if mark.value in _TAKING or (mark.kind is MarkKind.ACT and mark.value == "trade")
    ]
    return bool(verbs) and any(mark.kind is MarkKind.FILTER for mark in near[verbs[0] :])


_TAKING = frozenset(
    "take taking leave filter cut strip keep kick throw pull count leaving put".split()
)


def _exclude_behind(sentence: Sentence, draft: QueryDraft, place: int) -> None:
    first = _first_filter(sentence.marks, place + 1)
    if first is None:
        if sentence.marks[place].value != "mind":
            sentence.refuse(place)
        return
    run = _run_from(sentence.marks, first)
    if _is_one_combination(sentence.marks, run):
        sentence.refuse(place, *run)
        return
    for member in run:
        _exclude(sentence, draft, member)
    joints = [at for at in range(place, run[-1]) if sentence.marks[at].kind is MarkKind.NOT]
    sentence.take(place, *range(place, run[-1]), *joints)


def _first_filter(marks: list[PhraseMark], start: int) -> int | None:
    for place in range(start, min(start + _MOST_BEFORE + 1, len(marks))):
        if marks[place].kind is MarkKind.FILTER:
            return place
        if not marks[place].is_a(*_BEFORE_FILTER):
            return None
    return None


def _run_from(marks: list[PhraseMark], first: int) -> list[int]:
    """The filters from one on that belong together: side by side, or with joining words between them."""
    run = [first]
    is_joined = False
    has_between = False
    for place in range(first + 1, len(marks)):
        mark = marks[place]
        if mark.kind is MarkKind.FILTER:
            same = _field(mark) == _field(marks[run[-1]])
            if not is_joined and has_between:
                break
            if not is_joined and not same and place != run[-1] + 1:
                break
            run.append(place)
            is_joined = has_between = False
        elif mark.is_a(*_JOINERS):
            is_joined = True
        elif mark.is_a(MarkKind.PREPOSITION, MarkKind.THING, MarkKind.FILLER):
            has_between = True
        else:
            break
    return run


def _field(mark: PhraseMark) -> str:
    return mark.value.field if isinstance(mark.value, FilterValue) else ""


def _is_one_combination(marks: list[PhraseMark], run: list[int]) -> bool:
    """Whether two filters of different kinds stand side by side: "without NQ shorts" leaves out neither alone."""
    return any(
        after == before + 1 and _field(marks[before]) != _field(marks[after])
        for before, after in pairwise(run)
    )


def _exclude(sentence: Sentence, draft: QueryDraft, place: int) -> None:
    value = sentence.marks[place].value
    assert isinstance(value, FilterValue)
    draft.first.add(value, excluded=True)
    sentence.take(place)


def _exclude_before(sentence: Sentence, draft: QueryDraft, place: int) -> None:
    start = place - 1
    while start >= 0 and sentence.marks[start].is_a(
        MarkKind.FILLER, MarkKind.PREPOSITION, MarkKind.THING
    ):
        start -= 1
    run: list[int] = []
    is_paused = False
    while start >= 0 and sentence.marks[start].is_a(MarkKind.FILTER, *_JOINERS):
        mark = sentence.marks[start]
        is_paused = is_paused or mark.kind is MarkKind.PAUSE
        if mark.kind is MarkKind.FILTER and start not in sentence.accounted:
            if run and is_paused and _field(mark) != _field(sentence.marks[run[-1]]):
                break  # "for the shorts, Apex not included"
            run.append(start)
        start -= 1
    for member in reversed(run):
        _exclude(sentence, draft, member)
    if run:
        sentence.take(place)
    else:
        sentence.refuse(place)
