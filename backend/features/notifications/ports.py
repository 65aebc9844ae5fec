"""What notifications need of the outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

GONE = 410  # HTTP: the receiver asks not to be told again
UNKNOWN = 404  # what a push service answers of a browser that unsubscribed long ago


class NotificationPush(Protocol):
    """News to the open sockets of a user, wherever they are; may be lost, and then the list has it."""

    def to_user(
        self,
        user_id: UUID,
        event: str,
        payload: Mapping[str, object],
        *,
        except_socket: str | None = None,
    ) -> None:
        """To every socket of the user, but one; the payload holds plain JSON values."""
        ...


class NotDelivered(Exception):
    """It did not arrive, or nobody said that it did.

    Attributes:
        reason: a code, such as `timeout`.
        detail: the same in words, for the trader's delivery log.
        final: trying again cannot help.
        away: the whole server does not answer, whoever is told.
        status: what a webhook answered.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        final: bool = False,
        away: bool = False,
        status: int | None = None,
    ) -> None:
        self.reason = reason
        self.detail = detail
        self.final = final
        self.away = away
        self.status = status
        super().__init__(f"{reason}: {detail}")


@dataclass(frozen=True, slots=True)
class Mail:
    """One email of plain text."""

    id: UUID
    to: str
    subject: str
    text: str
    at: datetime


class Mailer(Protocol):
    """Sends email."""

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to send it with."""
        ...

    def send(self, mail: Mail) -> None:
        """Hand one email over, within a bounded time.

        Raises:
            NotDelivered
        """
        ...


class Hooks(Protocol):
    """Tells webhooks."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post once, within a bounded time; the status of a success.

        Raises:
            NotDelivered: no connection, no answer, an answer other than 2xx, or an address that is not told.
        """
        ...


@dataclass(frozen=True, slots=True)
class BrowserPush:
    """One message for one browser.

    Attributes:
        address: of its push service.
        browser_key: its public key, 65 bytes, a point of P-256 that is not compressed.
        browser_secret: what it shares with whoever it subscribed to, 16 bytes.
        signing_key: the trader's private key, a number of 32 bytes.
        body: what its service worker reads; at most `LARGEST_PUSH` bytes.
        lasts: how long its service keeps it for a browser that is away.
        is_urgent: whether a browser that saves power is woken.
    """

    address: str
    browser_key: bytes
    browser_secret: bytes
    signing_key: bytes
    body: bytes
    lasts: timedelta
    is_urgent: bool
    at: datetime


LARGEST_PUSH = (
    3993  # bytes; with what encryption adds 4,096, which every push service takes (RFC 8030, 7.2)
)


class BrowserPushes(Protocol):
    """Tells browsers."""

    def send(self, push: BrowserPush) -> int:
        """Encrypt, sign and post one message, within a bounded time; the status of a success.

        Raises:
            NotDelivered: what `Hooks.post` may raise.
        """
        ...


@dataclass(frozen=True, slots=True)
class HookRules:
    """What is allowed of webhooks, and of the addresses of push services.

    Attributes:
        loopback: this machine's own addresses are allowed, for development.
        most: endpoints of one trader.
    """

    loopback: bool
    most: int


@dataclass(frozen=True, slots=True)
class Caps:
    """How much leaves the product.

    Attributes:
        mails_a_day: to one trader in 24 hours.
        at_once: deliveries that one worker has on their way.
        lease: longer than any attempt takes.
        disable_after: failures of an endpoint without a success for this long turn it off.
    """

    mails_a_day: int
    at_once: int
    lease: timedelta
    disable_after: timedelta
