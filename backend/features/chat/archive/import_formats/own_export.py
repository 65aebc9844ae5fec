"""The product's own export, as JSON."""

import orjson

from backend.core.json_text import UnfitJson, checked
from backend.features.chat.archive.errors import NotAnExport
from backend.features.chat.archive.export import FORMAT, VERSION
from backend.features.chat.archive.import_formats.import_format import ImportFormat


def _conversations(content: bytes) -> list[object]:
    export = _json_of(content)
    if not isinstance(export, dict) or export.get("format") != FORMAT:
        raise NotAnExport
    conversations = export.get("conversations")
    if not isinstance(conversations, list):
        raise NotAnExport
    if export.get("version") != VERSION:
        raise NotAnExport(f"This export is not of version {VERSION}. Nothing was imported.")
    return conversations


def _json_of(content: bytes) -> object:
    try:
        return orjson.loads(checked(content))
    except UnfitJson as unfit:
        raise NotAnExport(f"{unfit.field}: {unfit.message} Nothing was imported.") from None
    except orjson.JSONDecodeError:
        raise NotAnExport(
            "This file is not JSON, or it was cut off. Nothing was imported."
        ) from None


def _is_in(_content: bytes) -> bool:
    return True  # the last one: it says what is wrong with a file that nobody knows


OWN_EXPORT = ImportFormat(is_in=_is_in, conversations=_conversations)
