"""What the errors of the SDK and of the HTTP library below it mean, with what the provider says of them."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import openai

from backend.adapters.openai.provider_stream import ErrorInDocument
from backend.adapters.openai.provider_words import LONGEST_READ, words_of_refusal
from backend.features.ai.errors import EngineFailed, FailureReason

OF_HTTP = frozenset({"httpx", "httpx2", "httpcore", "httpcore2"})  # packages below the SDK
NOT_THE_PROTOCOL = (
    json.JSONDecodeError,
    UnicodeDecodeError,
    AttributeError,
    TypeError,
    LookupError,
)


def failure_of(error: Exception, sent: Sequence[str]) -> EngineFailed | None:
    """How the engine failed; null for a fault of our own.

    Args:
        error: as it came.
        sent: texts that no log may have.
    """
    if isinstance(error, openai.APIError):
        return _of_provider(error, words_of_refusal(refusal_text(error), sent))
    if isinstance(error, NOT_THE_PROTOCOL):
        return EngineFailed(
            FailureReason.INVALID_ANSWER,
            transient=True,
            detail="not the protocol",
        )
    if type(error).__module__.split(".")[0] not in OF_HTTP:
        return None
    # The HTTP library's own errors pass through a stream unwrapped.
    reason = FailureReason.PROVIDER_ERROR
    if "Timeout" in type(error).__name__:
        reason = FailureReason.TIMEOUT
    return EngineFailed(reason, transient=True, detail=type(error).__name__)


def refusal_text(error: openai.APIError) -> str:
    """All that the provider says of an error: the SDK's own words leave out what is not in the protocol's place."""
    body: Any = error.body
    if isinstance(body, str):
        return body[:LONGEST_READ]
    if not isinstance(body, dict):
        return str(error)[:LONGEST_READ]
    if not isinstance(body.get("message"), str):
        return json.dumps(body, ensure_ascii=False)[:LONGEST_READ]
    parts = [body["message"], *(body.get(name) for name in ("param", "code"))]
    return " ".join(str(part) for part in parts if part)[:LONGEST_READ]


def status_of(error: openai.APIError) -> int | None:
    """Of HTTP; null for an error that came within a stream."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code
    return None


def _of_provider(error: openai.APIError, words: str) -> EngineFailed:
    if isinstance(error, ErrorInDocument):
        return EngineFailed(FailureReason.INVALID_ANSWER, transient=True, detail=words)
    if isinstance(error, openai.APITimeoutError):
        return EngineFailed(FailureReason.TIMEOUT, transient=True)
    if isinstance(error, openai.RateLimitError):
        return EngineFailed(
            FailureReason.RATE_LIMITED,
            transient=True,
            retry_after=_retry_after(error),
            detail=words,
        )
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return EngineFailed(FailureReason.UNAUTHORISED, transient=False, detail=words)
    if isinstance(error, openai.APIStatusError):
        transient = error.status_code >= 500 or error.status_code in (408, 409)
        return EngineFailed(
            FailureReason.PROVIDER_ERROR,
            transient=transient,
            detail=f"status {error.status_code}: {words}",
        )
    detail = f"{type(error).__name__}: {words}"
    return EngineFailed(FailureReason.PROVIDER_ERROR, transient=True, detail=detail)


def _retry_after(error: openai.APIStatusError) -> float | None:
    with suppress(ValueError, TypeError):
        return float(error.response.headers.get("retry-after", ""))
    return None
