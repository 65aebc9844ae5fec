"""A message at a set moment, as tests have it understood."""

from datetime import UTC, date, datetime

from backend.features.chat.understanding.message_context import MessageContext
from backend.features.chat.understanding.requests import Understanding
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.understanding import understand

TODAY = date(2026, 11, 18)  # a Wednesday
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def context_of(thread: ThreadState | None = None) -> MessageContext:
    """Around a message that is sent now."""
    return MessageContext(
        now=NOW,
        read_today=lambda: TODAY,
        read_wall_day=lambda: TODAY,
        thread=thread or ThreadState(),
    )


def understood(words: str, thread: ThreadState | None = None) -> Understanding:
    """What a message is taken for."""
    return understand(words, context_of(thread))


def request_of(words: str, thread: ThreadState | None = None):
    """The one request of a message that is asked nothing back."""
    understanding = understood(words, thread)
    assert understanding.clarification is None, understanding.clarification
    (request,) = understanding.requests
    return request


def kind_of(words: str, thread: ThreadState | None = None) -> str:
    """What is answered; `asked` where something is asked back first."""
    understanding = understood(words, thread)
    if understanding.clarification is not None:
        return "asked"
    return understanding.requests[0].kind.value
