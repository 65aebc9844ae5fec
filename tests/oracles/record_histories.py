"""Random histories of trades, and what may be done to a history without (or with a known) change of what it comes to."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from fractions import Fraction

from hypothesis import strategies as st

from tests.oracles.record_events import (
    Action,
    Correction,
    Direction,
    Dividend,
    Ending,
    Event,
    Expiry,
    Fee,
    Fill,
    Financing,
    Matching,
    Roll,
    SharesTaken,
    Split,
    StopSet,
    Terms,
    Voiding,
)
from tests.oracles.record_markets import FIRST_DAY, LAST_DAY, MARKETS, Market
from tests.oracles.record_model import RecordModel
from tests.oracles.record_money import QUANTITY_PLACES, RateTable, fits

FEE_CURRENCIES = ("USD", "EUR", "JPY")
SPLITS = ((4, 1), (2, 1), (3, 1), (3, 2), (7, 1), (20, 1), (1, 4), (1, 10), (1, 3))
MOST_SPLITS, MOST_STEPS = 2, 9
STRETCH = 3  # bands around the base in which exits lie
CENT = Fraction(1, 100)


class Feature(Enum):
    """What may happen beside entries and exits."""

    FEES = auto()
    FOREIGN_FEES = auto()
    STOPS = auto()
    CORRECTIONS = auto()
    REVERSALS = auto()
    ACTIONS = auto()  # splits, dividends, financing
    ENDINGS = auto()  # expiries and rolls


EVERYTHING = frozenset(Feature)


@dataclass(frozen=True, slots=True)
class History:
    """One trade's events, in the order in which they are recorded."""

    market: Market
    terms: Terms
    rates: RateTable
    events: tuple[Event, ...]

    def played(self, events: tuple[Event, ...] | None = None) -> RecordModel:
        model = RecordModel(self.terms, day_of=self.market.day_of, convert=self.rates)
        return model.play(self.events if events is None else events)


