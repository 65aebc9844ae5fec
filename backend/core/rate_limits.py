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


MICROSECONDS = 1_000_000  # of a second


def seconds_until_it_fits(
    limit: Limit,
    *,
    before: int,
    current: int,
    passed: int,
    amount: int = 1,
) -> int | None:
    """When so much more fits into a window that slides, if nothing else is counted until then; null: now.

    The window is approximated by two fixed ones: the count of the current one, and that of the one before by the share
    of it that has not slid out.

    Args:
        limit: how much in how long.
        before: the count of the window before.
        current: the count of this window.
        passed: microseconds of this window that have passed.
        amount: how much more; more than the limit has never fits, and is told two whole windows.

    Returns:
        Whole seconds, rounded up, at least 1.
    """
    length = limit.seconds * MICROSECONDS
    room = limit.most - amount
    counted = before * (length - passed) + current * length
    if counted <= room * length:
        return None
    if current <= room:  # in this window, or at its very end, when less of the one before counts
        still_free = (room - current) * length // before
        fits_at = length - still_free
    else:  # in the next one, when less of this one counts
        still_free = max(0, room) * length // current
        fits_at = 2 * length - still_free
    seconds = -((passed - fits_at) // MICROSECONDS)
    return max(1, seconds)


@dataclass(frozen=True, slots=True)
class LimitClaim:
    """One event that was counted everywhere it had to be, or nowhere.

    Attributes:
        wait: seconds until it may fit; null where it fitted.
        give_back: takes exactly this event out of the counts again, and no other; what was `keeping` it stays.
    """

    wait: int | None
    give_back: Callable[[], None]


class Counters(Protocol):
    """Counts events in sliding windows."""

    def take(self, counts: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        ...

    def claim(
        self,
        counts: Sequence[tuple[Limit, str]],
        keeping: Sequence[tuple[Limit, str]] = (),
    ) -> LimitClaim:
        """Count one event under all of these limits and keys at once, or under none when one of them is full.

        It can be given back to those that are `wanted`, never to those that are `keeping` it.
        """
        ...
