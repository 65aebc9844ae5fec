"""Where in the day of its exchange a moment lies: by the regular hours in its own zone, whatever the clock at home."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.quant.behaviour.record import MarketPhase

EDGE = timedelta(minutes=30)  # of the open and of the close
LUNCH_FROM, LUNCH_TO = (
    5 / 13,
    8 / 13,
)  # of the regular hours: 12:00 to 13:30 where they go from 9:30 to 16:00


@dataclass(frozen=True, slots=True)
class PhaseHours:
    """The regular hours of a market; equal times mean that it never closes."""

    zone: str
    opens: time
    closes: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """When they begin and end on a day, with the daylight saving of the zone."""
        zone = ZoneInfo(self.zone)
        start = datetime.combine(day, self.opens, zone)
        return start, datetime.combine(
            day + timedelta(days=self.closes <= self.opens),
            self.closes,
            zone,
        )


CHICAGO, NEW_YORK, UTC_ZONE = "America/Chicago", "America/New_York", "UTC"
STOCKS = PhaseHours(NEW_YORK, time(9, 30), time(16))
INDEX_FUTURES = PhaseHours(CHICAGO, time(8, 30), time(15))
ENERGY = PhaseHours(CHICAGO, time(8), time(13, 30))
METALS = PhaseHours(CHICAGO, time(7, 20), time(12, 30))
RATES = PhaseHours(CHICAGO, time(7, 20), time(14))
GRAINS = PhaseHours(CHICAGO, time(8, 30), time(13, 20))
CURRENCIES = PhaseHours(CHICAGO, time(7, 20), time(14))
CRYPTO = PhaseHours(UTC_ZONE, time(0), time(0))
"""Hours of the pits that were, which is still when most is traded (CME Group, NYSE)."""

HOURS_OF_FAMILY = {
    "us_index": INDEX_FUTURES,
    "energy": ENERGY,
    "gas": ENERGY,
    "us_rates": RATES,
    "grains": GRAINS,
    **dict.fromkeys(("gold", "silver", "copper", "platinum", "palladium"), METALS),
    **dict.fromkeys(("eur", "gbp", "jpy", "aud", "cad", "chf", "nzd"), CURRENCIES),
}
"""By the family of a future; a stock has `STOCKS`, a coin `CRYPTO`, and for the others there is no phase."""


def phase_of(moment: datetime, hours: PhaseHours) -> MarketPhase:
    """The phase of a moment, by the regular hours that it falls into."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    opens, closes = hours.on(local.date())
    if not opens <= moment < closes:
        return MarketPhase.OVERNIGHT
    since = (moment - opens) / (closes - opens)
    if moment - opens < EDGE:
        return MarketPhase.OPEN
    if closes - moment <= EDGE:
        return MarketPhase.CLOSE
    if since < LUNCH_FROM:
        return MarketPhase.MORNING
    if since < LUNCH_TO:
        return MarketPhase.LUNCH
    return MarketPhase.AFTERNOON
