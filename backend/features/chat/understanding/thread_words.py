"""A thread in a few words, as every answer shows it: "MES long 4500". Pure."""

from collections.abc import Sequence

from backend.core.types import plain_decimal
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    CheckRequest,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    PlanRequest,
    Request,
    TradeEntered,
)
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
    RequestKind.TRADE_CORRECTED: "Correct what I logged",
    RequestKind.TRADE_DELETED: "Delete a trade",
    RequestKind.QUESTION: "Ask my record",
    RequestKind.BOOK: "Look it up",
    RequestKind.PLAN: "Write a plan",
    RequestKind.CHECK: "Check it against my rules",
    RequestKind.SETTING: "Set it",
    RequestKind.PROMISE: "Make it a promise",
    RequestKind.MEMORY: "Remember or forget it",
    RequestKind.JOURNAL: "Write or read my journal",
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


def put_aside_words(before: ThreadState, after: ThreadState) -> str:
    """That the trade that was asked about waits behind another one that was told; empty where none does."""
    waiting = None if before.asked is None else before.asked.clarification.pending
    if not isinstance(
        waiting, IdeaRequest | IdeaChange | TradeEntered | PlanRequest | CheckRequest
    ):
        return ""
    market = waiting.terms.instrument
    is_new = market not in {idea.instrument for idea in before.aside}
    aside = [idea for idea in after.aside if idea.instrument == market and is_new]
    if not aside:
        return ""
    return f"{idea_words(aside[0])} is put aside: say \u201cback to {market}\u201d, and I ask on."
