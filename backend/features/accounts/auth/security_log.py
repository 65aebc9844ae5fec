"""The trail of security events: what is written with the work itself, and failures, which are written after it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.core.batcher import Batcher
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.ids import new_id
from backend.features.accounts.auth.models import SecurityEvent

LOG = logging.getLogger("coach.auth")


@dataclass(frozen=True, slots=True)
class Device:
    """Where a sign-in comes from."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class _Failure:
    user_id: UUID
    device: Device
    at: datetime


def record(session: Session, user_id: UUID, kind: str, device: Device, *, now: datetime) -> None:
    """Add an event to the trail of this user, with the transaction."""
    session.add(
        SecurityEvent(
            id=new_id(),
            user_id=user_id,
            kind=kind,
            address=device.address,
            user_agent=device.user_agent,
            created_at=now,
        )
    )


class FailureTrail:
    """Writes down wrong passwords, by a thread of its own.

    Only accounts that there are have a trail. If whoever asks waited for it, how long they wait would say whether there
    is one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batcher: Batcher[_Failure, None] = Batcher(self._store, name="failure-trail")

    def write(self, user_id: UUID, device: Device, *, now: datetime) -> None:
        """Write it soon."""
        self._batcher.submit(_Failure(user_id, device, now))

    def _store(self, failures: Sequence[_Failure]) -> Sequence[Exception | None]:
        users = {failure.user_id for failure in failures}
        try:
            with self._database.transaction(acting_for(*users)) as session:
                for failure in failures:
                    record(
                        session,
                        failure.user_id,
                        "wrong_password",
                        failure.device,
                        now=failure.at,
                    )
        except (SQLAlchemyError, Refusal) as error:  # nobody waits for it who could be told
            LOG.warning("wrong passwords could not be written down: %s", error)
        return [None] * len(failures)
