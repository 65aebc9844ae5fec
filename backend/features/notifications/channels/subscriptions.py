"""Use cases of browsers that are told: the trader's key, subscribe, list, remove. Addresses and keys are encrypted."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.crypto import KeyMissing, Keyring, TextDamaged
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.features.notifications.channels import push_keys, url_policy
from backend.features.notifications.channels.push_schemas import (
    PushKeyOut,
    Subscribe,
    SubscriptionOut,
)
from backend.features.notifications.errors import (
    BadPushAddress,
    SubscriptionNotFound,
    TooManySubscriptions,
)
from backend.features.notifications.models import PushKey, PushSubscription
from backend.features.notifications.ports import HookRules

MOST = 10  # browsers of one trader: a desk, a laptop, a phone, each in a few browsers
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('push:' || :user_id, 0))")


def vault_of(keyring: Keyring, user_id: UUID, table: type[PushKey | PushSubscription]) -> Vault:
    """Where the keys and addresses of a user's browsers are kept."""
    return Vault(
        keyring,
        user_id,
        table.__tablename__,
        missing=KeyMissing,
        damaged=lambda _: TextDamaged(),
    )


def key_of(session: Session, user_id: UUID, keyring: Keyring, *, now: datetime) -> PushKeyOut:
    """The public key of a trader, whose private one is made at the first time that it is asked for.

    Raises:
        KeyMissing, TextDamaged
    """
    private_key = find_private_key(session, user_id, keyring)
    if private_key is None:
        row_id = new_id()
        fresh = push_keys.make_private_key()
        sealed = vault_of(keyring, user_id, PushKey).seal("private_key", row_id, fresh)
        insertion = insert(PushKey).values(
            id=row_id, user_id=user_id, private_key=sealed, created_at=now
        )
        session.execute(insertion.on_conflict_do_nothing(index_elements=["user_id"]))
        private_key = find_private_key(session, user_id, keyring)
        assert private_key is not None
    return PushKeyOut(public_key=push_keys.public_key_of(private_key))


def find_private_key(session: Session, user_id: UUID, keyring: Keyring) -> str | None:
    """The private key of a trader; null where none was made.

    Raises:
        KeyMissing, TextDamaged
    """
    row = session.scalars(select(PushKey).where(PushKey.user_id == user_id)).one_or_none()
    if row is None:
        return None
    return vault_of(keyring, user_id, PushKey).open("private_key", row.id, row.private_key)


def list_subscriptions(session: Session, user_id: UUID, keyring: Keyring) -> list[SubscriptionOut]:
    """All browsers that are told, in the order in which they subscribed.

    Raises:
        KeyMissing, TextDamaged
    """
    return [shown(row, keyring) for row in subscriptions_of(session, user_id)]


def subscriptions_of(session: Session, user_id: UUID) -> Sequence[PushSubscription]:
    """The browsers of a trader."""
    table = PushSubscription
    statement = select(table).where(table.user_id == user_id).order_by(table.id)
    return session.scalars(statement).all()


def subscribe(
    session: Session,
    user_id: UUID,
    body: Subscribe,
    keyring: Keyring,
    rules: HookRules,
    *,
    now: datetime,
) -> SubscriptionOut:
    """Tell a browser from now on; one that is known by its address has its keys and name anew.

    Raises:
        BadPushAddress, TooManySubscriptions
    """
    try:
        url_policy.target_of(body.endpoint, loopback=rules.loopback)
    except url_policy.BadUrl as error:
        raise BadPushAddress(str(error)) from None
    # Two at once are counted one after the other.
    session.execute(_ALONE, {"user_id": str(user_id)})
    row = _known(session, user_id, body.endpoint)
    if row is None:
        row = _added(session, user_id, now)
    vault = vault_of(keyring, user_id, PushSubscription)
    row.name = body.name
    row.address = vault.seal("address", row.id, body.endpoint)
    row.address_sha256 = _fingerprint(body.endpoint)
    row.browser_key = vault.seal("browser_key", row.id, body.keys.p256dh)
    row.browser_secret = vault.seal("browser_secret", row.id, body.keys.auth)
    row.updated_at = now
    session.add(row)
    session.flush()
    return shown(row, keyring)


def remove_subscription(session: Session, user_id: UUID, subscription_id: UUID) -> None:
    """Tell a browser no more.

    Raises:
        SubscriptionNotFound
    """
    session.delete(subscription_of(session, user_id, subscription_id, lock=True))
    session.flush()


def subscription_of(
    session: Session,
    user_id: UUID,
    subscription_id: UUID | None,
    *,
    lock: bool = False,
) -> PushSubscription:
    """A browser of this trader.

    Raises:
        SubscriptionNotFound
    """
    table = PushSubscription
    statement = select(table).where(table.id == subscription_id, table.user_id == user_id)
    if lock:
        statement = statement.with_for_update()
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise SubscriptionNotFound
    return row


def shown(row: PushSubscription, keyring: Keyring) -> SubscriptionOut:
    """A browser as the wire has it; its address and keys are not shown again.

    Raises:
        KeyMissing, TextDamaged
    """
    vault = vault_of(keyring, row.user_id, PushSubscription)
    address = vault.open("address", row.id, row.address)
    return SubscriptionOut(
        id=row.id,
        name=row.name,
        service=urlsplit(address).hostname or "",
        address_sha256=row.address_sha256.hex(),
        last_told_at=row.last_told_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _known(session: Session, user_id: UUID, address: str) -> PushSubscription | None:
    table = PushSubscription
    statement = select(table).where(
        table.user_id == user_id,
        table.address_sha256 == _fingerprint(address),
    )
    return session.scalars(statement.with_for_update()).one_or_none()


def _added(session: Session, user_id: UUID, now: datetime) -> PushSubscription:
    count = select(func.count()).where(PushSubscription.user_id == user_id)
    if (session.scalar(count) or 0) >= MOST:
        raise TooManySubscriptions
    return PushSubscription(id=new_id(), user_id=user_id, created_at=now)


def _fingerprint(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()
