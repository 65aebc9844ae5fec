"""The `openai` engine: the official SDK against any compatible endpoint, streaming, structured by schema."""

import json
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import openai
from pydantic import BaseModel, ValidationError

from backend.adapters.openai.partial_json import SpokenField
from backend.adapters.openai.provider_messages import (
    ChatMessage,
    messages_of,
    response_format,
    texts_of,
    written_schema,
)
from backend.adapters.openai.provider_stream import Chunks
from backend.adapters.openai.stream_limits import Bounds, keep_within
from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import Delta, EngineAnswer, ProviderCall, Question, Tokens, Usage
from backend.features.ai.sanitize import is_storable

T = TypeVar("T", bound=BaseModel)
LONGEST_ANSWER = 60_000  # characters; a verdict has about 2,000
LONGEST_TOKEN = 16  # characters on average: who writes more for each token that was allowed does not keep to them
PATIENCE_SECONDS = 0.25  # with a server that says that it is done, and does not end
LARGEST_STREAM = 8_000_000  # bytes of one call: some 300 come around each token
TOKENS_AROUND = 64  # what the protocol puts around each message, generously
MOST_REPORTED = 1_000_000_000  # tokens; a count beyond this is no count
OF_HTTP = frozenset({"httpx", "httpx2", "httpcore", "httpcore2"})  # packages below the SDK
NOT_THE_PROTOCOL = (
    json.JSONDecodeError,
    UnicodeDecodeError,
    AttributeError,
    TypeError,
    LookupError,
)
REPAIR = "Your answer did not satisfy the schema: {errors}. Give the whole answer again, corrected, and nothing else."


@dataclass
class _Attempt:
    """What has come of one answer so far."""

    deadline: float
    text: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    finish: str | None = None
    refusal: str = ""
    call: ProviderCall | None = None


class OpenAIEngine:
    """Chat completions, because every compatible endpoint has them.

    Args:
        timeout_seconds: for the whole answer, first byte to last, a repair included.
        most_tokens: that one call may write.
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
    ) -> None:
        self.model = model
        self._most_tokens = most_tokens
        self._timeout = timeout_seconds
        connect = min(5.0, timeout_seconds)
        self._bounds = Bounds()
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=openai.Timeout(timeout_seconds, connect=connect),
            max_retries=0,  # retries are the gateway's
            default_headers={"Accept-Encoding": "identity"},  # what is counted is what it comes to
        )
        keep_within(self._client, self._bounds)

    def first_call(self, question: Question[T]) -> ProviderCall:
        """The call that a question begins with; nothing is sent."""
        return self._call(question, messages_of(question))

    def answer(self, question: Question[T]) -> Iterator[Delta | ProviderCall | EngineAnswer[T]]:
        """Yield the spoken field as it is written, then the validated answer; before each call, the call.

        One repair is asked for when the answer does not satisfy its schema.

        Raises:
            EngineFailed
        """
        started = time.monotonic()
        attempt = _Attempt(started + self._timeout)
        messages = messages_of(question)
        yield from self._stream(question, messages, attempt, speak=True)
        try:
            value = question.schema.model_validate_json(attempt.text)
        except ValidationError as error:
            _refuse_unstorable(attempt.text)
            value = yield from self._repair(question, messages, attempt, error)
        took = Decimal(str(round(time.monotonic() - started, 3)))
        usage = Usage(attempt.input_tokens, attempt.output_tokens, took, attempt.calls)
        yield EngineAnswer(value, self.name, self.model, usage)

    def _repair(
        self,
        question: Question[T],
        messages: list[ChatMessage],
        attempt: _Attempt,
        error: ValidationError,
    ) -> Generator[Delta | ProviderCall, None, T]:
        again: list[ChatMessage] = [
            *messages,
            {"role": "assistant", "content": attempt.text[:8000]},
            {"role": "user", "content": REPAIR.format(errors=_in_words(error))},
        ]
        yield from self._stream(question, again, attempt, speak=False)
        try:
            value = question.schema.model_validate_json(attempt.text)
        except ValidationError as second:
            detail = f"{second.error_count()} errors after a repair"
            raise EngineFailed(
                FailureReason.INVALID_ANSWER,
                transient=False,
                detail=detail,
            ) from None
        yield Delta(str(getattr(value, question.spoken_field)), restart=True)
        return value

    def _stream(
        self,
        question: Question[T],
        messages: list[ChatMessage],
        attempt: _Attempt,
        *,
        speak: bool,
    ) -> Iterator[Delta | ProviderCall]:
        """One call; what is written of the spoken field is passed on, everything is gathered in the attempt."""
        attempt.call = self._call(question, messages)
        yield attempt.call
        attempt.calls += 1
        attempt.text = ""
        attempt.finish = None
        attempt.refusal = ""
        spoken = SpokenField(question.spoken_field)
        remaining = attempt.deadline - time.monotonic()
        if remaining <= 0:
            raise EngineFailed(FailureReason.TIMEOUT, transient=True)
        self._bounds.begin(attempt.deadline, LARGEST_STREAM, question.is_stopped)
        try:
            with self._chunks(question, messages, remaining) as stream:
                for chunk in stream:
                    words = spoken.add(_take(attempt, chunk))
                    if speak:
                        yield Delta(words)  # also without words: whoever listens may want to stop
                self._bounds.hurry(PATIENCE_SECONDS)
                stream.read_out()
        except openai.APIError as error:
            raise _failure(error) from error
        except NOT_THE_PROTOCOL as error:
            raise EngineFailed(
                FailureReason.INVALID_ANSWER,
                transient=True,
                detail="not the protocol",
            ) from error
        except Exception as error:  # the HTTP library's own errors pass through a stream unwrapped
            if type(error).__module__.split(".")[0] not in OF_HTTP:
                raise
            if "Timeout" in type(error).__name__:
                reason = FailureReason.TIMEOUT
            else:
                reason = FailureReason.PROVIDER_ERROR
            raise EngineFailed(reason, transient=True, detail=type(error).__name__) from error
        _refuse_unusable(attempt)

    def _call(self, question: Question[T], messages: list[ChatMessage]) -> ProviderCall:
        """The call, weighed. A byte-level tokenizer never makes more tokens than there are bytes."""
        texts = [*texts_of(messages), written_schema(question.schema)]
        written_bytes = sum(len(text.encode("utf-8", "replace")) for text in texts)
        return ProviderCall(
            input_bound=written_bytes + TOKENS_AROUND * len(messages),
            images=len(question.images),
            output_bound=self._most_tokens,
            sent_characters=sum(len(text) for text in texts),
        )

    def _chunks(
        self, question: Question[T], messages: list[ChatMessage], remaining: float
    ) -> Chunks:
        """The chunks of a streamed chat completion, as they are.

        By the SDK's way for any endpoint: its typed one copies every parameter down to each field of the schema and
        builds six objects for each word, which took half of a worker's time.
        """
        return self._client.post(
            "/chat/completions",
            cast_to=object,
            body={
                "model": self.model,
                "messages": messages,
                "response_format": response_format(question.schema),
                "max_completion_tokens": self._most_tokens,
                "stream": True,
                "stream_options": {"include_usage": True},
            },
            options={"timeout": remaining},
            stream=True,
            stream_cls=Chunks,
        )


def _in_words(error: ValidationError) -> str:
    """What is wrong with an answer, for whoever wrote it."""
    problems = []
    for part in error.errors(include_url=False)[:8]:
        field = ".".join(map(str, part["loc"])) or "answer"
        problems.append(f"{field}: {part['msg']}")
    return "; ".join(problems)


def _take(attempt: _Attempt, chunk: Any) -> str:
    """What one chunk adds; where a chunk is not what the protocol says, this fails with an error of Python's own."""
    if time.monotonic() > attempt.deadline:
        raise EngineFailed(
            FailureReason.TIMEOUT,
            transient=True,
            detail="the stream did not end in time",
        )
    assert attempt.call is not None, "a call is made before it is answered"
    attempt.call.heard = True
    usage = chunk.get("usage")
    if usage is not None:
        _take_usage(attempt, usage)
    choices = chunk.get("choices")
    if not choices:
        return ""
    attempt.finish = choices[0].get("finish_reason") or attempt.finish
    delta = choices[0].get("delta") or {}
    attempt.refusal += delta.get("refusal") or ""
    text: str = delta.get("content") or ""
    most = min(LONGEST_ANSWER, attempt.call.output_bound * LONGEST_TOKEN)
    if len(attempt.text) + len(text) > most:
        raise EngineFailed(
            FailureReason.INVALID_ANSWER,
            transient=False,
            detail="the answer is too long",
        )
    attempt.text += text
    attempt.call.written_characters += len(text)
    return text


