"""What every chapter of the demo needs: whose record it is, the doors to write through, what is written already.

And who hears how far it is, and says whether this writer may still go on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.db import Actor, Database, acting_for
from backend.core.events import News
from backend.features.content.media.service import Links
from backend.features.operations.demo.trader import HabitSpan, practice, real
from backend.features.record.plans.trade_linking import LivingPlans
from backend.quant.behaviour.synthetic.trader import Made


class Progress(Protocol):
    """Hears how far a writer is, and says in each of its transactions whether it may write."""

    def begin(self, step: str) -> None:
        """A step begins."""

    def tell(self, detail: str) -> None:
        """How far the step is, in words."""

    def hold(self, session: Session) -> None:
        """Keep everybody else from writing until this transaction is over.

        Raises:
            LeaseLost: another writer has taken over; nothing of this transaction is to be kept.
        """


class Lines:
    """Tells a person who waits at a terminal."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def begin(self, step: str) -> None:
        """A line for the step."""
        self._say(f"{step} ...")

    def tell(self, detail: str) -> None:
        """A line below it."""
        self._say(f"  {detail}")

    def hold(self, session: Session) -> None:
        """Nobody else is kept out."""


@dataclass(slots=True)
class Stage:
    """Where the history is written.

    Attributes:
        now: the real time; every chapter writes with the time of what it writes instead.
        progress: how far it is, and whether this writer may still write.
        accounts, strategies: ids by name, once their chapter was written.
    """

    database: Database
    user_id: UUID
    keyring: Keyring
    links: Links
    news: News
    when: HabitSpan
    now: datetime
    progress: Progress
    plans: LivingPlans = field(default_factory=LivingPlans)
    accounts: dict[str, UUID] = field(default_factory=dict)
    strategies: dict[str, UUID] = field(default_factory=dict)
    _real: Made | None = None
    _practice: Made | None = None

    @property
    def actor(self) -> Actor:
        """The product, at work for this trader."""
        return acting_for(self.user_id)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that nobody else writes beside.

        Raises:
            LeaseLost: another writer has taken over.
        """
        with self.database.transaction(self.actor) as session:
            self.progress.hold(session)
            yield session

    @property
    def beginning(self) -> datetime:
        """The first moment of the history."""
        return datetime.combine(self.when.start, time(), UTC)

    @property
    def real(self) -> Made:
        """What was traded with money."""
        self._real = self._real or real(self.when)
        return self._real

    @property
    def practice(self) -> Made:
        """What was traded to practise."""
        self._practice = self._practice or practice(self.when)
        return self._practice

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time of a day, UTC."""
        return datetime.combine(day, time(hour, minute), UTC)
