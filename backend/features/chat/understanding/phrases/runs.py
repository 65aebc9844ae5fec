"""Which trade of a day, and what came before it: `the third trade`, `after two losses in a row`. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from backend.features.chat.understanding.phrases.count_words import (
    BETWEEN,
    ENDING,
    LATER,
    LOSSES,
    OF_THE_DAY,
    ROW,
    RUN_LEADS,
    TRADE_NOUNS,
    WINS,
    behind_at,
    plain_at,
    text_at,
)
from backend.features.chat.understanding.phrases.marks import FilterValue
from backend.features.chat.understanding.phrases.numbers import ordinal_at, whole_at
from backend.features.chat.understanding.phrases.words import Word
from backend.features.record.questions.schemas import After, NumberRange, RunBefore

FilterAt = tuple[FilterValue, int]
"""A filter, and the word behind it."""


def nth_at(words: Sequence[Word], at: int) -> FilterAt | None:
    """`first trade of the day`, `first two trades`, `third trade and later`, `after my third trade`, `trade 3`."""
    start = at
    lead = plain_at(words, at)
    opening = _opening(words, at) or _ended_after(words, at)
    if opening is not None:
        return opening
    is_after = lead in ("after", "beyond", "past", "following")
    is_from = lead in ("from", "starting") and True
    if is_after or is_from:
        start += 1
        while plain_at(words, start) in ("the", "my", "with"):
            start += 1
    place = ordinal_at(words, start)
    if place is None:
        return _numbered(words, start, is_from=is_from, is_after=is_after)
    number, behind = place
    several = whole_at(words, behind) if number == 1 else None
    if several is not None:
        number, behind = several
    noun = behind
    while plain_at(words, noun) in ("or", "and", "to", "&") and ordinal_at(words, noun + 1):
        noun = (ordinal_at(words, noun + 1) or (0, noun))[1]
    upper = (ordinal_at(words, noun - 1) or place)[0] if noun > behind else number
    if text_at(words, noun) not in TRADE_NOUNS and not _is_last_of_day(words, noun):
        return None
    end = behind_at(words, noun + (text_at(words, noun) in TRADE_NOUNS), OF_THE_DAY)
    if several is None and not is_after and not is_from:
        later = behind_at(words, end, LATER)
        if later > end and not (plain_at(words, later - 1) == "on" and _goes_on(words, later)):
            later = behind_at(words, later, OF_THE_DAY)
            return FilterValue("nth_of_day", NumberRange(at_least=Decimal(number))), later
    return FilterValue(
        "nth_of_day", _nth_range((number, upper), several, is_after, is_from)
    ), _behind_on(words, end, is_from)


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """In "the first trade and on the third" another part of the question begins with "on"."""
    return plain_at(words, at) in ("the", "my", "a", "all") or bool(ordinal_at(words, at))


def _behind_on(words: Sequence[Word], end: int, is_from: bool) -> int:
    later = behind_at(words, end, (*LATER, "on")) if is_from else end
    return behind_at(words, later, OF_THE_DAY) if later > end else end


def _nth_range(
    numbers: tuple[int, int], several: tuple[int, int] | None, is_after: bool, is_from: bool
) -> NumberRange:
    low, high = numbers
    if is_after:
        return NumberRange(at_least=Decimal(high + 1))
    if is_from:
        return NumberRange(at_least=Decimal(low))
    if several is not None:
        return NumberRange(at_least=Decimal(1), at_most=Decimal(high))
    return NumberRange(at_least=Decimal(low), at_most=Decimal(high))


def _is_last_of_day(words: Sequence[Word], at: int) -> bool:
    return behind_at(words, at, OF_THE_DAY[:5]) > at


def _opening(words: Sequence[Word], at: int) -> FilterAt | None:
    """`opening trade of the day`."""
    if plain_at(words, at) != "opening" or text_at(words, at + 1) not in ("trade", "position"):
        return None
    end = behind_at(words, at + 2, OF_THE_DAY)
    return FilterValue("nth_of_day", NumberRange(at_least=Decimal(1), at_most=Decimal(1))), end


def _ended_after(words: Sequence[Word], at: int) -> FilterAt | None:
    """`if I had gone home after three trades every day`: the trades up to that one."""
    number = whole_at(words, at + 1) if plain_at(words, at) == "after" else None
    if number is None or text_at(words, number[1]) not in TRADE_NOUNS or number[0] < 1:
        return None
    before = {word.plain for word in words[max(at - 3, 0) : at]}
    end = behind_at(words, number[1] + 1, OF_THE_DAY)
    if before.isdisjoint(ENDING):
        return None
    return FilterValue("nth_of_day", NumberRange(at_most=Decimal(number[0]))), end


def _numbered(
    words: Sequence[Word], at: int, *, is_from: bool = False, is_after: bool = False
) -> FilterAt | None:
    """`trade number 3`, `trade #2`, `trades 1 to 3`, `from trade 4 of the day onwards`."""
    if text_at(words, at) != "trade":
        return None
    is_named = plain_at(words, at + 1) in ("number", "no", "#", "nr")
    number = whole_at(words, at + 2 if is_named else at + 1)
    if number is None or number[0] < 1:
        return None
    least, end = number
    last = None
    if plain_at(words, end) in ("to", "through", "thru", "till", "-", "\u2013"):
        last = whole_at(words, end + 1)
    if last is not None and last[0] >= least:
        span = NumberRange(at_least=Decimal(least), at_most=Decimal(last[0]))
        return FilterValue("nth_of_day", span), behind_at(words, last[1], OF_THE_DAY)
    behind = behind_at(words, end, OF_THE_DAY)
    later = behind_at(words, behind, (*LATER, "on") if is_from else LATER)
    if later > behind or (is_from and (is_named or behind > end)):
        span = NumberRange(at_least=Decimal(least))
        return FilterValue("nth_of_day", span), behind_at(words, later, OF_THE_DAY)
    if not is_named and behind == end:
        return None
    if is_after:
        return FilterValue("nth_of_day", NumberRange(at_least=Decimal(least + 1))), behind
    span = NumberRange(at_least=Decimal(least), at_most=Decimal(least))
    return FilterValue("nth_of_day", span), behind


def run_at(words: Sequence[Word], at: int) -> FilterAt | None:
    """`after a loss`, `right after two losers in a row`, `following a win`, `once I have lost three straight`."""
    lead = plain_at(words, at)
    if lead not in RUN_LEADS:
        return None
    place = at + 1
    while plain_at(words, place) in BETWEEN:
        place += 1
    count = _count_of_run(words, place)
    number, place = count or (1, place)
    while (
        plain_at(words, place)
        in BETWEEN | {"straight", "consecutive", "back", "to", "trade", "trades"}
        or text_at(words, place) == "trade"
    ):
        place += 1
    what = _what(words, place)
    if what is None:
        return None
    return _with_the_row(words, (what, number, count is not None), (at, place + 1))


def _count_of_run(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    number = whole_at(words, at)
    if number is not None and 1 <= number[0] <= 50:
        return number[0], number[1]
    if plain_at(words, at - 1) == "back" and plain_at(words, at - 2) == "to":
        return 2, at
    return None


def _what(words: Sequence[Word], at: int) -> After | None:
    text = text_at(words, at)
    if text in LOSSES or text in ("verlust", "perdida", "perte", "perdita", "perda", "losse"):
        return After.LOSS
    if text in WINS or text in ("gewinn", "ganancia", "gain", "vincita"):
        return After.WIN
    return None


def _with_the_row(
    words: Sequence[Word], run: tuple[After, int, bool], places: tuple[int, int]
) -> FilterAt | None:
    what, number, is_counted = run
    start, end = places
    if text_at(words, end) in ("day", "week", "month", "session", "quarter", "year"):
        return None  # "after a red day" speaks of no trade
    if text_at(words, end) in ("trade", "position", "one"):
        end += 1
    late = whole_at(words, end)
    if (
        not is_counted
        and late is not None
        and words[end - 1].text in ("lose", "lost", "losing", "won", "win", "winning")
    ):
        number, end, is_counted = late[0], late[1], True
        if text_at(words, end) == "trade":
            end += 1
    row = behind_at(words, end, ROW)
    if (
        words[start].plain in ("when", "once", "off")
        and row == end
        and words[start].plain != "once"
        and not is_counted
    ):
        return None
    if not 1 <= number <= 50:
        return None
    return FilterValue("after", RunBefore(what=what, at_least=number)), row
