"""Reads of verdicts; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import CursorKey
from backend.features.coach.verdicts.errors import VerdictNotFound
from backend.features.coach.verdicts.models import Verdict
from backend.features.coach.verdicts.schemas import VerdictFilter


def verdicts_of(user_id: UUID) -> Select[Verdict]:
    """All verdicts that the user may see."""
    return select(Verdict).where(Verdict.user_id == user_id)


def verdict(session: Session, user_id: UUID, verdict_id: UUID) -> Verdict:
    """One verdict.

    Raises:
        VerdictNotFound: not there, or not the user's.
    """
    found = session.scalars(verdicts_of(user_id).where(Verdict.id == verdict_id)).one_or_none()
    if found is None:
        raise VerdictNotFound
    return found


def of_messages(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> list[Verdict]:
    """The verdicts of these messages."""
    return list(session.scalars(verdicts_of(user_id).where(Verdict.message_id.in_(message_ids))))


def recent(
    session: Session, user_id: UUID, wanted: VerdictFilter, after: CursorKey | None
) -> list[Verdict]:
    """Verdicts, latest first; one more than the limit tells that there is a next page."""
    chosen = verdicts_of(user_id)
    for column, value in (
        (Verdict.verdict, wanted.verdict),
        (Verdict.plan_id, wanted.plan_id),
        (Verdict.trade_id, wanted.trade_id),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if after is not None:
        chosen = chosen.where(tuple_(Verdict.created_at, Verdict.id) < (after.moment, after.id))
    return list(
        session.scalars(
            chosen.order_by(Verdict.created_at.desc(), Verdict.id.desc()).limit(wanted.limit + 1)
        )
    )
