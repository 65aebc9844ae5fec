"""Carries what is due out of the product: by a few threads, one slow receiver holding up nobody else.

A delivery is prepared in one short transaction, sent with no transaction open, and settled in another.
"""

import logging
import random
import threading
import time
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import NOBODY, Database, acting_for
from backend.core.errors import Refusal
from backend.core.jobs import LeaseLost
from backend.core.ports import Ports
from backend.features.notifications import outbox, queries, rules
from backend.features.notifications.channels.driver import (
    Attempt,
    Delivery,
    DeliveryOutcome,
    NotTried,
)
from backend.features.notifications.channels.drivers import DRIVERS
from backend.features.notifications.models import NotificationKind
from backend.features.notifications.outbox import DeliveryClaim
from backend.features.notifications.ports import Caps, NotDelivered

LOG = logging.getLogger("coach.courier")
MOST_ATTEMPTS = 100  # more than the pauses of a day allow: something ends the workers each time
# While a whole server is away, such as that of emails, for all who wait in the same lane.
LOOK_AGAIN = timedelta(minutes=1)


class Courier:
    """Sends what is due. One for a worker process.

    Args:
        ports: what the channels send with: `Mailer`, `Hooks`, `BrowserPushes`, `Keyring`, `Caps`.
    """

    def __init__(
        self,
        database: Database,
        ports: Ports,
        *,
        clock: Clock,
    ) -> None:
        self._database = database
        self._ports = ports
        self._caps = caps = ports.use(Caps)
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
                target=self._carry,
                args=(claim,),
                name="courier",
                daemon=True,
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

    def _claim_or_release(self) -> DeliveryClaim | None:
        claim = None
        try:
            claim = self._claim()
        finally:
            if claim is None:
                self._free.release()
        return claim

    def _claim(self) -> DeliveryClaim | None:
        return outbox.claim(self._database, self._caps.lease, self._clock())

    def _carry(self, claim: DeliveryClaim | None) -> None:
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

    def _attempt(self, claim: DeliveryClaim) -> None:
        try:
            with self._database.transaction(acting_for(claim.user_id)) as session:
                attempt = self._prepare(session, claim)
            if attempt is None:
                return
            outcome = self._send(attempt)
            if outcome.failure is not None and outcome.failure.away:
                # While this one still has the lane.
                again_at = outcome.at + LOOK_AGAIN
                self._database.at_once(NOBODY, outbox.HOLD, (claim.lane, again_at))
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

    def _prepare(self, session: Session, claim: DeliveryClaim) -> Attempt | None:
        """What sends it; null where it is not sent, or not now, and the row says so."""
        row = outbox.held(session, claim)
        now = self._clock()
        notification = outbox.notification_of(session, row)
        preferences = queries.preferences(session, claim.user_id)
        wish = preferences.wish(NotificationKind(notification.kind))
        until = preferences.quiet_end(now)
        if claim.attempts > MOST_ATTEMPTS:
            outbox.drop(row, "given_up", now)
        elif not (row.asked or wish.by_channel[row.channel]):
            outbox.drop(row, "turned_off", now)
        elif until > now and not (row.asked or wish.urgent):
            outbox.postpone(row, until)
        else:
            delivery = Delivery(row, notification, preferences.email, self._ports, now)
            return self._prepared(session, delivery)
        return None

    def _prepared(self, session: Session, delivery: Delivery) -> Attempt | None:
        driver = DRIVERS[delivery.row.channel]
        try:
            return driver.prepare(session, delivery)
        except NotTried as error:
            outbox.drop(delivery.row, error.reason, delivery.now)
            return None

    def _send(self, attempt: Attempt) -> DeliveryOutcome:
        began = time.monotonic()
        status, failure = None, None
        try:
            status = attempt()
        except NotDelivered as error:
            failure = error
        except Exception as error:
            LOG.exception("a delivery broke")
            failure = NotDelivered("internal", type(error).__name__)
        took = timedelta(seconds=time.monotonic() - began)
        return DeliveryOutcome(self._clock(), took, failure, status)

    def _settle(self, session: Session, claim: DeliveryClaim, outcome: DeliveryOutcome) -> None:
        row = outbox.held(session, claim)
        if outcome.failure is None:
            outbox.keep_sent(session, row, outcome)
            return
        again_at = outcome.at + rules.pause_after(row.attempts, self._chance)
        is_over = again_at > (row.first_tried_at or outcome.at) + rules.RETRY_FOR
        # Whoever tests looks at once.
        is_test = outbox.notification_of(session, row).kind == NotificationKind.TEST
        is_last = is_over or is_test or outcome.failure.final
        outbox.keep_failed(
            session,
            row,
            outcome,
            again_at=None if is_last else again_at,
            disable_after=self._caps.disable_after,
        )
