"""Filters that hold a number: the size, time held, adherence, the nth trade of a day, what came before. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from backend.features.chat.understanding.phrases.count_words import (
    BOUNDS,
    EXACT,
    MINUTES,
    MORE,
    OR_EQUAL,
    SIZE_UNITS,
    WHOLE_UNITS,
    behind_at,
    plain_at,
    text_at,
)
from backend.features.chat.understanding.phrases.marks import FilterValue
from backend.features.chat.understanding.phrases.numbers import NumberWords, number_at
from backend.features.chat.understanding.phrases.runs import FilterAt, nth_at, run_at
from backend.features.chat.understanding.phrases.words import Word
from backend.features.record.questions.schemas import NumberRange


def count_at(words: Sequence[Word], at: int) -> FilterAt | None:
    """The filter with a number that begins at a word."""
    return (
        run_at(words, at) or nth_at(words, at) or _bounded(words, at) or _adherence_first(words, at)
    )


def _bound(words: Sequence[Word], at: int) -> tuple[str, int]:
    for parts, bound in BOUNDS.get(plain_at(words, at), ()):
        if tuple(word.plain for word in words[at : at + len(parts)]) == parts:
            behind = at + len(parts)
            end = behind_at(words, behind, OR_EQUAL)
            return (_WITH_IT[bound], end) if end > behind else (bound, behind)
    return "", at


_WITH_IT = {"above": "least", "below": "most", "least": "least", "most": "most"}
"""What a bound is where the number itself is taken, too: "shorter than or equal to"."""


def _bounded(words: Sequence[Word], at: int) -> FilterAt | None:
    """`more than 2 contracts`, `3 lots or more`, `held under 5 minutes`, `over 80% adherence`."""
    bound, place = _bound(words, at)
    if not bound and plain_at(words, at) in EXACT:
        place = at + 1
        bound, place = _bound(words, place)
    between = _ranged(words, place)
    if between is not None:
        return between
    number = _number_or_one(words, place, bound)
    if number is None:
        return None
    behind = number.end
    early = "least" if number.unit == "+" else ""
    if not early:
        early, behind = _more(words, behind)
    unit = number.unit.rstrip("+s") if number.unit != "+" else ""
    if not unit:
        unit, behind = text_at(words, behind), behind + 1
    elif unit == "%" or unit not in MINUTES:
        unit = unit or "%"
    late, end = _more(words, behind)
    return _range_of(words, unit, (bound or early or late, number.value), (at, end))


def _number_or_one(words: Sequence[Word], at: int, bound: str) -> NumberWords | None:
    """A number; "an" counts where a bound stands before it: "over an hour"."""
    if bound and plain_at(words, at) == "half" and plain_at(words, at + 1) in ("an", "a"):
        return NumberWords(Decimal(30), at + 3, "min") if text_at(words, at + 2) == "hour" else None
    if plain_at(words, at) == "a" and plain_at(words, at + 1) == "single":
        at += 1
    if plain_at(words, at) == "single" and text_at(words, at + 1) in SIZE_UNITS:
        return NumberWords(Decimal(1), at + 1)
    if not bound and plain_at(words, at) == "half" and _is_bounded_behind(words, at + 2):
        return NumberWords(Decimal(30), at + 3, "min") if text_at(words, at + 2) == "hour" else None
    if plain_at(words, at) in ("a", "an"):
        is_bounded = bool(bound) or _is_bounded_behind(words, at + 1)
        return NumberWords(Decimal(1), at + 1) if is_bounded else None
    return number_at(words, at)


def _is_bounded_behind(words: Sequence[Word], at: int) -> bool:
    """In "an hour or longer" the bound stands behind the unit."""
    return text_at(words, at) in MINUTES and bool(_more(words, at + 1)[0])


def _more(words: Sequence[Word], at: int) -> tuple[str, int]:
    end = behind_at(words, at, tuple(MORE))
    if end == at:
        return "", at
    return MORE[" ".join(word.plain for word in words[at:end])], end


def _ranged(words: Sequence[Word], at: int) -> FilterAt | None:
    """`between 2 and 4 contracts`, `2 to 4 lots`."""
    start = at + 1 if plain_at(words, at) == "between" else at
    first = number_at(words, start)
    if first is None or plain_at(words, first.end) not in ("to", "and", "-"):
        return None
    last = number_at(words, first.end + 1)
    if last is None or last.value < first.value:
        return None
    field, worth = _field_of(text_at(words, last.end), words, last.end)
    if not field:
        return None
    limits = NumberRange(at_least=first.value * worth, at_most=last.value * worth)
    return FilterValue(field, limits), last.end + 1


def _field_of(unit: str, words: Sequence[Word], at: int) -> tuple[str, Decimal]:
    if unit in SIZE_UNITS:
        return "size", Decimal(1)
    if unit in MINUTES:
        return "holding_minutes", Decimal(MINUTES[unit])
    near = {word.text for word in words[max(at - 8, 0) : at + 4]}
    if "adherence" in near or ("plan" in near and unit == "%"):
        return "adherence", Decimal(1)
    return "", Decimal(1)


def _range_of(
    words: Sequence[Word], unit: str, bound: tuple[str, Decimal], places: tuple[int, int]
) -> FilterAt | None:
    """The range that a bound and a number come to, where their unit says what is counted."""
    start, end = places
    field, worth = _field_of(unit, words, start)
    if not field or _is_something_else(words, field, places, bound[0]):
        return None
    if field == "adherence":
        if not bound[0]:
            return None
        end = _adherence_end(words, start, end)
    value = bound[1] * worth
    value = value.quantize(Decimal("0.01")) if value != int(value) else Decimal(int(value))
    step = Decimal(1) if unit in WHOLE_UNITS else Decimal(0)
    limits = {
        "least": NumberRange(at_least=value),
        "above": NumberRange(at_least=value + step),
        "most": NumberRange(at_most=value),
        "below": NumberRange(at_most=value - step),
        "": NumberRange(at_least=value, at_most=value),
    }[bound[0]]
    return FilterValue(field, limits), end


def _is_something_else(
    words: Sequence[Word], field: str, places: tuple[int, int], bound: str
) -> bool:
    """Whether minutes stand for no time held: "last 30 minutes", "within 10 minutes after a loss"."""
    start, end = places
    if field != "holding_minutes":
        return False
    if plain_at(words, start - 1) in ("last", "first", "past", "opening", "final"):
        return True
    if plain_at(words, end) in ("after", "before", "of", "ago", "later"):
        return True
    near = {word.text for word in words[max(start - 6, 0) : end + 6]}
    is_held = bool(
        near
        & {
            "held",
            "hold",
            "holding",
            "last",
            "lasted",
            "lasting",
            "kept",
            "open",
            "duration",
            "longer",
            "shorter",
            "in",
        }
    )
    return (not bound and not is_held) or (unit_is_day(words, start, end) and not is_held)


def unit_is_day(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether days are counted, which are spans as a rule."""
    return any(word.text in ("day", "d") for word in words[start:end])


