"""Everything that is read in the words of a message, one after the other: to try whether that ends in time. Pure."""

from datetime import UTC, date, datetime

from backend.features.chat.assistant.drafts.draft import trade_draft
from backend.features.chat.assistant.intent_extraction import looks_like_a_wish
from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.understanding import understand
from backend.features.coach.ideas.ideas import guard_of, read_words
from backend.features.coach.language.lexicon import is_guarded
from backend.features.coach.language.talk_acts import talk_act_of
from backend.features.coach.memory.extraction import (
    read_command,
    read_lessons,
    statements_in,
    turns_on_the_coach,
)
from backend.features.coach.memory.statement_matching import spoken, telling
from backend.features.coach.rule_coach import question_topics
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.rule_coach.talks.theme_reader import talk_of
from backend.features.coach.verdicts.grounding import GroundingProof

UNREADABLE = (
    "I could not read this message: working out its words took too long. It is kept as you wrote it. Put it in fewer or"
    " plainer words, and I will answer."
)
# A greeting and a question: between them every table and every model is asked.
_ANY_MESSAGE = "Hello. How did I do on Mondays?"


def _context(now: datetime) -> MessageContext:
    """Around a message of which nothing but its words is known."""

    def today() -> date:
        return now.date()

    return MessageContext(now=now, read_today=today, read_wall_day=today)


def read_through(text: str) -> None:
    """Read a text in every way in which the answer to a message may read it; what was read is dropped."""
    now = datetime.now(UTC)
    idea = read_words(text)
    guard_of(idea)
    is_guarded(text)
    read_command(text)
    understand(text, _context(now))
    trade_draft(idea, now)
    looks_like_a_wish(text)
    turns_on_the_coach(text)
    question_topics.asks_about_the_trader(text)
    question_topics.asks_about_a_behaviour(text)
    question_topics.small_talk_of(text)
    question_topics.is_about_a_span(text)
    question_topics.wants_a_technique(text)
    question_topics.wants_a_routine(text)
    question_topics.disputes(text)
    question_topics.behaviours_of(text)
    question_topics.topics_of(text)
    talk_act_of(text)
    talk_of(text, (text,))
    read_emotion(text, Behaviour())
    read_lessons(text)
    statements_in(text)
    telling(text)
    spoken(text)
    GroundingProof((), text)


def load_parsers() -> None:
    """Have tables and models loaded, so that no message waits for them: once a process, or before it forks."""
    read_through(_ANY_MESSAGE)
