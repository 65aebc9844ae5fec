"""The usual hours of product groups, and what exchanges did otherwise on single days: both read from data files."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
Pause = tuple[time, time]


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """Contracts that keep the same hours and holidays.

    Attributes:
        zone: whose wall clock the hours are told by.
        library_name: the calendar of `pandas_market_calendars` that its holidays and short days come from.
    """

    zone: str
    library_name: str


CHICAGO, NEW_YORK, BERLIN = "America/Chicago", "America/New_York", "Europe/Berlin"
PRODUCT_GROUPS = {
    "GLOBEX_EQUITY": ProductGroup(CHICAGO, "CME Globex Equity"),
    "GLOBEX_RATES": ProductGroup(CHICAGO, "CME Globex Fixed Income"),
    "GLOBEX_FX": ProductGroup(CHICAGO, "CMEGlobex_FX"),
    "GLOBEX_CRYPTO": ProductGroup(CHICAGO, "CME Globex Crypto"),
    "GLOBEX_ENERGY": ProductGroup(CHICAGO, "CMEGlobex_EnergyAndMetals"),
    "GLOBEX_METALS": ProductGroup(CHICAGO, "CMEGlobex_EnergyAndMetals"),
    "GLOBEX_GRAINS": ProductGroup(CHICAGO, "CMEGlobex_Grains"),
    "GLOBEX_LIVESTOCK": ProductGroup(CHICAGO, "CMEGlobex_Livestock"),
    "CFE_VOLATILITY": ProductGroup(CHICAGO, "CFE"),
    "ICE_SOFTS": ProductGroup(NEW_YORK, "ICE"),
    "ICE_ENERGY": ProductGroup(NEW_YORK, "ICE"),
    "ICE_FINANCIAL": ProductGroup(NEW_YORK, "ICE"),
    "EUREX": ProductGroup(BERLIN, "EUREX_Bond"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """When sessions open: at a time of their day, or of the day before."""

    clock: time
    is_day_before: bool


@dataclass(frozen=True, slots=True)
class TradingHours:
    """The usual hours of a group from a session on.

    Attributes:
        opens: null where a session opens as soon as the one before is over.
        monday: the opening of the week, where it is another.
        turns: when the next day begins; what is reported between the close and this is the day's.
    """

    since: date
    opens: Opening | None
    monday: Opening | None
    closes: time
    turns: time
    pauses: tuple[Pause, ...]


class DayKind(StrEnum):
    """What an exchange did on a day."""

    CLOSED = "closed"
    REGULAR = "regular"
    UNTIL = "until"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class HoursCorrection:
    """A day that an exchange kept otherwise than the library says; a clock where it closed early or opened late."""

    day: date
    kind: DayKind
    clock: time | None


@cache
def hours_of(calendar: str, product: str = "") -> Sequence[TradingHours]:
    """The hours of a group, or of a product that has its own, from the first to the latest."""
    lines = _hours().get((calendar, product)) or _hours()[calendar, ""]
    return sorted(lines, key=lambda hours: hours.since)


def has_own_hours(calendar: str, product: str) -> bool:
    """Whether a product trades at other hours than its group."""
    return (calendar, product) in _hours()


def corrections_of(calendar: str) -> Sequence[HoursCorrection]:
    """What the exchange did otherwise than the library says, in the order in which it counts."""
    return _corrections().get(calendar, [])


@cache
def _hours() -> Mapping[tuple[str, str], Sequence[TradingHours]]:
    table = defaultdict(list)
    for row in _rows("trading_hours.csv"):
        hours = TradingHours(
            since=date.fromisoformat(row["since"]),
            opens=_opening(row["opens"]),
            monday=_opening(row["monday"]),
            closes=time.fromisoformat(row["closes"]),
            turns=time.fromisoformat(row["turns"]),
            pauses=tuple(_pause(pause) for pause in row["pauses"].split()),
        )
        for product in row["products"].split() or [""]:
            table[row["calendar"], product].append(hours)
    return dict(table)


@cache
def _corrections() -> Mapping[str, Sequence[HoursCorrection]]:
    table: dict[str, list[HoursCorrection]] = defaultdict(list)
    for row in _rows("corrections.csv"):
        kind, _, clock = row["session"].partition(" ")
        for calendar in row["calendars"].split():
            table[calendar] += [
                HoursCorrection(
                    date.fromisoformat(day),
                    DayKind(kind),
                    time.fromisoformat(clock) if clock else None,
                )
                for day in row["dates"].split()
            ]
    return dict(table)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _opening(text: str) -> Opening | None:
    if text in {"", "close"}:
        return None
    return Opening(time.fromisoformat(text.removeprefix("-")), text.startswith("-"))


def _pause(text: str) -> Pause:
    first, last = text.split("-")
    return time.fromisoformat(first), time.fromisoformat(last)
