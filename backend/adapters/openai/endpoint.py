"""An endpoint: one call of it at a time, in its dialect, bounded in time and bytes."""

import logging
import time
from collections.abc import Iterator
from typing import TypeVar

import openai
from pydantic import BaseModel

from backend.adapters.openai.answer_progress import AnswerProgress
from backend.adapters.openai.answer_schemas import (
    response_format,
    tool_definitions,
    written_definitions,
    written_format,
)
from backend.adapters.openai.answer_text import JsonBeginning
from backend.adapters.openai.completion import Completion
from backend.adapters.openai.dialects import AnswerFormat, other_dialects
from backend.adapters.openai.failures import failure_of, refusal_text, status_of
from backend.adapters.openai.partial_json import SpokenField
from backend.adapters.openai.provider_messages import ChatMessage, texts_of
from backend.adapters.openai.provider_stream import Chunks
from backend.adapters.openai.provider_words import words_of_refusal
from backend.adapters.openai.stream_limits import Bounds, keep_within
from backend.adapters.openai.transcript import CallStage
from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import Delta, ProviderCall

LOG = logging.getLogger("coach.ai")
Body = dict[str, object]  # of a request: made here, sent as JSON
T = TypeVar("T", bound=BaseModel)
PATIENCE_SECONDS = 0.25  # with a server that says that it is done, and does not end
LARGEST_STREAM = 8_000_000  # bytes of one call: some 300 come around each token
SILENCE = Delta("")
TOKENS_AROUND = 64  # what the protocol puts around each message, generously


class OtherDialect(Exception):
    """The endpoint did not take a call of this form; the answer goes on in another dialect."""


