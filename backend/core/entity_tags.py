"""Entity tags (RFC 9110): the version of a thing as clients hand it back before they change it."""

import re

from backend.core.errors import FieldProblem, Invalid

EntityTags = frozenset[str]
"""The strong tags of an `If-Match`; `*` stands for any."""

ANY = "*"
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,64}"', re.ASCII)
MOST_TAGS = 20


class BadEntityTag(Invalid):
    """The header holds no entity tags."""

    code = "input.bad_if_match"
    detail = 'Give If-Match as the ETag has it, in quotes: "3".'

    def __init__(self) -> None:
        super().__init__(errors=(FieldProblem("If-Match", self.detail, self.code),))


def etag(version: int) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def entity_tags(header: str) -> EntityTags:
    """The tags that a header names. Weak ones match nothing, as the standard has it.

    Raises:
        BadEntityTag
    """
    parts = [part.strip() for part in header.split(",")]
    if parts == [ANY]:
        return frozenset(parts)
    if len(parts) > MOST_TAGS or not all(_TAG.fullmatch(part) for part in parts):
        raise BadEntityTag
    return frozenset(part for part in parts if not part.startswith("W/"))


def is_met(tags: EntityTags | None, version: int) -> bool:
    """Whether a thing of this version may be changed; without a condition it may."""
    return tags is None or ANY in tags or etag(version) in tags
