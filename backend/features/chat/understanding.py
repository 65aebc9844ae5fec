"""Everything that is read in the words of a message, one after the other: to try whether that ends in time. Pure."""

from datetime import UTC, datetime

from backend.features.chat.drafts import trade_draft
from backend.features.chat.intents import read_intent
from backend.features.chat.wishes import looks_like_a_wish
from backend.features.coaching import topics
from backend.features.coaching.emotions import Behaviour, read_emotion
from backend.features.coaching.learner import read_command, read_lessons, statements_in, turns_on_the_coach
from backend.features.coaching.wording import spoken, telling
from backend.features.verdicts.citations import Proof
from backend.features.verdicts.vocabulary import is_guarded
from backend.features.verdicts.words import guard_of, read_words

UNREADABLE = (
    "I could not read this message: working out its words took too long. It is kept as you wrote it. Put it in fewer or"
    " plainer words, and I will answer."
)


def read_through(text: str) -> None:
    """Read a text in every way in which the answer to a message may read it; what was read is dropped."""
    now = datetime.now(UTC)
    idea = read_words(text)
    guard_of(idea)
    is_guarded(text)
    read_command(text)
    read_intent(text, idea, now.date())
    trade_draft(idea, now)
    looks_like_a_wish(text)
    turns_on_the_coach(text)
    topics.asks_about_the_trader(text)
    topics.asks_about_a_behaviour(text)
    topics.small_talk_of(text)
    topics.is_about_a_span(text)
    read_emotion(text, Behaviour())
    read_lessons(text)
    statements_in(text)
    telling(text)
    spoken(text)
    Proof((), text)
