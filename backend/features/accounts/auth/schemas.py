"""What accounts take and give."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.iso_codes import Currency, Zone
from backend.core.name_folding import LONGEST_EMAIL, is_email, trimmed
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Form, Id, In, Moment, Opaque, Out, Price, Text
from backend.features.accounts.auth.app_preferences import AppPreferences, as_told
from backend.features.accounts.auth.known_devices import LONGEST_TOKEN
from backend.features.accounts.auth.models import Role, Tier
from backend.features.accounts.auth.passwords import spelled


class TokenPlace(Choice):
    """Where a refresh token is told."""

    ANSWER = "answer"
    COOKIE = "cookie"


def _avatar(value: str) -> str:
    if not value.startswith("https://"):
        raise PydanticCustomError("url_https", "Give an address that begins with https://.")
    return value


def _told(stored: Mapping[str, Any]) -> AppPreferences:
    return as_told(stored)  # type: ignore[return-value]  # plain values of the model, as they are written


def _percent(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "the number is finite"
    if value > 100 or exponent < -3:
        raise PydanticCustomError("percent", "At most 100, with up to three decimals.")
    return value


def _trimmed(value: Any) -> Any:
    if isinstance(value, str):
        return trimmed(value)
    return value


def _email(value: str) -> str:
    if not is_email(value):
        raise PydanticCustomError("email", "This is not an email address that mail can be sent to.")
    return value


def _password(value: str) -> str:
    """Its length is that of the form in which it is hashed."""
    length = len(spelled(value))
    if length < SHORTEST_PASSWORD:
        raise PydanticCustomError(
            "string_too_short",
            f"A password has at least {SHORTEST_PASSWORD} characters.",
        )
    if length > LONGEST_PASSWORD:
        raise PydanticCustomError(
            "string_too_long",
            f"A password has at most {LONGEST_PASSWORD} characters.",
        )
    return value


SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
LONGEST_TYPED = (
    4 * LONGEST_PASSWORD
)  # a letter that is typed in parts (Hangul, accents) is one when it is hashed
EMAIL = r"^\S{1,64}@\S{2,250}$"  # what a schema can say of it; the rest is said by `is_email`
Email = Annotated[
    Text,
    StringConstraints(max_length=LONGEST_EMAIL),
    Form(re.compile(EMAIL), "An e-mail address looks like name@example.com."),
    AfterValidator(_email),
    BeforeValidator(_trimmed),
    Field(description="Its domain in any script, or as `xn--`.", examples=["trader@example.com"]),
]
Username = Annotated[
    str,
    Form(
        re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]{1,48}[A-Za-z0-9_]$"),
        "A username has 3 to 50 letters from A to Z, digits, _, . and -; neither . nor - begins or ends it.",
    ),
    BeforeValidator(_trimmed),
    Field(examples=["trader"]),
]
NewPassword = Annotated[
    Opaque,
    StringConstraints(min_length=1, max_length=LONGEST_TYPED),
    AfterValidator(_password),
    Field(
        description="8 to 128 characters, counted in their composed form (NFKC).",
        examples=["seven quiet green candles"],
    ),
]
RefreshTokenPlace = Annotated[
    TokenPlace,
    Field(
        description="`cookie`: for browsers; no script can read it, and it goes to `/api/auth/refresh` alone."
    ),
]
Percent = Annotated[Price, AfterValidator(_percent), Field(examples=["1"])]


class Register(In):
    """A new account."""

    email: Email
    username: Username
    password: NewPassword
    timezone: Zone = "UTC"
    refresh_token_in: RefreshTokenPlace = TokenPlace.ANSWER


class Login(In):
    """Email or username, and the password."""

    login: Annotated[
        Opaque,
        StringConstraints(min_length=1, max_length=LONGEST_EMAIL),
        Field(examples=["trader"]),
    ]
    password: Annotated[
        Opaque,
        StringConstraints(min_length=1, max_length=LONGEST_TYPED),
        Field(examples=["seven quiet green candles"]),
    ]
    device_token: Annotated[
        Annotated[Opaque, StringConstraints(max_length=LONGEST_TOKEN)] | None,
        Field(
            description="That of an earlier answer: wrong passwords of others do not count against this device."
        ),
    ] = None
    refresh_token_in: RefreshTokenPlace = TokenPlace.ANSWER


class Refresh(In):
    """The refresh token of the last answer; without one that of the cookie.

    What follows it comes where it came from, unless `refresh_token_in` says otherwise.
    """

    refresh_token: Annotated[Opaque, StringConstraints(min_length=1, max_length=200)] | None = None
    refresh_token_in: RefreshTokenPlace | None = None


class UpdateMe(In):
    """Fields of the own profile; what is left out stays."""

    timezone: Zone | None = None
    base_currency: Currency | None = None
    account_size: Price | None = None
    risk_per_trade_percent: Percent | None = None
    avatar_url: (
        Annotated[Text, StringConstraints(max_length=500), AfterValidator(_avatar)] | None
    ) = None
    preferences: AppPreferences | None = None


class EnterDemo(In):
    """Sign in as the demo trader."""

    refresh_token_in: RefreshTokenPlace = TokenPlace.ANSWER


class DemoOffer(Out):
    """Whether anybody may look around as the demo trader."""

    offered: bool


class UserOut(Out):
    """The own profile."""

    id: Id
    email: str
    username: str
    avatar_url: str | None
    timezone: str
    base_currency: str
    account_size: Amount | None
    risk_per_trade_percent: Amount | None
    preferences: Annotated[AppPreferences, PlainSerializer(_told)]
    role: Annotated[str, ShapeOf(Role)]
    tier: Annotated[str, ShapeOf(Tier)]
    is_demo: Annotated[
        bool, Field(description="This is the account that anybody may look around in.")
    ]
    created_at: Moment
    updated_at: Moment


class SignedIn(Out):
    """A sign-in: the short access token, and the refresh token that gets the next one."""

    user: UserOut
    access_token: str
    refresh_token: Annotated[str | None, Field(description="Null where it is in the cookie.")]
    device_token: Annotated[
        str,
        Field(
            description="Keep it, also when you sign out, and send it when you sign in again; it opens nothing."
        ),
    ]
    token_type: Literal["Bearer"]
    expires_in: Annotated[
        int, Field(description="Seconds until the access token expires.", examples=[900])
    ]