@dataclass(slots=True)
class Author:
    """Writes one history, step by step, so that each step is possible when it comes."""

    dice: random.Random
    market: Market
    terms: Terms
    features: frozenset[Feature]
    rates: RateTable
    events: list[Event] = field(default_factory=list)
    base: Fraction = Fraction(0)
    band: Fraction = Fraction(0)
    splits: int = 0
    is_rolled: bool = False
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def write(self) -> History:
        self.base, self.band = self.market.base, self.market.band
        count = self.dice.randint(1, MOST_STEPS)
        moments = sorted(self.dice.sample(self.market.moments(), count * 2)[::2])
        self._begin(moments[0])
        for moment in moments[1:]:
            if self._model().trade.is_closed:
                break
            self.dice.choices(*zip(*self._steps(), strict=True))[0](moment)
        self._end()
        return self._history()

    def _history(self) -> History:
        return History(self.market, self.terms, self.rates, tuple(self.events))

    def _model(self) -> RecordModel:
        return self._history().played()

    def _steps(self) -> list[tuple[Callable[[datetime], None], int]]:
        steps: list[tuple[Callable[[datetime], None], int]] = [(self._enter, 5), (self._exit, 8)]
        if Feature.STOPS in self.features:
            steps.append((self._move_stop, 2))
        if Feature.REVERSALS in self.features:
            steps.append((self._reverse, 1))
        if Feature.CORRECTIONS in self.features:
            steps.append((self._take_back, 2))
        if Feature.ACTIONS in self.features and self.market.is_stock:
            steps += [(self._split, 3), (self._dividend, 2)]
        if Feature.ACTIONS in self.features and self.market.has_financing:
            steps.append((self._financing, 3))
        if Feature.ENDINGS in self.features and self.market.rolled_into and not self.is_rolled:
            steps.append((self._roll, 1))
        return steps

    def _begin(self, moment: datetime) -> None:
        self._add(self._entry(moment))
        if Feature.STOPS in self.features and self.dice.random() < 0.7:
            self._move_stop(moment, is_told_with_trade=len(self.events) == 1)

    def _end(self) -> None:
        market = self.market
        if Feature.ENDINGS not in self.features or market.expires is None or self.is_rolled:
            return
        if self._model().trade.is_closed or self.dice.random() < 0.3:
            return
        fee = self._fee()
        if market.strike is None:
            ending = (Ending.CASH_SETTLED, self._price(STRETCH), fee)
        elif self.dice.random() < 0.5:
            ending = (Ending.WORTHLESS, Fraction(0), fee)
        else:
            ending = self._shares(market.strike, fee)
        self.events.append(Expiry(self._name(), market.expires, *ending))

    def _shares(self, strike: Fraction, fee: Fee) -> tuple[Ending, Fraction, Fee, SharesTaken]:
        """A call that is held takes shares, one that was written hands them over."""
        trade = self._model().trade
        is_long = trade.terms.direction is Direction.LONG
        shares = SharesTaken(trade.terms.direction, trade.held * 100, strike)
        return Ending.EXERCISED if is_long else Ending.ASSIGNED, Fraction(0), fee, shares

    def _entry(self, moment: datetime) -> Fill:
        quantity = self.dice.randint(1, self.market.most) * self.market.quantity_step
        return self._fill(moment, Action.ENTRY, quantity, self._price(1))

    def _fill(
        self,
        moment: datetime,
        action: Action,
        quantity: Fraction,
        price: Fraction,
        *,
        reverse: bool = False,
    ) -> Fill:
        return Fill(self._name(), moment, action, quantity, price, self._fee(), reverse)

    def _enter(self, moment: datetime) -> None:
        self._add(self._entry(moment))

    def _exit(self, moment: datetime) -> None:
        held = self._model().trade.held
        quantity = held if self.dice.random() < 0.4 else self._part(held)
        self._add(self._fill(moment, Action.EXIT, quantity, self._price(STRETCH)))

    def _reverse(self, moment: datetime) -> None:
        more = self.dice.randint(1, self.market.most) * self.market.quantity_step
        quantity = self._model().trade.held + more
        price = self._price(1)
        self.events.append(self._fill(moment, Action.EXIT, quantity, price, reverse=True))

    def _move_stop(self, moment: datetime, *, is_told_with_trade: bool = False) -> None:
        """On the losing side of every entry; rarely it is taken away."""
        price = None
        if is_told_with_trade or not self._has_stop() or self.dice.random() < 0.9:
            bands = Fraction(self.dice.randint(20, 40), 10)
            away = bands * self.band * self._direction().sign
            price = self._on_grid(self.base - away)
        self.events.append(StopSet(self._name(), moment, price, is_told_with_trade))

    def _has_stop(self) -> bool:
        stops = self._model().trade.stops
        return bool(stops) and stops[-1].price is not None

    def _take_back(self, moment: datetime) -> None:
        """Something that never was, and its voiding."""
        held = self._model().trade.held
        if self.dice.random() < 0.5:
            wrong: Event = self._entry(moment)
        else:
            part = self._part(held)
            if part == held:
                return
            wrong = self._fill(moment, Action.EXIT, part, self._price(STRETCH))
        self.events += [wrong, Voiding(self._name(), moment, wrong.id)]

    def _split(self, moment: datetime) -> None:
        numerator, denominator = self.dice.choice(SPLITS)
        ratio = Fraction(numerator, denominator)
        trade = self._model().trade
        quantities = [entry.quantity for entry in trade.entries] + [
            leaving.quantity for leaving in trade.exits
        ]
        is_exact = all(fits(quantity * ratio, QUANTITY_PLACES) for quantity in quantities)
        if self.splits == MOST_SPLITS or not is_exact:
            return
        self.splits += 1
        self.base, self.band = self._on_grid(self.base / ratio), self.band / ratio
        self.events.append(Split(self._name(), moment, numerator, denominator))

    def _dividend(self, moment: datetime) -> None:
        currency = self._currency(0.2)
        self.events.append(
            Dividend(self._name(), moment, self.dice.randint(1, 300) * CENT, currency)
        )

    def _financing(self, moment: datetime) -> None:
        currency = self._currency(0.3)
        amount = self.dice.randint(-2_000, 9_000) * CENT
        self.events.append(Financing(self._name(), moment, amount, currency))

    def _roll(self, moment: datetime) -> None:
        prices, fee = (self._price(1), self._price(1)), self._fee()
        opening_fee = Fee(self._fee().amount, fee.currency)  # both ends are charged in one currency
        self.is_rolled = True
        into = self.market.rolled_into
        assert into is not None
        self.events.append(Roll(self._name(), moment, into, *prices, fee, opening_fee))

    def _add(self, fill: Fill) -> None:
        """The fill as it was; or one that was typed wrong, and its correction."""
        if Feature.CORRECTIONS not in self.features or self.dice.random() < 0.8:
            self.events.append(fill)
            return
        wrong = self.dice.choice((self._wrong_price, self._wrong_quantity, self._wrong_fee))
        self.events += wrong(fill, self._name())

    def _wrong_price(self, fill: Fill, name: str) -> tuple[Event, Event]:
        wrong = replace(fill, price=self._price(1), time=fill.time + timedelta(seconds=17))
        right = Correction(name, wrong.time, fill.id, price=fill.price, moved_to=fill.time)
        return wrong, right

    def _wrong_quantity(self, fill: Fill, name: str) -> tuple[Event, Event]:
        part = self._part(fill.quantity)
        return replace(fill, quantity=part), Correction(name, fill.time, fill.id, fill.quantity)

    def _wrong_fee(self, fill: Fill, name: str) -> tuple[Event, Event]:
        return replace(fill, fee=self._fee()), Correction(name, fill.time, fill.id, fee=fill.fee)

    def _part(self, quantity: Fraction) -> Fraction:
        """Less than all of it where it can be divided."""
        step = self.market.quantity_step
        steps = quantity / step
        if steps.denominator != 1:  # after a split
            tenth = quantity / 10
            return tenth if fits(tenth, QUANTITY_PLACES) else quantity
        return self.dice.randint(1, max(1, int(steps) - 1)) * step

    def _price(self, bands: int) -> Fraction:
        span = int(bands * self.band / self.market.price_step)
        price = self._on_grid(self.base) + self.dice.randint(-span, span) * self.market.price_step
        if self.market.may_be_negative:
            return price
        return max(price, self.market.price_step)

    def _on_grid(self, price: Fraction) -> Fraction:
        return round(price / self.market.price_step) * self.market.price_step

    def _fee(self) -> Fee:
        if Feature.FEES not in self.features or self.dice.random() < 0.2:
            return Fee(Fraction(0), self.terms.currency)
        if Feature.FOREIGN_FEES not in self.features:
            return Fee(self.dice.randint(0, 900) * CENT, self.terms.currency)
        places = self.dice.choice((100, 100, 10**6))
        return Fee(Fraction(self.dice.randint(-300, 900), places), self._currency(0.6))

    def _currency(self, share: float) -> str:
        """The trade's, or of this share of times one of three."""
        if self.dice.random() < share:
            return self.dice.choice(FEE_CURRENCIES)
        return self.terms.currency

    def _direction(self) -> Direction:
        return self._model().trade.terms.direction if self.events else self.terms.direction

    def _name(self) -> str:
        return f"event {next(self.names)}"


