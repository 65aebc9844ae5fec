"""What no trade can be: spans that end before they begin or have not come, hours of no clock, both sides left out. Pure."""

import re
from datetime import date

from backend.features.chat.understanding.phrases.marks import Days, MarkKind
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.phrase_scanner import Scan
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    RecordQuestion,
)
from backend.features.chat.understanding.spans.calendar_days import A_DAY, month_start
from backend.features.record.questions.schemas import RecordQuery
from backend.features.record.trades.models import TradeDirection

_CLOCK = re.compile(r"(\d{1,3}):(\d\d)", re.ASCII)
_LAST_HOUR, _LAST_MINUTE = 24, 59
_SIDES = {TradeDirection.LONG: "longs", TradeDirection.SHORT: "shorts"}


def impossible(
    scan: Scan, sentence: Sentence, draft: QueryDraft, query: RecordQuery, today: date
) -> Clarification | None:
    """Why nothing can be found by a question, with what may be meant; null where trades can be."""
    return (
        _nothing_left(draft, query)
        or _reversed_days(draft, query)
        or _days_to_come(query, today)
        or _no_hours(scan, sentence, query)
    )


def _asked(
    question: str, about: str, query: RecordQuery, *others: tuple[str, RecordQuery]
) -> Clarification:
    choices = tuple(
        ClarificationOption(label=label, request=RecordQuestion(query=other))
        for label, other in others
    )
    pending = RecordQuestion(query=query)
    return Clarification(question=question, about=about, choices=choices, pending=pending)


def _nothing_left(draft: QueryDraft, query: RecordQuery) -> Clarification | None:
    """As in "excluding longs and excluding shorts"."""
    if not draft.first.leaves_no_side:
        return None
    others = []
    for side, name in _SIDES.items():
        excluding = query.excluding.model_copy(update={"direction": side})
        others.append((f"Without {name}", query.model_copy(update={"excluding": excluding})))
    question = "Without longs and without shorts nothing is left: every trade is one of the two. Which do you leave out?"
    return _asked(question, "direction", query, *others)


def _reversed_days(draft: QueryDraft, query: RecordQuery) -> Clarification | None:
    """As in "since 2031 until 1999"; the query is that of all days."""
    days = draft.reversed_days
    if days is None or days.day_from is None or days.day_to is None:
        return None
    start, end = _whole_months(days.day_to, days.day_from)
    turned = query.model_copy(update={"day_from": start, "day_to": end})
    question = (
        f"That ends ({_told(days.day_to)}) before it begins ({_told(days.day_from)}), so no trade is in it."
        " Which days do you mean?"
    )
    others = ((f"{_told(start)} to {_told(end)}", turned), ("All days", query))
    return _asked(question, "days", query, *others)


def _whole_months(first: date, last: date) -> tuple[date, date]:
    """From the end of a month to the start of a later one, both whole; other days as they are."""
    if first + A_DAY != month_start(first, 1) or last != month_start(last):
        return first, last
    return month_start(first), month_start(last, 1) - A_DAY


def _days_to_come(query: RecordQuery, today: date) -> Clarification | None:
    """As in "since 2031" and "next month"."""
    if query.day_from is None or query.day_from <= today:
        return None
    all_days = query.model_copy(update={"day_from": None, "day_to": None})
    question = f"{_told(query.day_from)} has not come yet, so no trade of then is on record. Which days do you mean?"
    return _asked(question, "days", query, ("All days", all_days))


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _no_hours(scan: Scan, sentence: Sentence, query: RecordQuery) -> Clarification | None:
    """As in "between 25:00 and 26:00"."""
    wrong = []
    for place, mark in enumerate(sentence.marks):
        match = _CLOCK.fullmatch(scan.words[mark.start].raw)
        is_unread = mark.is_a(MarkKind.UNKNOWN, MarkKind.NUMBER) and place not in sentence.accounted
        if match is None or not is_unread:
            continue
        if int(match[1]) > _LAST_HOUR or int(match[2]) > _LAST_MINUTE:
            wrong.append(match[0])
    if not wrong:
        return None
    are = "is no time" if len(wrong) == 1 else "are no times"
    question = f"{' and '.join(wrong)} {are} of a day, which goes from 00:00 to 24:00. Which hours do you mean?"
    return _asked(question, "hours", query, ("All hours", query))


def are_reversed(days: Days) -> bool:
    """Whether a span ends before it begins."""
    first, last = days.day_from, days.day_to
    return first is not None and last is not None and last < first
