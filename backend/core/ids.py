"""Identifiers: UUIDv7, so that they sort by the time of their making."""

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return compat.uuid7()