TYPICAL_RATES = {
    ("EUR", "USD"): ("1.25", "1.28", "1.0875"),
    ("USD", "JPY"): ("125", "160", "151.3"),
    ("GBP", "USD"): ("1.25", "1.6", "1.31"),
    ("EUR", "GBP"): ("0.8", "0.64", "0.8613"),
    ("EUR", "JPY"): ("160", "200", "163.7"),
    ("GBP", "JPY"): ("200", "160", "190.1"),
}


def random_rates(dice: random.Random, *, has_gaps: bool = True) -> RateTable:
    """A rate every few days for each pair; with gaps a fourth of the pairs ends early, so that rates are missing."""
    rates: dict[tuple[str, str, date], Fraction] = {}
    for pair, usual in TYPICAL_RATES.items():
        day, last = FIRST_DAY - timedelta(days=2), LAST_DAY
        if has_gaps and dice.random() < 0.25:
            last = FIRST_DAY + timedelta(days=dice.randint(0, 20))
        while day <= last:
            rates[(*pair, day)] = Fraction(dice.choice(usual))
            day += timedelta(days=dice.randint(1, 6))
    return RateTable(rates)


def random_terms(dice: random.Random, market: Market) -> Terms:
    return Terms(
        dice.choice(list(Direction)),
        market.currency,
        dice.choice(("USD", "USD", "EUR")),
        market.multiplier,
        dice.choice(list(Matching)),
        Fraction(dice.choice((0, 5, 200))),
    )


def random_history(
    dice: random.Random,
    *,
    features: frozenset[Feature] = EVERYTHING,
    rates: RateTable | None = None,
) -> History:
    """The same dice, the same history."""
    market = dice.choice(MARKETS)
    terms = random_terms(dice, market)
    return Author(dice, market, terms, features, rates or random_rates(dice)).write()


def histories(features: frozenset[Feature] = EVERYTHING) -> st.SearchStrategy[History]:
    """The same for hypothesis, which makes what fails smaller."""
    return st.randoms(use_true_random=False).map(
        lambda dice: random_history(dice, features=features)
    )
