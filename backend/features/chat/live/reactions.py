"""How the chat reacts to news from below."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.changes import Changes, Resource, changed
from backend.core.clock import Clock
from backend.core.db import Database, acting_for, after_commit
from backend.core.debounce import Gathering
from backend.features.accounts.auth.events import SessionsRevoked
from backend.features.chat.messages.ports import Push
from backend.features.chat.messages.schemas import Changed
from backend.features.chat.messages.serializers import (
    conversation_document,
    message_document,
    render,
)
from backend.features.chat.threads import service as threads
from backend.features.coach.memory.events import MessagesErased, StatementForgotten
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Conversation, Message
from backend.features.content.media.service import Links
from backend.features.record.plans.events import FollowedPlanChanged
from backend.features.record.rulebook import session_state, versions
from backend.features.record.rulebook.events import SessionHeld, SessionStateRead
from backend.features.record.trades.events import TradeChanged, TradeClosed

LOG = logging.getLogger("coach.chat")
MOST_NAMED = 100


def close_sockets(push: Push) -> Callable[[Session, SessionsRevoked], None]:
    """A sign-in that ended has no sockets."""

    def react(session: Session, news: SessionsRevoked) -> None:
        after_commit(session, lambda: push.signed_out(news.session_ids))

    return react


def tell_trade_closed(push: Push) -> Callable[[Session, TradeClosed], None]:
    """Open windows hear that a trade has its result."""

    def react(session: Session, news: TradeClosed) -> None:
        payload = {"kind": "trade_closed", "subject": {"trade_id": str(news.trade_id)}}
        after_commit(session, lambda: push.to_user(news.user_id, "notification", payload))

    return react


def tell_erased(database: Database, push: Push, links: Links) -> Callable[[MessagesErased], None]:
    """Open windows show at once what is left of messages, and the titles of their conversations."""

    def deliver(news: MessagesErased) -> None:
        with database.reading(acting_for(news.user_id)) as session:
            for start in range(0, len(news.message_ids), MOST_NAMED):
                ids = news.message_ids[start : start + MOST_NAMED]
                rows = list(
                    session.scalars(queries.messages_of(news.user_id).where(Message.id.in_(ids)))
                )
                for message in render(session, news.user_id, rows, links):
                    push.to_user(news.user_id, "message_updated", message_document(message))
            statement = queries.conversations_of(news.user_id).where(
                Conversation.id.in_(news.conversation_ids)
            )
            for conversation in session.scalars(statement):
                payload = conversation_document(conversation)
                push.to_user(news.user_id, "conversation_updated", payload)

    def tried(news: MessagesErased) -> None:
        try:
            deliver(news)
        except Exception:  # what was committed stays so, whatever becomes of the push
            LOG.exception("windows were not told", extra={"fields": {"user_id": str(news.user_id)}})

    return tried


def clear_questions(session: Session, news: StatementForgotten) -> None:
    """What was asked back in the words of what is forgotten waits for no answer any more."""
    threads.forget(session, news.user_id, news.statement)


def tell_trade_changed(session: Session, news: TradeClosed | TradeChanged) -> None:
    """Other windows hear that a trade is another one now, or gone."""
    changed(session, news.user_id, Resource.TRADES, news.trade_id)


def push_changes(push: Push) -> Callable[[Changes], None]:
    """Other windows hear what changed; of what changed in great number, only that it did."""

    def deliver(news: Changes) -> None:
        by_resource: dict[Resource, list[tuple[UUID | None, int | None]]] = defaultdict(list)
        for (resource, resource_id), version in news.versions.items():
            by_resource[resource].append((resource_id, version))
        for resource, rows in by_resource.items():
            if len(rows) > MOST_NAMED:
                rows = [(None, None)]
            for resource_id, version in rows:
                payload = Changed(resource=resource, id=resource_id, version=version)
                push.to_user(
                    news.user_id,
                    "changed",
                    payload.model_dump(mode="json"),
                    except_socket=news.window,
                )

    return deliver


def gather_trades(gathering: Gathering) -> Callable[[Session, TradeClosed | TradeChanged], None]:
    """What changed in the record is told on soon after the commit."""

    def react(session: Session, news: TradeClosed | TradeChanged) -> None:
        closed = isinstance(news, TradeClosed)
        after_commit(session, lambda: gathering.note(news.user_id, news.trade_id, marked=closed))

    return react


def gather_followed(gathering: Gathering) -> Callable[[FollowedPlanChanged], None]:
    """What changed in a plan that a trade follows is told on as a change of that trade."""

    def deliver(news: FollowedPlanChanged) -> None:
        gathering.note(news.user_id, news.trade_id, marked=False)

    return deliver


def tell_hold(push: Push, clock: Clock) -> Callable[[Session, SessionHeld], None]:
    """Open windows hear how a session stands as soon as a rule holds it."""

    def react(session: Session, news: SessionHeld) -> None:
        now = clock()
        stands = versions.standing(session, news.user_id, now)
        state = session_state.look(session, news.user_id, stands, now)
        tell_session_state(push)(session, SessionStateRead(news.user_id, state))

    return react


def tell_session_state(push: Push) -> Callable[[Session, SessionStateRead], None]:
    """Open windows hear how a session stands after something changed."""

    def react(session: Session, news: SessionStateRead) -> None:
        payload = news.state.model_dump(mode="json")
        after_commit(session, lambda: push.to_user(news.user_id, "rulebook_state", payload))

    return react


def tell_dashboards(push: Push) -> Callable[[UUID, Mapping[UUID, bool]], None]:
    """Open dashboards hear which trades changed, and whether one of them got its result."""

    def deliver(user_id: UUID, trades: Mapping[UUID, bool]) -> None:
        named = [str(trade_id) for trade_id in list(trades)[-MOST_NAMED:]]
        push.to_user(
            user_id,
            "performance_updated",
            {"trade_ids": named, "closed": any(trades.values())},
        )

    return deliver
