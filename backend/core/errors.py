"""Refusals: the six ways in which the product says no, and what each becomes on the wire.

Refusal
├── Unauthenticated   401   who are you?
├── NotFound          404   not there, or not yours
├── Conflict          409   not in this state
├── Outdated          412   it is not as you saw it any more
├── Invalid           422   understood, but wrong
│   ├── Unreadable    400   could not be parsed
│   ├── TooLarge      413   an upload beyond its limit
│   └── Unsupported   415   a kind of content that is not taken
├── OverLimit         429   too often; `retry_after` says when
└── Unavailable       503   something that this needs is not there now

A feature derives its own facts from these (`TradeNotFound(NotFound)`) with a stable `code`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from backend.core.types import JsonObject


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that is wrong: where, why in words, and a stable code."""

    field: str
    message: str
    code: str


class Refusal(Exception):
    """The product will not do this, for a reason that the caller can read and act on.

    Attributes:
        members: what its problem document says besides, such as candidates for a name that is not known.
    """

    status: ClassVar[int]
    title: ClassVar[str]
    code: ClassVar[str]
    detail: ClassVar[str] = ""

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldProblem] = (),
        retry_after: int | None = None,
        members: JsonObject | None = None,
    ) -> None:
        self.said = detail or self.detail or self.title
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.members = members or {}
        super().__init__(self.said)


class Unauthenticated(Refusal):
    """No credential, or one that is not good."""

    status = 401
    title = "Sign in first"
    code = "auth.required"


class NotFound(Refusal):
    """Not there, or not yours; the two look the same on purpose."""

    status = 404
    title = "Not found"
    code = "not_found"


class Conflict(Refusal):
    """The thing is there, but not in a state that permits this."""

    status = 409
    title = "Conflict"
    code = "conflict"


class Outdated(Refusal):
    """The thing was changed since the caller saw it; the answer says how it stands."""

    status = 412
    title = "Changed elsewhere"
    code = "outdated"


class Invalid(Refusal):
    """Understood, but wrong."""

    status = 422
    title = "Invalid"
    code = "invalid"


class Unreadable(Invalid):
    """The bytes could not be parsed."""

    status = 400
    title = "Unreadable"
    code = "unreadable"


class TooLarge(Invalid):
    """The body is beyond its limit."""

    status = 413
    title = "Too large"
    code = "too_large"


class Unsupported(Invalid):
    """A kind of content that is not taken here."""

    status = 415
    title = "Unsupported content"
    code = "unsupported"


class OverLimit(Refusal):
    """Too often; try again after `retry_after` seconds."""

    status = 429
    title = "Too many requests"
    code = "over_limit"


class Unavailable(Refusal):
    """Something that this needs is not there now."""

    status = 503
    title = "Unavailable"
    code = "unavailable"
