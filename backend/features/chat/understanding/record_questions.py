"""From words that ask the record something to the request, with what of them was not understood. Pure."""

import re
from dataclasses import replace

from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.questions.question_reader import (
    QuestionReading,
    read_question,
)
from backend.features.chat.understanding.requests import (
    RecordQuestion,
    Understanding,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.classifiers.service import Classifiers
from backend.features.record.performance.schemas import GroupBy
from backend.features.record.questions.schemas import Filters, Measure, RecordQuery

_LIMIT = r"(?=\W*(?:\Z|[,.?!;]|(?:this|last|in|on|so|since|when|overall|then|before|after|by|per|as|lately)\b))"
_ON_IT = re.compile(
    r"\b(?:on|with|in|for|of|trading|trade|traded) (?:it|this one|that one|this (?:market|thing|symbol|contract)"
    rf"|that (?:market|symbol|contract)|there){_LIMIT}|\b(?<!is )(?<!are )(?<!hi )(?<!hey )there{_LIMIT}",
    re.I,
)
"""Words by which the market of the idea is meant: "how do I do on it this year", "what's my win rate there"."""
_HOW_IT_WENT = re.compile(
    r"\A\W*(?:so |and |ok |well )?how(?:'?d| did) (?:i|we|it|that|my (?:day|session|trading)|the (?:day|session)) (?:do|go"
    r"|end|end up|turn out|perform|trade|fare)(?: then| coach| mate)?\W*\Z",
    re.I,
)
HOW_AM_I_DOING = RecordQuery(measures=[Measure.NET_PNL, Measure.WIN_RATE, Measure.EXPECTANCY])


def read_message(
    text: str, context: MessageContext, *, is_question: bool = False
) -> QuestionReading:
    """What a message asks the record, against the last question where there was one.

    Args:
        text: the message.
        context: around it; its thread may hold the question that it leans on.
        is_question: it is one for certain, so that words of no table are read as parts of one.
    """
    reading = read_question(
        text,
        today=context.today,
        vocabulary=context.vocabulary,
        before=_question_before(context.thread),
        judge=Classifiers.load().question if is_question else None,
    )
    reading = _with_market(_with_day(reading, context.thread), text, context)
    return _with_last_session(_without_named(reading, context.thread), text, context)


def asks_how_it_went(text: str) -> bool:
    """Whether nothing but "how did I do" is asked."""
    return _HOW_IT_WENT.match(text) is not None


def _with_last_session(
    reading: QuestionReading, text: str, context: MessageContext
) -> QuestionReading:
    """In "how did I do" the session that was traded last is meant."""
    if reading.query is None or reading.leans_on_before or not asks_how_it_went(text):
        return reading
    day = context.vocabulary.last_session or context.today
    days = {"day_from": day, "day_to": day}
    return replace(reading, query=HOW_AM_I_DOING.model_copy(update=days), not_understood=())


def _without_named(reading: QuestionReading, thread: ThreadState) -> QuestionReading:
    """In "what other markets do I trade" those that were spoken of are left out."""
    query = reading.query
    if query is None or not reading.lists_others or query.group_by is not GroupBy.INSTRUMENT:
        return reading
    named = list(thread.query.only.instruments) if thread.query is not None else []
    if thread.last != "query" and thread.idea is not None and thread.idea.instrument:
        named = [thread.idea.instrument]
    excluding = query.excluding.model_copy(update={"instruments": named})
    return replace(reading, query=query.model_copy(update={"excluding": excluding}))


def _with_day(reading: QuestionReading, thread: ThreadState) -> QuestionReading:
    """Which day was meant is known where the question before ranks days already."""
    question, before = reading.clarification, thread.query
    if question is None or question.about != "day" or not reading.leans_on_before:
        return reading
    if before is None or before.ranking is None:
        return reading
    return replace(reading, clarification=None)


def _question_before(thread: ThreadState) -> RecordQuery | None:
    """The last question, or how often what was spoken of since is done: "how often do I do that?"."""
    if thread.last == "query" or not thread.patterns:
        return thread.query
    only = Filters(patterns=list(thread.patterns))
    return RecordQuery(measures=[Measure.OCCURRENCES], only=only)


def _with_market(reading: QuestionReading, text: str, context: MessageContext) -> QuestionReading:
    """In "how do i do on it" behind an idea the market of that idea is meant."""
    idea, query = context.thread.idea, reading.query
    if idea is None or query is None or reading.leans_on_before or query.only.instruments:
        return reading
    if idea.instrument is None or _ON_IT.search(text) is None:
        return reading
    only = query.only.model_copy(update={"instruments": [idea.instrument]})
    return replace(reading, query=query.model_copy(update={"only": only}))


def understood(reading: QuestionReading) -> Understanding:
    """The question as a request, or what must be asked back first."""
    queries = () if reading.query is None else (reading.query, *reading.also)
    requests = tuple(RecordQuestion(query=query) for query in queries)
    return Understanding(
        requests=requests,
        not_understood=reading.not_understood,
        clarification=reading.clarification,
        taken_over=reading.taken_over,
        language=reading.language,
    )


def question_of(rest: str, context: MessageContext) -> Understanding:
    """`/ask win rate on Mondays`; nothing but filters asks how it goes, nothing at all how it goes in all."""
    if not rest:
        return Understanding(requests=(RecordQuestion(query=HOW_AM_I_DOING),))
    reading = read_question(
        rest,
        today=context.today,
        vocabulary=context.vocabulary,
        before=HOW_AM_I_DOING,
        judge=Classifiers.load().question,
    )
    return understood(replace(reading, taken_over=None))  # nobody said what it leans on
