"""Use cases of webhooks: make, list, change, rotate the secret, remove. Addresses and secrets are encrypted at rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import any_, func, literal, or_, select, text
from sqlalchemy.orm import Session

from backend.core.crypto import KeyMissing, Keyring, TextDamaged
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.features.notifications.channels import signing, url_policy
from backend.features.notifications.errors import BadAddress, EndpointNotFound, TooManyEndpoints
from backend.features.notifications.models import NotificationKind, WebhookEndpoint
from backend.features.notifications.ports import HookRules
from backend.features.notifications.schemas import (
    AddEndpoint,
    ChangeEndpoint,
    EndpointOut,
    EndpointWithSecret,
)

OLD_SECRET_LASTS = timedelta(days=1)
TURNED_OFF = "You turned it off."
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('webhooks:' || :user_id, 0))")


def vault_of(keyring: Keyring, user_id: UUID) -> Vault:
    """Where addresses and secrets of a user's webhooks are kept."""
    return Vault(
        keyring,
        user_id,
        WebhookEndpoint.__tablename__,
        missing=KeyMissing,
        damaged=lambda _: TextDamaged(),
    )


def list_endpoints(session: Session, user_id: UUID, keyring: Keyring) -> list[EndpointOut]:
    """All webhooks, in the order in which they were made.

    Raises:
        KeyMissing, TextDamaged
    """
    table = WebhookEndpoint
    statement = select(table).where(table.user_id == user_id).order_by(table.id)
    return [shown(endpoint, keyring) for endpoint in session.scalars(statement)]


def add_endpoint(
    session: Session,
    user_id: UUID,
    body: AddEndpoint,
    keyring: Keyring,
    rules: HookRules,
    *,
    now: datetime,
) -> EndpointWithSecret:
    """Make a webhook; its secret is shown in this answer and never again.

    Raises:
        BadAddress, TooManyEndpoints
    """
    _check(body.url, rules)
    # Two at once are counted one after the other.
    session.execute(_ALONE, {"user_id": str(user_id)})
    count = select(func.count()).where(WebhookEndpoint.user_id == user_id)
    if (session.scalar(count) or 0) >= rules.most:
        raise TooManyEndpoints
    row_id = new_id()
    secret = signing.make_secret()
    vault = vault_of(keyring, user_id)
    row = WebhookEndpoint(
        id=row_id,
        user_id=user_id,
        name=body.name,
        url=vault.seal("url", row_id, body.url),
        secret=vault.seal("secret", row_id, secret),
        kinds=list(body.kinds) if body.kinds is not None else None,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _with_secret(row, keyring, secret)


def change_endpoint(
    session: Session,
    user_id: UUID,
    endpoint_id: UUID,
    body: ChangeEndpoint,
    keyring: Keyring,
    rules: HookRules,
    *,
    now: datetime,
) -> EndpointOut:
    """Change what is given of a webhook. Turned on again, it is as one that never failed.

    Raises:
        EndpointNotFound, BadAddress, KeyMissing, TextDamaged
    """
    row = endpoint_of(session, user_id, endpoint_id, lock=True)
    if body.url is not None:
        _check(body.url, rules)
        row.url = vault_of(keyring, user_id).seal("url", row.id, body.url)
    if body.name is not None:
        row.name = body.name
    if "kinds" in body.model_fields_set:
        row.kinds = list(body.kinds) if body.kinds is not None else None
    if body.active is True:
        row.disabled_at = row.disabled_because = row.failing_since = None
    elif body.active is False and row.disabled_at is None:
        row.disabled_at = now
        row.disabled_because = TURNED_OFF
    row.updated_at = now
    session.flush()
    return shown(row, keyring)


def rotate_secret(
    session: Session,
    user_id: UUID,
    endpoint_id: UUID,
    keyring: Keyring,
    *,
    now: datetime,
) -> EndpointWithSecret:
    """Give a webhook a new secret; the one before signs beside it for a day.

    Raises:
        EndpointNotFound, KeyMissing, TextDamaged
    """
    row = endpoint_of(session, user_id, endpoint_id, lock=True)
    vault = vault_of(keyring, user_id)
    secret = signing.make_secret()
    signing_until_now = vault.open("secret", row.id, row.secret)
    row.previous_secret = vault.seal("previous_secret", row.id, signing_until_now)
    row.previous_until = now + OLD_SECRET_LASTS
    row.secret = vault.seal("secret", row.id, secret)
    row.updated_at = now
    session.flush()
    return _with_secret(row, keyring, secret)


def remove_endpoint(session: Session, user_id: UUID, endpoint_id: UUID) -> None:
    """Remove a webhook with its deliveries.

    Raises:
        EndpointNotFound
    """
    session.delete(endpoint_of(session, user_id, endpoint_id, lock=True))
    session.flush()


def endpoint_of(
    session: Session,
    user_id: UUID,
    endpoint_id: UUID,
    *,
    lock: bool = False,
) -> WebhookEndpoint:
    """A webhook of this trader.

    Raises:
        EndpointNotFound
    """
    row = find(session, user_id, endpoint_id, lock=lock)
    if row is None:
        raise EndpointNotFound
    return row


def find(
    session: Session,
    user_id: UUID,
    endpoint_id: UUID,
    *,
    lock: bool = False,
) -> WebhookEndpoint | None:
    """A webhook of this trader, if it is there."""
    statement = select(WebhookEndpoint).where(
        WebhookEndpoint.id == endpoint_id,
        WebhookEndpoint.user_id == user_id,
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    return session.scalars(statement).one_or_none()


def wanting(session: Session, user_id: UUID, kind: NotificationKind) -> Sequence[WebhookEndpoint]:
    """The webhooks that are turned on and want to hear of this kind."""
    table = WebhookEndpoint
    is_wanted = or_(table.kinds.is_(None), literal(kind.value) == any_(table.kinds))
    statement = select(table).where(
        table.user_id == user_id,
        table.disabled_at.is_(None),
        is_wanted,
    )
    return session.scalars(statement).all()


def secrets_of(row: WebhookEndpoint, keyring: Keyring, now: datetime) -> Sequence[str]:
    """What signs at a moment, the newest first.

    Raises:
        KeyMissing, TextDamaged
    """
    vault = vault_of(keyring, row.user_id)
    signing_now = [vault.open("secret", row.id, row.secret)]
    is_past = row.previous_until is None or now >= row.previous_until
    if row.previous_secret is not None and not is_past:
        signing_now.append(vault.open("previous_secret", row.id, row.previous_secret))
    return signing_now


def shown(row: WebhookEndpoint, keyring: Keyring) -> EndpointOut:
    """A webhook as the wire has it.

    Raises:
        KeyMissing, TextDamaged
    """
    return EndpointOut(
        id=row.id,
        name=row.name,
        url=vault_of(keyring, row.user_id).open("url", row.id, row.url),
        kinds=row.kinds,
        active=row.disabled_at is None,
        disabled_because=row.disabled_because,
        failing_since=row.failing_since,
        previous_secret_until=row.previous_until,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _with_secret(row: WebhookEndpoint, keyring: Keyring, secret: str) -> EndpointWithSecret:
    return EndpointWithSecret(**shown(row, keyring).model_dump(), secret=secret)


def _check(url: str, rules: HookRules) -> None:
    try:
        url_policy.target_of(url, loopback=rules.loopback)
    except url_policy.BadUrl as error:
        raise BadAddress(str(error)) from None
