"""Who the demo trader is: the days that were traded, and the habits that came, faded and went."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from backend.features.market.calendars.market_calendar import is_open
from backend.features.market.instruments import instruments
from backend.features.record.trades.models import TradeType
from backend.quant.behaviour.events import Detector
from backend.quant.behaviour.phases import INDEX_FUTURES
from backend.quant.behaviour.record import RoundTrip, Stream, TradeKind
from backend.quant.behaviour.synthetic.trader import Made, Planted, SyntheticTrader, make

EQUITY = Decimal(25_000)
CONTRACTS = ("MES", "MNQ", "MCL", "M6E")
SEED, PRACTICE_SEED = 20_264, 20_265  # any would do; the same ones write the same history again
PRACTICE_EVERY = 6  # days
REST_EVERY = 5  # of so many sessions one is not traded, on changing weekdays
ENOUGH = 10**6  # positions: the days are the limit
SETTLED = timedelta(hours=2)  # after the close, so that a session that is written is over


@dataclass(frozen=True, slots=True)
class HabitSpan:
    """The time that the history covers.

    Attributes:
        start: its first day.
        days: traded sessions of the exchange, ascending, the last one over.
    """

    start: date
    days: tuple[date, ...]

    def at(self, share: float) -> date:
        """The day after this share of a year."""
        return self.start + timedelta(days=round(365 * share))


def span(start: date, now: datetime) -> HabitSpan:
    """Most sessions from a day on until now, of those in which the index futures trade through their regular hours."""
    contract = instruments.resolve("MES")
    assert contract is not None, "it is in the table"
    days = []
    day = start
    while day <= now.date():
        opens, closes = INDEX_FUTURES.on(day)
        whole = is_open(opens, contract) and is_open(closes - timedelta(minutes=1), contract)
        rests = day.toordinal() * 7_919 % 101 % REST_EVERY == 0
        if day.weekday() < 5 and whole and closes + SETTLED <= now and not rests:
            days.append(day)
        day += timedelta(days=1)
    return HabitSpan(start, tuple(days))


def habits(when: HabitSpan) -> tuple[Planted, ...]:
    """A year with a story: two thirds of it undisciplined, then rules that help with most things and not with all."""
    third, half, turn, late = when.at(0.33), when.at(0.5), when.at(0.62), when.at(0.8)
    before = turn - timedelta(days=1)
    return (
        Planted(Detector.REVENGE, 0.34, until=before),
        Planted(Detector.REVENGE, 0.12, since=turn),  # improving
        Planted(Detector.TILT, 0.35, until=before),
        Planted(Detector.STOP_MOVING, 0.22, until=late),
        Planted(Detector.EARLY_EXIT, 0.35, until=half),  # resolved
        Planted(Detector.FOMO, 0.10),  # it stays
        Planted(Detector.TIME_OF_DAY, size=0.45),
        Planted(Detector.DISPOSITION, 0.15, until=third),
        Planted(Detector.AVERAGING_DOWN, 0.08, until=turn),
        Planted(Detector.OVERTRADING, 0.08, until=before),
        Planted(Detector.OVERSIZING, 0.03),
        Planted(Detector.PLAN_DRIFT, 0.06),
    )


def real(when: HabitSpan) -> Made:
    """The positions with money at risk."""
    stream = Stream(TradeKind.REAL, "demo")
    return make(
        SyntheticTrader(
            SEED,
            ENOUGH,
            stream,
            when.days,
            EQUITY,
            0.01,
            0.82,
            0.025,
            CONTRACTS,
            habits(when),
            candles=False,
        )
    )


def practice(when: HabitSpan) -> Made:
    """The positions of practice: calmer, on every fourth day."""
    stream = Stream(TradeKind.TRAINING, "practice")
    some = when.days[::PRACTICE_EVERY]
    early = (Planted(Detector.EARLY_EXIT, 0.1),)
    return make(
        SyntheticTrader(
            PRACTICE_SEED,
            ENOUGH,
            stream,
            some,
            EQUITY * 2,
            0.005,
            0.6,
            0.1,
            CONTRACTS,
            early,
            candles=False,
        )
    )


def by_day(history: Made) -> dict[date, list[RoundTrip]]:
    """The positions of each day, in the order of their entries."""
    positions: dict[date, list[RoundTrip]] = defaultdict(list)
    for position in history.record.positions:
        positions[position.session].append(position)
    return positions


KIND = {TradeKind.REAL: TradeType.REAL, TradeKind.TRAINING: TradeType.TRAINING}
