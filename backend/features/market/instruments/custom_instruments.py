"""Which contract a symbol means for a user: their own first, then the product's. And use cases of own ones."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import constraint_of
from backend.core.rows import TooMany, owned
from backend.features.market.instruments import instruments
from backend.features.market.instruments.contract_terms import (
    TURNS_AT_17,
    Identified,
    Impossible,
    Instrument,
    InstrumentKind,
    Notation,
    SymbolReading,
    Unknown,
)
from backend.features.market.instruments.errors import (
    InstrumentExists,
    InstrumentNotFound,
    unknown_instrument,
)
from backend.features.market.instruments.models import OwnInstrument
from backend.features.market.instruments.schemas import DescribeInstrument
from backend.features.market.instruments.symbols import futures

MOST_OWN = 500
ROUND_THE_CLOCK = (
    InstrumentKind.FUTURE,
    InstrumentKind.FX,
    InstrumentKind.METAL,
    InstrumentKind.CFD,
    InstrumentKind.SPREAD,
)  # their day turns at 17:00 where no calendar is named
_NAMES: BindParameter[str] = bindparam("names", expanding=True)
# Built once: every check of a trade asks it.
_MEANT = (
    select(OwnInstrument)
    .where(
        OwnInstrument.user_id == bindparam("user_id"),
        or_(OwnInstrument.symbol.in_(_NAMES), OwnInstrument.ticker.in_(_NAMES)),
    )
    .order_by(OwnInstrument.symbol)
)
_UNIQUE = (
    "uq_own_instruments_user_id_symbol",
    "uq_own_instruments_user_id_kind_exchange_ticker",
)


def symbol_of(text: str) -> str:
    """A symbol as own instruments are kept: upper case, without spaces around."""
    return text.strip().upper()


def own_names(text: str) -> list[str]:
    """Under which symbols or tickers an own instrument could be meant: as written, and without a contract month."""
    return [symbol_of(text), *(root for root, _, _ in futures.month_parts(symbol_of(text)))]


def contract_for(session: Session, user_id: UUID, text: str) -> Instrument:
    """The contract that a symbol or a trader's word names.

    Raises:
        UnknownInstrument: its problem document has the candidates.
    """
    own = _own_reading(session, user_id, text)
    if own is not None:
        return own.instrument
    instrument = instruments.resolve(text)
    if instrument is None:
        raise unknown_instrument(_explained(session, user_id, text))
    return instrument


def identify_for(session: Session, user_id: UUID, text: str, *, today: date) -> Identified:
    """What a symbol names for a user, with its contract month: their own instruments go first.

    Args:
        session: of the user.
        user_id: whose own instruments count.
        text: as it was written.
        today: the day that a year of one digit is read from, for instance that of the first fill.

    Raises:
        UnknownInstrument: its problem document has the candidates.
    """
    own = _own_reading(session, user_id, text)
    if own is not None:
        month = futures.contract_month(own.month, own.year, today) if own.month else None
        return Identified(own.instrument, month, text)
    outcome = instruments.identify(text, today=today)
    if isinstance(outcome, Identified):
        return outcome
    if instruments.resolve(text) is None:
        outcome = _explained(session, user_id, text)
    raise unknown_instrument(outcome)


def _own_reading(session: Session, user_id: UUID, text: str) -> SymbolReading | None:
    """An own instrument by its symbol or ticker, an own future also with the code of a month behind it.

    Raises:
        UnknownInstrument: several have the ticker.
    """
    parts = {root: (letter, year) for root, letter, year in futures.month_parts(symbol_of(text))}
    own = _meant(session, user_id, own_names(text))
    exact = [row for row in own if symbol_of(text) in (row.symbol, row.ticker)]
    if exact:
        return SymbolReading(_the_one(text, exact))
    rooted = [row for row in own if row.kind == InstrumentKind.FUTURE]
    if not rooted:
        return None
    future = _the_one(text, rooted)
    letter, year = parts.get(future.ticker) or parts[future.symbol]
    return SymbolReading(future, letter, year)


def _meant(session: Session, user_id: UUID, names: Sequence[str]) -> Sequence[OwnInstrument]:
    return session.scalars(_MEANT, {"user_id": user_id, "names": list(names)}).all()


def _the_one(text: str, rows: Sequence[OwnInstrument]) -> Instrument:
    """The own instrument that is meant: by its symbol, or by a ticker that no other one has.

    Raises:
        UnknownInstrument: several have the ticker.
    """
    by_symbol = [row for row in rows if row.symbol == symbol_of(text)]
    if by_symbol or len(rows) == 1:
        return described((by_symbol or rows)[0])
    reason = (
        f"Several of your own instruments are called {symbol_of(text)}. Name it with its exchange."
    )
    outcome = Impossible(reason, tuple(described(row) for row in rows))
    raise unknown_instrument(instruments.unknown(text, outcome))


def _explained(session: Session, user_id: UUID, text: str) -> Unknown:
    """Why a text names nothing, near own instruments among the candidates."""
    own = tuple(described(row) for row in list_own(session, user_id))
    return instruments.explain(text, own)


def contracts_for(session: Session, user_id: UUID, symbols: Sequence[str]) -> dict[str, Instrument]:
    """The contracts that symbols of trades mean now, in one statement; unknown ones are not in it."""
    known = {
        symbol: instrument
        for symbol in symbols
        if (instrument := instruments.resolve(symbol)) is not None
    }
    if not symbols:
        return known
    own = session.scalars(_own(user_id).where(OwnInstrument.symbol.in_(symbols)))
    return known | {instrument_row.symbol: described(instrument_row) for instrument_row in own}


def keys_for(session: Session, user_id: UUID, text: str) -> set[str]:
    """Symbols of trades that a word in a filter can mean: own instruments of that name, and the product's."""
    own = {row.symbol for row in _meant(session, user_id, [symbol_of(text)])}
    known = instruments.resolve(text)
    return own | {symbol_of(text)} | ({known.symbol} if known else set())


