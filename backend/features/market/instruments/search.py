"""Looking for instruments: the table of futures by pages, and everything that fits words."""

import base64
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.paging import BadCursor
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.market.instruments.contract_terms import Instrument
from backend.features.market.instruments.models import OwnInstrument
from backend.features.market.instruments.schemas import (
    InstrumentFilter,
    InstrumentOut,
    Instruments,
    MeaningOut,
    OwnInstrumentOut,
)
from backend.features.market.instruments.symbols import candidates
from backend.features.market.instruments.symbols.futures import FUTURES, month_code


def find(session: Session, user_id: UUID, query: InstrumentFilter) -> Instruments:
    """A page of what fits: own instruments on the first one, then the product's.

    Raises:
        BadCursor
    """
    start = _place(query.cursor)
    fitting = _known(query.q)
    page = list(islice(fitting, start, start + query.limit + 1))
    has_more = len(page) > query.limit
    own = custom_instruments.list_own(session, user_id) if start == 0 else ()
    return Instruments(
        own=[own_out(row) for row in _fitting(own, query.q)],
        known=[InstrumentOut.model_validate(instrument) for instrument in page[: query.limit]],
        next_cursor=_cursor(start + query.limit) if has_more else None,
    )


def meaning(session: Session, user_id: UUID, text: str, *, today: date) -> MeaningOut:
    """What a text names for a user.

    Raises:
        UnknownInstrument
    """
    identified = custom_instruments.identify_for(session, user_id, text, today=today)
    instrument, month = identified.instrument, identified.month
    return MeaningOut(
        text=text,
        instrument=InstrumentOut.model_validate(instrument),
        is_own=instrument.family.startswith("own:"),
        contract=f"{instrument.ticker}{month_code(month)}" if month else None,
        contract_month=month,
    )


def own_out(row: OwnInstrument) -> OwnInstrumentOut:
    """An own instrument as it is shown."""
    terms = InstrumentOut.model_validate(custom_instruments.described(row)).model_dump()
    return OwnInstrumentOut(**terms, id=row.id, created_at=row.created_at)


def _fitting(own: Sequence[OwnInstrument], words: str | None) -> Iterable[OwnInstrument]:
    if words is None:
        return own
    needle = words.strip().lower()
    return (row for row in own if needle in row.symbol.lower() or needle in row.name.lower())


def _known(words: str | None) -> Iterable[Instrument]:
    """The futures, or what words name, begin or are part of."""
    if words is None:
        return FUTURES.values()
    exact = instruments.resolve(words)
    first = [exact] if exact else []
    start = candidates.core_of(words)
    hits = (*first, *candidates.by_symbol(start), *candidates.by_name(words.strip()))
    return {instrument.symbol: instrument for instrument in hits}.values()


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"from {place}".encode()).decode().rstrip("=")


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, place = base64.urlsafe_b64decode(f"{cursor}==").decode().split(" ")
        start = int(place)
    except ValueError:
        raise BadCursor from None
    if word != "from" or start < 0:
        raise BadCursor
    return start
