"""What goes to an engine and what comes from it: text as eyes see it, and no links and no secrets in an answer."""

import re
import unicodedata
from typing import Any, TypeVar

from pydantic import BaseModel

from backend.features.ai.links import ADDRESS, LINK

T = TypeVar("T", bound=BaseModel)

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
STRUCK = "[link removed]"
_SECRET = re.compile(
    r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,200}|\bgh[pousr]_[A-Za-z0-9]{20,100}|\bA[KS]IA[A-Z0-9]{16}\b"
    r"|\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}"
    r"|\b(?:postgres(?:ql)?|redis|rediss|amqp|mysql|mongodb|cloudinary)(?:\+\w{1,20})?://\S{3,500}"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,4000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
)
HIDDEN = "[secret removed]"


def cleaned(value: T) -> T:
    """The same answer, its text without addresses, keys and tokens: a picture or note may have asked for one."""
    return type(value).model_validate(_clean(value.model_dump()))


def plain(text: str) -> str:
    """Text without what eyes do not see: to a model and to its guards it must mean what it means to a reader."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def is_storable(value: object) -> bool:
    """Whether every text in it is one that PostgreSQL holds: no NUL, no half of a surrogate pair."""
    if isinstance(value, str):
        return "\x00" not in value and not _LONE_SURROGATE.search(value)
    if isinstance(value, list | tuple | set | frozenset):
        return all(is_storable(part) for part in value)
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(part) for key, part in value.items())
    return True


def says_something(text: str) -> bool:
    """Whether eyes see anything of it."""
    return any(not character.isspace() for character in plain(text))


def clean_text(text: str) -> str:
    """Text without addresses, keys and tokens; the words of a Markdown link stay."""
    without_secrets = _SECRET.sub(HIDDEN, text)
    without_links = LINK.sub(lambda link: link.group(1) or STRUCK, without_secrets)
    return ADDRESS.sub(STRUCK, without_links)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        if type(value) is str:
            return clean_text(value)
        return value
    if isinstance(value, list):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return value
