"""When workers and beats last said that they are well: in Redis, by its clock, which all of them share.

`python -m backend.adapters.redis.heartbeats worker` (or `beat`) asks for those of this machine, for health checks of
containers: it ends with 0 when one of them is well.
"""

import logging
import os
import socket
import sys
from collections.abc import Callable
from typing import cast

import redis

from backend.core.health import Probe, Result

LOG = logging.getLogger("coach.health")
WORKER, THREADS, BEAT, RESTING = "worker", "worker-threads", "beat", "provider-rests"
EVERY_SECONDS = 5.0
LATE_SECONDS = 3 * EVERY_SECONDS  # who has not been heard of for so long is taken for dead
BUSY_SECONDS = 30.0  # for so long no thread of any worker was free
KEPT_SECONDS = 86_400  # so long one can see since when nobody is there
HERE = socket.gethostname()


class Heartbeats:
    """Says and hears who is well.

    Args:
        client: one that gives up soon.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._member = f"{HERE}/{os.getpid()}"

    def report(self, name: str) -> None:
        """This process is well, just now; what Redis does not hear is said again soon."""
        try:
            now = self._now()
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(_key(name), {self._member: now})
            pipe.zremrangebyscore(_key(name), "-inf", now - KEPT_SECONDS)
            pipe.execute()
        except redis.RedisError as error:
            LOG.warning("the heartbeat of the %s was not heard: %s", name, error)

    def age(self, name: str, *, host: str = "") -> float | None:
        """Seconds since the last of them said so, on that machine or on any; null when nobody ever did.

        Raises:
            redis.RedisError: nobody can be heard.
        """
        scored = self._client.zrange(_key(name), 0, -1, withscores=True)
        reports = cast(list[tuple[bytes, float]], scored)
        prefix = f"{host}/".encode() if host else b""
        times = [when for member, when in reports if member.startswith(prefix)]
        if times:
            return max(0.0, self._now() - max(times))
        return None

    def _now(self) -> float:
        seconds, microseconds = self._client.time()
        return seconds + microseconds / 1e6


class Pulse:
    """A worker's: its loop turns, and its threads get to do something.

    Args:
        give_to_a_thread: has a thread of the worker's pool do this, when one is free.
        rests: whether its provider is not asked at present.
    """

    def __init__(
        self,
        heartbeats: Heartbeats,
        give_to_a_thread: Callable[[Callable[[], None]], object],
        rests: Callable[[], bool],
    ) -> None:
        self._heartbeats = heartbeats
        self._give_to_a_thread = give_to_a_thread
        self._rests = rests
        self._is_given = False

    def beat(self) -> None:
        """Every few seconds, by the loop that takes work."""
        self._heartbeats.report(WORKER)
        if self._rests():
            self._heartbeats.report(RESTING)
        if not self._is_given:
            self._is_given = True
            self._give_to_a_thread(self._say_that_one_is_free)

    def _say_that_one_is_free(self) -> None:
        try:
            self._heartbeats.report(THREADS)
        finally:
            self._is_given = False


def worker_is_well(heartbeats: Heartbeats, *, host: str = "") -> Probe:
    """Some worker's loop turns, and some worker had a thread free; nothing is known while Redis cannot be asked."""

    def probe() -> Result:
        result = _heard(heartbeats, WORKER, host)
        if result.state != "ok":
            return result
        free = heartbeats.age(THREADS, host=host)
        if free is not None and free <= BUSY_SECONDS:
            return result
        return Result("busy", free)

    return probe


def beat_is_well(heartbeats: Heartbeats, *, host: str = "") -> Probe:
    """Some beat's clock ticks; nothing is known while Redis cannot be asked."""
    return lambda: _heard(heartbeats, BEAT, host)


def provider_is_asked(
    heartbeats: Heartbeats,
    *,
    has_provider: bool,
    rests: Callable[[], bool],
) -> Probe:
    """`off` without a key, `resting` while this process or a worker does not ask it after it failed."""

    def probe() -> Result:
        if not has_provider:
            return Result("off", None)
        if rests() or _heard(heartbeats, RESTING, "").state == "ok":
            return Result("resting", None)
        return Result("ok", None)

    return probe


def _heard(heartbeats: Heartbeats, name: str, host: str) -> Result:
    try:
        age = heartbeats.age(name, host=host)
    except redis.RedisError:
        return Result("unknown", None)
    if age is None or age > LATE_SECONDS:
        return Result("unavailable", age)
    return Result("ok", age)


def _key(name: str) -> str:
    return f"heartbeats:{name}"


def main() -> int:
    """Ask once."""
    if len(sys.argv) != 2 or sys.argv[1] not in (WORKER, BEAT):
        sys.stderr.write(f"usage: python -m backend.adapters.redis.heartbeats {WORKER}|{BEAT}\n")
        return 2
    if not os.environ.get("REDIS_URL"):
        sys.stderr.write("Set REDIS_URL to the Redis of the product.\n")
        return 2
    client = redis.Redis.from_url(
        os.environ["REDIS_URL"],
        socket_timeout=2,
        socket_connect_timeout=2,
    )
    heartbeats = Heartbeats(client)
    if sys.argv[1] == WORKER:
        probe = worker_is_well(heartbeats, host=HERE)
    else:
        probe = beat_is_well(heartbeats, host=HERE)
    result = probe() or Result("ok", None)
    if result.state == "unknown":
        ago = "for Redis does not answer"
    elif result.age_seconds is None:
        ago = "never heard of"
    else:
        ago = f"heard of {result.age_seconds:.0f} s ago"
    sys.stdout.write(f"{sys.argv[1]}: {result.state}, {ago}\n")
    if result.state in ("ok", "busy"):
        return 0
    return 1  # who is busy works, and must not be ended


if __name__ == "__main__":
    sys.exit(main())