def described(own: OwnInstrument) -> Instrument:
    """An own instrument as every other one."""
    kind = InstrumentKind(own.kind)
    return Instrument(
        symbol=own.symbol,
        name=own.name,
        kind=kind,
        multiplier=own.multiplier,
        tick_size=own.tick_size,
        currency=own.currency,
        unit=own.unit,
        family=f"own:{own.symbol}",
        zone=own.zone,
        calendar=own.calendar,
        exchange=own.exchange or None,
        ticker=own.ticker,
        notation=Notation(own.notation),
        price_step=own.tick_size / 10 if kind is InstrumentKind.FX else own.tick_size,
        lot_step=own.lot_step,
        may_be_negative=own.may_be_negative,
        months=futures.LETTERS if kind is InstrumentKind.FUTURE else "",
        expiry=own.expiry,
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
        InstrumentExists: there is one of this kind, exchange and ticker.
        TooMany
    """
    ticker, exchange = symbol_of(body.symbol), (body.exchange or "").upper()
    own = list_own(session, user_id)
    if len(own) >= MOST_OWN:
        raise TooMany
    may_be_negative = body.may_be_negative
    if may_be_negative is None:
        may_be_negative = body.kind is InstrumentKind.SPREAD
    instrument = OwnInstrument(
        user_id=user_id,
        **body.model_dump(
            exclude={"symbol", "exchange", "name", "calendar", "may_be_negative"},
        ),
        calendar=body.calendar or (TURNS_AT_17 if body.kind in ROUND_THE_CLOCK else None),
        symbol=_key(ticker, exchange, body.kind, own),
        ticker=ticker,
        exchange=exchange,
        may_be_negative=may_be_negative,
        name=body.name or ticker,
        created_at=now,
        updated_at=now,
    )
    session.add(instrument)
    try:
        session.flush()
    except IntegrityError as error:
        if constraint_of(error) in _UNIQUE:
            raise InstrumentExists from None
        raise
    return instrument


def _key(ticker: str, exchange: str, kind: InstrumentKind, own: Sequence[OwnInstrument]) -> str:
    """The symbol of an identity: with the kind only where another kind has taken it."""
    key = f"{exchange}:{ticker}" if exchange else ticker
    if any(row.symbol == key and row.kind != kind for row in own):
        return f"{kind.upper()}:{key}"
    return key


def forget(session: Session, user_id: UUID, instrument_id: UUID) -> None:
    """Remove an own instrument; its trades keep their terms.

    Raises:
        InstrumentNotFound
    """
    statement = _own(user_id).where(OwnInstrument.id == instrument_id)
    session.delete(owned(session, statement, InstrumentNotFound))


def _own(user_id: UUID) -> Select[OwnInstrument]:
    return select(OwnInstrument).where(OwnInstrument.user_id == user_id)
