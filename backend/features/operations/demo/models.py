"""The year of the demo account as a job: asked for once, written by one worker, seen while it is written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.choices import Choice
from backend.core.db import Base


class DemoYearState(Choice):
    """How far the year is."""

    NONE = "none"  # nobody asked for it yet; there is no row
    WAITING = "waiting"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"


UNDER_WAY = (DemoYearState.WAITING, DemoYearState.WRITING)


class DemoYear(Base):
    """The job. `attempts` counts claims since the last step forward."""

    __tablename__ = "demo_years"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'writing', 'done', 'failed')", name="state"),
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
    )
    state: Mapped[str]
    steps_done: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[str | None]
    detail: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    token: Mapped[UUID | None]
