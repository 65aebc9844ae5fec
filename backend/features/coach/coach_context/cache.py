"""The slow part of what the coach knows, kept for each user in a process while nothing that it used changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from backend.core.types import JsonObject
from backend.features.coach.coach_context.views import CachedContext

MOST_USERS = 256  # some 200 KB each at the most


class ContextCache:
    """One for a process. What is kept under other versions than those asked for is not given."""

    def __init__(self, most: int = MOST_USERS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._contexts: OrderedDict[UUID, CachedContext] = OrderedDict()

    def at(
        self,
        user_id: UUID,
        versions: JsonObject,
        read: Callable[[], CachedContext],
    ) -> tuple[CachedContext, bool]:
        """The part under these versions, and whether it was at hand; else it is read and kept.

        The versions were read before what is read, so that a change in between makes the part old, never wrong.
        """
        with self._lock:
            stored = self._contexts.get(user_id)
            if stored is not None and stored.versions == versions:
                self._contexts.move_to_end(user_id)
                return stored, True
        fresh = read()
        with self._lock:
            self._contexts[user_id] = fresh
            self._contexts.move_to_end(user_id)
            while len(self._contexts) > self._most:
                self._contexts.popitem(last=False)
        return fresh, False

    def has(self, user_id: UUID, versions: JsonObject) -> bool:
        """Whether the part under these versions is at hand."""
        with self._lock:
            stored = self._contexts.get(user_id)
            return stored is not None and stored.versions == versions

    def forget(self, user_id: UUID) -> None:
        """Drop what is kept of a user."""
        with self._lock:
            self._contexts.pop(user_id, None)
