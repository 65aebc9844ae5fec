"""What every chapter of the demo needs: whose record it is, the doors to write through, and what is written already."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID

from backend.core.crypto import Keyring
from backend.core.db import Actor, Database, acting_for
from backend.core.events import News
from backend.features.content.media.service import Links
from backend.features.operations.demo.trader import HabitSpan, practice, real
from backend.features.record.plans.trade_linking import LivingPlans
from backend.quant.behaviour.synthetic.trader import Made


@dataclass(slots=True)
class Stage:
    """Where the history is written.

    Attributes:
        now: the real time; every chapter writes with the time of what it writes instead.
        say: a line of progress.
        accounts, strategies: ids by name, once their chapter was written.
    """

    database: Database
    user_id: UUID
    keyring: Keyring
    links: Links
    news: News
    when: HabitSpan
    now: datetime
    say: Callable[[str], None]
    plans: LivingPlans = field(default_factory=LivingPlans)
    accounts: dict[str, UUID] = field(default_factory=dict)
    strategies: dict[str, UUID] = field(default_factory=dict)
    _real: Made | None = None
    _practice: Made | None = None

    @property
    def actor(self) -> Actor:
        """The product, at work for this trader."""
        return acting_for(self.user_id)

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
