"""Reads of verdicts; every one starts from what the user may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.core import rows
from backend.core.paging import Page
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
    return rows.owned(
        session,
        verdicts_of(user_id).where(Verdict.id == verdict_id),
        VerdictNotFound,
    )


def of_messages(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> list[Verdict]:
    """The verdicts of these messages."""
    return list(session.scalars(verdicts_of(user_id).where(Verdict.message_id.in_(message_ids))))


def recent(session: Session, user_id: UUID, query: VerdictFilter) -> Page[Verdict]:
    """A page of verdicts, latest first."""
    statement = verdicts_of(user_id)
    for column, value in (
        (Verdict.verdict, query.verdict),
        (Verdict.plan_id, query.plan_id),
        (Verdict.trade_id, query.trade_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return rows.page(session, statement, query, Verdict.created_at, Verdict.id)
