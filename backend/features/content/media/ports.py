"""What images need of the outside: somebody who cleans them, and somewhere to keep them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image as it is kept: decoded and encoded anew, without metadata, with a thumbnail."""

    content: bytes
    content_type: str
    width: int
    height: int
    sha256: str
    thumbnail: bytes
    thumbnail_type: str


class ImageCleaner(Protocol):
    """Makes an upload safe."""

    def clean(self, content: bytes) -> CleanImage:
        """Decode and encode anew.

        Raises:
            One of `IMAGE_REFUSALS`, with the reason.
        """
        ...


class ImageStore(Protocol):
    """Keeps images under keys."""

    name: str

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep; the same key again changes nothing.

        Raises:
            StorageAway
        """
        ...

    def get(self, key: str, content_type: str) -> bytes:
        """The bytes under a key, as they were put.

        Raises:
            StorageAway: it cannot be read now.
        """
        ...

    def link(self, key: str, content_type: str, expires_at: datetime) -> str | None:
        """A signed link that the store serves itself; null where our own route serves."""
        ...

    def key_in(self, url: str) -> str | None:
        """The key that a link of this store names, even one that has expired; null when it is none of its links."""
        ...
