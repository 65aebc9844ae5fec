"""Exchange rates as the trader gives them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem, Invalid
from backend.core.events import News
from backend.features.record.trades import conversion, record_version
from backend.features.record.trades.accounts.models import CurrencyRate
from backend.features.record.trades.accounts.schemas import GiveRate
from backend.features.record.trades.errors import RateNotFound
from backend.features.record.trades.trade_history import derive_again

MOST_SHOWN = 1000


class SameCurrency(Invalid):
    """A currency is always worth one of itself."""

    code = "rate.same_currency"
    detail = "Base and quote are the same currency."


def list_rates(session: Session, user_id: UUID) -> Sequence[CurrencyRate]:
    """The latest thousand, latest day first."""
    statement = select(CurrencyRate).where(CurrencyRate.user_id == user_id)
    ordered = statement.order_by(CurrencyRate.day.desc(), CurrencyRate.base, CurrencyRate.quote)
    return session.scalars(ordered.limit(MOST_SHOWN)).all()


def give_rate(
    session: Session,
    user_id: UUID,
    body: GiveRate,
    *,
    news: News,
    now: datetime,
) -> CurrencyRate:
    """Give or correct the rate of a day; trades that it touches are converted anew.

    Raises:
        SameCurrency
    """
    if body.base == body.quote:
        raise SameCurrency(errors=(FieldProblem("quote", SameCurrency.detail, SameCurrency.code),))
    row = {
        "user_id": user_id,
        "base": body.base,
        "quote": body.quote,
        "day": body.day,
        "rate": body.rate,
    }
    statement = insert(CurrencyRate).values(
        **row,
        created_at=now,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "base", "quote", "day"],
            set_={"rate": body.rate, "created_at": now},
        )
    )
    _convert(session, user_id, (body.base, body.quote, body.day), news, now)
    return session.get_one(CurrencyRate, (user_id, body.base, body.quote, body.day))


def remove_rate(
    session: Session,
    user_id: UUID,
    base: str,
    quote: str,
    day: date,
    *,
    news: News,
    now: datetime,
) -> None:
    """Take a rate back; trades that it touched are converted anew.

    Raises:
        RateNotFound
    """
    statement = delete(CurrencyRate).where(
        CurrencyRate.user_id == user_id,
        CurrencyRate.base == base,
        CurrencyRate.quote == quote,
        CurrencyRate.day == day,
    )
    removed = session.execute(statement.returning(1)).all()
    if not removed:
        raise RateNotFound
    _convert(session, user_id, (base, quote, day), news, now)


def _convert(
    session: Session,
    user_id: UUID,
    rate: tuple[str, str, date],
    news: News,
    now: datetime,
) -> None:
    """Everything that the rate of a day can touch: also what was charged in one of its currencies."""
    trade_ids = conversion.charged_in(session, user_id, *rate)
    derive_again(session, user_id, trade_ids, news=news, now=now)
    conversion.convert_pair(session, user_id, *rate)
    record_version.bump(session, user_id)
