"""The words of a trader's own record: what questions may name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.types import In
from backend.features.market.instruments.models import OwnInstrument
from backend.features.record.performance.cache import cached_report
from backend.features.record.trades.accounts.models import Account
from backend.features.record.trades.models import Strategy, Trade, TradeStatus, TradeType

MOST_WORDS = 1000  # of a kind, the most frequent first


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the trader has; of trades the most frequent first.

    Attributes:
        instruments: symbols that were traded.
        own_instruments: symbols that the trader described.
        last_session: the last session day on which a real trade was closed; null where none was.
    """

    setups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    own_instruments: tuple[str, ...] = ()
    last_session: date | None = None


class StoredWords(TypedDict):
    """The words of trades, as they are kept."""

    setups: list[str]
    tags: list[str]
    emotions: list[str]
    instruments: list[str]
    last_session: str | None


def vocabulary(session: Session, user_id: UUID, *, now: datetime) -> Vocabulary:
    """The trader's own words; those of trades are kept until the record changes."""

    def compute(_version: int) -> StoredWords:
        return _words_of_trades(session, user_id)

    words = cached_report(session, user_id, "words", In(), now=now, compute=compute)
    return Vocabulary(
        setups=tuple(words["setups"]),
        tags=tuple(words["tags"]),
        emotions=tuple(words["emotions"]),
        instruments=tuple(words["instruments"]),
        accounts=_names(session, select(Account.name).where(Account.user_id == user_id)),
        strategies=_names(session, select(Strategy.name).where(Strategy.user_id == user_id)),
        own_instruments=_names(
            session, select(OwnInstrument.symbol).where(OwnInstrument.user_id == user_id)
        ),
        last_session=_day(words["last_session"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _names(session: Session, statement: Select[str]) -> tuple[str, ...]:
    return tuple(sorted(session.scalars(statement)))


_COLUMNS: Mapping[str, InstrumentedAttribute[str] | InstrumentedAttribute[str | None]] = {
    "setups": Trade.setup,
    "emotions": Trade.emotional_state,
    "instruments": Trade.instrument,
}


def _words_of_trades(session: Session, user_id: UUID) -> StoredWords:
    words = {
        name: _frequent(session, user_id, select(column.label("word")))
        for name, column in _COLUMNS.items()
    }
    is_closed = (Trade.status == TradeStatus.CLOSED, Trade.trade_type == TradeType.REAL)
    statement = select(func.max(Trade.exit_day)).where(Trade.user_id == user_id, *is_closed)
    last = session.scalar(statement)
    tags = _frequent(session, user_id, select(func.unnest(Trade.pattern_tags).label("word")))
    return StoredWords(
        setups=words["setups"],
        tags=tags,
        emotions=words["emotions"],
        instruments=words["instruments"],
        last_session=None if last is None else last.isoformat(),
    )


def _frequent(
    session: Session, user_id: UUID, words: Select[str] | Select[str | None]
) -> list[str]:
    rows = words.where(Trade.user_id == user_id).subquery().c
    statement = (
        select(rows.word)
        .where(rows.word.is_not(None))
        .group_by(rows.word)
        .order_by(func.count().desc(), rows.word)
        .limit(MOST_WORDS)
    )
    return list(session.scalars(statement))
