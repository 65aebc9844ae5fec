"""Counts that all processes share without asking each other: each counts for itself and tells Redis twice a second.

A request waits for no round trip. What other processes have counted is known half a second late, so a limit can be
passed by what they take in within that time. When Redis is away, each process counts for itself: limits are looser
then, never gone.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import redis

from backend.core.rate_limits import MICROSECONDS, Limit, seconds_until_it_fits

LOG = logging.getLogger("coach.limits")
TELL_SECONDS = 0.5
REST_SECONDS = 1.0  # how long a Redis that failed is left alone
MOST_KEYS = 20_000  # then those that are over are dropped


@dataclass(slots=True)
class _Tally:
    """One limit of one key: a window is approximated by two fixed ones, the one before counts by its share."""

    name: str
    seconds: int
    window: int
    before: int = 0
    told: int = 0  # in this window by all processes, as far as it is known here
    fresh: int = 0  # in this window by this process since it told the others

    def move_to(self, window: int) -> None:
        """Begin another window; the last one is the one before it, any older one is forgotten."""
        if window != self.window:
            is_next = window == self.window + 1
            self.before = self.told + self.fresh if is_next else 0
            self.window = window
            self.told = 0
            self.fresh = 0

    def wait(self, limit: Limit, now: int, amount: int) -> int | None:
        """The seconds until so much more fits; null: now, which is in this window, in microseconds."""
        return seconds_until_it_fits(
            limit,
            before=self.before,
            current=self.told + self.fresh,
            passed=now - self.window * limit.seconds * MICROSECONDS,
            amount=amount,
        )

    def key(self, window: int) -> str:
        """Where a window is kept in Redis."""
        return f"tally:{self.name}:{window}"


class SharedTallies:
    """Counts in this process, and through Redis with the others."""

    def __init__(self, client: redis.Redis, *, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._changed: dict[tuple[str, str], _Tally] = {}
        self._lock = threading.Lock()
        self._teller: threading.Thread | None = None

    def take(self, counts: Sequence[tuple[Limit, str]], *, amount: int = 1) -> int | None:
        """Count for all of these limits and keys, or for none where one does not fit: then the seconds to wait."""
        now = self._now()
        with self._lock:
            tallies = [self._tally(limit, key, now) for limit, key in counts]
            waits = []
            for (limit, _), tally in zip(counts, tallies, strict=True):
                waits.append(tally.wait(limit, now, amount) or 0)
            if any(waits):
                return max(waits)
            for (limit, key), tally in zip(counts, tallies, strict=True):
                tally.fresh += amount
                self._changed[limit.name, key] = tally
        if self._teller is None:
            self._start()
        return None

    def take_now(self, counts: Sequence[tuple[Limit, str]], *, amount: int = 1) -> int | None:
        """The same after a look at what all processes have counted: for what is rare and weighs much."""
        try:
            self._hear(counts)
        except redis.RedisError as error:
            LOG.warning("Redis is away; this process counts for itself: %s", error)
            return self.take(counts, amount=amount)
        wait = self.take(counts, amount=amount)
        with suppress(redis.RedisError):
            self.tell()
        return wait

    def _hear(self, pairs: Sequence[tuple[Limit, str]]) -> None:
        now = self._now()
        with self._lock:
            tallies = [self._tally(limit, key, now) for limit, key in pairs]
            names: list[str] = []
            for tally in tallies:
                names += (tally.key(tally.window), tally.key(tally.window - 1))
        counts = self._client.mget(names)
        with self._lock:
            for tally, current, before in zip(tallies, counts[::2], counts[1::2], strict=True):
                tally.told = int(current or 0)
                tally.before = int(before or 0)

    def _now(self) -> int:
        """Microseconds: windows are reckoned exactly."""
        return int(self._clock() * MICROSECONDS)

    def _tally(self, limit: Limit, key: str, now: int) -> _Tally:
        window = now // (limit.seconds * MICROSECONDS)
        tally = self._tallies.get((limit.name, key))
        if tally is None:
            tally = _Tally(f"{limit.name}:{key}", limit.seconds, window)
            self._tallies[limit.name, key] = tally
        tally.move_to(window)
        return tally

    def _start(self) -> None:
        """With the first count, so that a forked process has a thread of its own."""
        with self._lock:
            if self._teller is None:
                self._teller = threading.Thread(
                    target=self._tell_for_ever,
                    name="tallies",
                    daemon=True,
                )
                self._teller.start()

    def _tell_for_ever(self) -> None:
        while True:
            time.sleep(TELL_SECONDS)
            try:
                self.tell()
            except redis.RedisError as error:
                LOG.warning("Redis is away; this process counts for itself: %s", error)
                time.sleep(REST_SECONDS)

    def tell(self) -> None:
        """Tell the other processes what is new here, and hear what is new there, in one round trip.

        Raises:
            redis.RedisError: it is away; what was not told counts here alone.
        """
        with self._lock:
            changed, self._changed = list(self._changed.values()), {}
            news = [(tally, tally.window, tally.fresh) for tally in changed]
            for tally in changed:
                tally.told += tally.fresh
                tally.fresh = 0
            self._forget_what_is_over()
        if not news:
            return
        pipeline = self._client.pipeline(transaction=False)
        for tally, window, fresh in news:
            pipeline.incrby(tally.key(window), fresh)
            pipeline.expire(tally.key(window), 2 * tally.seconds)
            pipeline.get(tally.key(window - 1))
        answers = pipeline.execute()
        sums = answers[::3]
        sums_before = answers[2::3]
        with self._lock:
            for (tally, window, _), told, before in zip(news, sums, sums_before, strict=True):
                if tally.window == window:
                    tally.told = int(told)
                    tally.before = int(before or 0)

    def _forget_what_is_over(self) -> None:
        if len(self._tallies) <= MOST_KEYS:
            return
        now = self._now() // MICROSECONDS
        for key, tally in list(self._tallies.items()):
            if tally.window < now // tally.seconds - 1:
                del self._tallies[key]
