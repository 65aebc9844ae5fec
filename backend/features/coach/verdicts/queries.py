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
    statement = verdicts_of(user_id).where(Verdict.id == verdict_id)
    return rows.owned(session, statement, VerdictNotFound)


def of_messages(session: Session, user_id: UUID, message_ids: Sequence[UUID]) -> list[Verdict]:
    """The verdicts of these messages."""
    statement = verdicts_of(user_id).where(Verdict.message_id.in_(message_ids))
    return list(session.scalars(statement))


def recent(session: Session, user_id: UUID, query: VerdictFilter) -> Page[Verdict]:
    """A page of verdicts, latest first."""
    statement = verdicts_of(user_id)
    if query.verdict is not None:
        statement = statement.where(Verdict.verdict == query.verdict)
    if query.plan_id is not None:
        statement = statement.where(Verdict.plan_id == query.plan_id)
    if query.trade_id is not None:
        statement = statement.where(Verdict.trade_id == query.trade_id)
    return rows.page(session, statement, query, Verdict.created_at, Verdict.id)
