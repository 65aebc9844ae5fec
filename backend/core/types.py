"""Value types of the wire: exact decimals, aware times, identifiers and clean text.

Money, prices and quantities are `Decimal` inside and strings outside; numbers are accepted on input.
Every type carries its own JSON schema, so that the OpenAPI document says exactly what is taken.
"""

import re
from collections.abc import Sized
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from backend.core.clock import iso
from backend.core.visible_text import is_blank, is_storable, is_storable_document

DocumentT = TypeVar("DocumentT")

JsonObject = dict[str, JsonValue]  # a document of the wire, or of a JSONB column

WHOLE_DIGITS = 14  # the columns are NUMERIC(24, 10)
FRACTION_DIGITS = 10
PRICE_DIGITS = 12  # NUMERIC(28, 12)
QUANTITY_DIGITS = 18  # NUMERIC(34, 18): coins are divided so far
EARLIEST_YEAR = 1970  # electronic trading has no record before it
LATEST_YEAR = 2100
DECIMAL_TEXT = re.compile(rf"-?\d{{1,{WHOLE_DIGITS}}}(\.\d{{1,{QUANTITY_DIGITS}}})?", re.ASCII)


def _exact(value: object) -> Decimal:
    return _exact_to(value, FRACTION_DIGITS)


def _exact_price(value: object) -> Decimal:
    return _exact_to(value, PRICE_DIGITS)


def _exact_quantity(value: object) -> Decimal:
    return _exact_to(value, QUANTITY_DIGITS)


def _exact_to(value: object, digits: int) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("decimal_type", "Give a number, or a number in a string.")
    try:
        number = _number(value)
    except InvalidOperation:
        raise PydanticCustomError("decimal_parsing", "This is not a number.") from None
    if not number.is_finite():
        raise PydanticCustomError("decimal_finite", "A price or amount must be a finite number.")
    shown = format(number, "f")
    whole, _, fraction = shown.removeprefix("-").partition(".")
    if len(whole) > WHOLE_DIGITS or len(fraction) > digits:
        raise PydanticCustomError(
            "decimal_digits",
            f"At most {WHOLE_DIGITS} digits before the point and {digits} after it.",
        )
    return number


def _number(value: float | str) -> Decimal:
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(_plain(str(value)))


def _plain(text: str) -> str:
    if not DECIMAL_TEXT.fullmatch(text):
        raise PydanticCustomError("decimal_parsing", "This is not a number such as 4501.25.")
    return text


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise PydanticCustomError("greater_than", "This must be more than 0.")
    return value


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise PydanticCustomError("greater_than_equal", "This must be 0 or more.")
    return value


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: `4501.25`, `0`, `100`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in {"-0", ""}:
        return "0"
    return text


def _decimal_schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "examples": [example]},
        mode="serialization",
    )


_WHOLE = rf"\d{{1,{WHOLE_DIGITS}}}"
_FRACTION = rf"(\.\d{{1,{FRACTION_DIGITS}}})?"
_PRICE_FRACTION = rf"(\.\d{{1,{PRICE_DIGITS}}})?"
_QUANTITY_FRACTION = rf"(\.\d{{1,{QUANTITY_DIGITS}}})?"
_AS_TEXT = PlainSerializer(plain_decimal, return_type=str, when_used="json")


def _input_schema(*, negative: bool, zero: bool, fraction: str = _FRACTION) -> WithJsonSchema:
    top = 10**WHOLE_DIGITS
    before = ""
    number: dict[str, str | int] = {"type": "number"}
    if negative:
        before = "-?"
        number |= {"exclusiveMaximum": top, "exclusiveMinimum": -top}
    elif zero:
        number |= {"minimum": 0, "exclusiveMaximum": top}
    else:
        before = r"(?=.*[1-9])"
        number |= {"exclusiveMinimum": 0, "exclusiveMaximum": top}
    text = {"type": "string", "pattern": f"^{before}{_WHOLE}{fraction}$"}
    return WithJsonSchema({"anyOf": [text, number]}, mode="validation")


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    _AS_TEXT,
    _input_schema(negative=True, zero=True),
    _decimal_schema(f"^-?{_WHOLE}{_FRACTION}$", "-125.5"),
]
"""Money or another exact figure that may be negative or zero."""

Price = Annotated[
    Decimal,
    BeforeValidator(_exact),
    AfterValidator(_positive),
    _AS_TEXT,
    _input_schema(negative=False, zero=False),
    _decimal_schema(f"^{_WHOLE}{_FRACTION}$", "4501.25"),
]
"""A price: finite and above zero."""

ExactPrice = Annotated[
    Decimal,
    BeforeValidator(_exact_price),
    _AS_TEXT,
    _input_schema(negative=True, zero=True, fraction=_PRICE_FRACTION),
    _decimal_schema(f"^-?{_WHOLE}{_PRICE_FRACTION}$", "4501.25"),
]
"""A price of something that may cost nothing or less, to twelve places."""

PriceStep = Annotated[
    Decimal,
    BeforeValidator(_exact_price),
    AfterValidator(_positive),
    _AS_TEXT,
    _input_schema(negative=False, zero=False, fraction=_PRICE_FRACTION),
    _decimal_schema(f"^{_WHOLE}{_PRICE_FRACTION}$", "0.25"),
]
"""A tick: finite and above zero, to twelve places."""