def _adherence_end(words: Sequence[Word], start: int, end: int) -> int:
    """Behind the number, and behind "adherence" where it follows."""
    place = end - 1
    if text_at(words, place) in ("%", "percent", "point", "adherence", "score"):
        place += 1
    if text_at(words, place) == "plan":
        place += 1
    if text_at(words, place) in ("adherence", "score"):
        place += 1
    return max(place, start + 1)


def _adherence_first(words: Sequence[Word], at: int) -> FilterAt | None:
    """`adherence above 80`, `adherence was at least 80`."""
    start = at + 1 if text_at(words, at) == "plan" else at
    if text_at(words, start) != "adherence":
        return None
    place = start + 1
    while plain_at(words, place) in (
        "was",
        "is",
        "of",
        "score",
        "were",
        "being",
        "with",
        "that",
        "a",
        "rate",
    ):
        place += 1
    bound, place = _bound(words, place)
    number = number_at(words, place)
    if number is None:
        return None
    behind = number.end + (text_at(words, number.end) in ("%", "percent", "point"))
    late, end = _more(words, behind)
    side = bound or late
    if not side and number.unit == "+":
        side = "least"
    reading = None
    if side:
        reading = _range_of(words, "adherence", (side, number.value), (at, end))
    if reading is None:
        return FilterValue(
            "adherence", NumberRange(at_least=number.value, at_most=number.value)
        ), end
    return reading[0], end
