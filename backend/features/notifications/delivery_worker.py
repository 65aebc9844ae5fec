"""Carries what is due out of the product: by a few threads, one slow receiver holding up nobody else.

A delivery is prepared in one short transaction, sent with no transaction open, and settled in another.
"""

import logging
import random
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy.orm import Session

from backend.core.clock import Clock, iso
from backend.core.crypto import Keyring
from backend.core.db import NOBODY, Database, acting_for
from backend.core.errors import Refusal
from backend.features.notifications import outbox, queries, rules, signing, webhooks
from backend.features.notifications.models import Channel, Kind, Notification, NotificationDelivery
from backend.features.notifications.outbox import Claim, LeaseLost, Outcome
from backend.features.notifications.ports import Hooks, Mail, Mailer, NotDelivered

LOG = logging.getLogger("coach.courier")
MOST_ATTEMPTS = 100  # more than the pauses of a day allow: something ends the workers each time
LOOK_AT_MAIL_AGAIN = timedelta(
    minutes=1
)  # while the mail server is away, for all who wait in the same lane
FOOTER = (
    "\n\n-- \nElite Trading Coach. You get this because your preferences say that this kind of notification is sent by "
    "email.\nChange them in the product: notifications, preferences.\n"
)


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


@dataclass(frozen=True, slots=True)
class _Post:
    """One webhook, ready to go."""

    url: str
    body: bytes
    headers: dict[str, str]


