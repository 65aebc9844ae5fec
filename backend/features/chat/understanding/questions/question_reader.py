"""From words that ask the record something to a query: every word is part of it, filler, or said back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from backend.features.chat.understanding.phrases.languages import language_of_words
from backend.features.chat.understanding.phrases.marks import Days, MarkKind, PhraseMark
from backend.features.chat.understanding.phrases.words import MOST_WORDS, words_of
from backend.features.chat.understanding.questions.builder import build, lone_number, not_understood
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.chat.understanding.questions.follow_up import leans, merged, taken_over
from backend.features.chat.understanding.questions.likely_parts import (
    Judge,
    complete,
    is_said_whole,
)
from backend.features.chat.understanding.questions.open_parts.choices import (
    clarification_of,
    settle_feelings,
)
from backend.features.chat.understanding.questions.open_parts.day_limits import settle_days
from backend.features.chat.understanding.questions.open_parts.impossible import impossible
from backend.features.chat.understanding.questions.open_parts.left_open import left_open
from backend.features.chat.understanding.questions.open_parts.several import (
    are_apart,
    texts_apart,
    with_shared_days,
)
from backend.features.chat.understanding.questions.phrase_scanner import Scanner
from backend.features.chat.understanding.questions.wording.outcome_words import settle_rates
from backend.features.chat.understanding.requests import Clarification
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import RecordQuery, TradeSlice
from backend.features.record.questions.vocabulary import Vocabulary

MOST_FIGURES = 24  # what holds more is no question
SHOWN = 5
MOST_COUNTED = 50
_ASKING = (
    MarkKind.MEASURE,
    MarkKind.HEAD,
    MarkKind.DEFAULT,
    MarkKind.RANK,
    MarkKind.GROUP,
    MarkKind.TREND,
    MarkKind.VERSUS,
    MarkKind.AMONG,
)


_AROUND_A_DIMENSION = (
    MarkKind.FOLLOW,
    MarkKind.FILLER,
    MarkKind.AND,
    MarkKind.BY,
    MarkKind.PREPOSITION,
    MarkKind.PAUSE,
    MarkKind.STOP,
)


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What a message asks the record.

    Attributes:
        query: null where nothing of a record is asked for.
        not_understood: words that could change the meaning and were read into nothing.
        clarification: what may be two things, with the queries as choices; `query` is then the likelier one.
        notes: what was decided about words that can be read otherwise, to be told with the answer.
        confidence: from 0 to 1, whether it is a question to the record at all.
        leans_on_before: whether the query is the one before with something else in it.
        taken_over: what it has of that one and does not say itself; null where it leans on none.
        is_said_whole: its phrases ask the record, and nothing else.
        language: that of the message where it is not English.
        also: what else is asked in the same message: the other end of an order, a second question.
        lists_others: what there is beside what was spoken of is asked for.
    """

    query: RecordQuery | None = None
    not_understood: tuple[str, ...] = ()
    clarification: Clarification | None = None
    notes: tuple[str, ...] = ()
    confidence: float = 0.0
    leans_on_before: bool = False
    taken_over: TradeSlice | None = None
    is_said_whole: bool = False
    lists_others: bool = False
    also: tuple[RecordQuery, ...] = ()
    language: str | None = None


def read_question(
    text: str,
    *,
    today: date,
    vocabulary: Vocabulary,
    before: RecordQuery | None = None,
    judge: Judge | None = None,
) -> QuestionReading:
    """Read a message as a question to the record.

    Args:
        text: the message, at most 5,000 characters of it.
        today: the day of the session in the trader's zone.
        vocabulary: the names that the trader has given things.
        before: the question that a short message may lean on.
        judge: what says the likeliest parts of a question whose words are in no table; null reads by tables alone.
    """
    words = words_of(text, MOST_WORDS + 1)
    cut = tuple(word.raw for word in words[MOST_WORDS : MOST_WORDS + 1])
    figures = [word.raw for word in words if word.plain[:1].isdigit()]
    if len(figures) > MOST_FIGURES:
        return QuestionReading(not_understood=(" ".join(figures[:SHOWN]),))
    scan = Scanner(words[:MOST_WORDS], today, vocabulary).scan()
    if not scan.marks:
        return QuestionReading()
    if len(texts := texts_apart(scan)) > 1:
        readings = [
            read_question(part, today=today, vocabulary=vocabulary, judge=judge) for part in texts
        ]
        together = _together(readings)
        if together is not None:
            return together
    draft, sentence = build(scan)
    settle_feelings(draft)
    is_leaning = before is not None and leans(scan, draft)
    if is_leaning:
        _take_number(draft, sentence)
        _take_dimension(draft, sentence)
    else:
        settle_days(sentence, draft, scan)
    if judge is not None and not is_leaning:
        complete(draft, sentence, scan, judge, vocabulary.emotions)
    settle_rates(draft)
    try:
        query = _query(draft, before if is_leaning else None)
    except ValidationError:
        return QuestionReading(not_understood=(text[:80],), confidence=0.3)
    if is_leaning:
        _take_what_leans(sentence, draft)
    lost = (*not_understood(scan, sentence), *cut)
    asks = _confidence(scan.marks, draft, text)
    if query is None:
        return QuestionReading(not_understood=lost, confidence=asks)
    part = taken_over(before, draft, query) if before is not None and is_leaning else None
    reading = QuestionReading(query, lost, None, _notes(draft), asks, is_leaning, part)
    reading = replace(reading, language=language_of_words(words))
    if not is_leaning and is_said_whole(draft):
        reading = replace(reading, is_said_whole=True, lists_others=draft.lists_others)
    clarification = impossible(scan, sentence, draft, query, today)
    clarification = clarification or left_open(scan, sentence, draft, query)
    if clarification is not None:
        return replace(reading, not_understood=(), clarification=clarification)
    clarification = clarification_of(scan, sentence, draft, query)
    return replace(reading, clarification=clarification, also=_other_ends(draft, query))


