"""Rate limits: sliding windows in Redis, one round trip for any number of them.

When Redis is away, each process counts for itself: limits are looser then, never gone.
"""

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.core.rate_limits import Limit, LimitClaim

LOG = logging.getLogger("coach.limits")
MOST_OWN_KEYS = 100_000  # some tens of megabytes, for as long as Redis is away
REST_SECONDS = 1.0  # how long a Redis that failed is left alone
NANOSECONDS = 1_000_000_000  # of a second

# `seconds_until_it_fits` of one event, for the scripts below: 0 where it fits now, and the key that would count it. In
# microseconds, which doubles hold exactly.
_WINDOW = """
local function now_in_microseconds()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local function wait_of(key, most, seconds, now)
  local length, room = seconds * 1000000, most - 1
  local window = math.floor(now / length)
  local passed = now - window * length
  local counted = key .. ':' .. window
  local current = tonumber(redis.call('GET', counted) or '0')
  local before = tonumber(redis.call('GET', key .. ':' .. (window - 1)) or '0')
  if before * (length - passed) + current * length <= room * length then
    return 0, counted
  end
  local fits_at
  if current <= room then
    fits_at = length - math.floor((room - current) * length / before)
  else
    fits_at = 2 * length - math.floor(math.max(0, room) * length / current)
  end
  return math.max(1, math.ceil((fits_at - passed) / 1000000)), counted
end

local function count(counted, seconds)
  redis.call('INCR', counted)
  redis.call('EXPIRE', counted, 2 * seconds)
end
"""
_TAKE = (
    _WINDOW
    + """
local now = now_in_microseconds()
local answers = {}
for i, key in ipairs(KEYS) do
  local seconds = tonumber(ARGV[2 * i])
  local wait, counted = wait_of(key, tonumber(ARGV[2 * i - 1]), seconds, now)
  if wait == 0 then count(counted, seconds) end
  answers[i] = wait
end
return answers
"""
)

# The same for one event that counts under every key or under none; with the second at which it was counted.
_CLAIM = (
    _WINDOW
    + """
local now = now_in_microseconds()
local longest = 0
local places = {}
for i, key in ipairs(KEYS) do
  local wait, counted = wait_of(key, tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i]), now)
  longest = math.max(longest, wait)
  places[i] = counted
end
if longest == 0 then
  for i, counted in ipairs(places) do count(counted, tonumber(ARGV[2 * i])) end
end
return {longest, math.floor(now / 1000000)}
"""
)
_GIVE_BACK = """
for i, key in ipairs(KEYS) do
  local counted = key .. ':' .. math.floor(tonumber(ARGV[1]) / tonumber(ARGV[i + 1]))
  if tonumber(redis.call('GET', counted) or '0') > 0 then redis.call('DECR', counted) end
end
"""


def connect(url: str) -> redis.Redis:
    """A Redis client that gives up soon: nothing that a trader waits for may hang on Redis."""
    return redis.Redis.from_url(
        url,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=15,
    )


