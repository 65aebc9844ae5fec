"""How fast a user may write, and how often the same may be said or answered again."""

from uuid import UUID

from backend.core.rate_limits import Counters, Limit
from backend.features.chat.messages.errors import TooManyMessages

# Wordings of a message, and answers to one: nobody reads more of them side by side.
MOST_BRANCHES = 100


class MessagePace:
    """Edits and further answers count like messages."""

    def __init__(self, counters: Counters, limit: Limit) -> None:
        self._counters = counters
        self._limit = limit

    def take(self, user_id: UUID) -> None:
        """Count one.

        Raises:
            TooManyMessages
        """
        (wait,) = self._counters.take([(self._limit, str(user_id))])
        if wait is not None:
            raise TooManyMessages(retry_after=wait)
