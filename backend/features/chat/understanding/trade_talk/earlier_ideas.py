"""Ideas that were put aside and are come back to: "back to the NQ one", "the ES stop is 4490". Pure."""

import re
from collections.abc import Sequence

from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.trade_talk.spoken_words import plain_text

_BACK = re.compile(
    r"\b(?:back to|return(?:ing)? to|go(?:ing)? back|revisit|resume|pick up|continue with|about the"
    r"|as for|what about|now the|and the)\b"
)
_UNNAMED = re.compile(
    r"\b(?:back to|return(?:ing)? to|resume|revisit) (?:the |that |my )?"
    r"(?P<which>first|other|previous|earlier|old|last|one before)\b"
)


def earlier_idea(text: str, named: str | None, aside: Sequence[IdeaTerms]) -> IdeaTerms | None:
    """The idea that may be come back to; null where none is.

    Args:
        text: the message.
        named: the market that it names.
        aside: ideas that were put aside, the latest first.
    """
    unnamed = _UNNAMED.search(plain_text(text))
    if unnamed is not None and named is None and aside:
        return aside[-1] if unnamed["which"] == "first" else aside[0]
    return next((idea for idea in aside if named is not None and idea.instrument == named), None)


def leads_back(text: str) -> bool:
    """Whether the words lead back, and say nothing else of the idea."""
    return _BACK.search(plain_text(text)) is not None
