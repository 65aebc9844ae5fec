"""Marks that mean something else beside the others: "this month than last", "scratch every short". Pure."""

from collections.abc import Sequence

from backend.features.chat.understanding.phrases.marks import (
    Days,
    FilterValue,
    MarkKind,
    PhraseMark,
)
from backend.features.chat.understanding.phrases.words import Word
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
        is_before = plain[0] in _BEFORE or (plain == ["before"] and _is_one(marks[end - 1], words))
        if not is_before and not (plain[0] in _AROUND and len(plain) == 1):
            break
        names_it, end = names_it or is_before, end + 1
    if unit is None or not names_it:
        return list(marks)
    days = Days(None, None, part=f"preceding:{unit}")
    span = PhraseMark(MarkKind.SPAN, days, marks[place + 1].start, marks[end - 1].end)
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
