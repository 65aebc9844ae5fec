"""What production does not start with: each refusal is a sentence that says what to do, and shows no value."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.keys import MAKE_ONE, alike, is_guessable, password_in

if TYPE_CHECKING:
    from config.settings import Settings

LONGEST_PAUSE = 5.0  # seconds between two tries of a call: as the gateway waits
TRUE = re.compile(r"(?i)1|true|yes|on|t|y")


def refusals(settings: "Settings") -> Iterator[str]:
    """Why these settings are not safe in production, one sentence each."""
    yield from _keys(settings)
    yield from _stores(settings)
    yield from _doors(settings)
    yield from _time(settings)


def _keys(settings: "Settings") -> Iterator[str]:
    keys = keys_of(settings)
    for name, key in keys.items():
        if is_guessable(key):
            yield f"{name} can be guessed: {MAKE_ONE}."
    pair = alike(keys | _passwords(settings))
    if pair:
        yield f"{pair[0]} and {pair[1]} are the same or nearly: each needs a secret of its own; {MAKE_ONE}."


def keys_of(settings: "Settings") -> dict[str, str]:
    """Every key that signs or encrypts, by a name that says which."""
    secrets = settings.secrets
    keys = {
        "SECRET_KEY": secrets.secret_key.get_secret_value(),
        "JWT_SECRET_KEY": secrets.jwt_secret_key.get_secret_value(),
    }
    encrypting = secrets.encrypting or [""]
    for place, key in enumerate(encrypting, 1):
        keys["DATA_KEYS" if len(encrypting) == 1 else f"DATA_KEYS (number {place})"] = key
    return keys


def _passwords(settings: "Settings") -> dict[str, str]:
    """Passwords of servers, which must be no keys of ours; and keys that are others'."""
    passwords = {
        "the password in DATABASE_URL": password_in(settings.store.database_url),
        "the password in WORKER_DATABASE_URL": password_in(settings.store.worker_database_url),
        "the password in REDIS_URL": password_in(settings.store.redis_url),
        "the password in SMTP_URL": password_in(settings.notifications.smtp_url.get_secret_value()),
        "the secret in CLOUDINARY_URL": password_in(
            settings.media.cloudinary_url.get_secret_value()
        ),
        "OPENAI_API_KEY": settings.engine.openai_api_key.get_secret_value(),
    }
    return {name: password for name, password in passwords.items() if password}


def _stores(settings: "Settings") -> Iterator[str]:
    database = settings.store.database_url or settings.store.worker_database_url
    if not (database and settings.store.redis_url):
        yield "DATABASE_URL and REDIS_URL must be set in production."


def _doors(settings: "Settings") -> Iterator[str]:
    if settings.notifications.webhook_allow_loopback:
        yield "WEBHOOK_ALLOW_LOOPBACK is for development: webhooks could reach what is inside."
    if any(not origin.startswith("https://") for origin in settings.server.allowed_origins):
        yield (
            "ALLOWED_ORIGINS must name each site by https:// in production: with * any site, and with http:// anybody"
            " on the way, could act for a trader who is signed in."
        )
    if settings.server.log_level == "DEBUG":
        yield "LOG_LEVEL DEBUG is for development: libraries write down what traders say. Set INFO."
    if TRUE.fullmatch(os.environ.get("FLASK_DEBUG", "")):
        yield "FLASK_DEBUG is for development: remove it from the environment."


def _time(settings: "Settings") -> Iterator[str]:
    engine = settings.engine
    asking = (
        engine.openai_attempts + 1
    ) * engine.openai_timeout_seconds  # and one call to read a wish
    asking += LONGEST_PAUSE * (engine.openai_attempts - 1)
    if asking >= settings.answers.answer_time_limit_seconds:
        yield (
            f"With OPENAI_TIMEOUT_SECONDS and OPENAI_ATTEMPTS an answer may take {asking:g} seconds:"
            " ANSWER_TIME_LIMIT_SECONDS must be longer, or the rules have no time left to answer."
        )
