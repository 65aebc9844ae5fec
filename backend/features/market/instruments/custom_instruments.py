"""Which contract a symbol means for a user: their own first, then the product's. And use cases of own ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import constraint_of
from backend.core.errors import FieldProblem
from backend.core.rows import NameTaken, TooMany, owned
from backend.features.market.instruments import instruments
from backend.features.market.instruments.errors import InstrumentNotFound, UnknownInstrument
from backend.features.market.instruments.instruments import TURNS_AT_17, Instrument, InstrumentKind
from backend.features.market.instruments.models import OwnInstrument
from backend.features.market.instruments.schemas import DescribeInstrument

MOST_OWN = 500
ROUND_THE_CLOCK = (
    InstrumentKind.FUTURE,
    InstrumentKind.FX,
    InstrumentKind.METAL,
)  # their day turns at 17:00 where no calendar is named


def symbol_of(text: str) -> str:
    """A symbol as own instruments are kept: upper case, without spaces around."""
    return text.strip().upper()


def contract_for(session: Session, user_id: UUID, text: str) -> Instrument:
    """The contract that a symbol or a trader's word names.

    Raises:
        UnknownInstrument
    """
    statement = _own(user_id).where(OwnInstrument.symbol == symbol_of(text))
    own = session.scalars(statement).one_or_none()
    if own is not None:
        return described(own)
    instrument = instruments.resolve(text)
    if instrument is None:
        problem = FieldProblem("instrument", UnknownInstrument.detail, UnknownInstrument.code)
        raise UnknownInstrument(errors=(problem,))
    return instrument


def contracts_for(session: Session, user_id: UUID, symbols: Sequence[str]) -> dict[str, Instrument]:
    """The contracts that symbols of trades mean now, in one statement; unknown ones are not in it."""
    if not symbols:
        return {}
    contracts = {}
    for symbol in symbols:
        instrument = instruments.resolve(symbol)
        if instrument is not None:
            contracts[symbol] = instrument
    for own in session.scalars(_own(user_id).where(OwnInstrument.symbol.in_(symbols))):
        contracts[own.symbol] = described(own)
    return contracts


def described(own: OwnInstrument) -> Instrument:
    """An own instrument as every other one."""
    family = f"own:{own.symbol}"
    return Instrument(
        own.symbol,
        own.name,
        InstrumentKind(own.kind),
        own.multiplier,
        own.tick_size,
        own.currency,
        own.unit,
        family,
        own.zone,
        own.calendar,
    )


def list_own(session: Session, user_id: UUID) -> Sequence[OwnInstrument]:
    """The user's own instruments by symbol."""
    return session.scalars(_own(user_id).order_by(OwnInstrument.symbol)).all()


def describe(
    session: Session,
    user_id: UUID,
    body: DescribeInstrument,
    *,
    now: datetime,
) -> OwnInstrument:
    """Add an instrument. Trades that were logged before keep the terms that they had.

    Raises:
        NameTaken: there is one of this symbol.
        TooMany
    """
    symbol = symbol_of(body.symbol)
    if len(list_own(session, user_id)) >= MOST_OWN:
        raise TooMany
    calendar = body.calendar
    if not calendar and body.kind in ROUND_THE_CLOCK:
        calendar = TURNS_AT_17
    instrument = OwnInstrument(
        user_id=user_id,
        **body.model_dump(exclude={"symbol", "name", "calendar"}),
        calendar=calendar or None,
        symbol=symbol,
        name=body.name or symbol,
        created_at=now,
        updated_at=now,
    )
    session.add(instrument)
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) == "uq_own_instruments_user_id_symbol":
            raise NameTaken from None
        raise
    return instrument


def forget(session: Session, user_id: UUID, instrument_id: UUID) -> None:
    """Remove an own instrument; its trades keep their terms.

    Raises:
        InstrumentNotFound
    """
    statement = _own(user_id).where(OwnInstrument.id == instrument_id)
    session.delete(owned(session, statement, InstrumentNotFound))


def _own(user_id: UUID) -> Select[OwnInstrument]:
    return select(OwnInstrument).where(OwnInstrument.user_id == user_id)
