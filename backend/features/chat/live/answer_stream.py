"""An answer that was claimed, and its text on the way to the trader."""

import time
from dataclasses import dataclass
from uuid import UUID

from backend.features.ai.ports import Delta
from backend.features.chat.messages.ports import Push

PUSH_EVERY_SECONDS = 0.05  # twenty times a second reads as a stream and spares Redis
PUSH_WHOLE_SECONDS = 1.0  # how long a late joiner waits for the beginning, at the most


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """One answer that this worker is making.

    Attributes:
        more: others were due at the same moment.
        is_orphan: a worker died while it made this answer, of whatever.
    """

    id: UUID
    user_id: UUID
    conversation_id: UUID
    question_id: UUID
    branch: int
    attempts: int
    stop_requested: bool
    more: bool
    is_orphan: bool
    token: UUID


class AnswerStream:
    """Text on its way to the trader, in pieces of a twentieth of a second."""

    def __init__(self, claim: AnswerClaim, push: Push) -> None:
        self._claim = claim
        self._push = push
        self._pushed = 0
        self._next = 0.0
        self._whole_at = time.monotonic() + PUSH_WHOLE_SECONDS
        self.words = ""

    def add(self, delta: Delta) -> None:
        """More of it; it is said with what comes in the same twentieth of a second."""
        if delta.restart:
            self.words = ""
            self._pushed = 0
        self.words += delta.text
        if time.monotonic() >= self._next:
            self.flush()

    def pause(self) -> None:
        """Nothing comes for a while: what is there is said, and the whole of it again to windows opened meanwhile."""
        if self.words and time.monotonic() >= self._whole_at:
            self._pushed = 0
        self.flush()

    def flush(self) -> None:
        """Say what was not said yet."""
        now = time.monotonic()
        if self._pushed == len(self.words):
            return
        if now >= self._whole_at:  # a window that was opened meanwhile gets the text so far
            self._pushed = 0
            self._whole_at = now + PUSH_WHOLE_SECONDS
        news = {
            "conversation_id": str(self._claim.conversation_id),
            "message_id": str(self._claim.id),
            "offset": self._pushed,
            "text": self.words[self._pushed :],
        }
        self._push.to_user(self._claim.user_id, "ai_delta", news)
        self._pushed = len(self.words)
        self._next = now + PUSH_EVERY_SECONDS
