"""Images on the local disk, by content, written whole or not at all."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from backend.features.content.media.errors import StorageAway


class LocalImages:
    """Files below one folder; links are served by our own route."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes, content_type: str) -> None:  # noqa: ARG002  the row knows the type
        """Keep; the same key again changes nothing.

        Raises:
            StorageAway: the disk refuses.
        """
        path = self._path(key)
        if path.exists():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(path, content)
        except OSError as error:
            raise StorageAway from error

    def get(self, key: str, content_type: str) -> bytes:  # noqa: ARG002  the row knows the type
        """The bytes under a key.

        Raises:
            StorageAway: the file cannot be read.
        """
        try:
            return self._path(key).read_bytes()
        except OSError as error:
            raise StorageAway from error

    def link(self, key: str, content_type: str, expires_at: datetime) -> str | None:  # noqa: ARG002
        """Null: our own route serves."""
        return None

    def key_in(self, url: str) -> str | None:  # noqa: ARG002
        """Null: there are no links of this store."""
        return None

    def _path(self, key: str) -> Path:
        owner, name = key.split("/")
        return self._folder / owner / name[:2] / name


def _write_whole(path: Path, content: bytes) -> None:
    """All or nothing, and still there after the power fails."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
