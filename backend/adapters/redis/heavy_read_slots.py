"""Slots of heavy reads: counted in this process, and for each trader in Redis, over all processes.

A slot in Redis expires unless its process renews it, so a process that dies gives its slots back within seconds. When
Redis is away, each process counts for itself: a trader may then have as many in each, never without bound, and nobody
is locked out.
"""

import logging
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import redis

from backend.core.errors import Refusal
from backend.transport.heavy_reads import HeavyReadsBusy, TooManyHeavyReads

LOG = logging.getLogger("coach.limits")
SLOT_SECONDS = 15  # a slot that nobody renews is free after this
RENEW_SECONDS = 4.0
REST_SECONDS = 1.0  # how long a Redis that failed is left alone
ASK_AGAIN_SECONDS = 0.05
# Requests of a trader that wait in one process: a page asks for a few reports at once.
WAITING_OF_ONE = 4

_ENTER = """
local now = redis.call('TIME')
local second = tonumber(now[1]) + tonumber(now[2]) / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', second)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], second + tonumber(ARGV[3]), ARGV[2])
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[3]))
return 1
"""
# Only what is there: a slot that is given back at this moment must not come back.
_RENEW = """
local second = tonumber(redis.call('TIME')[1])
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, 'XX', second + tonumber(ARGV[1]), ARGV[i + 1])
  redis.call('EXPIRE', key, tonumber(ARGV[1]))
end
"""


@dataclass(frozen=True, slots=True)
class SlotRules:
    """How many heavy reads at a time: of a trader, and in this process; how long one waits for its turn."""

    of_one: int
    together: int
    wait_seconds: float
    statement_seconds: float


class SharedSlot:
    """One slot of a trader."""

    def __init__(self, gate: "SharedHeavyGate", user_id: UUID) -> None:
        self.user_id = user_id
        self.name = uuid4().hex
        self._gate = gate

    def leave(self) -> None:
        """Give it back; a second time changes nothing."""
        self._gate.leave(self)


class SharedHeavyGate:
    """Hands out slots."""

    def __init__(self, client: redis.Redis, rules: SlotRules) -> None:
        self.statement_seconds = rules.statement_seconds
        self._client = client
        self._enter = client.register_script(_ENTER)
        self._renew = client.register_script(_RENEW)
        self._rules = rules
        self._slots: set[SharedSlot] = set()
        self._of: Counter[UUID] = Counter()
        self._waiting: Counter[UUID] = Counter()
        self._changed = threading.Condition()
        self._away_until = 0.0
        self._renewer: threading.Thread | None = None

    def enter(self, user_id: UUID) -> SharedSlot:
        """A slot for this trader, at once or after a short wait.

        Raises:
            TooManyHeavyReads: all slots of the trader are taken, here or in other processes.
            HeavyReadsBusy: all slots of this process are taken.
        """
        slot = SharedSlot(self, user_id)
        refusal = self._try(slot)
        if refusal is None:
            return slot
        with self._changed:
            if (
                self._waiting[user_id] >= WAITING_OF_ONE
                or self._waiting.total() >= self._rules.together
            ):
                raise refusal
            self._waiting[user_id] += 1
        try:
            self._wait(slot)
        finally:
            with self._changed:
                self._waiting[user_id] -= 1
                self._waiting += Counter()  # drops those of whom nobody waits
        return slot

    def _wait(self, slot: SharedSlot) -> None:
        deadline = time.monotonic() + self._rules.wait_seconds
        while (refusal := self._try(slot)) is not None:
            if time.monotonic() >= deadline:
                raise refusal
            with self._changed:
                self._changed.wait(ASK_AGAIN_SECONDS)

    def _try(self, slot: SharedSlot) -> Refusal | None:
        """Take a place here and one in Redis, or none; why not."""
        with self._changed:
            if self._of[slot.user_id] >= self._rules.of_one:
                return TooManyHeavyReads(retry_after=1)
            if len(self._slots) >= self._rules.together:
                return HeavyReadsBusy(retry_after=1)
            self._slots.add(slot)
            self._of[slot.user_id] += 1
        if self._is_free_elsewhere(slot):
            self._keep_renewing()
            return None
        self._let_go(slot)
        return TooManyHeavyReads(retry_after=1)

    def _is_free_elsewhere(self, slot: SharedSlot) -> bool:
        if time.monotonic() < self._away_until:
            return True
        try:
            return bool(
                self._enter(
                    keys=[_key(slot.user_id)],
                    args=[self._rules.of_one, slot.name, SLOT_SECONDS],
                )
            )
        except redis.RedisError as error:
            LOG.warning("Redis is away; this process counts heavy reads for itself: %s", error)
            self._away_until = time.monotonic() + REST_SECONDS
            return True

    def leave(self, slot: SharedSlot) -> None:
        """Give a slot back; a second time changes nothing."""
        if self._let_go(slot) and time.monotonic() >= self._away_until:
            try:
                self._client.zrem(_key(slot.user_id), slot.name)
            except redis.RedisError as error:
                LOG.warning("Redis is away; a slot ends by itself: %s", error)
                self._away_until = time.monotonic() + REST_SECONDS

    def _let_go(self, slot: SharedSlot) -> bool:
        with self._changed:
            if slot not in self._slots:
                return False
            self._slots.discard(slot)
            self._of[slot.user_id] -= 1
            if not self._of[slot.user_id]:
                del self._of[slot.user_id]
            self._changed.notify_all()
            return True

    def _keep_renewing(self) -> None:
        """By one thread, which begins with the first slot, so that a forked process has its own."""
        if self._renewer is None:
            with self._changed:
                if self._renewer is None:
                    self._renewer = threading.Thread(
                        target=self._renew_for_ever,
                        name="heavy-slots",
                        daemon=True,
                    )
                    self._renewer.start()

    def _renew_for_ever(self) -> None:
        while True:
            time.sleep(RENEW_SECONDS)
            with suppress(redis.RedisError):
                self.renew()

    def renew(self) -> None:
        """Keep the slots of this process for a while longer.

        Raises:
            redis.RedisError: it is away; the slots count in this process alone.
        """
        with self._changed:
            slots = list(self._slots)
        if slots:
            self._renew(
                keys=[_key(slot.user_id) for slot in slots],
                args=[SLOT_SECONDS, *(slot.name for slot in slots)],
            )


def _key(user_id: UUID) -> str:
    return f"heavy:{user_id.hex}"
