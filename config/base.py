"""What every group of settings is made of: the environment, types of values, and how they are read."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_SECRET = "development-only-secret-change-me-before-production"  # noqa: S105  refused in production


SHORTEST_SECRET = 32


_ORIGIN = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)(:[1-9]\d{0,4})?"
)


class Environment(StrEnum):
    """Where the product runs."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    PRODUCTION = "production"


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _origin(value: str) -> str:
    """An origin as browsers send it: in lower case, without a path."""
    if value != "*" and not _ORIGIN.fullmatch(value):
        raise ValueError(
            "must name each site like https://app.example.com, without a path, a pattern or a user."
        )
    return value


def _level(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Dollars = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=10)]
Origins = Annotated[
    list[Annotated[str, AfterValidator(_origin)]], NoDecode, BeforeValidator(_split)
]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_level)]


class _Group(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # a URL may hold a password
    )
