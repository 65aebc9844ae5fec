"""The formats there are, and the conversations of a file in any of them."""

from collections.abc import Sequence

from backend.features.chat.archive.import_formats.import_format import ImportFormat
from backend.features.chat.archive.import_formats.own_export import OWN_EXPORT

FORMATS: Sequence[ImportFormat] = (OWN_EXPORT,)
"""The first that knows a file reads it; the product's own is last."""


def conversations_in(content: bytes, formats: Sequence[ImportFormat] = FORMATS) -> list[object]:
    """The conversations of a file, not yet checked.

    Raises:
        NotAnExport
    """
    reader = next(reader for reader in formats if reader.is_in(content))
    return reader.conversations(content)
