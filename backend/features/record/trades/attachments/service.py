"""Images that belong to a trade."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.rows import TooMany
from backend.core.types import JsonObject
from backend.features.content.media import service as media
from backend.features.content.media.service import Links
from backend.features.record.trades import queries
from backend.features.record.trades.models import TradeAttachment

MOST = 50


def attach(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    upload_ids: Sequence[UUID],
    links: Links,
    *,
    now: datetime,
) -> list[JsonObject]:
    """Add images; one that belongs to the trade already stays once.

    Raises:
        TradeNotFound, UploadNotFound
        TooMany: a trade has 50 at the most.
    """
    queries.trade(session, user_id, trade_id, lock=True)
    uploads = media.uploads(session, user_id, upload_ids)
    rows = [
        {"trade_id": trade_id, "upload_id": upload.id, "user_id": user_id, "created_at": now}
        for upload in uploads
    ]
    session.execute(insert(TradeAttachment).values(rows).on_conflict_do_nothing())
    many = select(func.count()).where(
        TradeAttachment.user_id == user_id,
        TradeAttachment.trade_id == trade_id,
    )
    if (session.scalar(many) or 0) > MOST:
        raise TooMany
    return attached(session, user_id, trade_id, links)


def attached(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    links: Links,
) -> list[JsonObject]:
    """The images of a trade, in the order in which they were added.

    Raises:
        TradeNotFound
    """
    queries.trade(session, user_id, trade_id)
    ids = image_ids(session, user_id, trade_id)
    images = media.images(session, user_id, ids, links) if ids else {}
    return [images[upload_id] for upload_id in ids]


def image_ids(session: Session, user_id: UUID, trade_id: UUID) -> list[UUID]:
    """Which images belong to a trade, in the order in which they were added."""
    statement = select(TradeAttachment.upload_id).where(
        TradeAttachment.user_id == user_id,
        TradeAttachment.trade_id == trade_id,
    )
    return list(
        session.scalars(statement.order_by(TradeAttachment.created_at, TradeAttachment.upload_id))
    )


def detach(
    session: Session,
    user_id: UUID,
    trade_id: UUID,
    upload_id: UUID,
) -> None:
    """Take an image from a trade; the image itself stays. Taking it twice is no error.

    Raises:
        TradeNotFound
    """
    queries.trade(session, user_id, trade_id)
    session.execute(
        delete(TradeAttachment).where(
            TradeAttachment.user_id == user_id,
            TradeAttachment.trade_id == trade_id,
            TradeAttachment.upload_id == upload_id,
        )
    )
