"""Words of one user in one table, sealed and opened; a refusal says which row it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from backend.core.crypto import KeyMissing, Keyring, Place, TextDamaged
from backend.core.errors import Unavailable


class KeyGone(Unavailable):
    """A key of the journal's encryption is missing on the server."""

    code = "journal.key_missing"
    detail = (
        "This was encrypted with a key that the server does not have now. Nothing is lost: whoever runs it must put"
        " that key back into DATA_KEYS."
    )


class WordsDamaged(Unavailable):
    """Encrypted words were changed in the database, or moved to another row."""

    code = "journal.damaged"
    detail = "What is stored here was changed or is not in its place, so it cannot be shown."

    def __init__(self, place: Place) -> None:
        where = f"{place.table}, {place.column}, {place.row_id}"
        super().__init__(f"{self.detail} ({where})")


SEALED = (KeyGone, WordsDamaged)
"""How reading and writing of encrypted words may be refused."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Where the words of a user in a table are kept.

    Attributes:
        keyring: encrypts and decrypts.
        user_id: whose words.
        table: the name of the table that they are in.
        missing: the refusal where a key is missing.
        damaged: the refusal where words were changed, or are not in their place.
    """

    keyring: Keyring
    user_id: UUID
    table: str
    missing: Callable[[], Unavailable] = KeyGone
    damaged: Callable[[Place], Unavailable] = WordsDamaged

    def seal(self, column: str, row_id: UUID, words: str) -> bytes:
        """Encrypt the words of a column."""
        return self.keyring.seal(words, self._place(column, row_id))

    def seal_some(self, column: str, row_id: UUID, words: str | None) -> bytes | None:
        """The same where there may be none."""
        if words is None:
            return None
        return self.seal(column, row_id, words)

    def open(self, column: str, row_id: UUID, sealed: bytes) -> str:
        """Decrypt the words of a column.

        Raises:
            KeyGone: the key is missing; or what this vault has for it.
            WordsDamaged: changed, or moved from another row; or what this vault has for it.
        """
        place = self._place(column, row_id)
        try:
            return self.keyring.open(sealed, place)
        except KeyMissing:
            raise self.missing() from None
        except TextDamaged:
            raise self.damaged(place) from None

    def open_some(self, column: str, row_id: UUID, sealed: bytes | None) -> str | None:
        """The same where there may be none."""
        if sealed is None:
            return None
        return self.open(column, row_id, sealed)

    def _place(self, column: str, row_id: UUID) -> Place:
        return Place(self.table, column, self.user_id, row_id)
