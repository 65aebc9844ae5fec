"""Rate limits: sliding windows in Redis, one round trip for any number of them.

When Redis is away, each process counts for itself: limits are looser then, never gone.
"""

import logging
import threading
import time
from collections import defaultdict, deque
from contextlib import suppress
from uuid import UUID

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.core.limits import Limit

LOG = logging.getLogger("coach.limits")
REST_SECONDS = 1.0  # how long a Redis that failed is left alone

# A window is approximated by two fixed ones: the count of the current one, and of the one before by its share.
_TAKE = """
local now = redis.call('TIME')
local second = tonumber(now[1]) + tonumber(now[2]) / 1000000
local answers = {}
for i, key in ipairs(KEYS) do
  local most, length = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local window = math.floor(second / length)
  local passed = second - window * length
  local current, before = key .. ':' .. window, key .. ':' .. (window - 1)
  local share = (length - passed) / length
  local used = tonumber(redis.call('GET', before) or '0') * share + tonumber(redis.call('GET', current) or '0')
  if used + 1 > most then
    answers[i] = math.max(1, math.ceil(length - passed))
  else
    redis.call('INCR', current)
    redis.call('EXPIRE', current, 2 * length)
    answers[i] = 0
  end
end
return answers
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
        self._own = OwnCounters()
        self._away_until = 0.0

    def take(self, wanted: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        if time.monotonic() < self._away_until:
            return self._own.take(wanted)
        keys = [f"limit:{limit.name}:{key}" for limit, key in wanted]
        figures = [figure for limit, _ in wanted for figure in (limit.most, limit.seconds)]
        try:
            answers = self._script(keys=keys, args=figures)
        except redis.RedisError as error:
            LOG.warning("Redis is away; this process counts for itself: %s", error)
            self._away_until = time.monotonic() + REST_SECONDS
            return self._own.take(wanted)
        return [int(answer) or None for answer in answers]

    def ping(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._client.ping())
        except redis.RedisError:
            return False

    def registry(self, most: int) -> "RedisSocketRegistry":
        """A registry of sockets on the same Redis."""
        return RedisSocketRegistry(self._client, most)

    def forget(self, limit: Limit, key: str) -> None:
        """Start again from zero."""
        self._own.forget(limit, key)
        window = int(time.time() / limit.seconds)
        names = [f"limit:{limit.name}:{key}:{window - back}" for back in (0, 1)]
        try:
            self._client.delete(*names)
        except redis.RedisError as error:
            LOG.warning("Redis is away; a counter stays: %s", error)


class OwnCounters:
    """Counts within one process, exactly."""

    def __init__(self) -> None:
        self._moments: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, wanted: list[tuple[Limit, str]]) -> list[int | None]:
        """Count one event for each limit and key; null where it fits, else the seconds to wait."""
        with self._lock:
            return [self._take(limit, key) for limit, key in wanted]

    def _take(self, limit: Limit, key: str) -> int | None:
        now = time.monotonic()
        if len(self._moments) > 100_000:
            self._moments.clear()
        moments = self._moments[limit.name, key]
        while moments and moments[0] <= now - limit.seconds:
            moments.popleft()
        if len(moments) >= limit.most:
            return max(1, int(moments[0] + limit.seconds - now) + 1)
        moments.append(now)
        return None

    def forget(self, limit: Limit, key: str) -> None:
        """Start again from zero."""
        with self._lock:
            self._moments.pop((limit.name, key), None)


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
            return bool(self._enter(keys=[_places(user_id)], args=[self._most, socket_id, PLACE_SECONDS]))
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
