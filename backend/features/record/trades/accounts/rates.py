"""Exchange rates as the trader gives them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.core.errors import FieldProblem, Invalid
from backend.features.record.trades import conversion, record_version
from backend.features.record.trades.accounts.models import CurrencyRate
from backend.features.record.trades.accounts.schemas import GiveRate
from backend.features.record.trades.errors import RateNotFound

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
    _converted(session, user_id, body.base, body.quote, body.day)
    return session.get_one(CurrencyRate, (user_id, body.base, body.quote, body.day))


def remove_rate(
    session: Session,
    user_id: UUID,
    base: str,
    quote: str,
    day: date,
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
    _converted(session, user_id, base, quote, day)


def _converted(
    session: Session,
    user_id: UUID,
    base: str,
    quote: str,
    day: date,
) -> None:
    conversion.convert_pair(session, user_id, base, quote, day)
    record_version.bump(session, user_id)
