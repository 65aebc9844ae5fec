"""What behaviour needs of the outside."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class Doorbell(Protocol):
    """Says to the workers that there is something to look at; it may be lost."""

    def ring(self) -> None:
        """Ring soon."""


class RecheckBell(Protocol):
    """Has a record looked at again, in the transaction of what calls for it."""

    def ask(self, session: Session, user_id: UUID, *, whole: bool, now: datetime) -> None:
        """Have it looked at again, from its beginning where `whole`."""
