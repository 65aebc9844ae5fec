"""Use cases of the demo's year: how far it is, and having it written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.db import after_commit
from backend.core.rate_limits import Counters, Limit
from backend.features.accounts.auth import service as auth
from backend.features.operations.demo.errors import NotTheDemoAccount, TooManyDemoYears
from backend.features.operations.demo.models import UNDER_WAY, DemoYear, DemoYearState
from backend.features.operations.demo.ports import YearBell
from backend.features.operations.demo.schemas import DemoYearOut
from backend.features.operations.demo.steps import STEPS
from backend.features.record.trades.models import Trade


class YearPace:
    """How often the year may be asked for."""

    def __init__(self, counters: Counters, limit: Limit) -> None:
        self._counters = counters
        self._limit = limit

    def take(self, user_id: UUID) -> None:
        """Count one.

        Raises:
            TooManyDemoYears
        """
        (wait,) = self._counters.take([(self._limit, str(user_id))])
        if wait is not None:
            raise TooManyDemoYears(retry_after=wait)


def read_year(session: Session, user_id: UUID) -> DemoYearOut:
    """How far the year is.

    Raises:
        NotTheDemoAccount
    """
    _refuse_others(session, user_id)
    return _shown(session, user_id, session.get(DemoYear, user_id))


def ask_for_year(
    session: Session,
    user_id: UUID,
    pace: YearPace,
    bell: YearBell,
    *,
    now: datetime,
) -> DemoYearOut:
    """Have the year written, once, however many windows ask.

    Raises:
        NotTheDemoAccount, TooManyDemoYears
    """
    _refuse_others(session, user_id)
    pace.take(user_id)
    year = put_up(session, user_id, now=now)
    after_commit(session, bell.ring)
    return _shown(session, user_id, year)


def put_up(session: Session, user_id: UUID, *, now: datetime) -> DemoYear:
    """The job, waiting for a worker; one that is under way stays as it is."""
    fresh = {"state": DemoYearState.WAITING, "steps_done": 0, "attempts": 0, "asked_at": now}
    row = insert(DemoYear).values(user_id=user_id, **fresh)
    session.execute(row.on_conflict_do_nothing())
    year = session.scalars(
        select(DemoYear).where(DemoYear.user_id == user_id).with_for_update()
    ).one()
    if year.state not in UNDER_WAY:
        for name, value in {**fresh, "step": None, "detail": None, "finished_at": None}.items():
            setattr(year, name, value)
    changed(session, user_id, Resource.DEMO_YEAR)
    return year


def _refuse_others(session: Session, user_id: UUID) -> None:
    if not auth.who_is(session, user_id).is_demo:
        raise NotTheDemoAccount


def _shown(session: Session, user_id: UUID, year: DemoYear | None) -> DemoYearOut:
    trades = exists().where(Trade.user_id == user_id)
    has_trades = bool(session.scalar(select(trades)))
    return DemoYearOut(
        state=DemoYearState(year.state) if year else DemoYearState.NONE,
        steps=list(STEPS),
        steps_done=year.steps_done if year else 0,
        step=year.step if year else None,
        detail=year.detail if year else None,
        is_empty=not has_trades,
        asked_at=year.asked_at if year else None,
        finished_at=year.finished_at if year else None,
    )