class Courier:
    """Sends what is due. One for a worker process."""

    def __init__(
        self,
        database: Database,
        mailer: Mailer,
        hooks: Hooks,
        keyring: Keyring,
        *,
        caps: Caps,
        clock: Clock,
    ) -> None:
        self._database = database
        self._mailer = mailer
        self._hooks = hooks
        self._keyring = keyring
        self._caps = caps
        self._clock = clock
        self._chance = random.Random()  # noqa: S311  spreads retries, keeps no secret
        self._free = threading.BoundedSemaphore(caps.at_once)
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def deliver(self) -> None:
        """Begin as many threads as are free and as there is work for, and return; each goes on while there is more."""
        while self._free.acquire(blocking=False):
            claim = self._claim_or_release()
            if claim is None:
                return
            thread = threading.Thread(
                target=self._carry, args=(claim,), name="courier", daemon=True
            )
            with self._lock:
                self._threads.add(thread)
            thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until nothing is on its way any more."""
        deadline = time.monotonic() + seconds
        with self._lock:
            waiting = list(self._threads)
        for thread in waiting:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _claim_or_release(self) -> Claim | None:
        claim = None
        try:
            claim = self._claim()
        finally:
            if claim is None:
                self._free.release()
        return claim

    def _claim(self) -> Claim | None:
        return outbox.claim(self._database, self._caps.lease, self._clock())

    def _carry(self, claim: Claim | None) -> None:
        try:
            while claim is not None:
                self._attempt(claim)
                claim = self._claim()
        except Refusal as error:  # PostgreSQL is away: leases end, and the next beat goes on
            LOG.warning("deliveries wait: %s", error)
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())
            self._free.release()

    def _attempt(self, claim: Claim) -> None:
        try:
            with self._database.transaction(acting_for(claim.user_id)) as session:
                ready = self._prepare(session, claim)
            if ready is None:
                return
            outcome = self._send(ready)
            if (
                outcome.failure is not None and outcome.failure.away
            ):  # while this one still has the lane
                self._database.at_once(
                    NOBODY, outbox.HOLD, (claim.lane, outcome.at + LOOK_AT_MAIL_AGAIN)
                )
            with self._database.transaction(acting_for(claim.user_id)) as session:
                self._settle(session, claim, outcome)
        except LeaseLost:
            LOG.info(
                "a delivery was taken over, or is gone",
                extra={"fields": {"delivery_id": str(claim.id)}},
            )
        except Refusal:
            raise
        except Exception:  # its lease ends, and it is tried again
            LOG.exception("a delivery broke", extra={"fields": {"delivery_id": str(claim.id)}})

    def _prepare(self, session: Session, claim: Claim) -> Mail | _Post | None:
        """What is to be sent; null where it is not, or not now, and the row says so."""
        row, now = outbox.held(session, claim), self._clock()
        told = outbox.notification_of(session, row)
        preferences = queries.preferences(session, claim.user_id)
        wish = preferences.wish(Kind(told.kind))
        until = preferences.quiet_end(now)
        if claim.attempts > MOST_ATTEMPTS:
            outbox.drop(row, "given_up", now)
        elif not (row.asked or wish.wants(Channel(row.channel))):
            outbox.drop(row, "turned_off", now)
        elif until > now and not (row.asked or wish.urgent):
            outbox.postpone(row, until)
        elif row.channel == Channel.EMAIL:
            return self._mail(session, row, told, preferences.email, now)
        else:
            return self._post(session, row, told, now)
        return None

    def _mail(
        self,
        session: Session,
        row: NotificationDelivery,
        told: Notification,
        address: str,
        now: datetime,
    ) -> Mail | None:
        if not self._mailer.is_ready:
            outbox.drop(row, "no_mail_server", now)
        elif not outbox.admit(session, row, self._caps.mails_a_day, now):
            outbox.drop(row, "over_daily_cap", now)
        else:
            return Mail(row.id, address, told.title, told.body + FOOTER, now)
        return None

    def _post(
        self, session: Session, row: NotificationDelivery, told: Notification, now: datetime
    ) -> _Post | None:
        assert row.endpoint_id is not None
        endpoint = webhooks.found(session, row.user_id, row.endpoint_id)
        if endpoint.disabled_at is not None:
            outbox.drop(row, "endpoint_disabled", now)
            return None
        try:
            url = webhooks.shown(endpoint, self._keyring).url
            keys = webhooks.secrets_of(endpoint, self._keyring, now)
        except (
            Refusal
        ) as error:  # a key that is missing, or a row that was changed: this one cannot be signed
            LOG.warning("a webhook cannot be read: %s", error)
            outbox.drop(row, error.code, now)
            return None
        body = payload(row, told)
        return _Post(url, body, signing.headers(keys, str(row.id), now, body))

    def _send(self, ready: Mail | _Post) -> Outcome:
        began = time.monotonic()
        status, failure = None, None
        try:
            if isinstance(ready, Mail):
                self._mailer.send(ready)
            else:
                status = self._hooks.post(ready.url, ready.body, ready.headers)
        except NotDelivered as error:
            failure = error
        except Exception as error:
            LOG.exception("a delivery broke")
            failure = NotDelivered("internal", type(error).__name__)
        return Outcome(self._clock(), timedelta(seconds=time.monotonic() - began), failure, status)

    def _settle(self, session: Session, claim: Claim, outcome: Outcome) -> None:
        row = outbox.held(session, claim)
        if outcome.failure is None:
            outbox.keep_sent(session, row, outcome)
            return
        again_at = outcome.at + rules.pause_after(row.attempts, self._chance)
        over = again_at > (row.first_tried_at or outcome.at) + rules.RETRY_FOR
        is_test = (
            outbox.notification_of(session, row).kind == Kind.TEST
        )  # whoever tests looks at once
        last = over or is_test or outcome.failure.final
        outbox.keep_failed(
            session,
            row,
            outcome,
            again_at=None if last else again_at,
            disable_after=self._caps.disable_after,
        )


def payload(row: NotificationDelivery, told: Notification) -> bytes:
    """The body of a webhook: JSON, the same bytes at every attempt."""
    said = {
        "id": str(row.id),
        "type": told.kind,
        "timestamp": iso(told.created_at),
        "data": {
            "notification_id": str(told.id),
            "title": told.title,
            "body": told.body,
            "subject": told.data,
        },
    }
    return orjson.dumps(said)
