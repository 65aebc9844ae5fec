"""What would be lost at the stops: by the idea on the table, and by what is held."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.spoken_ideas import idea_of
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.thread_words import idea_words
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.record.rulebook import session_figures
from backend.features.record.rulebook.book import Book, OpenRisk
from backend.features.record.rulebook.evaluation import money
from backend.features.record.rulebook.versions import standing

_OF_THE_RISK = (
    "idea.stop_distance",
    "idea.risk_per_unit",
    "idea.risk_money",
    "account.risk_percent",
    "account.fitting_size",
)
NO_STOP = "Without a stop there is no end to what it can lose: say where the stop is."
NO_SIZE = "Say a size, and I tell what it costs in all."
NOTHING = (
    "Nothing is at risk that I know of: no idea is on the table, and you hold nothing that is on record."
    " Tell me a trade with its stop and size."
)


def reply_about(session: Session, answer: AnswerRequest) -> Reply:
    """What is at risk, the idea that is spoken of first."""
    words = [*_of_the_idea(session, answer), *_of_what_is_held(session, answer)]
    if not words:
        return Reply(NOTHING)
    return Reply(" ".join(words), (look("What is open", "/api/trading/trades?status=open"),))


def _of_the_idea(session: Session, answer: AnswerRequest) -> Iterator[str]:
    thread = answer.thread
    if thread.idea is None or thread.trade_id is not None:
        return
    idea = idea_of(thread.idea, Idea())
    situation = verdicts.situation_of(session, answer.user_id, idea, image_count=0, now=answer.now)
    facts = {fact.id: fact.statement for fact in build_facts(situation)}
    yield f"{idea_words(thread.idea)}:"
    if idea.stop is None or idea.entry is None:
        yield NO_STOP
        return
    yield from (facts[name] for name in _OF_THE_RISK if name in facts)
    if idea.size is None:
        yield NO_SIZE


def _of_what_is_held(session: Session, answer: AnswerRequest) -> Iterator[str]:
    book = standing(session, answer.user_id, answer.now).book
    figures = session_figures.figures(
        session, answer.user_id, book.money.currency, book.day, at=answer.now
    )
    if not figures.open_risks:
        return
    known = [position.risk for position in figures.open_risks if position.risk is not None]
    shown = ", ".join(_position_words(book, position) for position in figures.open_risks)
    yield f"You hold {shown}."
    if len(known) > 1:
        yield f"At the stops that is {money(book, sum(known, Decimal(0)))} in all."


def _position_words(book: Book, position: OpenRisk) -> str:
    name = f"{position.instrument} {position.direction}"
    if position.risk is None:
        return f"{name} (without a stop or a rate: no end to it that I know)"
    return f"{name} ({money(book, position.risk)} to its stop)"
