"""Options on US stocks and indices: the OCC's symbol, and how platforms write it in words."""

import re
from datetime import date
from decimal import Decimal

from backend.features.market.instruments.contract_terms import (
    NEW_YORK,
    US_STOCKS,
    Impossible,
    Instrument,
    InstrumentKind,
    OptionContract,
    Outcome,
    Right,
    SymbolReading,
)
from backend.features.market.instruments.symbols.futures import FUTURES, MONTH_NAMES

_SHARES = Decimal(100)
_THOUSANDTHS = 1000
_MOST_STRIKE = Decimal(100_000)  # five digits before the point in an OCC symbol
_MONTHS = "|".join(MONTH_NAMES)
_STRIKE = r"\$?(?P<strike>\d{1,5}(?:\.\d{1,3})?)"
_RIGHT = r"(?P<right>C|P|CALL|PUT)"
_ROOT = r"(?P<root>[A-Z]{1,6}\d?)"
_OCC = re.compile(
    rf"(?:O:)?{_ROOT} *(?P<day>\d{{6}})(?P<right>[CP])(?P<thousandths>\d{{8}})", re.ASCII
)
_SHORT = re.compile(rf"[.\-]{_ROOT}(?P<day>\d{{6}})(?P<right>[CP]){_STRIKE}", re.ASCII)
_WRITTEN_DAY = (
    rf"(?:(?P<d1>\d{{1,2}}) ?(?P<m1>{_MONTHS}) ?'?(?P<y1>\d{{4}}|\d{{2}})"
    rf"|(?P<m2>{_MONTHS}) ?(?P<d2>\d{{1,2}}),? ?'?(?P<y2>\d{{4}}|\d{{2}})"
    r"|(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>\d{4}|\d{2})"
    r"|(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2}))"
)
_STRIKE_FIRST = re.compile(rf"{_ROOT} {_WRITTEN_DAY} {_STRIKE} ?{_RIGHT}", re.ASCII)
_RIGHT_FIRST = re.compile(rf"{_ROOT} {_WRITTEN_DAY} {_RIGHT} ?{_STRIKE}", re.ASCII)
_ON_A_FUTURE = re.compile(
    r"(?:\./|/|\.)?(?P<root>[A-Z0-9]{1,4}?)(?:[FGHJKMNQUVXZ]\d{1,2})(?: ?[CP] ?\d[\d.]*| \d[\d.]* ?(?:C|P|CALL|PUT))",
    re.ASCII,
)
_OWN = "Describe it as your own instrument."


def read(text: str) -> Outcome:
    """What a text says as an option; null where it has no form of one."""
    for form in (_OCC, _SHORT, _STRIKE_FIRST, _RIGHT_FIRST):
        match = form.fullmatch(text)
        if match is not None:
            return _option(match)
    future = _ON_A_FUTURE.fullmatch(text)
    if future is None or not (future["root"] in FUTURES or text.startswith("./")):
        return None
    related = (FUTURES[future["root"]],) if future["root"] in FUTURES else ()
    return Impossible(f"Options on futures are not known. {_OWN}", related)


def _option(match: "re.Match[str]") -> Outcome:
    parts = match.groupdict()
    if match["root"][-1].isdigit():
        reason = "An adjusted option delivers something else than 100 shares."
        return Impossible(f"{reason} {_OWN}")
    try:
        expiry = _expiry(parts)
    except ValueError:
        return Impossible("The expiry of this option is no day of the calendar.")
    strike = _strike(parts)
    if not 0 < strike < _MOST_STRIKE:
        return Impossible("The strike of an option is more than 0 and less than 100,000.")
    right = Right.CALL if match["right"].startswith("C") else Right.PUT
    return SymbolReading(option_of(OptionContract(match["root"], expiry, right, strike)))


def _expiry(parts: dict[str, str | None]) -> date:
    code = parts.get("day")
    if code is not None:
        return date(2000 + int(code[:2]), int(code[2:4]), int(code[4:]))
    form = next(number for number in "1234" if parts[f"d{number}"] is not None)
    day, month, year = (parts[f"{letter}{form}"] or "" for letter in "dmy")
    number = int(month) if month.isdigit() else MONTH_NAMES.index(month) + 1
    return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))


def _strike(parts: dict[str, str | None]) -> Decimal:
    thousandths = parts.get("thousandths")
    if thousandths is not None:
        return Decimal(thousandths) / _THOUSANDTHS
    return Decimal(parts["strike"] or 0)


def option_of(terms: OptionContract) -> Instrument:
    """The contract on 100 shares, or on 100 times an index, under its compact OCC symbol."""
    letter = "C" if terms.right is Right.CALL else "P"
    symbol = (
        f"{terms.underlying}{terms.expiry:%y%m%d}{letter}{int(terms.strike * _THOUSANDTHS):08d}"
    )
    strike = format(terms.strike.normalize(), "f")
    return Instrument(
        symbol=symbol,
        name=f"{terms.underlying} {terms.expiry:%Y-%m-%d} {strike} {terms.right}",
        kind=InstrumentKind.OPTION,
        multiplier=_SHARES,
        tick_size=Decimal("0.01"),
        currency="USD",
        unit="contract",
        family=f"stock:{terms.underlying}",
        zone=NEW_YORK,
        calendar=US_STOCKS,
        exchange="OPRA",
        ticker=symbol,
        price_step=Decimal("0.01"),
        lot_step=Decimal(1),
        expiry=terms.expiry,
        option=terms,
    )
