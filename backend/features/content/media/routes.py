"""REST of images."""

from backend.core.types import Id, JsonObject, Opaque
from backend.features.content.media import service
from backend.features.content.media.errors import (
    IMAGE_REFUSALS,
    LinkExpired,
    NoFile,
    StorageAway,
    UploadNotFound,
)
from backend.features.content.media.schemas import UploadOut
from backend.features.content.media.service import ImageDesk, Links
from backend.transport.contract import Call, RawAnswer, Routes, UploadedFile

routes = Routes("media", "/api/uploads")
link_routes = Routes("media_links")


@routes.post(
    "",
    returns=UploadOut,
    status=201,
    transaction="none",
    file_part="file",
    raises=IMAGE_REFUSALS,
)
def upload_image(call: Call, file: UploadedFile | None) -> JsonObject:
    """Upload a chart: PNG, JPEG or WebP. It is decoded and encoded anew, and its metadata is dropped."""
    if file is None:
        raise NoFile
    upload = call.use(ImageDesk).take_in(
        call.user_id,
        call.caller.session_id,
        file.content,
        now=call.now,
    )
    return service.shown(upload, call.use(Links))


@routes.get("/<upload_id>", returns=UploadOut, raises=(UploadNotFound,))
def read_upload(call: Call, upload_id: Id) -> JsonObject:
    """Read about an image, with fresh links."""
    upload = service.upload_of(call.session, call.user_id, upload_id)
    return service.shown(upload, call.use(Links))


@link_routes.get(
    "/media/<token>",
    returns=RawAnswer,
    public=True,
    transaction="none",
    content_type=("image/png", "image/jpeg", "image/webp"),
    raises=(LinkExpired, UploadNotFound, StorageAway),
)
def read_image(call: Call, token: Opaque) -> RawAnswer:
    """The image behind a signed link."""
    linked = call.use(Links).read(token)
    content, content_type = call.use(ImageDesk).read(linked)
    headers = {"Cache-Control": "private, max-age=3000", "Content-Disposition": "inline"}
    return RawAnswer(content, content_type, headers)
