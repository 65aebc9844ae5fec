"""Use cases of saved views."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import constraint_of
from backend.core.rows import NameTaken, TooMany, owned
from backend.core.types import JsonObject
from backend.features.record.trades.saved_views.errors import ViewNotFound
from backend.features.record.trades.saved_views.models import SavedView
from backend.features.record.trades.saved_views.schemas import ChangeView, SaveView
from backend.features.record.trades.trade_list.schemas import OrderedSelection

MOST_VIEWS = 50


def views_of(user_id: UUID) -> Select[SavedView]:
    """All views of the user."""
    return select(SavedView).where(SavedView.user_id == user_id)


def list_views(session: Session, user_id: UUID) -> Sequence[SavedView]:
    """All views, by name."""
    return session.scalars(views_of(user_id).order_by(func.lower(SavedView.name))).all()


def save_view(session: Session, user_id: UUID, body: SaveView, *, now: datetime) -> SavedView:
    """Keep a view.

    Raises:
        NameTaken, TooMany
    """
    if len(list_views(session, user_id)) >= MOST_VIEWS:
        raise TooMany
    view = SavedView(
        user_id=user_id,
        name=body.name,
        filter=_words(body.filter),
        columns=body.columns,
        created_at=now,
        updated_at=now,
    )
    session.add(view)
    _flush(session)
    return view


def change_view(
    session: Session,
    user_id: UUID,
    view_id: UUID,
    body: ChangeView,
    *,
    now: datetime,
) -> SavedView:
    """Change what is given of a view.

    Raises:
        ViewNotFound, NameTaken
    """
    view = read_view(session, user_id, view_id)
    if body.name is not None:
        view.name = body.name
    if body.filter is not None:
        view.filter = _words(body.filter)
    if body.columns is not None:
        view.columns = body.columns
    view.updated_at = now
    _flush(session)
    return view


def read_view(session: Session, user_id: UUID, view_id: UUID) -> SavedView:
    """One view.

    Raises:
        ViewNotFound
    """
    return owned(session, views_of(user_id).where(SavedView.id == view_id), ViewNotFound)


def delete_view(session: Session, user_id: UUID, view_id: UUID) -> None:
    """Remove a view.

    Raises:
        ViewNotFound
    """
    session.delete(read_view(session, user_id, view_id))


def _words(selection: OrderedSelection) -> JsonObject:
    words: JsonObject = selection.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return words


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_trade_views_name":
            raise NameTaken from None
        raise