class Endpoint:
    """One model at one address.

    Args:
        timeout_seconds: for a read.
        most_tokens: that one call may write.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        timeout_seconds: float,
        most_tokens: int,
    ) -> None:
        self._model = model
        self._api_key = api_key
        self._most_tokens = most_tokens
        self._bounds = Bounds()
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=openai.Timeout(timeout_seconds, connect=min(5.0, timeout_seconds)),
            max_retries=0,  # retries are the gateway's
            default_headers={"Accept-Encoding": "identity"},  # what is counted is what it comes to
        )
        keep_within(self._client, self._bounds)

    def next_call(self, progress: AnswerProgress[T]) -> ProviderCall:
        """The next call, weighed; nothing is sent."""
        stage = progress.stage
        messages = progress.transcript.messages(stage, progress.dialect)
        return self._weighed(progress, stage, messages)

    def call(self, progress: AnswerProgress[T], stage: CallStage) -> Iterator[Delta | ProviderCall]:
        """One call: weighed, then made; what is written of the spoken field is passed on.

        Raises:
            EngineFailed
            Stopped
            OtherDialect: the answer's dialect is another one now.
        """
        messages = progress.transcript.messages(stage, progress.dialect)
        call = self._weighed(progress, stage, messages)
        call.call_before, progress.call_before = progress.call_before, None
        if progress.calls:
            progress.still_wanted()
        yield call
        progress.calls += 1
        if progress.seconds_left <= 0:
            raise EngineFailed(FailureReason.TIMEOUT, transient=True)
        progress.completion = Completion(call)
        self._bounds.begin(progress.deadline, LARGEST_STREAM, progress.question.is_stopped)
        body = self._body(progress, stage, messages)
        try:
            yield from self._streamed(progress, stage, body)
        except EngineFailed:
            raise
        except Exception as error:
            self._fail(error, progress, body)
            raise
        if call.reported is not None:
            progress.input_tokens += call.reported.input
            progress.output_tokens += call.reported.output
        if stage is not CallStage.PLAN:  # without a plan the answer stands on the facts alone
            self._refuse_unusable(progress)

    def _streamed(
        self,
        progress: AnswerProgress[T],
        stage: CallStage,
        body: Body,
    ) -> Iterator[Delta]:
        is_shown = stage is not CallStage.PLAN and progress.transcript.flaw is None
        spoken = SpokenField(progress.question.spoken_field)
        beginning = JsonBeginning()
        completion = progress.last
        deadline = progress.deadline
        with self._chunks(body, progress.seconds_left) as stream:
            for chunk in stream:
                if time.monotonic() > deadline:
                    detail = "the stream did not end in time"
                    raise EngineFailed(FailureReason.TIMEOUT, transient=True, detail=detail)
                words = spoken.add(beginning.add(completion.add(chunk)))
                if words and is_shown:
                    yield progress.speak(words)
                else:
                    yield SILENCE  # whoever listens may want to stop
            self._bounds.hurry(PATIENCE_SECONDS)
            stream.read_out()

    def _fail(self, error: Exception, progress: AnswerProgress[T], body: Body) -> None:
        """Say what an error of a call means.

        Raises:
            OtherDialect: another form of the call is to be tried.
            EngineFailed
        """
        sent = [*progress.secrets, self._api_key]
        if isinstance(error, openai.APIError):
            self._refuse_dialect(error, progress, body, sent)
        failure = failure_of(error, sent)
        if failure is not None:
            raise failure from error

    def _refuse_dialect(
        self,
        error: openai.APIError,
        progress: AnswerProgress[T],
        body: Body,
        sent: list[str],
    ) -> None:
        """Take another dialect where the form of the call may be what was refused, and log the provider's words."""
        refused = progress.dialect
        progress.tried.add(refused)
        other = other_dialects(
            refused,
            body,
            refusal_text(error),
            status=status_of(error),
            tried=progress.tried,
        )
        if other is None:
            return
        words = words_of_refusal(refusal_text(error), sent)
        fields = {"refused": refused.in_words, "next": other.in_words, "words": words}
        LOG.warning("an endpoint refused the form of a call", extra={"fields": fields})
        progress.dialect = other
        progress.call_before = FailureReason.UNSUPPORTED
        raise OtherDialect from error

    def _refuse_unusable(self, progress: AnswerProgress[T]) -> None:
        completion = progress.last
        if completion.refusal:
            sent = [*progress.secrets, self._api_key]
            completion.refusal = words_of_refusal(completion.refusal, sent) or "refused"
        completion.refuse_unusable()

    def _weighed(
        self,
        progress: AnswerProgress[T],
        stage: CallStage,
        messages: list[ChatMessage],
    ) -> ProviderCall:
        """The call, weighed. A byte-level tokenizer never makes more tokens than there are bytes."""
        texts = [*texts_of(messages), *self._texts_beside(progress, stage)]
        written_bytes = sum(len(text.encode("utf-8", "replace")) for text in texts)
        return ProviderCall(
            input_bound=written_bytes + TOKENS_AROUND * len(messages),
            images=len(progress.question.images),
            output_bound=self._most_tokens,
            sent_characters=sum(len(text) for text in texts),
        )

    def _texts_beside(self, progress: AnswerProgress[T], stage: CallStage) -> Iterator[str]:
        """What a provider reads, and counts, besides the messages."""
        if progress.dialect.answer_format is AnswerFormat.JSON_SCHEMA:
            yield written_format(progress.transcript.schema_at(stage))
        if stage is CallStage.ANSWER_OR_CALLS:
            yield written_definitions(progress.question.tools)

    def _body(
        self,
        progress: AnswerProgress[T],
        stage: CallStage,
        messages: list[ChatMessage],
    ) -> Body:
        """What is sent."""
        dialect = progress.dialect
        body: Body = {
            "model": self._model,
            "messages": messages,
            dialect.length_limit.value: self._most_tokens,
            "stream": True,
        }
        if dialect.answer_format is AnswerFormat.JSON_SCHEMA:
            body["response_format"] = response_format(progress.transcript.schema_at(stage))
        elif dialect.answer_format is AnswerFormat.JSON_OBJECT:
            body["response_format"] = {"type": "json_object"}
        if dialect.reports_usage:
            body["stream_options"] = {"include_usage": True}
        if stage is CallStage.ANSWER_OR_CALLS:
            body["tools"] = tool_definitions(progress.question.tools)
        return body

    def _chunks(self, body: Body, seconds: float) -> Chunks:
        """The chunks of a streamed chat completion, as they are.

        By the SDK's way for any endpoint: its typed one copies every parameter down to each field of the schema and
        builds six objects for each word, which took half of a worker's time.
        """
        return self._client.post(
            "/chat/completions",
            cast_to=object,
            body=body,
            options={"timeout": seconds},
            stream=True,
            stream_cls=Chunks,
        )
