"""The images of a message, as engines are given them."""

from collections.abc import Sequence

from backend.features.ai.ports import EngineImage
from backend.features.content.media.models import Upload
from backend.features.content.media.service import ImageReader


def engine_images(uploads: Sequence[Upload], images: ImageReader | None) -> tuple[EngineImage, ...]:
    """Each with its bytes or a link; with neither where there is no reader."""
    return tuple(_engine_image(upload, images) for upload in uploads)


def _engine_image(upload: Upload, images: ImageReader | None) -> EngineImage:
    content, link = (None, None) if images is None else images.for_engine(upload)
    return EngineImage(upload.content_type, upload.sha256, content, link)
