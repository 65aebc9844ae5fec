"""The month of a future that is spoken beside its name: "December gold", "corn, march", "the jan contract". Pure."""

from datetime import date

from backend.features.coach.ideas.words.months import MONTHS
from backend.features.coach.ideas.words.pieces import InstrumentName, PieceRow
from backend.features.market.instruments.instruments import InstrumentKind, resolve

_LETTERS = "FGHJKMNQUVXZ"
_BETWEEN = frozenset(", ( the in for contract futures future".split())
_REACH = 3  # pieces between the name and its month


def with_month(
    row: PieceRow, name: InstrumentName, places: frozenset[int], today: date
) -> tuple[InstrumentName, frozenset[int]]:
    """The contract of the month that is named beside a future, and the places of both; the same where none is."""
    contract = name.instrument
    is_future = contract is not None and contract.kind is InstrumentKind.FUTURE
    if contract is None or not is_future or name.symbol not in (contract.symbol, contract.ticker):
        return name, places
    for place in sorted(places):
        month_there = _month_near(row, place)
        if month_there is None:
            continue
        at, month = month_there
        letter = _LETTERS[month - 1]
        year = today.year if month >= today.month else today.year + 1
        symbol = f"{contract.symbol}{letter}{year % 10}"
        if letter in (contract.months or _LETTERS) and resolve(symbol) is not None:
            return InstrumentName(contract, symbol), places | {at}
    return name, places


def _month_near(row: PieceRow, place: int) -> tuple[int, int] | None:
    """Where a month stands right before or behind a name, and which it is."""
    before = MONTHS.get(row.text(place - 1))
    if before is not None:
        return place - 1, before
    for at in range(place + 1, place + 2 + _REACH):
        month = MONTHS.get(row.text(at))
        if month is not None and (row.text(at) != "may" or _is_capital(row, at)):
            return at, month
        if row.text(at) not in _BETWEEN:
            return None
    return None


def _is_capital(row: PieceRow, place: int) -> bool:
    return row.pieces[place].written[:1].isupper()
