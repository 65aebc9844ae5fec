"""The last look at what an engine wrote: no links leave the product in an answer."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)

_LINK = re.compile(
    r"!?\[([^\]\n]{0,300})\]\([^)\s]{1,2000}\)|\b(?:https?|ftp|data|javascript):[^\s<>\"')]{2,2000}", re.I
)
STRUCK = "[link removed]"


def without_links(value: T) -> T:
    """The same answer, its text without addresses: a picture or note may have asked for one."""
    return type(value).model_validate(_clean(value.model_dump()))


def clean_text(text: str) -> str:
    """Text without addresses; the words of a Markdown link stay."""
    return _LINK.sub(lambda found: found.group(1) or STRUCK, text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value) if type(value) is str else value
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return value
