"""Titles of conversations: made from the first words, but never from words that are met with care or declined. Pure."""

from backend.features.coach.language.lexicon import is_guarded
from backend.features.content.conversations.service import UNTITLED, title_from


def title_of(content: str) -> str:
    """A title made from the first message; a neutral one where no provider may see its words."""
    if is_guarded(content):
        return UNTITLED
    return title_from(content)


def shown_title(title: str, first_words: str = "") -> str:
    """A title that somebody gave, or a neutral one where it, or the message that it was made from, is guarded."""
    if is_guarded(title) or (title == title_from(first_words) and is_guarded(first_words)):
        return UNTITLED
    return title
