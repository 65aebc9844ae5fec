"""The `openai` engine: the official SDK against any compatible endpoint, streaming, structured by schema, with tools."""

import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from backend.adapters.openai.answer_progress import AnswerProgress, calls_of_plan
from backend.adapters.openai.answer_schemas import required_of
from backend.adapters.openai.answer_text import json_objects
from backend.adapters.openai.dialects import Dialect, DialectMemory
from backend.adapters.openai.endpoint import Endpoint, OtherDialect
from backend.adapters.openai.transcript import CallStage, Flaw
from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import (
    Delta,
    EngineAnswer,
    ProviderCall,
    Question,
    ToolUse,
    Usage,
)
from backend.features.ai.sanitize import is_storable
from backend.features.ai.toolbox import ToolCall
from backend.features.ai.validation_words import problems_of

T = TypeVar("T", bound=BaseModel)


class ToolUsage(StrEnum):
    """How a model has things read: by calls, or else a plan; by a plan alone, where calls are ignored; not at all."""

    AUTO = "auto"
    PLAN = "plan"
    OFF = "off"


class OpenAIEngine:
    """Chat completions, because every compatible endpoint has them.

    Args:
        timeout_seconds: for the whole answer, first byte to last: tools, other forms and a repair included.
        most_tokens: that one call may write.
        tools: how a model has things read.
        monotonic: a clock that never goes back, in seconds: how long a dialect is remembered.
    """

    name = "openai"

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeout_seconds: float,
        most_tokens: int,
        tools: ToolUsage = ToolUsage.AUTO,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._timeout = timeout_seconds
        self._tools = tools
        full = Dialect(takes_tools=tools is ToolUsage.AUTO)
        self._dialects = DialectMemory(full, monotonic)
        self._endpoint = Endpoint(
            api_key=api_key,
            base_url=base_url,
            model=model,
            timeout_seconds=timeout_seconds,
            most_tokens=most_tokens,
        )

    def first_call(self, question: Question[T]) -> ProviderCall:
        """The call that a question begins with; nothing is sent."""
        return self._endpoint.next_call(self._beginning(question))

    def answer(
        self,
        question: Question[T],
    ) -> Iterator[Delta | ProviderCall | ToolUse | EngineAnswer[T]]:
        """Yield the spoken field as it is written, then the validated answer; before each call, the call.

        One repair is asked for when the answer does not satisfy its schema.

        Raises:
            EngineFailed
            Stopped: nobody waits any more.
        """
        started = time.monotonic()
        progress = self._beginning(question)
        yield from self._calls(progress)
        value = _value_of(question, progress.last.written)
        if value is None:
            value = yield from self._repaired(progress)
        self._dialects.keep(progress.dialect)
        shown = str(getattr(value, question.spoken_field))
        if shown.strip() != progress.spoken.strip():
            yield Delta(shown, restart=True)
        took = Decimal(str(round(time.monotonic() - started, 3)))
        usage = Usage(progress.input_tokens, progress.output_tokens, took, progress.calls)
        uses = tuple(progress.toolbox.uses)
        yield EngineAnswer(value, self.name, self.model, usage, tool_uses=uses)

    def _beginning(self, question: Question[T]) -> AnswerProgress[T]:
        if self._tools is ToolUsage.OFF and question.tools:
            question = replace(question, tools=())
        return AnswerProgress.of(question, self._dialects.current, self._timeout)

    def _calls(self, progress: AnswerProgress[T]) -> Iterator[Delta | ProviderCall | ToolUse]:
        """Calls, each in a form that the endpoint takes, until one brought what is to be the answer."""
        while True:
            stage = progress.stage
            try:
                yield from self._endpoint.call(progress, stage)
            except OtherDialect:
                continue
            calls = _calls_wanted(progress, stage)
            if stage is CallStage.PLAN or calls:
                yield from progress.read(calls)
            if stage is CallStage.PLAN:
                progress.toolbox.close()
            elif not calls:
                return

    def _repaired(
        self,
        progress: AnswerProgress[T],
    ) -> Generator[Delta | ProviderCall | ToolUse, None, T]:
        """The answer, asked for once more with what is wrong with it.

        Who left out fields of the schema was not held to it: then the next format is tried, with the schema in words.
        """
        question = progress.question
        written = progress.last.written
        _refuse_unstorable(written)
        progress.toolbox.close()
        progress.transcript.flaw = Flaw(written, _problems_of(question, written))
        progress.call_before = FailureReason.INVALID_ANSWER
        if not _keeps_to(question.schema, written):
            progress.dialect = progress.dialect.with_next_format or progress.dialect
        yield from self._calls(progress)
        value = _value_of(question, progress.last.written)
        if value is None:
            detail = "the answer does not satisfy the schema after a repair"
            raise EngineFailed(FailureReason.INVALID_ANSWER, transient=False, detail=detail)
        return value


def _calls_wanted(progress: AnswerProgress[T], stage: CallStage) -> tuple[ToolCall, ...]:
    """What the last call wants to have read before it answers.

    Raises:
        EngineFailed: it wants it where it was to answer.
    """
    if stage is CallStage.PLAN:
        return calls_of_plan(progress.last.written)
    calls = progress.tool_calls
    if stage is CallStage.ANSWER_OR_CALLS or not calls:
        return calls
    if _value_of(progress.question, progress.last.written) is not None:
        return ()  # it answered as well
    detail = "it calls for tools where it was to answer"
    raise EngineFailed(FailureReason.INVALID_ANSWER, transient=False, detail=detail)


def _value_of(question: Question[T], written: str) -> T | None:
    """The answer in what was written; null where nothing in it satisfies the schema."""
    with suppress(ValidationError):
        return question.schema.model_validate_json(written)
    for document in json_objects(written):
        with suppress(ValidationError):
            return question.schema.model_validate_json(document)
    return None


def _problems_of(question: Question[T], written: str) -> str:
    """What is wrong with an answer, for whoever wrote it."""
    try:
        question.schema.model_validate_json(next(json_objects(written), written))
    except ValidationError as error:
        return problems_of(error)
    return "it is no JSON object"


def _keeps_to(schema: type[BaseModel], written: str) -> bool:
    """Whether it has the fields of the schema, as it has wherever an endpoint takes the schema for more than a hint."""
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and required_of(schema) <= value.keys()


def _refuse_unstorable(written: str) -> None:
    """What cannot be stored is not worth a repair: the rules step in at once."""
    for document in (written, *json_objects(written)):
        with suppress(ValueError, RecursionError):
            if not is_storable(json.loads(document)):
                detail = "the answer has characters that cannot be stored"
                raise EngineFailed(FailureReason.INVALID_ANSWER, transient=False, detail=detail)
