"""Addresses of other servers, read at the start as those who use them will read them: what is wrong is refused there.

No message shows the address: it may hold a password.
"""

import re
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from redis.connection import parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

read_redis_url: Callable[[str], object] = parse_url  # redis-py does not type it
HIGHEST_PORT = 65_535
_PORT = re.compile(r"\d{1,5}", re.ASCII)
_SMTP = re.compile(r"(smtps?|smtp\+plain)://([^@/]*@)?[^@/:]+(:\d{1,5})?/?", re.ASCII)


def _database(value: str) -> str:
    if value and not (re.match(r"postgresql(\+psycopg2)?://", value) and _is_database(value)):
        raise ValueError(
            f"must be like postgresql+psycopg2://user:password@host:5432/name, its port from 1 to {HIGHEST_PORT}."
        )
    return value


def _is_database(value: str) -> bool:
    try:
        url = make_url(value)
    except (ValueError, ArgumentError):
        return False
    if url.port is not None and not _is_port(str(url.port)):
        return False
    named = url.query.get("port", "")  # of several hosts, by commas
    if not isinstance(named, str):
        named = ",".join(named)
    return all(_is_port(port) for port in named.split(",") if port)


def _is_port(text: str) -> bool:
    return _PORT.fullmatch(text) is not None and 1 <= int(text) <= HIGHEST_PORT


def _redis(value: str) -> str:
    if value and not (re.match(r"(rediss?|unix)://", value) and _is_redis(value)):
        raise ValueError(
            "must be like redis://:password@host:6379/0, rediss:// or unix://, "
            f"its port from 1 to {HIGHEST_PORT} and its options those of redis-py."
        )
    return value


def _is_redis(value: str) -> bool:
    try:
        read_redis_url(value)
    except ValueError:
        return False
    return _has_good_port(value)


def _has_good_port(url: str) -> bool:
    """Whether the port of a URL is a number that a server can listen on, or left out."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port is None or port > 0


def _web(value: str) -> str:
    if value and not (
        re.match(r"https?://[^/?#]", value) and _has_good_port(value) and urlsplit(value).hostname
    ):
        raise ValueError(f"must be like https://host:8443/path, its port from 1 to {HIGHEST_PORT}.")
    return value


def _cloudinary(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if url and not _is_cloudinary(url):
        raise ValueError("must be cloudinary://key:secret@cloud, without a port.")
    return value


def _is_cloudinary(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.port is None and all((parts.username, parts.password, parts.hostname))
    except ValueError:
        return False


def _smtp(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if url and not _is_smtp(url):
        raise ValueError(
            "must be like smtp://user:password@host:587, its user and password quoted by %, "
            f"its port from 1 to {HIGHEST_PORT}."
        )
    return value


def _is_smtp(url: str) -> bool:
    return _SMTP.fullmatch(url) is not None and _has_good_port(url) and bool(urlsplit(url).hostname)


DatabaseUrl = Annotated[str, AfterValidator(_database)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
WebUrl = Annotated[str, AfterValidator(_web)]
CloudinaryUrl = Annotated[SecretStr, AfterValidator(_cloudinary)]
SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp)]
