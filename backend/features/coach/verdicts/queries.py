"""Reads of verdicts; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from backend.core.paging import Position
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
    row = session.scalars(verdicts_of(user_id).where(Verdict.id == verdict_id)).one_or_none()
    if row is None:
        raise VerdictNotFound
    return row


def of_messages(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> list[Verdict]:
    """The verdicts of these messages."""
    return list(session.scalars(verdicts_of(user_id).where(Verdict.message_id.in_(message_ids))))


def recent(
    session: Session, user_id: UUID, query: VerdictFilter, after: Position | None
) -> list[Verdict]:
    """Verdicts, latest first; one more than the limit tells that there is a next page."""
    statement = verdicts_of(user_id)
    for column, value in (
        (Verdict.verdict, query.verdict),
        (Verdict.plan_id, query.plan_id),
        (Verdict.trade_id, query.trade_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if after is not None:
        statement = statement.where(
            tuple_(Verdict.created_at, Verdict.id) < (after.moment, after.id)
        )
    return list(
        session.scalars(
            statement.order_by(Verdict.created_at.desc(), Verdict.id.desc()).limit(query.limit + 1)
        )
    )
