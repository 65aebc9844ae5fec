"""What a message was taken for, without what is forgotten: it stands beside its answer in the product's own words."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm.attributes import flag_modified

from backend.core.types import JsonObject
from backend.features.content.conversations.models import Message

LEFT_EMPTY: JsonObject = {"not_understood": [], "query": None}
"""The parts of an `UnderstoodOut` that hold a trader's own words."""


def quoted_words(message: Message, is_of_it: Callable[[str], bool]) -> tuple[str, ...]:
    """The words of what is forgotten that were not understood: an answer says them back between quotation marks."""
    left = (message.understood or {}).get("not_understood")
    return tuple(str(word) for word in left or () if is_of_it(str(word)))


def says_one_of(words: Sequence[str], sentence: str) -> bool:
    """Whether a sentence says one of these words back."""
    return any(f'"{word}"' in sentence for word in words)


def erase_understood(message: Message, is_of_it: Callable[[str], bool]) -> bool:
    """Empty what a message was taken for where its words are of what is forgotten; whether anything changed."""
    before = message.understood
    if before is None or not is_of_it(_words_of(before)):
        return False
    after: JsonObject = dict(before) | LEFT_EMPTY
    if is_of_it(str(before.get("about") or "")):
        after["about"] = None
    message.understood = after
    flag_modified(message, "understood")
    return after != before


def _words_of(understood: JsonObject) -> str:
    """What of it may be a trader's own words."""
    left = understood.get("not_understood")
    words = [str(word) for word in left] if isinstance(left, list) else []
    return " ".join(
        [*words, str(understood.get("query") or ""), str(understood.get("about") or "")]
    )
