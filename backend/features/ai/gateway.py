"""The way to an engine: the provider while it answers, and the rules always."""

import logging
import random
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.ai.breaker import Admission, Breaker
from backend.features.ai.budget import Budget, BudgetLimits
from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import (
    Delta,
    Engine,
    EngineAnswer,
    Provider,
    ProviderCall,
    Question,
    ToolUse,
)
from backend.features.ai.sanitize import cleaned, is_storable, says_something

LOG = logging.getLogger("coach.ai")
T = TypeVar("T", bound=BaseModel)
LONGEST_PAUSE_SECONDS = 5.0  # a trader is waiting; a provider that wants more gets no second try
SPENT = "What is left of today's AI budget does not cover this answer, so the rules gave it. It is back at 00:00 UTC."


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an answer costs at the most, and which model would give it."""

    cost: Decimal
    model: str


class Gateway:
    """Asks the provider, some times; then the rules answer and say why.

    Args:
        provider: null without a key.
        attempts: calls of one question to the provider, at the most.
        sleep: waits some seconds between attempts.
        budget: holds what each call may cost before it is made.
    """

    def __init__(
        self,
        provider: Provider | None,
        rules: Engine,
        *,
        breaker: Breaker,
        attempts: int,
        sleep: Callable[[float], None],
        budget: Budget,
    ) -> None:
        self._provider = provider
        self._rules = rules
        self._breaker = breaker
        self._attempts = attempts
        self._sleep = sleep
        self._budget = budget

    @property
    def has_provider(self) -> bool:
        """Whether anybody but the rules can be asked."""
        return self._provider is not None

    @property
    def rests(self) -> bool:
        """Whether the provider is left alone for a while, because it failed."""
        return self._breaker.rests

    @property
    def limits(self) -> BudgetLimits:
        """What may be spent a day."""
        return self._budget.limits

    def estimate(self, questions: Sequence[Question[Any]]) -> Estimate:
        """What the first calls of these questions cost at the most; nothing where the rules answer."""
        if self._provider is None:
            billable = []
        else:
            billable = [question for question in questions if not question.private]
        if self._provider is None or not billable:
            return Estimate(Decimal(0), self._rules.model)
        price = self._budget.prices.of(self._provider.model)
        most = sum(
            (price.at_most(self._provider.first_call(question)) for question in billable),
            Decimal(0),
        )
        return Estimate(most, self._provider.model)

    def answer(self, question: Question[T]) -> Generator[Delta | EngineAnswer[T], None, None]:
        """Yield the text as it comes, then exactly one answer. Trouble with the provider is never the trader's.

        Closing the generator stops the provider's call.
        """
        reason: FailureReason | None = None
        spoken = False
        if self._provider is not None and not question.private:
            attempts = min(self._attempts, question.attempts or self._attempts)
            for attempt in range(attempts):
                try:
                    with closing(self._ask(self._provider, question)) as parts:
                        for part in parts:
                            if isinstance(part, EngineAnswer):
                                yield _guarded(part)
                                return
                            yield Delta(part.text, restart=spoken and part.restart)
                            spoken = True
                except EngineFailed as failure:
                    reason = failure.reason
                    LOG.warning("the provider failed: %s", failure)
                    if attempt + 1 >= attempts or not self._worth_another(failure, attempt):
                        break
        yield from self._by_rules(question, reason, spoken)

    def _ask(
        self,
        provider: Provider,
        question: Question[T],
    ) -> Generator[Delta | EngineAnswer[T], None, None]:
        """One attempt: its first words replace those of an attempt before; the breaker hears how it went."""
        billing = question.billing
        if billing is None:
            raise EngineFailed(
                FailureReason.OVER_BUDGET,
                transient=False,
                detail="nobody pays for this question",
            )
        with self._budget.tab(question, billing, provider) as tab:
            admitted = self._breaker.admit()
            if admitted is None:
                known = tab.look()
                if known is None:
                    raise EngineFailed(FailureReason.CIRCUIT_OPEN, transient=False)
                yield from _known(question, known)
                return
            first = True
            try:
                with closing(_generator(provider.answer(question))) as parts:
                    for part in parts:
                        if isinstance(part, ProviderCall):
                            known = tab.begin(part)
                            if known is not None:
                                self._breaker.abandoned(admitted)
                                yield from _known(question, known)
                                return
                        elif isinstance(part, EngineAnswer):
                            _refuse_unusable(question, part.value)
                            self._breaker.succeeded(admitted)
                            tab.end(part)
                            yield part
                            return
                        else:
                            words = _words_of(part)
                            yield Delta(words.text, restart=first or words.restart)
                            first = False
                raise EngineFailed(
                    FailureReason.INVALID_ANSWER,
                    transient=True,
                    detail="the stream ended without an answer",
                )
            except EngineFailed as failure:
                self._tell_breaker(admitted, failure)
                raise
            except (
                BaseException
            ):  # stopped by the trader, or our own fault: it says nothing about the provider
                self._breaker.abandoned(admitted)
                raise

    def _tell_breaker(self, call: Admission, failure: EngineFailed) -> None:
        if failure.reason is FailureReason.REFUSED:
            self._breaker.succeeded(call)  # it answered; it did not want to
        elif failure.reason is FailureReason.OVER_BUDGET:
            self._breaker.abandoned(call)  # it was not asked
        elif failure.reason is FailureReason.INVALID_ANSWER and not failure.transient:
            self._breaker.abandoned(
                call
            )  # it answered this question badly: no reason to keep it from other traders
        else:
            self._breaker.failed(call)

    def _worth_another(self, failure: EngineFailed, attempt: int) -> bool:
        if not failure.transient:
            return False
        pause = failure.retry_after or random.uniform(0.1, 0.5 * 2**attempt)  # noqa: S311  jitter, not a secret
        if pause > LONGEST_PAUSE_SECONDS:
            return False
        self._sleep(pause)
        return True

    def _by_rules(
        self,
        question: Question[T],
        reason: FailureReason | None,
        spoken: bool,
    ) -> Generator[Delta | EngineAnswer[T], None, None]:
        first = True
        if reason is FailureReason.OVER_BUDGET:
            question = replace(question, by_rules=_saying_so(question))
        for part in self._rules.answer(question):
            if isinstance(part, EngineAnswer):
                yield EngineAnswer(
                    part.value,
                    part.engine,
                    part.model,
                    part.usage,
                    reason.value if reason else None,
                )
            elif isinstance(part, Delta):
                yield Delta(part.text, restart=first and spoken)
                first = False


def _saying_so(question: Question[T]) -> Callable[[], T]:
    """The rules' answer, saying once that the budget is spent."""

    def by_rules() -> T:
        value = question.by_rules()
        spoken = str(getattr(value, question.spoken_field))
        return value.model_copy(update={question.spoken_field: f"{spoken}\n\n{SPENT}"})

    return by_rules


