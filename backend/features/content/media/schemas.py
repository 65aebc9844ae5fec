"""What images look like on the wire."""

from typing import Annotated

from pydantic import Field

from backend.core.types import Id, Moment, Out


class ImageOut(Out):
    """An image of a message; links are signed and expire."""

    id: Id
    url: Annotated[str, Field(examples=["/media/eyJ…"])]
    thumbnail_url: str
    content_type: Annotated[str, Field(examples=["image/png"])]
    width: int
    height: int


class UploadOut(ImageOut):
    """An upload as it is kept: cleaned, encoded anew, without metadata."""

    size: Annotated[int, Field(description="Bytes.")]
    sha256: str
    created_at: Moment
