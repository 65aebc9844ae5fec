"""Several questions in one message: "win rate on Mondays, profit factor on Fridays"; pooled, they answer none. Pure.

A message is read in parts where each of them names a figure of its own and trades of its own, of the same kind as
another part does ("in October … in November"). A list of things of different kinds has one figure for each of them.
"""

from collections.abc import Sequence
from itertools import pairwise

from backend.features.chat.understanding.phrases.marks import MarkKind, PhraseMark
from backend.features.chat.understanding.questions.comparison import family_of
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.record.questions.schemas import RecordQuery

MOST_PARTS = 3
_BORDERS = (MarkKind.AND, MarkKind.PAUSE, MarkKind.STOP)
_SIDES = (MarkKind.FILTER, MarkKind.SPAN)
_OF_ONE = (
    MarkKind.VERSUS,
    MarkKind.AMONG,
    MarkKind.RANK,
    MarkKind.GROUP,
    MarkKind.TREND,
    MarkKind.BY,
    MarkKind.OR,
    MarkKind.OTHERS,
    MarkKind.NOT,
    MarkKind.LEFT_OUT,
    MarkKind.FOLLOW,
    MarkKind.DIMENSION,
)
"""What holds the parts of a message together."""
Part = Sequence[PhraseMark]


def texts_apart(scan: Scan) -> tuple[str, ...]:
    """The words of each question; none where a message is one question."""
    if any(mark.is_a(*_OF_ONE) for mark in scan.marks):
        return ()
    parts = [part for part in _parts(scan.marks) if any(mark.is_a(*_SIDES) for mark in part)]
    if not 2 <= len(parts) <= MOST_PARTS or sum(map(len, parts)) + len(_BORDERS) < len(scan.marks):
        return ()
    if all(_asks(part) for part in parts) and _share_a_family(parts):
        return tuple(_text(scan, part) for part in parts)
    return _texts_of_list(scan, parts)


def _parts(marks: Sequence[PhraseMark]) -> list[list[PhraseMark]]:
    parts: list[list[PhraseMark]] = [[]]
    for mark in marks:
        if mark.is_a(*_BORDERS):
            parts.append([])
        else:
            parts[-1].append(mark)
    return [part for part in parts if part]


def _asks(part: Part) -> bool:
    """Whether a part names a figure: a measure, or a head with what completes it ("what did I make")."""
    kinds = {mark.kind for mark in part}
    return MarkKind.MEASURE in kinds or {MarkKind.HEAD, MarkKind.ACT} <= kinds


def _families(part: Part) -> set[str]:
    return {family_of(mark) for mark in part if mark.is_a(*_SIDES)} - {"outcomes"}


def _share_a_family(parts: Sequence[Part]) -> bool:
    """Whether two parts name other trades of the same kind, and each names some."""
    families = [_families(part) for part in parts]
    values = [[mark.value for mark in part if mark.is_a(*_SIDES)] for part in parts]
    is_shared = any(first & second for first, second in pairwise(families))
    return all(families) and is_shared and all(left != right for left, right in pairwise(values))


def _text(scan: Scan, part: Part) -> str:
    return " ".join(word.raw for word in scan.words[part[0].start : part[-1].end])


def _texts_of_list(scan: Scan, parts: Sequence[Part]) -> tuple[str, ...]:
    """In "win rate on Mondays, on Fridays and on shorts" each of three is asked for: not all are of one kind."""
    first, rest = parts[0], parts[1:]
    if len(parts) < MOST_PARTS or not _asks(first) or any(not _is_an_item(part) for part in rest):
        return ()
    families = [_families(part) for part in parts]
    if any(len(named) != 1 for named in families) or len(set.union(*families)) == 1:
        return ()
    side = next(at for at, mark in enumerate(first) if mark.is_a(*_SIDES))
    if side == 0 or first[side - 1].kind is not MarkKind.PREPOSITION:
        return ()
    figure = _text(scan, first[: side - 1]) if side > 1 else ""
    return (_text(scan, first), *(f"{figure} {_text(scan, part)}" for part in rest))


def _is_an_item(part: Part) -> bool:
    return len(part) == 2 and part[0].kind is MarkKind.PREPOSITION and part[1].is_a(*_SIDES)


def are_apart(queries: Sequence[RecordQuery], count: int) -> bool:
    """Whether the parts are questions that no single one answers: two with the same figure are two sides of one."""
    figures = {tuple(query.measures) for query in queries}
    if len(figures) == 1 and count < MOST_PARTS:
        return False
    selections = [query.model_dump_json(exclude={"measures"}) for query in queries]
    return len(queries) == count and len(set(selections)) == count


def with_shared_days(queries: Sequence[RecordQuery]) -> list[RecordQuery]:
    """Days that one of them names beside its trades are those of all: "… and profit factor on shorts this year"."""
    days = [(query.day_from, query.day_to) for query in queries]
    named = [pair for pair in days if pair != (None, None)]
    is_shared = len(named) == 1 and all(query.only != type(query.only)() for query in queries)
    if not is_shared:
        return list(queries)
    first, last = named[0]
    return [query.model_copy(update={"day_from": first, "day_to": last}) for query in queries]
