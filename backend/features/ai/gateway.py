"""The way to an engine: the provider while it answers, and the rules always."""

import logging
import random
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.ai.breaker import Breaker
from backend.features.ai.errors import EngineFailed, Reason
from backend.features.ai.guard import without_links
from backend.features.ai.ports import Answer, Delta, Engine, Question

LOG = logging.getLogger("coach.ai")
T = TypeVar("T", bound=BaseModel)
LONGEST_PAUSE_SECONDS = 5.0  # a trader is waiting; a provider that wants more gets no second try


class Gateway:
    """Asks the provider, some times; then the rules answer and say why.

    Args:
        provider: null without a key.
        attempts: calls of one question to the provider, at the most.
        sleep: waits some seconds between attempts.
    """

    def __init__(
        self,
        provider: Engine | None,
        rules: Engine,
        *,
        breaker: Breaker,
        attempts: int,
        sleep: Callable[[float], None],
    ) -> None:
        self._provider = provider
        self._rules = rules
        self._breaker = breaker
        self._attempts = attempts
        self._sleep = sleep

    def answer(self, question: Question[T]) -> Generator[Delta | Answer[T], None, None]:
        """Yield the text as it comes, then exactly one answer. Trouble with the provider is never the trader's.

        Closing the generator stops the provider's call.
        """
        reason: Reason | None = None
        spoken = False
        if self._provider is not None and not question.private:
            for attempt in range(self._attempts):
                if not self._breaker.may_call():
                    reason = Reason.CIRCUIT_OPEN
                    break
                try:
                    for part in self._ask(self._provider, question):
                        if isinstance(part, Answer):
                            yield _guarded(part)
                            return
                        yield Delta(part.text, restart=spoken and part.restart)
                        spoken = True
                except EngineFailed as failure:
                    reason = failure.reason
                    LOG.warning("the provider failed: %s", failure)
                    if not self._worth_another(failure, attempt):
                        break
        yield from self._by_rules(question, reason, spoken)

    def _ask(self, engine: Engine, question: Question[T]) -> Generator[Delta | Answer[T], None, None]:
        """One attempt: its first words replace those of an attempt before; the breaker hears how it went."""
        first = True
        try:
            with closing(_generator(engine.answer(question))) as parts:
                for part in parts:
                    if isinstance(part, Answer):
                        self._breaker.succeeded()
                        yield part
                        return
                    yield Delta(part.text, restart=first)
                    first = False
            raise EngineFailed(Reason.INVALID_ANSWER, transient=True, detail="the stream ended without an answer")
        except EngineFailed as failure:
            if failure.reason is Reason.REFUSED:
                self._breaker.succeeded()  # it answered; it did not want to
            else:
                self._breaker.failed()
            raise
        except GeneratorExit:
            self._breaker.abandoned()
            raise

    def _worth_another(self, failure: EngineFailed, attempt: int) -> bool:
        if not failure.transient or attempt + 1 >= self._attempts:
            return False
        pause = failure.retry_after or random.uniform(0.1, 0.5 * 2**attempt)  # noqa: S311  jitter, not a secret
        if pause > LONGEST_PAUSE_SECONDS:
            return False
        self._sleep(pause)
        return True

    def _by_rules(
        self, question: Question[T], reason: Reason | None, spoken: bool
    ) -> Generator[Delta | Answer[T], None, None]:
        first = True
        for part in self._rules.answer(question):
            if isinstance(part, Answer):
                yield Answer(part.value, part.engine, part.model, part.usage, reason.value if reason else None)
            else:
                yield Delta(part.text, restart=first and spoken)
                first = False


def _generator(parts: Any) -> Generator[Any, None, None]:
    """A generator that closes the iterator it draws from, also one without `close`."""
    try:
        yield from parts
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


def _guarded(answer: Answer[T]) -> Answer[T]:
    return Answer(without_links(answer.value), answer.engine, answer.model, answer.usage, answer.fallback_reason)
