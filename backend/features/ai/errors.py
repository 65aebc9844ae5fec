"""How an engine fails."""

from enum import StrEnum


class FailureReason(StrEnum):
    """Why nothing usable came."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    PROVIDER_ERROR = "provider_error"
    INVALID_ANSWER = "invalid_answer"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    CIRCUIT_OPEN = "circuit_open"
    OVER_BUDGET = "over_budget"
    UNSUPPORTED = (
        "unsupported"  # the endpoint does not take a call of this form; another form follows
    )


class FallbackReason(StrEnum):
    """Why the rules answered although a provider is configured, or why one was not asked."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    PROVIDER_ERROR = "provider_error"
    INVALID_ANSWER = "invalid_answer"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"
    CIRCUIT_OPEN = "circuit_open"
    OVER_BUDGET = "over_budget"
    UNSUPPORTED = "unsupported"
    STOPPED = "stopped"  # by the trader
    BUSY = "busy"  # the provider's places were taken
    WORKER_LOST = "worker_lost"  # nobody knows what came of the call


class Stopped(BaseException):
    """Nobody waits for this answer any more, and the provider said nothing: no library may take it for a fault."""


class EngineFailed(Exception):
    """Nothing usable came from the engine.

    Attributes:
        transient: another try may help.
        retry_after: seconds that the provider asked to wait.
    """

    def __init__(
        self,
        reason: FailureReason,
        *,
        transient: bool,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        self.reason = reason
        self.transient = transient
        self.retry_after = retry_after
        super().__init__(f"{reason}: {detail}" if detail else str(reason))


class ToolRefused(Exception):
    """A tool will not read what it was asked for; the words are for the model."""
