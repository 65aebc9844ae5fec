"""Use cases of images: take in, link, find for a message, read for an engine."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.clock import Clock, iso
from backend.core.db import Actor, Database
from backend.core.ids import new_id
from backend.core.rate_limits import Counters, Limit
from backend.core.types import JsonObject
from backend.features.content.media.errors import (
    ForeignImage,
    LinkExpired,
    NoFile,
    TooManyBytes,
    TooManyImages,
    UploadNotFound,
)
from backend.features.content.media.models import Upload
from backend.features.content.media.ports import ImageCleaner, ImageStore

ROUTE = "/media/"
# Links made within this time are equal, so that browsers keep the image.
ROUNDING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LinkedImage:
    """What a signed link of ours names."""

    user_id: UUID
    upload_id: UUID
    thumbnail: bool


class Links:
    """Signed, expiring links to images.

    Args:
        secret: signs links.
        life: how long a link works, at least.
        store: may serve links itself.
    """

    def __init__(self, secret: str, life: timedelta, store: ImageStore, clock: Clock) -> None:
        self._signer = URLSafeSerializer(secret, salt="media-link")
        self._life = life
        self._store = store
        self._clock = clock

    def image(self, upload: Upload) -> JsonObject:
        """What `ImageOut` says of an upload."""
        return {
            "id": str(upload.id),
            "url": self._url(upload, thumbnail=False),
            "thumbnail_url": self._url(upload, thumbnail=True),
            "content_type": upload.content_type,
            "width": upload.width,
            "height": upload.height,
        }

    def _url(self, upload: Upload, *, thumbnail: bool) -> str:
        expires_at = self._expiry()
        key = upload.thumbnail_key if thumbnail else upload.storage_key
        content_type = upload.thumbnail_type if thumbnail else upload.content_type
        if upload.storage == self._store.name:
            link = self._store.link(key, content_type, expires_at)
            if link is not None:
                return link
        named = [str(upload.user_id), str(upload.id), int(thumbnail), int(expires_at.timestamp())]
        return ROUTE + str(self._signer.dumps(named))

    def _expiry(self) -> datetime:
        now = self._clock()
        into = timedelta(seconds=now.timestamp() % ROUNDING.total_seconds())
        return now - into + ROUNDING + self._life

    def read(self, token: str) -> LinkedImage:
        """What a link names.

        Raises:
            LinkExpired: not ours, changed, or over.
        """
        linked, expires_at = self._loads(token)
        if datetime.fromtimestamp(expires_at, self._clock().tzinfo) < self._clock():
            raise LinkExpired
        return linked

    def upload_named_by(self, url: str) -> UUID:
        """The upload that a link of ours names, even one that has expired: its owner may still send it.

        Raises:
            ForeignImage: not a link of ours.
        """
        try:
            path = urlsplit(url).path
            if not path.startswith(ROUTE):
                raise ForeignImage
            return self._loads(path.removeprefix(ROUTE))[0].upload_id
        except (LinkExpired, ValueError):  # urlsplit refuses half a bracket
            raise ForeignImage from None

    def key_named_by(self, url: str) -> str | None:
        """The key that a link of the store names; null when it is none of the store's links."""
        return self._store.key_in(url)

    def _loads(self, token: str) -> tuple[LinkedImage, int]:
        try:
            user_id, upload_id, thumbnail, expires_at = self._signer.loads(token)
            return LinkedImage(UUID(user_id), UUID(upload_id), bool(thumbnail)), int(expires_at)
        except (BadSignature, ValueError, TypeError, AttributeError):
            raise LinkExpired from None


