"""How a conversation goes on: what each kind of answer makes of the thread. Pure.

Whoever answers takes the new state from here, so that what a conversation is about can be followed without a database.
"""

from datetime import datetime
from uuid import UUID

from backend.features.chat.understanding.idea_requests import changed, merged
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    IdeaChange,
    IdeaOpinion,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    PlanRequest,
    Request,
    TradeEntered,
    TradeExited,
)
from backend.features.chat.understanding.thread_state import (
    MOST_ASIDE,
    MOST_TOLD,
    AskedBack,
    ThreadState,
)
from backend.features.record.questions.schemas import RecordQuery

ABOUT_THE_KIND = "request"  # what of a message is unclear where its kind is
TellingTerms = IdeaRequest | TradeEntered | PlanRequest | CheckRequest


def spoken_terms(request: Request | None, thread: ThreadState) -> IdeaTerms:
    """What a request is about: what it says, on what is on the table where it goes on with that."""
    table = thread.idea or IdeaTerms()
    if isinstance(request, IdeaChange):
        return changed(table, request)
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
    """The trade whose end is told and that is not on record: the idea that is spoken of, or was before, where it can be."""
    spoken_of = (thread.idea, *thread.aside)
    ideas = [idea for idea in spoken_of if idea is not None]
    table = next((i for i in ideas if terms.instrument in (None, i.instrument)), None)
    if table is None:
        return terms
    words = {name: value for name, value in terms if value not in (None, ())}
    return table.model_copy(update=words)


def with_idea(thread: ThreadState, terms: IdeaTerms) -> ThreadState:
    """An idea is on the table: checked, or written down as a plan."""
    idea = {"idea": terms, "patterns": (), "last": "idea", "asked": None}
    return thread.model_copy(update=idea | {"aside": _put_aside(thread, terms)})


def _put_aside(thread: ThreadState, terms: IdeaTerms) -> tuple[IdeaTerms, ...]:
    """What was spoken of before in other markets: nothing is lost when another idea is told."""
    waiting = None if thread.asked is None else thread.asked.clarification.pending
    spoken_of = [waiting.terms] if isinstance(waiting, TellingTerms) else []
    if thread.idea is not None and thread.trade_id is None:
        spoken_of.append(thread.idea)
    markets: dict[str | None, IdeaTerms] = {None: terms, terms.instrument: terms}
    if terms.instrument is None:
        return thread.aside
    aside = []
    for idea in (*spoken_of, *thread.aside):
        if idea.instrument not in markets:
            markets[idea.instrument] = idea
            aside.append(idea)
    return tuple(aside[:MOST_ASIDE])


def with_withdrawal(thread: ThreadState) -> ThreadState:
    """The trader takes the idea on the table back: it is no trade, and may be come back to."""
    gone = () if thread.idea is None or thread.idea.instrument is None else (thread.idea,)
    others = [idea for idea in thread.aside if idea.instrument not in {i.instrument for i in gone}]
    update = {
        "idea": None,
        "verdict_message_id": None,
        "last": None,
        "asked": None,
        "told": (),
        "aside": (*gone, *others)[:MOST_ASIDE],
    }
    return thread.model_copy(update=update)


def with_told(thread: ThreadState, deed: TradeExited | LevelMoved) -> ThreadState:
    """A part was left or a level moved of what is on the table, and no trade of it is on record yet."""
    deeds = (*thread.told, deed)[-MOST_TOLD:]
    return thread.model_copy(update={"told": deeds, "last": "trade", "asked": None})


def with_verdict(thread: ThreadState, terms: IdeaTerms, message_id: UUID) -> ThreadState:
    """An idea was judged by a message; it is no trade yet."""
    verdict = {"verdict_message_id": message_id, "trade_id": None, "told": ()}
    return with_idea(thread, terms).model_copy(update=verdict)


def with_query(thread: ThreadState, query: RecordQuery) -> ThreadState:
    """The record was asked."""
    return thread.model_copy(update={"query": query, "last": "query", "asked": None})


def with_entered(thread: ThreadState, terms: IdeaTerms) -> ThreadState:
    """A trade was told that is not confirmed yet."""
    trade = {"idea": terms, "trade_id": None, "patterns": (), "last": "trade", "asked": None}
    is_same = thread.idea is not None and terms.instrument == thread.idea.instrument
    deeds = thread.told if is_same else ()
    return thread.model_copy(update=trade | {"told": deeds, "aside": _put_aside(thread, terms)})


def with_trade(thread: ThreadState, trade_id: UUID) -> ThreadState:
    """A trade is spoken of."""
    update = {"trade_id": trade_id, "last": "trade", "asked": None, "told": ()}
    return thread.model_copy(update=update)


def with_asked(thread: ThreadState, clarification: Clarification, at: datetime) -> ThreadState:
    """Something is asked back."""
    waiting = thread.asked
    is_kind = clarification.about == ABOUT_THE_KIND
    before = waiting.clarification if is_kind and waiting is not None else None
    question = AskedBack(clarification=clarification, at=at, before=before)
    update: dict[str, object] = {"asked": question}
    pending = clarification.pending
    if isinstance(pending, IdeaChange) and pending.without and thread.idea is not None:
        update["idea"] = changed(
            thread.idea, IdeaChange(terms=IdeaTerms(), without=pending.without)
        )
    return thread.model_copy(update=update)


def with_behaviour(thread: ThreadState, topics: tuple[str, ...]) -> ThreadState:
    """Something that the trader does was spoken of: "how often do I do that?" is about it."""
    patterns = topics or thread.patterns
    return thread.model_copy(update={"patterns": patterns, "asked": None})


def with_answer(thread: ThreadState) -> ThreadState:
    """Anything else was answered: what was asked back is over."""
    return thread.model_copy(update={"asked": None})
