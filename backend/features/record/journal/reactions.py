"""How the journal reacts to news of the record."""

from sqlalchemy.orm import Session

from backend.features.record.journal import check_ins
from backend.features.record.trades.events import RecordWillShrink
from backend.features.record.trades.models import TradeType


def lock_check_in(session: Session, news: RecordWillShrink) -> None:
    """A check-in that the day's first trade has locked stays locked when that trade goes."""
    if news.trade_type == TradeType.REAL:
        check_ins.lock_day(session, news.user_id, news.entry_day, now=news.at)