def _together(readings: Sequence[QuestionReading]) -> QuestionReading | None:
    """Several questions of one message; null where not each of its parts is one by itself."""
    queries = [reading.query for reading in readings if reading.query is not None]
    is_open = any(reading.clarification or reading.also for reading in readings)
    if is_open or not are_apart(queries, len(readings)):
        return None
    first, *rest = with_shared_days(queries)
    lost = tuple(dict.fromkeys(word for reading in readings for word in reading.not_understood))
    return replace(readings[0], query=first, also=tuple(rest), not_understood=lost)


def _other_ends(draft: QueryDraft, query: RecordQuery) -> tuple[RecordQuery, ...]:
    """In "best and worst weekday" the worst is asked for, too."""
    if draft.other_end is None or query.ranking is None:
        return ()
    ranking = query.ranking.model_copy(
        update={"order": draft.other_end.order, "limit": draft.other_end.limit}
    )
    return (query.model_copy(update={"ranking": ranking}),)


def _take_number(draft: QueryDraft, sentence: Sentence) -> None:
    """A lone number of a question that leans on another may be one that this one has."""
    place = lone_number(sentence)
    value = None if place is None else sentence.marks[place].value
    is_count = isinstance(value, Decimal) and value == int(value) and 1 <= value <= MOST_COUNTED
    if place is not None and is_count:
        draft.number = int(str(value))
        sentence.take(place)


def _take_dimension(draft: QueryDraft, sentence: Sentence) -> None:
    """In "same thing but days of the week" what alone is named is what to group by."""
    named = [mark for mark in sentence.marks if not mark.is_a(*_AROUND_A_DIMENSION)]
    is_alone = len(named) == 1 and named[0].kind is MarkKind.DIMENSION
    if is_alone and draft.group_by is None and draft.ranking is None and draft.trend is None:
        draft.group_by = GroupBy(str(named[0].value))


def _query(draft: QueryDraft, before: RecordQuery | None) -> RecordQuery | None:
    if before is not None:
        return merged(before, draft)
    if not draft.asks() and not draft.limits() and not draft.clears:
        return None
    return draft.query()


def _take_what_leans(sentence: Sentence, draft: QueryDraft) -> None:
    """Words that mean something only behind another question: "and the worst?", "compared to Fridays?"."""
    for place, mark in enumerate(sentence.marks):
        if (draft.order and mark.kind is MarkKind.RANK) or (
            draft.against and mark.kind is MarkKind.VERSUS
        ):
            sentence.unclear.discard(place)
            sentence.take(place)


def _notes(draft: QueryDraft) -> tuple[str, ...]:
    sides = [draft.first.days, draft.second.days if draft.second else None]
    return tuple(dict.fromkeys(days.note for days in sides if isinstance(days, Days) and days.note))


def _confidence(marks: tuple[PhraseMark, ...], draft: QueryDraft, text: str) -> float:
    """How surely it is a question to the record: by what asks in it, and what does not belong into one."""
    asking = sum(mark.is_a(*_ASKING) for mark in marks)
    unknown = sum(mark.kind is MarkKind.UNKNOWN for mark in marks)
    score = 0.35 * min(asking, 2) + 0.2 * bool(draft.measures) + 0.1 * ("?" in text)
    score += 0.15 * bool(not draft.first.is_empty() or draft.group_by or draft.ranking)
    return max(0.0, min(1.0, score - 0.1 * min(unknown, 5)))
