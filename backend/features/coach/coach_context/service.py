"""What the coach knows at a moment, read: the slow part from the cache, the rest anew. One reader for a process."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.types import JsonObject
from backend.features.accounts.auth import service as auth
from backend.features.coach.coach_context import cached_part
from backend.features.coach.coach_context.cache import ContextCache
from backend.features.coach.coach_context.context_items import items_of
from backend.features.coach.coach_context.live_part import Moment, read_live_part
from backend.features.coach.coach_context.packing import PackedContext, pack
from backend.features.coach.coach_context.prefetch import ReportPrefetcher
from backend.features.coach.coach_context.views import AnswerSubject, CoachContext
from backend.features.coach.memory.settings import CoachSettings


@dataclass(frozen=True, slots=True)
class ReadContext:
    """Everything that is known, and whether the slow part was at hand."""

    context: CoachContext
    is_cached: bool


class ContextReader:
    """Reads contexts.

    Args:
        provider: who may be told memories; null without one.
        spare: connections on which reports are computed side by side; null: one after the other.
    """

    def __init__(
        self,
        keyring: Keyring,
        *,
        provider: str | None,
        spare: Database | None = None,
    ) -> None:
        self.provider = provider
        self.cache = ContextCache()
        self._keyring = keyring
        self._prefetcher = None if spare is None else ReportPrefetcher(spare)

    def read(
        self,
        session: Session,
        user_id: UUID,
        settings: CoachSettings,
        *,
        words: str,
        subject: AnswerSubject,
        now: datetime,
    ) -> ReadContext:
        """Everything that is known at this moment; it needs a transaction, for reports are kept."""
        user = auth.who_is(session, user_id)
        versions = self._versions(session, user_id, now)
        cached, is_cached = self.cache.at(
            user_id,
            versions,
            lambda: cached_part.read_cached_part(
                session,
                user,
                versions,
                self._keyring,
                self.provider,
                now=now,
            ),
        )
        moment = Moment(session, user, cached, settings, self._keyring, self.provider, now)
        return ReadContext(read_live_part(moment, subject, words), is_cached)

    def prefetch(self, user_id: UUID, *, now: datetime) -> None:
        """Have the reports of a long record computed side by side, where the slow part must be read anew.

        Call it while no transaction is open: it takes connections of its own.
        """
        if self._prefetcher is None:
            return

        def is_at_hand(session: Session) -> bool:
            return self.cache.has(user_id, self._versions(session, user_id, now))

        self._prefetcher.prefetch(user_id, is_at_hand, now=now)

    def _versions(self, session: Session, user_id: UUID, now: datetime) -> JsonObject:
        return cached_part.versions(session, user_id, now) | {"provider": self.provider}


def pack_context(context: CoachContext, budget: int) -> PackedContext:
    """What is known, as statements with their sources, within a budget of tokens."""
    return pack(items_of(context), budget)


def sources_of(context: CoachContext) -> frozenset[str]:
    """Every id by which a sentence can name something that is known."""
    items = {item.id for item in items_of(context)}
    trades = {trade.source for trade in context.cached.trades}
    return frozenset(items | trades)