Quantity = Annotated[
    Decimal,
    BeforeValidator(_exact_quantity),
    AfterValidator(_positive),
    _AS_TEXT,
    _input_schema(negative=False, zero=False, fraction=_QUANTITY_FRACTION),
    _decimal_schema(f"^{_WHOLE}{_QUANTITY_FRACTION}$", "0.25"),
]
"""A position size: finite and above zero, to eighteen places."""

Size = Annotated[
    Decimal,
    BeforeValidator(_exact_quantity),
    _AS_TEXT,
    _input_schema(negative=False, zero=True, fraction=_QUANTITY_FRACTION),
    _decimal_schema(f"^{_WHOLE}{_QUANTITY_FRACTION}$", "0.25"),
]
"""What is held or was: zero or more, to eighteen places."""

Cost = Annotated[
    Decimal,
    BeforeValidator(_exact),
    AfterValidator(_not_negative),
    _AS_TEXT,
    _input_schema(negative=False, zero=True),
    _decimal_schema(f"^{_WHOLE}{_FRACTION}$", "4.2"),
]
"""A fee or commission: finite, zero or more."""


def _aware(value: object) -> datetime:
    if isinstance(value, str):
        if len(value) > 40 or not re.match(r"\d{4}-\d{2}-\d{2}[Tt ]\d", value, re.ASCII):
            raise PydanticCustomError("datetime", "Give a time such as 2026-11-20T14:30:00Z.")
        try:
            value = datetime.fromisoformat(value.upper().replace("Z", "+00:00"))
        except ValueError:
            raise PydanticCustomError(
                "datetime",
                "Give a time such as 2026-11-20T14:30:00Z.",
            ) from None
    if not isinstance(value, datetime):
        raise PydanticCustomError("datetime", "Give a time such as 2026-11-20T14:30:00Z.")
    if value.tzinfo is None or value.utcoffset() is None:
        raise PydanticCustomError(
            "datetime_naive",
            "Say which time zone: end the time with Z or an offset like +01:00.",
        )
    if not EARLIEST_YEAR < value.year < LATEST_YEAR:
        raise PydanticCustomError(
            "datetime_range",
            f"The year must be after {EARLIEST_YEAR} and before {LATEST_YEAR}.",
        )
    return value.astimezone(UTC)


Moment = Annotated[
    datetime,
    BeforeValidator(_aware),
    PlainSerializer(iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-20T14:30:00Z"]}),
]
"""An aware moment, in UTC inside and ISO 8601 with `Z` outside; naive times are refused."""


def _uuid(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or len(value) != 36:
        raise PydanticCustomError("uuid", "This is not an identifier.")
    try:
        return UUID(value)
    except ValueError:
        raise PydanticCustomError("uuid", "This is not an identifier.") from None


Id = Annotated[
    UUID,
    BeforeValidator(_uuid),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "format": "uuid",
            "examples": ["0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"],
        }
    ),
]
"""A UUID in its usual form of 36 characters."""


def _clean(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("text_nul", "Text may not contain the NUL character.")
    if not is_storable(value):
        raise PydanticCustomError("text_unicode", "Text must be valid Unicode.")
    return value


def _seen(value: str) -> str:
    if value and is_blank(value):  # whether it may be empty is said by its length
        raise PydanticCustomError("blank", "Write something that can be seen.")
    return value


def _storable(value: DocumentT) -> DocumentT:
    if not is_storable_document(value):
        raise PydanticCustomError(
            "text_nul",
            "Text may not contain the NUL character or broken Unicode.",
        )
    return value


SEEN = AfterValidator(_seen)
"""For text that, where it is given, says something: spaces, joiners and fillers alone do not."""

Opaque = Annotated[str, AfterValidator(_clean)]
"""What a program made or nobody reads, such as a password or an id of a client's: it can be held."""

Text = Annotated[Opaque, SEEN]
"""Somebody's words: PostgreSQL can hold them (no NUL, no lone surrogate), and where there are any, they can be seen."""

STORABLE = AfterValidator(_storable)
"""For documents of a client's own: what `Text` is for one text, for all names and texts in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """For text of one form: the pattern that all of it has, and the words for whoever wrote it otherwise."""

    pattern: re.Pattern[str]
    words: str

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern.pattern}

    def _checked(self, value: str) -> str:
        if not self.pattern.fullmatch(value):
            raise PydanticCustomError("string_pattern_mismatch", self.words)
        return value


ListT = TypeVar("ListT", bound=Sized)


@dataclass(frozen=True, slots=True)
class AtMost:
    """For lists: how many of what they may have: `AtMost(4, "charts a message")`."""

    count: int
    noun: str

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {**handler(schema), "maxItems": self.count}

    def _checked(self, value: ListT) -> ListT:
        if len(value) > self.count:
            raise PydanticCustomError("too_long", f"Send at most {self.count} {self.noun}.")
        return value


ShortText = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_clean), SEEN
]
"""A line of 1 to 200 characters."""


Name = Annotated[Text, StringConstraints(min_length=1, max_length=80)]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What goes out: read from objects by attribute."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def not_blank(value: str) -> str:
    """Words that can be seen, without the spaces around them."""
    if is_blank(value):
        raise PydanticCustomError("blank", "Say something that can be seen.")
    return value.strip()
