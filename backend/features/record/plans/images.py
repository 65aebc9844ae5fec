"""Charts that belong to a plan."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.rows import TooMany
from backend.features.content.media import service as media
from backend.features.content.media.service import Links
from backend.features.record.plans import queries, service
from backend.features.record.plans.models import PlanImage
from backend.features.record.plans.schemas import PlanOut

MOST = 20


def attach(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    upload_ids: Sequence[UUID],
    links: Links,
    *,
    now: datetime,
) -> PlanOut:
    """Add charts; one that belongs to the plan already stays once.

    Raises:
        PlanNotFound, UploadNotFound
        TooMany: a plan has 20 at the most.
    """
    plan = queries.plan(session, user_id, plan_id, lock=True)
    uploads = media.uploads(session, user_id, upload_ids)
    rows = [
        {"plan_id": plan_id, "upload_id": upload.id, "user_id": user_id, "created_at": now}
        for upload in uploads
    ]
    session.execute(insert(PlanImage).values(rows).on_conflict_do_nothing())
    attached = service.pictures(session, user_id, [plan_id]).get(plan_id, [])
    if len(attached) > MOST:
        raise TooMany
    return service.shown(session, user_id, [plan], links, now)[0]


def detach(
    session: Session,
    user_id: UUID,
    plan_id: UUID,
    upload_id: UUID,
) -> None:
    """Take an image from a plan; the image itself stays. Taking it twice is no error.

    Raises:
        PlanNotFound
    """
    queries.plan(session, user_id, plan_id)
    session.execute(
        delete(PlanImage).where(
            PlanImage.user_id == user_id,
            PlanImage.plan_id == plan_id,
            PlanImage.upload_id == upload_id,
        )
    )
