"""A message as the answer to what was asked back: a choice, or the value that was missing. Pure."""

import re
from decimal import Decimal

from backend.features.chat.understanding.clarifications import WAITS, answer_to
from backend.features.chat.understanding.idea_requests import (
    merged,
    of_reading,
    reading_terms,
    terms_of,
)
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.questions.question_reader import read_question
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    PlanRequest,
    RecordQuestion,
    Request,
    SettingRequest,
    TradeEntered,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.thread_state import AskedBack
from backend.features.chat.understanding.trade_talk.number_gate import ABOUT as ANY_NUMBER
from backend.features.chat.understanding.trader_settings.setting_reader import valued
from backend.features.coach.ideas.idea_reader import read_idea

_NUMBER = re.compile(r"(?<![\w.,])-?\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,12})?(?![\w])")
LONGEST_ANSWER = 200  # characters
MOST_WORDS = 8  # a longer message is something of its own
OF_TERMS = IdeaRequest | IdeaChange | TradeEntered | PlanRequest | CheckRequest


def resolved(text: str, context: MessageContext) -> Understanding | None:
    """The request that was waiting, with what the message adds; null where it is no answer."""
    question = context.thread.asked
    if question is None or context.now - question.at > WAITS:
        return None
    if _is_of_another_market(question.clarification, text, context):
        return None
    picked = answer_to(question, text, context.now)
    if picked is not None:
        return Understanding(requests=(picked,))
    if len(text) > LONGEST_ANSWER or len(text.split()) > MOST_WORDS:
        return None
    answer = _completed(question.clarification, text, context)
    if answer is not None or question.before is None:
        return answer
    earlier = AskedBack(clarification=question.before, at=question.at)
    picked = answer_to(earlier, text, context.now)
    if picked is not None:
        return Understanding(requests=(picked,))
    return _completed(question.before, text, context)


def _is_of_another_market(clarification: Clarification, text: str, context: MessageContext) -> bool:
    """Whether the message is of another trade than the one that waits: "actually short NQ 21000 stop 21050"."""
    pending = clarification.pending
    if not isinstance(pending, OF_TERMS) or clarification.about == "instrument":
        return False
    market = pending.terms.instrument
    if market is None or len(text) > LONGEST_ANSWER:
        return False
    named = read_idea(text, today=context.market_day).terms.instrument
    return named is not None and named != market


def _completed(
    clarification: Clarification,
    text: str,
    context: MessageContext,
) -> Understanding | None:
    pending = clarification.pending
    if isinstance(pending, TradeExited | LevelMoved):
        price = _price(text)
        return None if price is None else Understanding(requests=(_priced(pending, price),))
    if isinstance(pending, SettingRequest):
        change = valued(pending.changes[0].setting, text)
        return (
            None if change is None else Understanding(requests=(SettingRequest(changes=(change,)),))
        )
    if isinstance(pending, OF_TERMS):
        return _with_terms(clarification, pending, text, context)
    if isinstance(pending, RecordQuestion):
        return _with_days(clarification, pending, text, context)
    return None


def _with_days(
    clarification: Clarification, pending: RecordQuestion, text: str, context: MessageContext
) -> Understanding | None:
    """The question with the days that were missing, where the answer is nothing but days: "since the 3rd of June"."""
    if clarification.about != "days":
        return None
    reading = read_question(
        text, today=context.today, vocabulary=context.vocabulary, before=pending.query
    )
    query = reading.query
    if query is None or reading.clarification is not None or reading.not_understood:
        return None
    days = {"day_from": query.day_from, "day_to": query.day_to}
    is_of_days = reading.leans_on_before and query == pending.query.model_copy(update=days)
    if not is_of_days or query == pending.query:
        return None
    return Understanding(requests=(RecordQuestion(query=query),))


def _price(text: str) -> Decimal | None:
    """The one number of a short answer."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return None
    return Decimal(numbers[0].replace(",", ""))


def _priced(pending: TradeExited | LevelMoved, price: Decimal) -> Request:
    if isinstance(pending, LevelMoved):
        return pending.model_copy(update={"price": price})
    exits = tuple(
        part if part.price is not None else part.model_copy(update={"price": price})
        for part in pending.exits
    )
    return pending.model_copy(update={"exits": exits})


def _with_terms(
    clarification: Clarification,
    pending: IdeaRequest | IdeaChange | TradeEntered | PlanRequest | CheckRequest,
    text: str,
    context: MessageContext,
) -> Understanding | None:
    """The idea with the field that was missing, where the answer names that field or is its bare value."""
    table = reading_terms(pending.terms)
    reading = read_idea(text, today=context.market_day, table=table)
    answer_terms = terms_of(reading.terms)
    names = reading.terms.names
    is_any = clarification.about == ANY_NUMBER and bool(names)
    if clarification.about not in names and not is_any:
        bare = _bare(clarification.about, text)
        if bare is None:
            return None
        answer_terms = bare
    complete = pending.model_copy(update={"terms": merged(pending.terms, answer_terms)})
    if reading.asks and not is_any and clarification.about not in names:
        return Understanding(requests=(complete,))
    if reading.asks:
        return of_reading(reading, complete)
    return Understanding(requests=(complete,))


_PRICES = ("entry", "stop", "size")


def _bare(about: str, text: str) -> IdeaTerms | None:
    """A value alone: "4490" to the question where the stop is."""
    price = _price(text)
    if price is None:
        return None
    if about in _PRICES:
        return IdeaTerms.model_validate({about: price})
    if about in ("target", "targets"):
        return IdeaTerms(targets=(price,))
    return None
