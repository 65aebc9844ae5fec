"""The words of entries: sealed as they are kept, with their blind index, and opened."""

from uuid import UUID

from backend.core import text_search
from backend.core.encrypted_columns import Vault
from backend.features.record.journal.models import JournalEntry

TABLE = JournalEntry.__tablename__
INDEX = f"{TABLE}.words"


def sealed(
    vault: Vault,
    entry_id: UUID,
    title: str | None,
    body: str,
) -> dict[str, object]:
    """The encrypted columns of an entry, and their blind index."""
    words = text_search.indexed(title or "", body)
    return {
        "title": vault.seal_some("title", entry_id, title),
        "body": vault.seal("body", entry_id, body),
        "words": vault.keyring.index(words, vault.user_id, INDEX),
    }


def opened(vault: Vault, entry: JournalEntry) -> tuple[str | None, str]:
    """Title and body of an entry.

    Raises:
        KeyGone, WordsDamaged
    """
    title = vault.open_some("title", entry.id, entry.title)
    return title, vault.open("body", entry.id, entry.body)
