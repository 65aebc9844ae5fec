"""How the front room reacts to news from below."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.features.auth.events import SessionsRevoked
from backend.features.chat.ports import Push
from backend.features.trades.events import TradeChanged, TradeClosed


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


def refresh_dashboards(push: Push) -> Callable[[Session, TradeClosed | TradeChanged], None]:
    """Open dashboards hear that the record changed."""

    def react(session: Session, news: TradeClosed | TradeChanged) -> None:
        payload = {"trade_id": str(news.trade_id), "closed": isinstance(news, TradeClosed)}
        after_commit(session, lambda: push.to_user(news.user_id, "performance_updated", payload))

    return react
