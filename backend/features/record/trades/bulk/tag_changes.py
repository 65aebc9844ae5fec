"""Tags of many trades, in one statement for all of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.features.record.trades.models import Trade

MOST_TAGS = 20
_WRITE = text("""
    update trades set pattern_tags = given.tags, version = version + 1, updated_at = :now
    from (
        select cast(item.key as uuid) as id,
            array(select jsonb_array_elements_text(item.value)) as tags
        from jsonb_each(cast(:tags as jsonb)) as item
    ) as given
    where trades.user_id = :user_id and trades.id = given.id
""")


def locked(session: Session, user_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Trade]:
    """The user's trades among these, held until the transaction ends, always in one order."""
    statement = select(Trade).where(Trade.user_id == user_id, Trade.id.in_(ids))
    ordered = statement.order_by(Trade.id).with_for_update(key_share=True)
    return {trade.id: trade for trade in session.scalars(ordered)}


def write(
    session: Session,
    user_id: UUID,
    tags: Mapping[UUID, Sequence[str]],
    *,
    now: datetime,
) -> None:
    """Give trades their tags."""
    values = json.dumps({str(trade_id): list(words) for trade_id, words in tags.items()})
    session.execute(_WRITE, {"user_id": user_id, "tags": values, "now": now})
    session.expire_all()


def with_tags(tags: Sequence[str], added: Sequence[str]) -> list[str]:
    """Tags and those that are not among them, in whatever case."""
    known = {tag.casefold() for tag in tags}
    result = list(tags)
    for tag in added:
        if tag.casefold() not in known:
            known.add(tag.casefold())
            result.append(tag)
    return result


def without_tags(tags: Sequence[str], removed: Sequence[str]) -> list[str]:
    """Tags without these, in whatever case."""
    gone = {tag.casefold() for tag in removed}
    return [tag for tag in tags if tag.casefold() not in gone]
