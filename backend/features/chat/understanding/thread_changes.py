"""How a conversation goes on: what each kind of answer makes of the thread. Pure.

Whoever answers takes the new state from here, so that what a conversation is about can be followed without a database.
"""

from datetime import datetime
from uuid import UUID

from backend.features.chat.understanding.idea_requests import merged, turned
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    IdeaChange,
    IdeaOpinion,
    IdeaRequest,
    IdeaTerms,
    PlanRequest,
    Request,
    TradeEntered,
)
from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from backend.features.record.questions.schemas import RecordQuery

ABOUT_THE_KIND = "request"  # what of a message is unclear where its kind is
TellingTerms = IdeaRequest | TradeEntered | PlanRequest | CheckRequest


def spoken_terms(request: Request | None, thread: ThreadState) -> IdeaTerms:
    """What a request is about: what it says, on what is on the table where it goes on with that."""
    table = thread.idea or IdeaTerms()
    if isinstance(request, IdeaChange):
        return turned(table, request.terms)
    if isinstance(request, IdeaOpinion):
        return table
    if isinstance(request, TradeEntered) and request.of_the_table:
        return merged(table, request.terms)
    if isinstance(request, CheckRequest) and not _names_a_market(request.terms):
        return merged(table, request.terms)
    if isinstance(request, TellingTerms):
        return request.terms
    return IdeaTerms()


def _names_a_market(terms: IdeaTerms) -> bool:
    return terms.instrument is not None or terms.option is not None


def ended_terms(terms: IdeaTerms, thread: ThreadState) -> IdeaTerms:
    """The trade whose end is told and that is not on record: the idea on the table, where it can be that."""
    table = thread.idea
    if table is None or terms.instrument not in (None, table.instrument):
        return terms
    words = {name: value for name, value in terms if value not in (None, ())}
    return table.model_copy(update=words)


def with_idea(thread: ThreadState, terms: IdeaTerms) -> ThreadState:
    """An idea is on the table: checked, or written down as a plan."""
    idea = {"idea": terms, "patterns": (), "last": "idea", "asked": None}
    return thread.model_copy(update=idea)


def with_verdict(thread: ThreadState, terms: IdeaTerms, message_id: UUID) -> ThreadState:
    """An idea was judged by a message; it is no trade yet."""
    verdict = {"verdict_message_id": message_id, "trade_id": None}
    return with_idea(thread, terms).model_copy(update=verdict)


def with_query(thread: ThreadState, query: RecordQuery) -> ThreadState:
    """The record was asked."""
    return thread.model_copy(update={"query": query, "last": "query", "asked": None})


def with_entered(thread: ThreadState, terms: IdeaTerms) -> ThreadState:
    """A trade was told that is not confirmed yet."""
    trade = {"idea": terms, "trade_id": None, "patterns": (), "last": "trade", "asked": None}
    return thread.model_copy(update=trade)


def with_trade(thread: ThreadState, trade_id: UUID) -> ThreadState:
    """A trade is spoken of."""
    return thread.model_copy(update={"trade_id": trade_id, "last": "trade", "asked": None})


def with_asked(thread: ThreadState, clarification: Clarification, at: datetime) -> ThreadState:
    """Something is asked back."""
    waiting = thread.asked
    is_kind = clarification.about == ABOUT_THE_KIND
    before = waiting.clarification if is_kind and waiting is not None else None
    question = AskedBack(clarification=clarification, at=at, before=before)
    return thread.model_copy(update={"asked": question})


def with_behaviour(thread: ThreadState, topics: tuple[str, ...]) -> ThreadState:
    """Something that the trader does was spoken of: "how often do I do that?" is about it."""
    patterns = topics or thread.patterns
    return thread.model_copy(update={"patterns": patterns, "asked": None})


def with_answer(thread: ThreadState) -> ThreadState:
    """Anything else was answered: what was asked back is over."""
    return thread.model_copy(update={"asked": None})
