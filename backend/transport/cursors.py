"""Signed cursors: what a list gives out is taken back for the same list and user, and nothing else is.

Lists make and read plain cursors (`core/paging`); they are signed and checked at the doors, so that every operation
and event whose filter has a `cursor` has it by itself. A cursor is bound to its filter's model, which REST and sockets
share, and to the user: one that was made up, changed, or taken from another list or trader never reaches a query.
"""

import hashlib
from functools import lru_cache
from uuid import UUID

from itsdangerous import BadSignature, Signer
from pydantic import BaseModel

from backend.core.paging import BadCursor
from backend.core.types import JsonObject

FIELD = "cursor"
NEXT = "next_cursor"


class Cursors:
    """Signs cursors.

    Args:
        secret: whoever has it can make cursors.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def signed(
        self,
        answer: JsonObject,
        query: BaseModel | None,
        user_id: UUID | None,
    ) -> JsonObject:
        """An answer whose next cursor can be taken back with another filter of this model."""
        plain = answer.get(NEXT)
        if query is None or not isinstance(plain, str):
            return answer
        signed = self._signer(query, user_id).sign(plain)
        return answer | {NEXT: signed.decode()}

    def opened(self, query: BaseModel, user_id: UUID | None) -> BaseModel:
        """A filter with the plain cursor in place of the signed one.

        Raises:
            BadCursor: it was not given to this user with a page of this list.
        """
        cursor = getattr(query, FIELD, None)
        if cursor is None:
            return query
        try:
            signer = self._signer(query, user_id)
            plain = signer.unsign(cursor).decode()
        except (BadSignature, ValueError):
            raise BadCursor from None
        if signer.sign(plain).decode() != cursor:  # the same signature in other letters
            raise BadCursor
        return query.model_copy(update={FIELD: plain})

    def _signer(self, query: BaseModel, user_id: UUID | None) -> Signer:
        return _signer_of(self._secret, f"cursor/{type(query).__name__}/{user_id}")


@lru_cache(maxsize=4096)
def _signer_of(secret: str, salt: str) -> Signer:
    """Signs with a key of its own for each salt, which is derived once and not with each signature."""
    deriving = Signer(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
    key = deriving.derive_key()
    return Signer(key, salt=salt, key_derivation="none", digest_method=hashlib.sha256)
