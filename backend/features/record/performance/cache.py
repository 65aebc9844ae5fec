"""Reports that were computed before: good as long as the record has not changed."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.types import In
from backend.features.record.performance.models import Report
from backend.features.record.trades import record_version

Document = TypeVar("Document", bound=Mapping[str, object])
LAYOUT = 3  # of what is kept: with another one, older reports are not read
MOST_KEPT = 200  # reports of one user; the oldest go


def cached_report(
    session: Session,
    user_id: UUID,
    kind: str,
    selection: In,
    *,
    now: datetime,
    compute: Callable[[int], Document],
) -> Document:
    """The report as it was kept for this version of the record, or computed now and kept.

    `compute` takes the version. It was read before whatever the computation reads, so a change in between makes the
    kept report old, never wrong.
    """
    version = record_version.current(session, user_id)
    key = _key(kind, selection)
    statement = select(Report.body).where(
        Report.user_id == user_id,
        Report.key == key,
        Report.version == version,
    )
    cached = session.execute(statement).one_or_none()
    if cached is not None:
        report: Document = cached.body
        return report
    body: Document = orjson.loads(orjson.dumps(compute(version), default=str))
    row = insert(Report).values(
        user_id=user_id,
        key=key,
        version=version,
        body=body,
        made_at=now,
    )
    changed = {"version": version, "body": body, "made_at": now}
    session.execute(
        row.on_conflict_do_update(
            index_elements=["user_id", "key"],
            set_=changed,
            where=Report.version <= version,
        )
    )
    _forget_the_oldest(session, user_id)
    return body


def _key(kind: str, selection: In) -> str:
    text = orjson.dumps(
        [LAYOUT, kind, selection.model_dump(mode="json")], option=orjson.OPT_SORT_KEYS
    )
    return hashlib.sha256(text).hexdigest()


def _forget_the_oldest(session: Session, user_id: UUID) -> None:
    old = (
        select(Report.key)
        .where(Report.user_id == user_id)
        .order_by(Report.made_at.desc())
        .offset(MOST_KEPT)
    )
    keys = list(session.scalars(old))
    if keys:
        session.execute(
            delete(Report).where(
                Report.user_id == user_id,
                Report.key.in_(keys),
            )
        )