class ImageDesk:
    """Takes images in and hands them out."""

    def __init__(
        self,
        database: Database,
        cleaner: ImageCleaner,
        store: ImageStore,
        *,
        counters: Counters,
        limit: Limit,
        most_bytes: int,
    ) -> None:
        self._database = database
        self._cleaner = cleaner
        self._store = store
        self._counters = counters
        self._limit = limit
        self._most_bytes = most_bytes

    def take_in(
        self,
        user_id: UUID,
        session_id: UUID | None,
        content: bytes,
        *,
        now: datetime,
    ) -> Upload:
        """Clean an image and keep it; the same image again is the same upload.

        Raises:
            One of `IMAGE_REFUSALS`; nothing is kept then.
        """
        if not content:
            raise NoFile
        if len(content) > self._most_bytes:
            raise TooManyBytes(
                f"The file has {len(content):,} bytes; {self._most_bytes:,} are the most."
            )
        (wait,) = self._counters.take([(self._limit, str(user_id))])
        if wait is not None:
            raise TooManyImages(retry_after=wait)
        clean = self._cleaner.clean(content)
        owner = hashlib.sha256(str(user_id).encode()).hexdigest()[:16]
        key = f"{owner}/{clean.sha256}"
        self._store.put(key, clean.content, clean.content_type)
        self._store.put(f"{key}-thumbnail", clean.thumbnail, clean.thumbnail_type)
        row = {
            "id": new_id(),
            "user_id": user_id,
            "sha256": clean.sha256,
            "content_type": clean.content_type,
            "width": clean.width,
            "height": clean.height,
            "size_bytes": len(clean.content),
            "storage": self._store.name,
            "storage_key": key,
            "thumbnail_key": f"{key}-thumbnail",
            "thumbnail_type": clean.thumbnail_type,
            "created_at": now,
        }
        with self._database.transaction(Actor((user_id,), session_id)) as session:
            session.execute(insert(Upload).values(row).on_conflict_do_nothing())
            return session.scalars(
                select(Upload).filter_by(user_id=user_id, sha256=clean.sha256)
            ).one()

    def read(self, linked: LinkedImage) -> tuple[bytes, str]:
        """The bytes and content type that a link names.

        Raises:
            UploadNotFound: the image or its owner is gone.
        """
        with self._database.reading(Actor((linked.user_id,))) as session:
            upload = upload_of(session, linked.user_id, linked.upload_id)
            key = upload.thumbnail_key if linked.thumbnail else upload.storage_key
            if linked.thumbnail:
                content_type = upload.thumbnail_type
            else:
                content_type = upload.content_type
        return self._store.get(key, content_type), content_type


class ImageReader:
    """Hands images to engines: the bytes, or a link that the provider can fetch."""

    def __init__(self, store: ImageStore, *, by_link: bool, clock: Clock) -> None:
        self._store = store
        self._by_link = by_link
        self._clock = clock

    def for_engine(self, upload: Upload) -> tuple[bytes | None, str | None]:
        """The bytes, or the link where the store serves it and links are wanted."""
        expires_at = self._clock() + timedelta(minutes=10)
        if self._by_link:
            link = self._store.link(upload.storage_key, upload.content_type, expires_at)
            if link is not None:
                return None, link
        return self._store.get(upload.storage_key, upload.content_type), None


def upload_of(session: Session, user_id: UUID, upload_id: UUID) -> Upload:
    """One upload.

    Raises:
        UploadNotFound: not there, or not the user's.
    """
    statement = select(Upload).filter_by(user_id=user_id, id=upload_id)
    return rows.owned(session, statement, UploadNotFound)


def uploads(session: Session, user_id: UUID, upload_ids: Sequence[UUID]) -> list[Upload]:
    """Uploads in the order asked for.

    Raises:
        UploadNotFound: one is not there, or not the user's.
    """
    if not upload_ids:
        return []
    rows = session.scalars(
        select(Upload).where(Upload.user_id == user_id, Upload.id.in_(upload_ids))
    )
    uploads_by_id = {row.id: row for row in rows}
    if set(uploads_by_id) != set(upload_ids):
        raise UploadNotFound
    return [uploads_by_id[upload_id] for upload_id in dict.fromkeys(upload_ids)]


def images(
    session: Session,
    user_id: UUID,
    upload_ids: Sequence[UUID],
    links: Links,
) -> dict[UUID, dict[str, Any]]:
    """What `ImageOut` says of each upload."""
    return {upload.id: links.image(upload) for upload in uploads(session, user_id, upload_ids)}


def for_message(
    session: Session,
    user_id: UUID,
    upload_ids: Sequence[UUID],
    image_url: str | None,
    links: Links,
) -> list[JsonObject]:
    """The images of a message that is being sent.

    Raises:
        UploadNotFound, ForeignImage
    """
    ids = list(upload_ids)
    if image_url is not None:
        ids.append(_upload_named_by(session, user_id, image_url, links))
    return [links.image(upload) for upload in uploads(session, user_id, ids)]


def _upload_named_by(session: Session, user_id: UUID, image_url: str, links: Links) -> UUID:
    key = links.key_named_by(image_url)
    if key is None:
        return links.upload_named_by(image_url)
    named = or_(Upload.storage_key == key, Upload.thumbnail_key == key)
    statement = select(Upload.id).where(Upload.user_id == user_id, named)
    return rows.owned(session, statement, UploadNotFound)


def shown(upload: Upload, links: Links) -> JsonObject:
    """What `UploadOut` says."""
    return {
        **links.image(upload),
        "size": upload.size_bytes,
        "sha256": upload.sha256,
        "created_at": iso(upload.created_at),
    }
