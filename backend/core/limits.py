"""Limits by name: so many in so long, for each key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `seconds`."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One event that was counted everywhere it had to be, or nowhere.

    Attributes:
        wait: seconds until it may fit; null where it fitted.
        give_back: takes exactly this event out of the counts again, and no other; what was `keeping` it stays.
    """

    wait: int | None
    give_back: Callable[[], None]


class Counters(Protocol):
    """Counts events in sliding windows."""

    def take(self, wanted: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        ...

    def claim(self, wanted: Sequence[tuple[Limit, str]], keeping: Sequence[tuple[Limit, str]] = ()) -> Claim:
        """Count one event under all of these limits and keys at once, or under none when one of them is full.

        It can be given back to those that are `wanted`, never to those that are `keeping` it.
        """
        ...
