"""Use case: addresses and secrets of webhooks, once more under the first key, so that an older one can be put away."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.crypto import HEADER_BYTES, KeyMissing, Keyring, TextDamaged
from backend.core.db import Database, acting_for
from backend.features.notifications.models import WebhookEndpoint
from backend.features.notifications.webhooks import Sealed

COLUMNS = ("url", "secret", "previous_secret")


def rotate_keys(database: Database, keyring: Keyring) -> tuple[int, list[str]]:
    """Encrypt what is not yet under the first key; how many rows, and a line for each that cannot be read."""
    rows, unreadable = 0, list[str]()
    with database.reading() as session:
        owners = [UUID(str(one)) for one in session.scalars(select(func.webhook_owners()))]
    for user_id in owners:
        with database.transaction(acting_for(user_id)) as session:
            done, failed = _rotate_for(session, user_id, keyring)
        rows += done
        unreadable += failed
    return rows, unreadable


def _rotate_for(session: Session, user_id: UUID, keyring: Keyring) -> tuple[int, list[str]]:
    done, failed = 0, list[str]()
    chosen = select(WebhookEndpoint).where(WebhookEndpoint.user_id == user_id).with_for_update(key_share=True)
    for row in session.scalars(chosen):
        old = [name for name in COLUMNS if (getattr(row, name) or keyring.header)[:HEADER_BYTES] != keyring.header]
        sealed = Sealed(keyring, user_id, row.id)
        try:
            words = {name: sealed.open(name, getattr(row, name)) for name in old}
        except (KeyMissing, TextDamaged) as refusal:
            failed.append(f"{WebhookEndpoint.__tablename__} {row.id}: {refusal.code}")
            continue
        for name, said in words.items():
            setattr(row, name, sealed.seal(name, said))
        done += bool(words)
    return done, failed
