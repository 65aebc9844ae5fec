"""How the front room reacts to news from below."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import after_commit
from backend.features.auth.events import SessionsRevoked
from backend.features.chat.ports import Push
from backend.features.trades.events import TradeChanged, TradeClosed

GATHERED_SECONDS = 0.2
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


class Dashboards:
    """Tells open dashboards that the record changed: changes of a fifth of a second are one push.

    A trader who logs one trade hears of it at once by human measure; an import of thousands costs five pushes a second.
    """

    def __init__(self, push: Push) -> None:
        self._push = push
        self._lock = threading.Lock()
        self._changed: dict[UUID, dict[UUID, bool]] = {}  # user → trade → whether it got its result
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def react(self, session: Session, news: TradeClosed | TradeChanged) -> None:
        """After the commit, soon."""
        after_commit(session, lambda: self._note(news.user_id, news.trade_id, isinstance(news, TradeClosed)))

    def _note(self, user_id: UUID, trade_id: UUID, closed: bool) -> None:
        with self._lock:
            trades = self._changed.setdefault(user_id, {})
            trades[trade_id] = trades.get(trade_id, False) or closed
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dashboards", daemon=True)
                self._thread.start()
        if not self._wanted.is_set():
            self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            time.sleep(GATHERED_SECONDS)
            self._wanted.clear()
            with self._lock:
                changed, self._changed = self._changed, {}
            for user_id, trades in changed.items():
                named = [str(one) for one in list(trades)[-MOST_NAMED:]]
                payload = {"trade_ids": named, "closed": any(trades.values())}
                self._push.to_user(user_id, "performance_updated", payload)
