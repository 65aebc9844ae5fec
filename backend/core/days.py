"""Days of the wire, and spans of them: one way to write a day, and one pair of names for a span everywhere."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from backend.core.types import In

FIRST_YEAR, LAST_YEAR = 1971, 2099
A_DAY = "Give a day such as 2026-11-20."


def _written_as_a_day(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise PydanticCustomError("day", A_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", A_DAY) from None


def _in_our_time(value: date) -> date:
    if not is_in_our_time(value):
        raise PydanticCustomError(
            "day_range",
            f"The year must be from {FIRST_YEAR} to {LAST_YEAR}.",
        )
    return value


def is_in_our_time(day: date) -> bool:
    """Whether anything can be recorded of this day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


AnyDay = Annotated[
    date,
    BeforeValidator(_written_as_a_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-20"]}),
]
"""A day of any year: the use case says what is wrong with one."""

Day = Annotated[AnyDay, AfterValidator(_in_our_time)]
"""A day from 1971 to 2099."""


class DaySpan(In):
    """Days, both ends included; an end that is not named is open.

    Attributes:
        older_names: how the ends were called before, by what they are called now. They are still read.
    """

    older_names: ClassVar[Mapping[str, str]] = {}

    day_from: Annotated[AnyDay | None, Field(description="First day, included.")] = None
    day_to: Annotated[AnyDay | None, Field(description="Last day, included.")] = None

    @model_validator(mode="before")
    @classmethod
    def _read_older_names(cls, values: object) -> object:
        if not cls.older_names or not isinstance(values, Mapping):
            return values
        read = dict(values)
        for name, older in cls.older_names.items():
            if older not in read:
                continue
            if name in read:
                raise PydanticCustomError(
                    "named_twice",
                    f"Give {name} or {older}, not both: {older} is its older name.",
                )
            read[name] = read.pop(older)
        return read

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.day_from is not None and self.day_to is not None and self.day_from > self.day_to:
            raise PydanticCustomError(
                "days_reversed", "Give the days from the earlier to the later: these run backwards."
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        described = handler.resolve_ref_schema(handler(schema))
        properties = described["properties"]
        for name, older in cls.older_names.items():
            note = {"deprecated": True, "description": f"Older name of `{name}`."}
            properties[older] = {**properties[name], "title": older, **note}
        return described
