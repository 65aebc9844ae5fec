"""Limits by name: so many in so long, for each key."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `seconds`."""

    name: str
    most: int
    seconds: int


class Counters(Protocol):
    """Counts events in sliding windows."""

    def take(self, wanted: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        ...

    def forget(self, limit: Limit, key: str) -> None:
        """Start again from zero."""
        ...
