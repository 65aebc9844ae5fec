"""Access tokens by Flask-JWT-Extended: short, for one purpose, and complete or refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from flask import Flask
from flask_jwt_extended import create_access_token, decode_token
from jwt import ExpiredSignatureError, PyJWTError

from backend.core.clock import Clock
from backend.transport.authentication import Claims, TokenExpired, TokenInvalid

ISSUER = "elite-trading-coach"
LEEWAY = timedelta(seconds=30)  # clocks of two machines differ
MOMENTS = ("iat", "nbf", "exp")
# 2100: no token of ours names a later one, and dates can still be reckoned with.
LAST_SECOND = 4_102_444_800
MOST_REMEMBERED = 5000  # about four megabytes


class JwtAccessTokens:
    """Signs and reads access tokens with the application's own key."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._verified: dict[
            str, Claims
        ] = {}  # a signature that held once holds until the token expires

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """A fresh access token that names the user and the sign-in."""
        with self._app.app_context():
            return str(
                create_access_token(str(user_id), additional_claims={"sid": str(session_id)})
            )

    def read(self, token: str) -> Claims:
        """What a token says; a token without expiry, type, id or sign-in is none of ours.

        Whether the sign-in behind it is still alive is asked of the database, every time.

        Raises:
            TokenInvalid, TokenExpired
        """
        known = self._verified.get(token)
        if known is None:
            known = self._verify(token)
            if len(self._verified) >= MOST_REMEMBERED:
                self._verified.clear()
            self._verified[token] = known
        if known.expires_at + LEEWAY <= self._clock():
            raise TokenExpired
        return known

    def _verify(self, token: str) -> Claims:
        try:
            with self._app.app_context():
                decode_token(token)
            claims = jwt.decode(
                token,
                options={"verify_signature": False},
            )  # verified above; without defaults
        except ExpiredSignatureError:
            raise TokenExpired from None
        except (
            PyJWTError,
            ValueError,
            TypeError,
            KeyError,
            ArithmeticError,
            RecursionError,
            UnicodeError,
        ):
            raise TokenInvalid from None
        except (
            Exception
        ) as error:  # Flask-JWT-Extended's own errors have no common base but Exception
            if type(error).__module__.startswith("flask_jwt_extended"):
                raise TokenInvalid from None
            raise
        try:
            if claims["type"] != "access" or not claims["jti"] or not _has_moments(claims):
                raise TokenInvalid
            return Claims(
                UUID(claims["sub"]),
                UUID(claims["sid"]),
                datetime.fromtimestamp(claims["exp"], UTC),
            )
        except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
            raise TokenInvalid from None


def _has_moments(claims: dict[str, Any]) -> bool:
    """Whether its times are times: the library takes whatever `int` takes, and any number however large."""
    moments = [claims[name] for name in MOMENTS if name in claims]
    return all(type(moment) in (int, float) and 0 <= moment <= LAST_SECOND for moment in moments)
