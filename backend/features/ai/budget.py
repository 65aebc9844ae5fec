"""The budget: no call of a provider without a reservation, no reservation without an end, nothing beyond the limit.

Reserving is one statement and settling is another, each a transaction of its own: none is open while a provider thinks.
"""

import hashlib
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import TracebackType
from typing import Generic, Self, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel

from backend.core.clock import Clock
from backend.core.db import NOBODY, Database, acting_for, ids_listed
from backend.core.ids import new_id
from backend.features.accounts.auth.models import Tier
from backend.features.ai import ledger
from backend.features.ai.errors import EngineFailed, FailureReason, Stopped
from backend.features.ai.ports import (
    Billing,
    EngineAnswer,
    Provider,
    ProviderCall,
    Question,
    Tokens,
    Usage,
)
from backend.features.ai.prices import ModelPrices

LOG = logging.getLogger("coach.ai")
T = TypeVar("T", bound=BaseModel)
KEPT = timedelta(hours=1)
STOPPED = "stopped"
BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class BudgetLimits:
    """US dollars a UTC day, by tier."""

    founder: Decimal
    beta: Decimal
    free: Decimal

    def of(self, tier: str) -> Decimal:
        """The limit of a tier; one that is not known may spend what the least may."""
        limits: dict[str, Decimal] = {Tier.FOUNDER: self.founder, Tier.BETA: self.beta}
        return limits.get(tier, self.free)


