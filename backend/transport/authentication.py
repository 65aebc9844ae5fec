"""Who asks: credentials of requests and sockets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.core.errors import Unauthenticated

LONGEST_TOKEN = 4096


class TokenMissing(Unauthenticated):
    """No credential came."""

    code = "auth.required"
    detail = "Send an access token: `Authorization: Bearer <token>`."


class TokenInvalid(Unauthenticated):
    """The token is not one of ours, or not an access token."""

    code = "auth.token_invalid"
    detail = "This access token is not valid. Sign in again."


class TokenExpired(Unauthenticated):
    """The access token's time is over."""

    code = "auth.token_expired"
    detail = "This access token has expired. Use the refresh token to get a new one."


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says."""

    user_id: UUID
    session_id: UUID
    expires_at: datetime


class AccessTokens(Protocol):
    """Signs and reads access tokens."""

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """A fresh access token."""
        ...

    def read(self, token: str) -> Claims:
        """What a token says.

        Raises:
            TokenInvalid: not one of ours, of another purpose, or incomplete.
            TokenExpired: its time is over.
        """
        ...


class WhoAsks:
    """Reads credentials of requests and sockets."""

    def __init__(self, tokens: AccessTokens) -> None:
        self._tokens = tokens

    def claims(self, authorization: str | None) -> Claims:
        """Who sent this `Authorization` header.

        Raises:
            TokenMissing, TokenInvalid, TokenExpired: it does not say who, or not credibly.
        """
        if not authorization:
            raise TokenMissing
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenMissing
        return self.of_token(token.strip())

    def of_token(self, token: object) -> Claims:
        """Who holds this token."""
        if not isinstance(token, str) or not token:
            raise TokenMissing
        if len(token) > LONGEST_TOKEN:
            raise TokenInvalid
        return self._tokens.read(token)