def _take_usage(attempt: _Attempt, usage: Any) -> None:
    """What the provider says that the call used; what is no count is not believed."""
    sent = _count(usage.get("prompt_tokens"))
    written = _count(usage.get("completion_tokens"))
    if sent is None or written is None or attempt.call is None:
        return
    details = usage.get("prompt_tokens_details") or {}
    cached = _count(details.get("cached_tokens")) or 0
    attempt.call.reported = Tokens(sent, min(cached, sent), written)
    attempt.input_tokens += sent
    attempt.output_tokens += written


def _count(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    if 0 <= value <= MOST_REPORTED:
        return value
    return None


def _refuse_unusable(attempt: _Attempt) -> None:
    if attempt.refusal or attempt.finish == "content_filter":
        raise EngineFailed(FailureReason.REFUSED, transient=False, detail=attempt.refusal[:200])
    if attempt.finish == "length":
        raise EngineFailed(
            FailureReason.INVALID_ANSWER,
            transient=False,
            detail="the answer was cut off",
        )
    if not attempt.text.strip():
        raise EngineFailed(
            FailureReason.INVALID_ANSWER,
            transient=True,
            detail="the answer is empty",
        )


def _refuse_unstorable(written: str) -> None:
    """What cannot be stored is not worth a repair: the rules step in at once."""
    with suppress(ValueError, RecursionError):
        if not is_storable(json.loads(written)):
            detail = "the answer has characters that cannot be stored"
            raise EngineFailed(FailureReason.INVALID_ANSWER, transient=False, detail=detail)


def _failure(error: openai.APIError) -> EngineFailed:
    if isinstance(error, openai.APITimeoutError):
        return EngineFailed(FailureReason.TIMEOUT, transient=True)
    if isinstance(error, openai.RateLimitError):
        return EngineFailed(
            FailureReason.RATE_LIMITED,
            transient=True,
            retry_after=_retry_after(error),
        )
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return EngineFailed(FailureReason.UNAUTHORISED, transient=False)
    if isinstance(error, openai.APIStatusError):
        transient = error.status_code >= 500 or error.status_code in (408, 409)
        return EngineFailed(
            FailureReason.PROVIDER_ERROR,
            transient=transient,
            detail=f"status {error.status_code}",
        )
    return EngineFailed(FailureReason.PROVIDER_ERROR, transient=True, detail=type(error).__name__)


def _retry_after(error: openai.APIStatusError) -> float | None:
    with suppress(ValueError, TypeError):
        return float(error.response.headers.get("retry-after", ""))
    return None
