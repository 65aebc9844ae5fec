"""Days of the week from one to another: "Monday to Wednesday". Pure."""

from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.record.questions.schemas import Weekday

_WEEK = list(Weekday)


def with_weekday_ranges(marks: list[PhraseMark]) -> list[PhraseMark]:
    """The marks with "Monday to Wednesday" as one filter."""
    result: list[PhraseMark] = []
    place = 0
    while place < len(marks):
        mark = marks[place]
        end = place + 2
        if (
            end < len(marks)
            and _is_weekday(mark)
            and _is_weekday(marks[end])
            and _is_range_word(marks[place + 1])
        ):
            result.append(_weekday_range(mark, marks[end]))
            place = end + 1
        else:
            result.append(mark)
            place += 1
    return result


def _is_weekday(mark: PhraseMark) -> bool:
    return (
        isinstance(mark.value, FilterValue)
        and mark.value.field == "weekdays"
        and isinstance(mark.value.value, tuple)
        and len(mark.value.value) == 1
    )


def _is_range_word(mark: PhraseMark) -> bool:
    return mark.value in (
        "to",
        "-",
        "\u2013",
        "through",
        "thru",
        "until",
        "till",
        "til",
        "bis",
        "a",
    )


def _weekday_range(first: PhraseMark, last: PhraseMark) -> PhraseMark:
    assert isinstance(first.value, FilterValue)
    assert isinstance(last.value, FilterValue)
    start, end = _WEEK.index(first.value.value[0]), _WEEK.index(last.value.value[0])  # type: ignore[index]
    days = _WEEK[start : end + 1] if start <= end else [*_WEEK[start:], *_WEEK[: end + 1]]
    return PhraseMark(MarkKind.FILTER, FilterValue("weekdays", tuple(days)), first.start, last.end)
