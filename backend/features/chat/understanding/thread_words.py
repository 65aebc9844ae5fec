"""A thread in a few words, as every answer shows it: "MES long 4500". Pure."""

from collections.abc import Sequence

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import IdeaTerms, Request, RequestKind
from backend.features.chat.understanding.thread_state import ThreadState


def about(state: ThreadState) -> str | None:
    """What is spoken of; null where that is no idea."""
    if state.idea is None:
        return None
    return idea_words(state.idea) or None


def idea_words(terms: IdeaTerms) -> str:
    """Instrument, direction and entry, as far as they are known."""
    parts = [terms.instrument or "", terms.direction or ""]
    if terms.entry is not None:
        parts.append(plain_decimal(terms.entry))
    return " ".join(part for part in parts if part)


LABELS = {
    RequestKind.IDEA: "Judge a trade",
    RequestKind.IDEA_CHANGE: "Change the trade",
    RequestKind.IDEA_OPINION: "Your view on the trade",
    RequestKind.TRADE_ENTERED: "Log a trade that I entered",
    RequestKind.TRADE_EXITED: "Log an exit",
    RequestKind.LEVEL_MOVED: "Log a stop or target that moved",
    RequestKind.QUESTION: "Ask my record",
    RequestKind.BOOK: "Look it up",
    RequestKind.PLAN: "Write a plan",
    RequestKind.CHECK: "Check it against my rules",
    RequestKind.SETTING: "Set it",
    RequestKind.PROMISE: "Make it a promise",
    RequestKind.MEMORY: "Remember or forget it",
    RequestKind.ARCHIVE: "Search what we said",
    RequestKind.TRAINING: "Practise",
    RequestKind.COACHING: "Talk about it",
    RequestKind.SOCIAL: "Nothing, just talking",
    RequestKind.HELP: "Help",
    RequestKind.OUTSIDE: "Something else",
}
"""What a kind is called on a button."""


def left_over(requests: Sequence[Request]) -> str:
    """What else a message wanted, which waits until it is said by itself; empty where there is nothing."""
    if not requests:
        return ""
    kinds = " and ".join(LABELS.get(request.kind, "something else").lower() for request in requests)
    return f"One thing at a time: you also wanted me to {kinds}. Say that by itself, and I do it."
