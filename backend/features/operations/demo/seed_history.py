"""Writes the history of the demo account, chapter by chapter."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.core.events import News
from backend.features.coach.nudges import service as nudges
from backend.features.content.media.service import Links
from backend.features.operations.demo.context import Progress, Stage
from backend.features.operations.demo.seed_data import ACCOUNTS
from backend.features.operations.demo.steps import CHAPTERS, Chapter
from backend.features.operations.demo.trader import span
from backend.features.record.plans import trade_linking
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.events import TradeChanged, TradeClosed
from backend.quant.behaviour.record import TradeKind

YEAR = timedelta(days=365)
LONGEST = timedelta(hours=1)  # of writing; meanwhile nobody speaks of a record that is half there


class DemoHistory:
    """A year of a made-up trader, for one account.

    Args:
        database: where it is written.
        keyring: encrypts the journal.
        links: of images, for what use cases show.
        progress: how far it is, and whether this writer may still write.
        chapters: what is written, in order.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        links: Links,
        progress: Progress,
        chapters: Sequence[Chapter] = CHAPTERS,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._links = links
        self._progress = progress
        self._chapters = chapters

    def write(self, user_id: UUID, *, now: datetime, since: date | None = None) -> None:
        """Write what is missing, up to the last session that is over.

        Args:
            user_id: the demo trader.
            now: the real time.
            since: the first day of a new history; a year ago if nothing is said. One that was begun keeps its own.
        """
        start = self._begun(user_id) or since or (now - YEAR).date()
        stage = Stage(
            self._database,
            user_id,
            self._keyring,
            self._links,
            news_of(),
            span(start, now),
            now,
            self._progress,
        )
        with stage.writing() as session:
            nudges.look_at(session, user_id, at=now + LONGEST, now=now)
        for chapter in self._chapters:
            self._progress.begin(chapter.name)
            chapter.write(stage)

    def _begun(self, user_id: UUID) -> date | None:
        """The first day of a history that was begun: that of its account."""
        with self._database.reading(acting_for(user_id)) as session:
            statement = select(Account.created_at).where(
                Account.user_id == user_id,
                Account.name == ACCOUNTS[TradeKind.REAL],
            )
            created_at = session.scalars(statement).one_or_none()
        if created_at is None:
            return None
        return created_at.astimezone(UTC).date()


def news_of() -> News:
    """What must follow a trade in its transaction, and nothing that tells anybody."""
    news = News()
    news.subscribe(TradeChanged, trade_linking.rescore)
    news.subscribe(TradeClosed, trade_linking.rescore)
    return news