def _refuse_unusable(question: Question[T], value: T) -> None:
    """An answer that cannot be stored, or that shows nothing, is none: no other try brings a better one.

    Raises:
        EngineFailed
    """
    _refuse_unstorable(value.model_dump())
    shown = str(getattr(value, question.spoken_field))
    if question.is_shown and not says_something(shown):
        raise EngineFailed(
            FailureReason.INVALID_ANSWER,
            transient=False,
            detail="the answer says nothing",
        )


def _words_of(part: Delta | ToolUse) -> Delta:
    """What is heard of a part; nothing while tools read, but whoever listens may want to stop."""
    if isinstance(part, ToolUse):
        return Delta("")
    _refuse_unstorable(part.text)
    return part


def _refuse_unstorable(spoken: Any) -> None:
    if not is_storable(spoken):
        detail = "the answer has characters that cannot be stored"
        raise EngineFailed(FailureReason.INVALID_ANSWER, transient=False, detail=detail)


def _known(
    question: Question[T],
    answer: EngineAnswer[T],
) -> Generator[Delta | EngineAnswer[T], None, None]:
    """A kept answer, said at once."""
    yield Delta(str(getattr(_guarded(answer).value, question.spoken_field)), restart=True)
    yield answer


def _generator(parts: Any) -> Generator[Any, None, None]:
    """A generator that closes the iterator it draws from, also one without `close`."""
    try:
        yield from parts
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


def _guarded(answer: EngineAnswer[T]) -> EngineAnswer[T]:
    return EngineAnswer(
        cleaned(answer.value),
        answer.engine,
        answer.model,
        answer.usage,
        answer.fallback_reason,
        answer.tool_uses,
    )
