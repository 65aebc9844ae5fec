"""Writes the year that was claimed: its history, then what the coach makes of it, step by step, by one writer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core.changes import Resource, changed
from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.core.ids import new_id
from backend.core.jobs import NOW, LeaseLost, Queue, renewal
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.media.service import Links
from backend.features.operations.demo.models import DemoYear, DemoYearState
from backend.features.operations.demo.seed_coaching import DemoCoach
from backend.features.operations.demo.seed_history import DemoHistory
from backend.features.operations.demo.steps import STEPS

LASTING = timedelta(seconds=30)  # a worker that died leaves the year to the next one after this


@dataclass(frozen=True, slots=True)
class YearClaim:
    """The year that this writer has."""

    user_id: UUID
    attempts: int
    token: UUID


QUEUE = Queue(
    name="claim_demo_year",
    row=DemoYear,
    key="user_id",
    lease="leased_until",
    holder="token",
    order="asked_at",
    due=f"state in ('waiting', 'writing') and (leased_until is null or leased_until <= {NOW})",
    changes=("state = 'writing'", "attempts = attempts + 1"),
    claim=YearClaim,
)
RENEW = renewal(
    "renew_demo_year",
    DemoYear,
    key="user_id",
    lease="leased_until",
    holder="token",
    alive="job.state = 'writing'",
)


def claimed_now(year: DemoYear, now: datetime) -> YearClaim | None:
    """The claim of whoever holds the locked row and does not wait for a worker; null while another writes."""
    if year.leased_until is not None and year.leased_until > now:
        return None
    year.state = DemoYearState.WRITING
    year.leased_until = now + LASTING
    year.token = new_id()
    return YearClaim(year.user_id, year.attempts, year.token)


@dataclass(frozen=True, slots=True)
class Authors:
    """What the year is written with, through the use cases that anybody's record is written by."""

    database: Database
    keyring: Keyring
    links: Links
    coach: CoachDesk
    talk: ConversationSpeaker
    detectors: BehaviourDesk


class YearProgress:
    """Progress of one claim, kept in its row: windows see it, and whoever lost the claim may write no more."""

    def __init__(
        self,
        database: Database,
        claim: YearClaim,
        clock: Clock,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._claim = claim
        self._say = say

    def begin(self, step: str) -> None:
        """The steps before this one are done."""
        self._keep(step, None, STEPS.index(step))
        if self._say:
            self._say(f"{step} ...")

    def tell(self, detail: str) -> None:
        """How far the step is."""
        self._keep(None, detail, None)
        if self._say:
            self._say(f"  {detail}")

    def hold(self, session: Session) -> None:
        """Lock the row for this transaction, while the claim is ours.

        The lease is renewed with it: whoever renews leases passes over rows that are locked, as this one mostly is.
        """
        renewed = (
            update(DemoYear)
            .where(*QUEUE.is_mine(self._claim))
            .values(leased_until=self._clock() + LASTING)
            .returning(DemoYear.user_id)
        )
        if session.scalars(renewed).one_or_none() is None:
            raise LeaseLost

    def _keep(self, step: str | None, detail: str | None, steps_done: int | None) -> None:
        with self._database.transaction(acting_for(self._claim.user_id)) as session:
            self.hold(session)
            year = session.get_one(DemoYear, self._claim.user_id)
            year.detail, year.attempts = detail, 0
            if step is not None:
                year.step = step
            if steps_done is not None:
                year.steps_done = steps_done
            changed(session, self._claim.user_id, Resource.DEMO_YEAR)


class YearWriter:
    """Writes a claimed year."""

    def __init__(self, authors: Authors, clock: Clock) -> None:
        self._authors = authors
        self._clock = clock

    def write(self, claim: YearClaim, say: Callable[[str], None] | None = None) -> None:
        """Write what is missing, and end the claim.

        Raises:
            LeaseLost: another writer has taken over.
        """
        authors = self._authors
        progress = YearProgress(authors.database, claim, self._clock, say)
        history = DemoHistory(authors.database, authors.keyring, authors.links, progress)
        history.write(claim.user_id, now=self._clock())
        coach = DemoCoach(
            authors.database,
            authors.keyring,
            authors.coach,
            authors.talk,
            authors.detectors,
            progress,
        )
        coach.write(claim.user_id, now=self._clock())
        self.settle(claim, DemoYearState.DONE)

    def settle(self, claim: YearClaim, state: DemoYearState) -> None:
        """End a claim: done, failed, or waiting for another try.

        Raises:
            LeaseLost
        """
        finished_at = None
        progress = {}
        if state is DemoYearState.DONE:
            finished_at = self._clock()
            progress = {"steps_done": len(STEPS), "step": None, "detail": None}
        with self._authors.database.transaction(acting_for(claim.user_id)) as session:
            QUEUE.settle(session, claim, state=state, finished_at=finished_at, **progress)
            changed(session, claim.user_id, Resource.DEMO_YEAR)
