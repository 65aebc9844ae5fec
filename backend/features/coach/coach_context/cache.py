"""The slow part of what the coach knows, kept for each user in a process while nothing that it used changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from backend.features.coach.coach_context.model import Kept

MOST_USERS = 256  # some 200 KB each at the most


class KeptContexts:
    """One for a process. What is kept under other versions than those asked for is not given."""

    def __init__(self, most: int = MOST_USERS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, Kept] = OrderedDict()

    def at(
        self, user_id: UUID, versions: dict[str, Any], read: Callable[[], Kept]
    ) -> tuple[Kept, bool]:
        """The part under these versions, and whether it was at hand; else it is read and kept.

        The versions were read before what is read, so that a change in between makes the part old, never wrong.
        """
        with self._lock:
            found = self._kept.get(user_id)
            if found is not None and found.versions == versions:
                self._kept.move_to_end(user_id)
                return found, True
        fresh = read()
        with self._lock:
            self._kept[user_id] = fresh
            self._kept.move_to_end(user_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return fresh, False

    def has(self, user_id: UUID, versions: dict[str, Any]) -> bool:
        """Whether the part under these versions is at hand."""
        with self._lock:
            found = self._kept.get(user_id)
            return found is not None and found.versions == versions

    def forget(self, user_id: UUID) -> None:
        """Drop what is kept of a user."""
        with self._lock:
            self._kept.pop(user_id, None)
