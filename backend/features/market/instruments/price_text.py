"""Prices of requests: their form is checked when they are read, their meaning when the instrument is known."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from backend.core.errors import FieldProblem
from backend.core.types import plain_decimal
from backend.features.market.instruments.contract_terms import Instrument, InstrumentKind
from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.notation import UnreadablePrice, is_price, parse_price

_FRACTION_DIGITS = 12
_LONGEST = 30  # 14 digits, a point and 12 digits, a sign


def _price_text(value: Any) -> str:
    """The text of a price; a number becomes one, exactly as it was written."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise PydanticCustomError("decimal_type", "Give a number, or a number in a string.")
    text = value.strip() if isinstance(value, str) else _plain(_number(value))
    if len(text) > _LONGEST or not is_price(text):
        raise PydanticCustomError(
            "price_parsing",
            "This is not a price such as 4501.25, or 110'165 where 32nds are usual.",
        )
    return text


def _number(value: Decimal | float) -> Decimal:
    if isinstance(value, float):
        return Decimal(repr(value))  # as it was written, not as it is held
    return Decimal(value)


def _plain(value: Decimal) -> str:
    if not value.is_finite():
        raise PydanticCustomError("decimal_finite", "A price or amount must be a finite number.")
    return plain_decimal(value)


_TOP = 10**14
PriceText = Annotated[
    str,
    BeforeValidator(_price_text),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^-?\d{1,14}(\.\d{1,12}|['’′^-]\d{1,2}(\d|\+|\.\d{1,6})?)?$",  # noqa: RUF001
                    "maxLength": _LONGEST,
                    "examples": ["4501.25", "110'165"],
                },
                {"type": "number", "exclusiveMinimum": -_TOP, "exclusiveMaximum": _TOP},
            ]
        },
        mode="validation",
    ),
]
"""A price as somebody writes it, perhaps in 32nds or 8ths; `price_of` says what it means for an instrument."""


def price_of(
    instrument: Instrument,
    text: str,
    *,
    field: str,
    at_expiry: bool = False,
) -> Decimal:
    """What a price means for an instrument, exactly.

    Args:
        instrument: whose notation and bounds count.
        text: a `PriceText`.
        field: of the request, for the words of a refusal.
        at_expiry: what it ends at, so that an option and others may be worth nothing.

    Raises:
        BadPrice
    """
    try:
        price = parse_price(text, instrument.notation)
    except UnreadablePrice as error:
        raise _bad_price(field, str(error)) from None
    if price > 0 or instrument.may_be_negative or (price == 0 and at_expiry):
        return price
    raise _bad_price(field, _too_low(instrument, price))


def _too_low(instrument: Instrument, price: Decimal) -> str:
    if price == 0 and instrument.kind is InstrumentKind.OPTION:
        return "An option is worth 0 only when it expires. Log its expiry instead."
    return f"A price of {instrument.ticker} is more than 0."


def _bad_price(field: str, words: str) -> BadPrice:
    return BadPrice(words, errors=(FieldProblem(field, words, BadPrice.code),))
