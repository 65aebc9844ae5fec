"""Markets of random histories: what is traded, in which steps, and which day a moment there belongs to.

Days are those of a plain week (no holiday between 23 February and 31 March 2026), worked out from the clock of the
exchange alone: nothing of the product's calendars is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracles.record_events import DayOf

FIRST_DAY, LAST_DAY = date(2026, 2, 23), date(2026, 3, 31)
MINUTES_OF_THE_DAY = range(
    14 * 60 + 35, 19 * 60 + 55
)  # by UTC: New York's session, before and after 8 March
MINUTES_OF_THE_EVENING = range(23 * 60 + 5, 23 * 60 + 55)  # after 17:00 in Chicago and New York
FRIDAY = 4


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def new_york_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("America/New_York")).date()


def turns_at_17(zone: str) -> DayOf:
    """An evening from 17:00 on belongs to the next day; of Mondays to Thursdays, as here."""

    def day(moment: datetime) -> date:
        return (moment.astimezone(ZoneInfo(zone)) + timedelta(hours=7)).date()

    return day


@dataclass(frozen=True, slots=True)
class Market:
    """An instrument and the numbers that fit it.

    Attributes:
        base: about what it costs; entries are within `band` of it, stops two to four bands away.
        price_step: all prices are multiples of it.
        quantity_step: all entered quantities are multiples of it, `most` of them at the most.
        rolled_into: the month that follows.
        expires: when a contract ends, before which everything else happens.
        strike: of an option; it may end as a hundred shares a contract.
    """

    symbol: str
    currency: str
    multiplier: Fraction
    base: Fraction
    band: Fraction
    price_step: Fraction
    quantity_step: Fraction
    most: int
    day_of: DayOf
    has_evenings: bool = True
    may_be_negative: bool = False
    is_stock: bool = False
    has_financing: bool = False
    rolled_into: str | None = None
    expires: datetime | None = None
    strike: Fraction | None = None

    def moments(self) -> Sequence[datetime]:
        """Every minute at which it trades before it expires."""
        return MOMENTS[self.has_evenings, self.expires]


def _moments(*, has_evenings: bool, until: datetime | None) -> list[datetime]:
    days = (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    moments = []
    for day in days:
        if day.weekday() > FRIDAY:
            continue
        minutes = list(MINUTES_OF_THE_DAY)
        if has_evenings and day.weekday() < FRIDAY:
            minutes += MINUTES_OF_THE_EVENING
        midnight = datetime.combine(day, time(0), UTC)
        moments += [midnight + timedelta(minutes=minute) for minute in minutes]
    return [moment for moment in moments if until is None or moment < until]


GLOBEX_DAY, FX_DAY = turns_at_17("America/Chicago"), turns_at_17("America/New_York")
F = Fraction
MARKETS = (
    Market(
        "ESH6",
        "USD",
        F(50),
        F(4500),
        F(20),
        F("0.25"),
        F(1),
        12,
        GLOBEX_DAY,
        rolled_into="ESM6",
        expires=datetime(2026, 3, 20, 13, 30, tzinfo=UTC),  # the third Friday's open in New York
    ),
    Market(
        "CLK6",
        "USD",
        F(1000),
        F("0.5"),
        F(4),
        F("0.01"),
        F(1),
        9,
        GLOBEX_DAY,
        may_be_negative=True,
        rolled_into="CLM6",
    ),
    Market(
        "USDJPY",
        "JPY",
        F(100_000),
        F("151.5"),
        F("0.8"),
        F("0.001"),
        F("0.01"),
        500,
        FX_DAY,
        has_financing=True,
    ),
    Market(
        "EURGBP",
        "GBP",
        F(100_000),
        F("0.86"),
        F("0.004"),
        F("0.00001"),
        F("0.01"),
        500,
        FX_DAY,
        has_financing=True,
    ),
    Market(
        "BTCUSD",
        "USD",
        F(1),
        F(60_000),
        F(900),
        F("0.000000000001"),
        F("0.000000000000000001"),
        3 * 10**18,
        utc_day,
        has_financing=True,
    ),
    Market(
        "AAPL",
        "USD",
        F(1),
        F(400),
        F(8),
        F("0.01"),
        F(1),
        120,
        new_york_day,
        has_evenings=False,
        is_stock=True,
    ),
    Market(
        "AAPL260327C00400000",
        "USD",
        F(100),
        F(6),
        F(1),
        F("0.01"),
        F(1),
        20,
        new_york_day,
        has_evenings=False,
        expires=datetime(
            2026, 3, 27, 19, 59, tzinfo=UTC
        ),  # a minute before the close of its last day
        strike=F(400),
    ),
)
MOMENTS = {
    (market.has_evenings, market.expires): _moments(
        has_evenings=market.has_evenings,
        until=market.expires,
    )
    for market in MARKETS
}
