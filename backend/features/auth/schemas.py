"""What accounts take and give."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from backend.core.types import Amount, Id, In, Moment, Out, Price, Text
from backend.core.world import Currency, Zone


def _avatar(value: str) -> str:
    if not value.startswith("https://"):
        raise PydanticCustomError("url_https", "Give an address that begins with https://.")
    return value


def _small(value: dict[str, Any]) -> dict[str, Any]:
    if len(str(value)) > 10_000:
        raise PydanticCustomError("too_long", "Preferences may have 10,000 characters.")
    if "\\u0000" in ascii(value) or "\\x00" in ascii(value) or "\\ud" in ascii(value):
        raise PydanticCustomError("text_nul", "Text may not contain the NUL character or broken Unicode.")
    return value


def _percent(value: Decimal) -> Decimal:
    if value > 100 or value.as_tuple().exponent < -3:  # type: ignore[operator]  # finite, so an int
        raise PydanticCustomError("percent", "At most 100, with up to three decimals.")
    return value


EMAIL = r"^[^@\s\x00-\x1f\x7f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?\.[A-Za-z]{2,24}$"
Email = Annotated[Text, StringConstraints(max_length=254, pattern=EMAIL), Field(examples=["trader@example.com"])]
Username = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{1,48}[A-Za-z0-9_]$"), Field(examples=["trader"])
]
NewPassword = Annotated[
    Text, StringConstraints(min_length=8, max_length=128), Field(examples=["seven quiet green candles"])
]
Percent = Annotated[Price, AfterValidator(_percent), Field(examples=["1"])]


class Register(In):
    """A new account."""

    email: Email
    username: Username
    password: NewPassword
    timezone: Zone = "UTC"


class Login(In):
    """Email or username, and the password."""

    login: Annotated[Text, StringConstraints(min_length=1, max_length=254), Field(examples=["trader"])]
    password: Annotated[
        Text, StringConstraints(min_length=1, max_length=128), Field(examples=["seven quiet green candles"])
    ]


class Refresh(In):
    """The refresh token of the last answer."""

    refresh_token: Annotated[Text, StringConstraints(min_length=1, max_length=200)]


class UpdateMe(In):
    """Fields of the own profile; what is left out stays."""

    timezone: Zone | None = None
    base_currency: Currency | None = None
    account_size: Price | None = None
    risk_per_trade_percent: Percent | None = None
    avatar_url: Annotated[Text, StringConstraints(max_length=500), AfterValidator(_avatar)] | None = None
    preferences: Annotated[dict[str, Any], AfterValidator(_small)] | None = None


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
    preferences: dict[str, Any]
    role: str
    tier: str
    created_at: Moment
    updated_at: Moment


class SignedIn(Out):
    """A sign-in: the short access token, and the refresh token that gets the next one."""

    user: UserOut
    access_token: str
    refresh_token: str
    token_type: Annotated[str, Field(examples=["Bearer"])]
    expires_in: Annotated[int, Field(description="Seconds until the access token expires.", examples=[900])]
