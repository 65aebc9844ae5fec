"""How many sessions of each network have not said yet who is behind them."""

import threading
from collections import Counter


class Strangers:
    """Counts sessions by network, from their beginning until they are introduced or over."""

    def __init__(self) -> None:
        self._sessions: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, network: str) -> int:
        """Sessions of this network that are strangers now."""
        return self._sessions[network]

    def add(self, network: str) -> None:
        """One more begins."""
        with self._lock:
            self._sessions[network] += 1

    def remove(self, network: str) -> None:
        """One is introduced, or over."""
        with self._lock:
            self._sessions[network] -= 1
            if self._sessions[network] <= 0:
                del self._sessions[network]
