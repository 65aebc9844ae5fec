"""How the rulebook reacts to news of the record."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.clock import Clock
from backend.core.db import Database, acting_for
from backend.core.events import News
from backend.features.record.rulebook import session_state, trade_checks, versions
from backend.features.record.trades import queries as trades
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.events import RecordWillShrink


class Watch:
    """Draws from a changed record what it calls for, for traders who gave themselves rules."""

    def __init__(self, database: Database, news: News, clock: Clock) -> None:
        self._database = database
        self._news = news
        self._clock = clock

    def look(self, user_id: UUID, changed: Mapping[UUID, bool]) -> None:
        """Soon after the record changed: the state of the session, and the limits that the changed trades kept."""
        now = self._clock()
        with self._database.transaction(acting_for(user_id)) as session:
            if not self._has_rules(session, user_id):
                return
            session_state.tell(session, user_id, news=self._news, now=now)
            for trade_id in trades.owned(session, user_id, list(changed)):
                with suppress(TradeNotFound):  # it was deleted meanwhile; the others are looked at
                    trade_checks.check_trade(session, user_id, trade_id, now=now)

    def before_it_shrinks(self, session: Session, news: RecordWillShrink) -> None:
        """What is about to be taken out of the record has called for what it called for."""
        if self._has_rules(session, news.user_id):
            stands = versions.standing(session, news.user_id, news.at)
            session_state.refresh(session, news.user_id, stands, news=self._news, now=news.at)

    def _has_rules(self, session: Session, user_id: UUID) -> bool:
        return bool(session.scalar(select(trade_checks.has_rules(user_id))))
