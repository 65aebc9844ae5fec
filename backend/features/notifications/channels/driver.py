"""What a channel does: say who wants it by default, whom it tells, and how it carries one delivery out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.ports import Ports
from backend.core.types import JsonObject
from backend.features.notifications.models import (
    Notification,
    NotificationDelivery,
    NotificationKind,
)
from backend.features.notifications.ports import NotDelivered

Attempt = Callable[[], int | None]  # sends, in a bounded time; a status where the receiver gave one


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a channel tells.

    Attributes:
        lane: what carries one delivery at a time.
        endpoint_id: which webhook of the trader's; null where the channel tells the trader.
        subscription_id: which browser of the trader's.
    """

    lane: str
    endpoint_id: UUID | None = None
    subscription_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that is about to be tried.

    Attributes:
        email: the trader's address.
        ports: what the worker has to send it with.
    """

    row: NotificationDelivery
    notification: Notification
    email: str
    ports: Ports
    now: datetime


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """How one attempt ended: `failure` is null where it arrived."""

    at: datetime
    took: timedelta
    failure: NotDelivered | None
    status: int | None = None

    @property
    def line(self) -> JsonObject:
        """As it stands in the log of the delivery."""
        failure = self.failure
        return {
            "at": iso(self.at),
            "outcome": failure.reason if failure else "sent",
            "status": failure.status if failure else self.status,
            "detail": failure.detail[:200] if failure else "",
            "took_ms": round(self.took.total_seconds() * 1000),
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """What the trader is to be told of a channel, as a notification."""

    kind: NotificationKind
    title: str
    body: str
    key: str
    data: JsonObject


class NotTried(Exception):
    """A delivery is dropped without a try; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ChannelDriver(ABC):
    """One way out of the product; it holds nothing, so that one serves every thread."""

    @abstractmethod
    def is_wanted_by_default(self, kind: NotificationKind) -> bool:
        """Whether a trader who said nothing wants this kind by this channel."""

    @abstractmethod
    def recipients(
        self, session: Session, user_id: UUID, kind: NotificationKind
    ) -> Sequence[Recipient]:
        """Whom it tells of this kind; nobody is a fine answer."""

    @abstractmethod
    def prepare(self, session: Session, delivery: Delivery) -> Attempt:
        """What sends it, called when no transaction is open.

        Raises:
            NotTried: it is dropped.
        """

    def check_request(self, session: Session, row: NotificationDelivery) -> None:  # noqa: B027
        """Refuse, where a delivery cannot be asked for again."""

    def settle_sent(  # noqa: B027
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
    ) -> None:
        """It arrived, and the row says so."""

    def settle_failed(  # noqa: B027
        self,
        session: Session,
        row: NotificationDelivery,
        outcome: DeliveryOutcome,
        *,
        again_at: datetime | None,
        disable_after: timedelta,
    ) -> Notice | None:
        """It did not arrive, and the row says so; what the trader should be told of that."""
