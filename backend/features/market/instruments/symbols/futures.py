"""Futures: the table of contracts, and the many ways in which platforms write a root and its month."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from backend.features.market.instruments.contract_terms import (
    CHICAGO,
    NEW_YORK,
    Impossible,
    Instrument,
    InstrumentKind,
    Notation,
    Outcome,
    SymbolReading,
)
from backend.features.market.instruments.symbols.table_files import rows_of

LETTERS = "FGHJKMNQUVXZ"
MONTH_NAMES = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
FURTHEST_YEARS = 12  # no product lists months further ahead: crude oil and SOFR go about ten years
_PIVOT_YEAR = 70  # two digits from here on are of the last century

_NOTATIONS = {
    "dec": Notation.DECIMAL,
    "32": Notation.THIRTY_SECONDS,
    "32h": Notation.HALF_THIRTY_SECONDS,
    "32q": Notation.QUARTER_THIRTY_SECONDS,
    "32e": Notation.EIGHTH_THIRTY_SECONDS,
    "8": Notation.EIGHTHS,
}
_ZONES = {"XEUR": "Europe/Berlin", "IFUS": NEW_YORK} | dict.fromkeys(
    ("IFEU", "IFLL", "IFLX"), "Europe/London"
)  # CME Group and Cboe tell hours in Chicago's time, energy and metals too
CME_GROUP = frozenset(("XCME", "XCBT", "XNYM", "XCEC"))
_ICE = frozenset(("IFUS", "IFEU", "IFLL", "IFLX"))
EXCHANGE_PREFIXES = (
    dict.fromkeys(
        """CME CME_MINI CME_DL CBOT CBOT_MINI NYMEX NYMEX_MINI NYM COMEX COMEX_MINI CMX CBT GLOBEX XCME XCBT XNYM
        XCEC""".split(),
        CME_GROUP,
    )
    | dict.fromkeys(
        "ICE ICEUS ICEEU ICEEUR ICEUSD NYBOT NYB IFUS IFEU IFLL IFLX ICEEUFX ICESOFT IPE".split(),
        _ICE,
    )
    | dict.fromkeys("CFE CBOE CBOE_FUTURES CBF XCBF".split(), frozenset(("XCBF",)))
    | dict.fromkeys("EUREX DTB XEUR".split(), frozenset(("XEUR",)))
)
"""Exchanges of futures as platforms write them, each with those of its group."""

_ENDING = "|".join(sorted(EXCHANGE_PREFIXES, key=len, reverse=True))
_DECORATED = re.compile(
    rf"(.{{1,24}}?)(?:(?:[-.:]|_FUT_)(?:{_ENDING})| (?:INDEX|COMDTY|CURNCY))", re.ASCII
)
_CODED = re.compile(
    r"(?P<root>[A-Z0-9]{1,5}?) ?(?P<month>[FGHJKMNQUVXZ])(?P<year>20\d{2}|\d{1,2})", re.ASCII
)
_NUMBERED = re.compile(
    r"(?P<root>[A-Z0-9]{1,5}) (?P<month>0[1-9]|1[0-2])[-/](?P<year>20\d{2}|\d{2})", re.ASCII
)
_NAMED = re.compile(
    rf"(?P<root>[A-Z0-9]{{1,5}}?)[ ]?(?P<month>{'|'.join(MONTH_NAMES)})[ '-]?(?P<year>20\d{{2}}|\d{{2}})",
    re.ASCII,
)
_CONTINUOUS = re.compile(r"(?P<root>[A-Z0-9]{1,5}?)(?:[1-9]!|=F|#C?)", re.ASCII)


def _instrument(row: list[str]) -> Instrument:
    root, exchange, name, multiplier, tick, currency, notation, group, family = row[:9]
    months, price_step, flags = row[9:12]
    return Instrument(
        symbol=f"/{root}" if "/" in flags else root,
        name=name,
        kind=InstrumentKind.FUTURE,
        multiplier=Decimal(multiplier),
        tick_size=Decimal(tick),
        currency=currency,
        unit="contract",
        family=family,
        zone=_ZONES.get(exchange, CHICAGO),
        calendar=group,
        exchange=exchange,
        ticker=root,
        notation=_NOTATIONS[notation],
        price_step=Decimal(price_step or tick),
        lot_step=Decimal(1),
        may_be_negative="n" in flags,
        months=months,
    )


FUTURES: dict[str, Instrument] = {row[0]: _instrument(row) for row in rows_of("futures")}
"""The futures that the product knows, by root."""

_ALIASES = {"YC": "XC", "YW": "XW", "YK": "XK"}  # the small grains as brokers call them


def read(text: str, exchanges: frozenset[str] | None = None, *, marked: bool = False) -> Outcome:
    """What a text says as a future, `ES`, `ESZ6`, `ES1!`, `ES 12-26`; null where it is none.

    Args:
        text: upper case, without a mark or prefix.
        exchanges: those that were named; null for any.
        marked: it was written as a future, so that a root which is another thing's name is meant.
    """
    decorated = _DECORATED.fullmatch(text)
    if decorated is not None:
        return read(decorated[1], exchanges, marked=True)
    bare = _listed(text, exchanges)
    if bare is not None:
        is_meant = marked or not bare.symbol.startswith("/")
        return SymbolReading(bare) if is_meant else None
    for form in (_CONTINUOUS, _CODED, _NUMBERED, _NAMED):
        match = form.fullmatch(text)
        future = _listed(match["root"], exchanges) if match else None
        if match is not None and future is not None:
            return SymbolReading(future) if form is _CONTINUOUS else _of_month(future, match)
    return None


def _listed(root: str, exchanges: frozenset[str] | None) -> Instrument | None:
    future = FUTURES.get(_ALIASES.get(root, root))
    if future is None or (exchanges is not None and future.exchange not in exchanges):
        return None
    return future


def _of_month(future: Instrument, match: "re.Match[str]") -> Outcome:
    month = match["month"]
    if month.isdigit():
        month = LETTERS[int(month) - 1]
    elif len(month) > 1:
        month = LETTERS[MONTH_NAMES.index(month)]
    if month in future.months:
        return SymbolReading(future, month, match["year"])
    name = MONTH_NAMES[LETTERS.index(month)].capitalize()
    return Impossible(
        f"{future.ticker} ({future.name}) has no contract of {name}; its months are {months_of(future)}.",
        (future,),
    )


def month_parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Ways to cut a text into a root, the letter of a month and a year, whether or not the root is known."""
    for digits in (1, 2, 4):
        root, letter, year = text[: -digits - 1], text[-digits - 1 : -digits], text[-digits:]
        is_year = year.isascii() and year.isdigit() and (digits < 4 or year.startswith("20"))
        if root and letter and letter in LETTERS and is_year:
            yield root.lstrip("/@"), letter, year


def months_of(future: Instrument) -> str:
    """The months that a future can have, in words."""
    return ", ".join(MONTH_NAMES[LETTERS.index(letter)].capitalize() for letter in future.months)


def contract_month(month: str, year: str, today: date) -> date:
    """The first day of a contract month; a year of one digit is the one that is nearest to a day.

    Args:
        month: its letter.
        year: one, two or four digits.
        today: the day that "nearest" is told from, for instance that of the fill.
    """
    number = LETTERS.index(month) + 1
    if len(year) == 4:
        return date(int(year), number, 1)
    if len(year) == 2:
        return date(int(year) + (2000 if int(year) < _PIVOT_YEAR else 1900), number, 1)
    decade = today.year - today.year % 10
    days = [date(decade + shift + int(year), number, 1) for shift in (-10, 0, 10)]
    return min(days, key=lambda day: abs(day - today))


def month_code(month: date) -> str:
    """A contract month as traders write it: `Z26`."""
    return f"{LETTERS[month.month - 1]}{month:%y}"