class RedisCounters:
    """Counts in Redis, or in this process while Redis is away."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._script = client.register_script(_TAKE)
        self._claim = client.register_script(_CLAIM)
        self._give_back = client.register_script(_GIVE_BACK)
        self._own = OwnCounters()
        self._away_until = 0.0

    def take(self, counts: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        if time.monotonic() < self._away_until:
            return self._own.take(counts)
        try:
            answers = self._script(keys=_keys(counts), args=_figures(counts))
        except redis.RedisError as error:
            self._rest(error)
            return self._own.take(counts)
        return [int(answer) or None for answer in answers]

    def claim(
        self,
        counts: Sequence[tuple[Limit, str]],
        keeping: Sequence[tuple[Limit, str]] = (),
    ) -> LimitClaim:
        """Count one event under all of these limits and keys at once, or under none when one of them is full."""
        if time.monotonic() < self._away_until:
            return self._own.claim(counts, keeping)
        every = [*counts, *keeping]
        try:
            wait, second = self._claim(keys=_keys(every), args=_figures(every))
        except redis.RedisError as error:
            self._rest(error)
            return self._own.claim(counts, keeping)
        return LimitClaim(int(wait) or None, partial(self._take_back, counts, int(second)))

    def _take_back(self, counts: Sequence[tuple[Limit, str]], second: int) -> None:
        try:
            self._give_back(
                keys=_keys(counts),
                args=[second, *(limit.seconds for limit, _ in counts)],
            )
        except redis.RedisError as error:
            self._rest(error)

    def _rest(self, error: redis.RedisError) -> None:
        LOG.warning("Redis is away; this process counts for itself: %s", error)
        self._away_until = time.monotonic() + REST_SECONDS

    def ping(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._client.ping())
        except redis.RedisError:
            return False

    def registry(self, most: int) -> "RedisSocketRegistry":
        """A registry of sockets on the same Redis."""
        return RedisSocketRegistry(self._client, most)


def _keys(counts: Sequence[tuple[Limit, str]]) -> list[str]:
    return [f"limit:{limit.name}:{key}" for limit, key in counts]


def _figures(counts: Sequence[tuple[Limit, str]]) -> list[int]:
    return [figure for limit, _ in counts for figure in (limit.most, limit.seconds)]


class OwnCounters:
    """Counts within one process, exactly."""

    def __init__(
        self,
        most_keys: int = MOST_OWN_KEYS,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._most_keys = most_keys
        self._clock = clock
        self._moments: dict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, counts: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        with self._lock:
            now = self._clock()
            return [self._take(limit, key, now) for limit, key in counts]

    def claim(
        self,
        counts: Sequence[tuple[Limit, str]],
        keeping: Sequence[tuple[Limit, str]] = (),
    ) -> LimitClaim:
        """Count one event under all of these limits and keys at once, or under none when one of them is full."""
        every = [*counts, *keeping]
        with self._lock:
            now = self._clock()
            waits = [
                wait for limit, key in every if (wait := self._wait(limit, key, now)) is not None
            ]
            if not waits:
                for limit, key in every:
                    self._moments[limit.name, key].append(now)
        return LimitClaim(max(waits, default=None), partial(self._take_back, counts, now))

    def _take_back(self, counts: Sequence[tuple[Limit, str]], moment: int) -> None:
        with self._lock:
            for limit, key in counts:
                with suppress(KeyError, ValueError):
                    self._moments[limit.name, key].remove(moment)

    def _take(self, limit: Limit, key: str, now: int) -> int | None:
        wait = self._wait(limit, key, now)
        if wait is None:
            self._moments[limit.name, key].append(now)
        return wait

    def _wait(self, limit: Limit, key: str, now: int) -> int | None:
        if len(self._moments) > self._most_keys:
            self._make_room()
        moments = self._moments[limit.name, key]
        length = limit.seconds * NANOSECONDS
        while moments and moments[0] <= now - length:
            moments.popleft()
        if len(moments) >= limit.most:
            return -((now - moments[0] - length) // NANOSECONDS)
        return None

    def _make_room(self) -> None:
        """The emptier half goes: whoever makes up new keys does not free those that are full."""
        by_count = sorted(self._moments, key=lambda name: len(self._moments[name]))
        for name in by_count[: self._most_keys // 2]:
            del self._moments[name]


_ENTER = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[2])
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[3]))
return 1
"""
PLACE_SECONDS = 60  # a process that dies gives its sockets' places back after this


class RedisSocketRegistry:
    """Open sockets by user, in Redis; while Redis is away everybody is admitted."""

    def __init__(self, client: redis.Redis, most: int) -> None:
        self._client = client
        self._enter = client.register_script(_ENTER)
        self._most = most

    def enter(self, user_id: UUID, socket_id: str) -> bool:
        """Take a place; false when all places of this user are taken."""
        try:
            return bool(
                self._enter(keys=[_places(user_id)], args=[self._most, socket_id, PLACE_SECONDS])
            )
        except redis.RedisError as error:
            LOG.warning("Redis is away; a socket is admitted uncounted: %s", error)
            return True

    def stay(self, user_id: UUID, socket_id: str) -> None:
        """Keep the place a while longer."""
        with suppress(redis.RedisError):
            self._client.zadd(_places(user_id), {socket_id: time.time() + PLACE_SECONDS})
            self._client.expire(_places(user_id), PLACE_SECONDS)

    def leave(self, user_id: UUID, socket_id: str) -> None:
        """Give the place back."""
        with suppress(redis.RedisError):
            self._client.zrem(_places(user_id), socket_id)


def _places(user_id: UUID) -> str:
    return f"sockets:{user_id}"
