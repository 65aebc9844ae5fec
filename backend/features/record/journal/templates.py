"""Use cases of templates: words to begin an entry with, some built in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import Vault
from backend.core.ids import new_id
from backend.core.rows import TooMany, owned
from backend.features.record.journal.errors import TemplateNotFound
from backend.features.record.journal.models import JournalTemplate, TemplateKind
from backend.features.record.journal.schemas import AddTemplate, ChangeTemplate, TemplateOut

TABLE = JournalTemplate.__tablename__
MOST = 100
BUILT_IN = tuple(
    TemplateOut(
        id=None,
        built_in=True,
        kind=kind,
        name=name,
        body=body,
        created_at=None,
        updated_at=None,
    )
    for kind, name, body in (
        (
            TemplateKind.PRE_MARKET,
            "Before the open",
            "## How I am\n\n\n## What the market did overnight\n\n\n## Levels and scenarios\n\n- If … then …\n\n"
            "## What I will not do today\n\n\n## When I stop\n\n- After … losses, or … R down\n",
        ),
        (
            TemplateKind.POST_MARKET,
            "After the close",
            "## What happened\n\n\n## Trades that followed the plan\n\n\n## Trades that did not, and what I felt\n\n\n"
            "## One thing I did well\n\n\n## One thing for tomorrow\n\n",
        ),
        (
            TemplateKind.WEEKLY,
            "The week",
            "## Result in R, and how much of it was luck\n\n\n## Best and worst decision, whatever they brought\n\n\n"
            "## Which rule cost me most when I broke it\n\n\n## What repeats\n\n\n## The one change for next week\n\n",
        ),
    )
)


def list_templates(session: Session, user_id: UUID, keyring: Keyring) -> list[TemplateOut]:
    """The built-in templates, then the user's own, oldest first.

    Raises:
        KeyGone, WordsDamaged
    """
    statement = (
        select(JournalTemplate)
        .where(JournalTemplate.user_id == user_id)
        .order_by(JournalTemplate.id)
    )
    vault = Vault(keyring, user_id, TABLE)
    return [*BUILT_IN, *(_shown(template, vault) for template in session.scalars(statement))]


def add_template(
    session: Session,
    user_id: UUID,
    body: AddTemplate,
    keyring: Keyring,
    *,
    now: datetime,
) -> TemplateOut:
    """Keep a template.

    Raises:
        TooMany: a trader has a hundred at the most.
    """
    many = select(func.count()).where(JournalTemplate.user_id == user_id)
    if (session.scalar(many) or 0) >= MOST:
        raise TooMany
    vault, template_id = Vault(keyring, user_id, TABLE), new_id()
    template = JournalTemplate(
        id=template_id,
        user_id=user_id,
        kind=body.kind,
        name=vault.seal("name", template_id, body.name),
        body=vault.seal("body", template_id, body.body),
        created_at=now,
        updated_at=now,
    )
    session.add(template)
    session.flush()
    return _shown(template, vault)


def change_template(
    session: Session,
    user_id: UUID,
    template_id: UUID,
    body: ChangeTemplate,
    keyring: Keyring,
    *,
    now: datetime,
) -> TemplateOut:
    """Change what is given.

    Raises:
        TemplateNotFound, KeyGone, WordsDamaged
    """
    template = _template(session, user_id, template_id)
    vault = Vault(keyring, user_id, TABLE)
    if body.name is not None:
        template.name = vault.seal("name", template_id, body.name)
    if body.body is not None:
        template.body = vault.seal("body", template_id, body.body)
    template.kind = body.kind or template.kind
    template.updated_at = now
    session.flush()
    return _shown(template, vault)


def remove_template(session: Session, user_id: UUID, template_id: UUID) -> None:
    """Remove a template; entries that began with it stay.

    Raises:
        TemplateNotFound
    """
    session.delete(_template(session, user_id, template_id))
    session.flush()


def _template(session: Session, user_id: UUID, template_id: UUID) -> JournalTemplate:
    statement = select(JournalTemplate).where(
        JournalTemplate.user_id == user_id,
        JournalTemplate.id == template_id,
    )
    return owned(session, statement, TemplateNotFound, lock=True)


def _shown(template: JournalTemplate, vault: Vault) -> TemplateOut:
    return TemplateOut.model_construct(
        id=template.id,
        built_in=False,
        kind=TemplateKind(template.kind),
        name=vault.open("name", template.id, template.name),
        body=vault.open("body", template.id, template.body),
        created_at=template.created_at,
        updated_at=template.updated_at,
    )
