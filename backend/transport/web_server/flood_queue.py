"""Whole requests of addresses that are refused again and again: they wait, and a few at a time are let through.

A refusal costs little, but a flood of them costs a processor, and everybody else waits for that. Behind a proxy
nothing is held: there the peer is the proxy, whose connections are everybody's.
"""

from collections import Counter, deque

from backend.transport.web_server.connection_pool import WaitingConnection

REFUSALS_OF_A_FLOOD = 10  # of one address, within a window
WINDOW_SECONDS = 1.0
AT_ONCE = 8  # are let through each time, so that those who are let through are no burst either


class FloodQueue:
    """Who is told 429 again and again is heard now and then."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: deque[WaitingConnection] = deque()
        self._refusals: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._window_ends = 0.0

    @property
    def is_full(self) -> bool:
        """Whether no more may wait."""
        return len(self._held) >= self._most

    def note_refusal(self, address: str, now: float) -> None:
        """An address was told that it asks too much."""
        self._turn(now)
        if address:
            self._refusals[address] += 1

    def is_flooding(self, address: str, now: float) -> bool:
        """Whether it was told so many times, in this window or the last."""
        self._turn(now)
        return max(self._refusals[address], self._before[address]) >= REFUSALS_OF_A_FLOOD

    def hold(self, connection: WaitingConnection) -> None:
        """Let its request wait."""
        self._held.append(connection)

    def let_through(self) -> list[WaitingConnection]:
        """Those whose turn it is."""
        count = min(AT_ONCE, len(self._held))
        return [self._held.popleft() for _ in range(count)]

    def empty(self) -> list[WaitingConnection]:
        """All that wait; none do afterwards."""
        held = list(self._held)
        self._held.clear()
        return held

    def _turn(self, now: float) -> None:
        if now < self._window_ends:
            return
        is_next = now < self._window_ends + WINDOW_SECONDS
        self._before = self._refusals if is_next else Counter()
        self._refusals = Counter()
        self._window_ends = now + WINDOW_SECONDS