class Budget:
    """Who may spend what, and on what it went. One for a process.

    Args:
        forsaken_after: a call that is held for longer than any call can take was left by a worker that died.
    """

    def __init__(
        self,
        database: Database,
        prices: ModelPrices,
        limits: BudgetLimits,
        *,
        forsaken_after: timedelta,
        clock: Clock,
    ) -> None:
        self.prices = prices
        self.limits = limits
        self._database = database
        self._forsaken_after = forsaken_after
        self._clock = clock

    def tab(self, question: Question[T], billing: Billing, provider: Provider) -> "Tab[T]":
        """The calls of one attempt at a question; whatever way it ends, leaving it settles what is open."""
        return Tab(self, question, billing, provider)

    def reserve(
        self,
        call: "LedgerEntry",
        estimate: Decimal | None,
        key: str | None,
    ) -> tuple[bool, str | None]:
        """Whether the estimate is held for this call now, and an answer that was kept, if there is one.

        Args:
            call: the line that the ledger gets.
            estimate: what the call costs at the most; null when no call may be made.
            key: of the question; null when a fresh answer is wanted.
        """
        now = self._clock()
        refused = FailureReason.OVER_BUDGET
        if estimate is None:
            refused = FailureReason.CIRCUIT_OPEN
        values = (
            call.id,
            call.user_id,
            now.astimezone(UTC).date(),
            call.feature,
            call.model,
            call.engine,
            call.prompt_name,
            call.prompt_version,
            estimate,
            key,
            self.limits.founder,
            self.limits.beta,
            self.limits.free,
            refused.value,
            call.message_id,
            now,
        )
        actor = acting_for(call.user_id)
        [(granted, known)] = self._database.at_once(actor, ledger.RESERVE, values)
        return granted, known

    def settle(
        self,
        call: "LedgerEntry",
        used: Tokens,
        *,
        latency_seconds: float,
        failed: str | None = None,
        keep: tuple[str, str] | None = None,
    ) -> Decimal:
        """Move a reservation to what was used, and say what was charged: no more than was held.

        Of a call that is settled already nothing changes, and nothing is charged; one that was charged in full because
        it seemed forsaken is charged what it used.

        Args:
            call: the line that was written when it was reserved.
            used: its tokens; none of them releases the reservation.
            latency_seconds: from the reservation to the end.
            failed: why the call brought no answer.
            keep: key and JSON of an answer to be given again.
        """
        now = self._clock()
        key, value = keep or (None, None)
        values = (
            call.id,
            call.user_id,
            "released" if used == Tokens() else "settled",
            used.input,
            used.cached,
            used.output,
            self.prices.of(call.model).of(used),
            round(latency_seconds * 1000),
            failed,
            now,
            key,
            value,
            now + KEPT,
        )
        for (charged,) in self._database.at_once(acting_for(call.user_id), ledger.SETTLE, values):
            return Decimal(charged)
        return Decimal(0)

    def sweep(self) -> int:
        """Charge what workers that died had held, and forget answers that are too old; how many calls there were."""
        now = self._clock()
        before = now - self._forsaken_after
        owners = [owner for (owner,) in self._database.at_once(NOBODY, ledger.FORSAKEN, (before,))]
        self._database.at_once(NOBODY, ledger.FORGET, ())
        if not owners:
            return 0
        values = (ids_listed(owners), before, now)
        [(count,)] = self._database.at_once(acting_for(*owners), ledger.EXPIRE, values)
        return int(count)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line of the ledger: who, for what, by which model and prompt."""

    id: UUID
    user_id: UUID
    feature: str
    model: str
    engine: str
    prompt_name: str
    prompt_version: str
    message_id: UUID | None


class Tab(Generic[T]):
    """The calls of one attempt at one question, one after the other."""

    def __init__(
        self,
        budget: Budget,
        question: Question[T],
        billing: Billing,
        provider: Provider,
    ) -> None:
        self._budget = budget
        self._question = question
        self._billing = billing
        self._provider = provider
        self._key = key_of(question, provider)
        self._open: tuple[LedgerEntry, ProviderCall, float] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if isinstance(error, EngineFailed):
            self._settle(error.reason.value)
        elif kind is None:
            self._settle(None)
        elif issubclass(kind, GeneratorExit | Stopped):
            self._settle(STOPPED)
        else:
            self._settle(BROKEN)

    def begin(self, call: ProviderCall) -> EngineAnswer[T] | None:
        """Hold what a call may cost; or the answer, if it is known.

        Raises:
            EngineFailed: the day's budget does not reach.
        """
        self._settle(None if call.call_before is None else call.call_before.value)
        estimate = self._budget.prices.of(self._provider.model).at_most(call)
        entry = self._entry()
        granted, known = self._budget.reserve(entry, estimate, self._key_to_ask)
        if known is not None:
            return self._kept(known)
        if not granted:
            detail = f"{estimate} USD do not fit"
            raise EngineFailed(FailureReason.OVER_BUDGET, transient=False, detail=detail)
        self._open = (entry, call, time.monotonic())
        return None

    def look(self) -> EngineAnswer[T] | None:
        """The answer, if it is known, where no call may be made; the ledger says why none was."""
        _, known = self._budget.reserve(self._entry(), None, self._key_to_ask)
        if known is None:
            return None
        return self._kept(known)

    @property
    def _key_to_ask(self) -> str | None:
        """By what an answer may be known; null where a fresh one is wanted."""
        return None if self._billing.fresh else self._key

    def end(self, answer: EngineAnswer[T]) -> None:
        """Settle the call that brought this answer, and keep it; what tools read may be another thing by then."""
        if answer.tool_uses:
            self._settle(None)
        else:
            self._settle(None, keep=(self._key, answer.value.model_dump_json()))

    def _settle(self, failed: str | None, keep: tuple[str, str] | None = None) -> None:
        if self._open is None:
            return
        entry, call, began = self._open
        price = self._budget.prices.of(entry.model)
        used = price.used(call)
        took = time.monotonic() - began
        cost = self._budget.settle(entry, used, latency_seconds=took, failed=failed, keep=keep)
        self._open = None  # not before: where an answer cannot be kept, leaving settles without it
        reported = price.of(used)
        if reported > cost:
            fields = {"model": entry.model, "reported": str(reported), "charged": str(cost)}
            LOG.warning(
                "a call cost more than the price table allows for", extra={"fields": fields}
            )
        if used != Tokens():
            self._billing.paid = (self._billing.paid or Decimal(0)) + cost

    def _entry(self) -> LedgerEntry:
        paying = self._billing
        prompt = self._question.prompt
        return LedgerEntry(
            id=new_id(),
            user_id=paying.user_id,
            feature=paying.feature.value,
            model=self._provider.model,
            engine=self._provider.name,
            prompt_name=prompt.name,
            prompt_version=prompt.version,
            message_id=paying.message_id,
        )

    def _kept(self, value: str) -> EngineAnswer[T]:
        self._billing.paid = self._billing.paid or Decimal(0)
        answer = self._question.schema.model_validate_json(value)
        provider = self._provider
        return EngineAnswer(answer, provider.name, provider.model, Usage(attempts=0))


def key_of(question: Question[T], provider: Provider) -> str:
    """What makes two questions the same: everything that the provider would see, and who would answer."""
    fields: dict[str, object] = {
        "engine": [provider.name, provider.model],
        "prompt": [question.prompt.name, question.prompt.version, question.prompt.text],
        "schema": _written_schema(question.schema),
        "words": question.words,
        "facts": question.facts,
        "images": [image.sha256 for image in question.images],
        "history": [[turn.role, turn.text] for turn in question.history],
    }
    if question.tools:
        fields["tools"] = [
            [tool.name, tool.description, _written_schema(tool.arguments)]
            for tool in question.tools
        ]
    return hashlib.sha256(orjson.dumps(fields)).hexdigest()


@lru_cache(maxsize=32)
def _written_schema(schema: type[BaseModel]) -> str:
    return orjson.dumps(schema.model_json_schema(mode="serialization")).decode()


def next_day(now: datetime) -> datetime:
    """When the budget is back: 00:00 UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)
