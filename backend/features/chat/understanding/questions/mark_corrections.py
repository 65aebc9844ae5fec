"""Marks that mean something else beside the others: "this month than last", "scratch every short". Pure."""

from collections.abc import Sequence

from backend.features.chat.understanding.phrases.marks import (
    Days,
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.phrases.words import Word
from backend.features.chat.understanding.spans.same_spans import SHIFTED
from backend.features.record.questions.schemas import Measure, RunBefore
from backend.features.record.trades.models import TradeDirection

_COMPARING = (MarkKind.VERSUS, MarkKind.AMONG)
_BEFORE = frozenset("last previous prior preceding".split())
_AROUND = frozenset("the my our was were is in one ones a did do".split())
_UNITS = {
    "today": "day",
    "day": "day",
    "week": "week",
    "wtd": "week",
    "month": "month",
    "mtd": "month",
    "quarter": "quarter",
    "qtd": "quarter",
    "year": "year",
    "ytd": "year",
}
_SIDES = {"long": TradeDirection.LONG, "short": TradeDirection.SHORT}
_SCRATCHES = frozenset("scratch scratched scratching".split())
_FEELINGS = frozenset(
    """angry calm anxious confident tired bored frustrated greedy excited sad focused happy neutral euphoric stressed
    fearful afraid hesitant impatient distracted overconfident hopeful desperate depressed exhausted nervous scared
    worried relaxed irritated furious mad down hyped drunk sick hungover sleepy rested fresh patient disciplined
    panicked panicky jittery tense zen cocky""".split()
)
"""Words of feelings, whether they are on record or not."""
_WHOLE = frozenset("everything all every any each the my those what whatever".split())


def corrected(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """The marks of a question, each as it is meant beside the others."""
    marks = _with_sides(marks, words)
    marks = _with_the_one_before(marks, words)
    marks = _with_feelings(marks, words)
    marks = _with_the_contrary(marks)
    marks = _with_runs(marks, words)
    marks = _with_means(marks, words)
    marks = _with_counting(marks, words)
    marks = _with_all_of_a_kind(marks, words)
    return _with_scratching(marks, words)


def _plain(words: Sequence[Word], mark: PhraseMark) -> list[str]:
    return [word.plain for word in words[mark.start : mark.end]]


def _with_sides(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "compare longs and shorts" and "without longs or shorts" both are named, and nothing is put together by them."""
    if not any(mark.is_a(*_COMPARING, MarkKind.NOT) for mark in marks):
        return list(marks)
    result: list[PhraseMark] = []
    for mark in marks:
        texts = [word.text for word in words[mark.start : mark.end]]
        is_pair = mark.kind is MarkKind.DIMENSION and len(texts) == 3 and set(texts) >= set(_SIDES)
        if not is_pair or texts[1] not in ("and", "or"):
            result.append(mark)
            continue
        joint = MarkKind.AND if texts[1] == "and" else MarkKind.OR
        result += [
            _direction(texts[0], mark.start),
            PhraseMark(joint, texts[1], mark.start + 1, mark.start + 2),
            _direction(texts[2], mark.start + 2),
        ]
    return result


def _direction(text: str, at: int) -> PhraseMark:
    return PhraseMark(MarkKind.FILTER, FilterValue("direction", _SIDES[text]), at, at + 1)


def _with_the_one_before(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "better this month than last" and "this week against the one before" the same unit before it is meant."""
    place = next((at for at, mark in enumerate(marks) if mark.kind is MarkKind.VERSUS), None)
    if place is None:
        return list(marks)
    unit = _unit_of([mark for mark in marks[:place] if isinstance(mark.value, Days)], words)
    end, names_it = place + 1, False
    while end < len(marks):
        plain = _plain(words, marks[end])
        if isinstance(days := marks[end].value, Days) and days.part.startswith(SHIFTED):
            break  # "last month at the same point"
        is_before = plain[0] in _BEFORE or (plain == ["before"] and _is_one(marks[end - 1], words))
        if not is_before and not (plain[0] in _AROUND and len(plain) == 1):
            break
        names_it, end = names_it or is_before, end + 1
    if unit is None or not names_it:
        return list(marks)
    preceding = Days(None, None, part=f"preceding:{unit}")
    span = PhraseMark(MarkKind.SPAN, preceding, marks[place + 1].start, marks[end - 1].end)
    return [*marks[: place + 1], span, *marks[end:]]


def _unit_of(spans: Sequence[PhraseMark], words: Sequence[Word]) -> str | None:
    """The unit that the only span names: "this month", "my week"."""
    if len(spans) != 1:
        return None
    units = [
        _UNITS[word.text] for word in words[spans[0].start : spans[0].end] if word.text in _UNITS
    ]
    return units[-1] if units else None


def _is_one(mark: PhraseMark, words: Sequence[Word]) -> bool:
    return _plain(words, mark) == ["one"]


def _with_feelings(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """A feeling that is not on record is named all the same where it is held against something."""
    is_compared = any(mark.is_a(*_COMPARING, MarkKind.OR) for mark in marks)
    if not is_compared:
        return list(marks)
    return [
        PhraseMark(
            MarkKind.FILTER, FilterValue("emotions", words[mark.start].plain), mark.start, mark.end
        )
        if mark.kind is MarkKind.UNKNOWN and words[mark.start].plain in _FEELINGS
        else mark
        for mark in marks
    ]


def _with_scratching(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "if I scratch every short" and "scratch Tuesdays" trades are left out; "scratch trades" broke even."""
    result = list(marks)
    for place, mark in enumerate(marks):
        following = marks[place + 1] if place + 1 < len(marks) else None
        if following is None or words[mark.start].plain not in _SCRATCHES:
            continue
        plain = _plain(words, following)[0]
        is_left_out = plain in _WHOLE or following.is_a(MarkKind.FILTER, MarkKind.BY)
        if is_left_out and mark.end == mark.start + 1:
            result[place] = PhraseMark(MarkKind.NOT, "without", mark.start, mark.end)
    return result


def _with_counting(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "only count this year" and "don't count Fridays" nothing is counted."""
    result = list(marks)
    for place in range(1, len(marks)):
        is_verb = marks[place - 1].is_a(MarkKind.ONLY, MarkKind.NOT)
        if is_verb and _plain(words, marks[place]) == ["count"]:
            result[place] = PhraseMark(
                MarkKind.FILLER, "count", marks[place].start, marks[place].end
            )
    return result


def _with_all_of_a_kind(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "total P&L across every market" all of them are meant together."""
    result = list(marks)
    for place in range(2, len(marks)):
        over, whole = (_plain(words, mark) for mark in marks[place - 2 : place])
        is_all = over[-1] in _OVER and whole[-1] in ("every", "all")
        if is_all and marks[place].kind is MarkKind.DIMENSION:
            result[place - 2 : place + 1] = [
                PhraseMark(MarkKind.FILLER, "all", mark.start, mark.end)
                for mark in marks[place - 2 : place + 1]
            ]
    return result


_OVER = ("across", "over", "in", "on")
_BESIDE = (MarkKind.FILLER, MarkKind.PREPOSITION, MarkKind.WHICH, MarkKind.THING, MarkKind.ACT)


def _with_the_contrary(marks: Sequence[PhraseMark]) -> list[PhraseMark]:
    """In "tired vs not tired" and "when I follow it vs when I don't" the second side is all that is not the first."""
    result = list(marks)
    for place, mark in enumerate(marks):
        if mark.kind is not MarkKind.VERSUS:
            continue
        start = _first_beside(marks, place + 1)
        if start is None or marks[start].kind is not MarkKind.NOT:
            continue
        following = _first_beside(marks, start + 1)
        sides = [side.value for side in marks[:place] if isinstance(side.value, FilterValue)]
        is_same = following is not None and marks[following].value in sides
        if not is_same and not (following is None and sides):
            continue
        last = start if following is None else following
        contrary = PhraseMark(MarkKind.OTHERS, "not", marks[start].start, marks[last].end)
        return [*result[:start], contrary, *result[last + 1 :]]
    return result


def _first_beside(marks: Sequence[PhraseMark], start: int) -> int | None:
    """The first mark that says something, up to the end of the sentence."""
    for place in range(start, len(marks)):
        if marks[place].kind is MarkKind.STOP:
            return None
        if not marks[place].is_a(*_BESIDE):
            return place
    return None


def _with_runs(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "worse after two losses than after one" the second number counts losses, and is no hour."""
    runs = [value for mark in marks if isinstance(value := _value_of(mark, "after"), RunBefore)]
    if len(runs) != 1 or not any(mark.is_a(*_COMPARING) for mark in marks):
        return list(marks)
    return [
        PhraseMark(mark.kind, FilterValue("after", run), mark.start, mark.end)
        if (run := _run_of(mark, words, runs[0])) is not None
        else mark
        for mark in marks
    ]


def _value_of(mark: PhraseMark, field: str) -> object:
    value = mark.value
    return value.value if isinstance(value, FilterValue) and value.field == field else None


def _run_of(mark: PhraseMark, words: Sequence[Word], run: RunBefore) -> RunBefore | None:
    """The run that an hour such as "after one" is beside another run."""
    plain = _plain(words, mark)
    if _value_of(mark, "hours") is None or len(plain) != 2 or plain[0] != "after":
        return None
    count = _IN_WORDS.get(plain[1])
    return None if count is None else RunBefore(what=run.what, at_least=count)


_IN_WORDS = {word: count for count, word in enumerate("one two three four five six".split(), 1)}


_MEANS = frozenset("average avg averaged typical typically mean usual usually".split())
_EACH = frozenset("per a each every".split())


def _with_means(marks: Sequence[PhraseMark], words: Sequence[Word]) -> list[PhraseMark]:
    """In "how many R per trade" and "R made on average" the mean is asked for, and no sum."""
    plain = [word.plain for word in words]
    is_each = any(word == "trade" and plain[at] in _EACH for at, word in enumerate(plain[1:]))
    is_each = is_each or "each" in plain
    if not is_each and _MEANS.isdisjoint(plain):
        return list(marks)
    return [
        PhraseMark(mark.kind, Measure.EXPECTANCY.value, mark.start, mark.end)
        if mark.kind is MarkKind.MEASURE and mark.value == Measure.TOTAL_R.value
        else mark
        for mark in marks
    ]
