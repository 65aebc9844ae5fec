"""The trading record once more, in exact fractions: what a history of one trade comes to.

Written from the issue and the design, without a look at the product's own arithmetic, so that the two can disagree.

Conventions:

* **Order.** Things happened in the order of their times; of the same time, in the order in which they were recorded.
* **Corrections** stand in the place of what they correct (their own id from then on); what was voided never happened.
* **Matching.** First in, first out by entries; or one lot whose price is the average of what is held. An entry's fee is
  realised with the exit that takes its quantity, in proportion to it.
* **Gross** is (exit - entry) * quantity * multiplier, turned around for a short; zero and negative prices are prices.
* **Fees** in the trade's currency are `fees`, all others `other_fees` by their currency. Above zero they cost.
  net = gross - fees - other fees at the day's rate. In the account: (gross - fees) at the day's rate, less each other
  fee at its own rate of that day. One missing rate leaves no figure (`no_rate`), a zero amount needs none.
* **Dividends** earn per unit that is held (a short pays), **financing** costs; both are realised then. In another
  currency than the trade's they are converted directly, like fees. They are in net, not in the gross of the trade.
* **Splits** restate everything before them: quantities times n/d, prices (stops, too) times d/n. No money moves.
* **An expiry** is an exit of all that is held at its price. Shares that come of it are another trade at the strike.
* **A roll** is an exit of all that is held, and a trade of the same size the same way that follows it.
* **A reversal**: an exit of more than is held ends the trade and begins another one the other way. Its fee is shared by
  quantity; the ending trade's share is rounded to ten places (the history keeps decimals), the rest goes to the other.
* **Initial risk** (van Tharp): each entry at its own price against the stop that was alive when it was filled. A stop
  that was recorded after the trade had ended measures nothing; histories are recorded long after they happened, so that
  of a closed trade only the stop counts that was told together with its first entry. An entry
  from before there was a stop takes the first one after it; a stop that was taken away leaves no risk at all, and a
  stop that is not on the losing side of an entry, neither. R is net over it.
* **Outcome** of a closed trade: break-even up to the tolerance and with it, by the money of the account, or of the trade
  where that is unknown.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from tests.oracles.record_events import (
    Action,
    Convert,
    Correction,
    DayOf,
    Direction,
    Dividend,
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
from tests.oracles.record_money import Money, rounded

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Realised:
    """What one event brought or cost, in exact fractions."""

    event_id: str
    kind: str
    time: datetime
    day: date
    quantity: Fraction
    money: Money
    net: Fraction | None
    net_account: Fraction | None


@dataclass(slots=True)
class Lot:
    """Of one entry what is still held, and what of its fees was not realised yet."""

    quantity: Fraction
    price: Fraction
    fees: Money


@dataclass(frozen=True, slots=True)
class Execution:
    """An entry or exit, in units of today."""

    time: datetime
    quantity: Fraction
    price: Fraction

    def restated(self, ratio: Fraction) -> "Execution":
        return replace(self, quantity=self.quantity * ratio, price=self.price / ratio)


@dataclass(slots=True)
class TradeModel:
    """One trade: what it is by now."""

    terms: Terms
    opened_by: str
    lots: list[Lot] = field(default_factory=list)
    entries: list[Execution] = field(default_factory=list)
    exits: list[Execution] = field(default_factory=list)
    stops: list[StopSet] = field(default_factory=list)
    results: list[Realised] = field(default_factory=list)
    charged: Money = field(default_factory=Money)
    max_size: Fraction = NOTHING
    rolled_from: "TradeModel | None" = None
    ending: str | None = None

    @property
    def held(self) -> Fraction:
        return sum((lot.quantity for lot in self.lots), NOTHING)

    @property
    def is_closed(self) -> bool:
        return bool(self.entries) and self.held == 0

    @property
    def size(self) -> Fraction:
        return sum((entry.quantity for entry in self.entries), NOTHING)

    @property
    def entry_price(self) -> Fraction:
        return _average(self.entries)

    @property
    def exit_price(self) -> Fraction | None:
        return _average(self.exits) if self.exits else None

    @property
    def gross(self) -> Fraction:
        """Of price moves alone."""
        return sum((row.money.gross for row in self.results if row.kind == "exit"), NOTHING)

    @property
    def net(self) -> Fraction | None:
        return _total([row.net for row in self.results])

    @property
    def net_account(self) -> Fraction | None:
        return _total([row.net_account for row in self.results])

    @property
    def risk(self) -> Fraction | None:
        """Money at the first stops, entry by entry."""
        risks = [self._risk_of(entry) for entry in self.entries]
        return _total(risks) if risks else None

    @property
    def r_multiple(self) -> Fraction | None:
        if not self.is_closed or self.risk is None or self.net is None:
            return None
        return self.net / self.risk

    @property
    def outcome(self) -> str | None:
        result = self.net if self.net_account is None else self.net_account
        if not self.is_closed or result is None:
            return None
        if abs(result) <= self.terms.tolerance:
            return "break_even"
        return "win" if result > 0 else "loss"

    def by_day(self) -> dict[date, Fraction | None]:
        """Net in the trade's currency by session day."""
        days: dict[date, list[Fraction | None]] = defaultdict(list)
        for row in self.results:
            days[row.day].append(row.net)
        return {day: _total(amounts) for day, amounts in days.items()}

    def unrealised(self, mark: Fraction) -> Fraction:
        """What is held, at a price, against what it cost; without fees."""
        moves = (lot.quantity * (mark - lot.price) for lot in self.lots)
        return sum(moves, NOTHING) * self.terms.direction.sign * self.terms.multiplier

    def enter(self, time: datetime, quantity: Fraction, price: Fraction, fee: Fee) -> None:
        fees = self._fees(fee)
        self.charged += fees
        self.entries.append(Execution(time, quantity, price))
        self.lots.append(Lot(quantity, price, fees))
        if self.terms.matching is Matching.WEIGHTED_AVERAGE:
            self.lots = [_joined(self.lots)]
        self.max_size = max(self.max_size, self.held)

    def leave(self, quantity: Fraction, price: Fraction, fee: Fee) -> Money:
        """What an exit realises of gross and fees, its own and those of the entries that it takes from."""
        own = self._fees(fee)
        self.charged += own
        realised, rest = own, quantity
        while rest > 0:
            lot = self.lots[0]
            part = min(rest, lot.quantity)
            share = lot.fees * (part / lot.quantity)
            move = (price - lot.price) * self.terms.direction.sign
            realised += share + Money(gross=move * part * self.terms.multiplier)
            lot.quantity, lot.fees = lot.quantity - part, lot.fees + share * Fraction(-1)
            rest -= part
            if lot.quantity == 0:
                self.lots.pop(0)
        return realised

    def split(self, ratio: Fraction) -> None:
        self.lots = [Lot(lot.quantity * ratio, lot.price / ratio, lot.fees) for lot in self.lots]
        self.entries = [entry.restated(ratio) for entry in self.entries]
        self.exits = [leaving.restated(ratio) for leaving in self.exits]
        self.stops = [
            replace(stop, price=None if stop.price is None else stop.price / ratio)
            for stop in self.stops
        ]
        self.results = [replace(row, quantity=row.quantity * ratio) for row in self.results]
        self.max_size *= ratio

    def _fees(self, fee: Fee) -> Money:
        return Money.of(fee, self.terms.currency)

    def _risk_of(self, entry: Execution) -> Fraction | None:
        stop = self._stop_for(entry)
        if stop is None:
            return None
        distance = (entry.price - stop) * self.terms.direction.sign
        return distance * entry.quantity * self.terms.multiplier if distance > 0 else None

    def _stop_for(self, entry: Execution) -> Fraction | None:
        stops = [stop for stop in self.stops if stop.is_told_with_trade or not self.is_closed]
        alive = [stop for stop in stops if stop.time <= entry.time]
        if alive:
            return alive[-1].price
        return stops[0].price if stops else None


def standing(events: Sequence[Event]) -> list[Event]:
    """What stands of a history as it was recorded, in the order in which it happened."""
    alive: dict[str, Event] = {}
    for event in events:
        if isinstance(event, Voiding):
            del alive[event.target]
        elif isinstance(event, Correction):
            alive = {
                (event.id if name == event.target else name): (
                    _corrected(known, event) if name == event.target else known
                )
                for name, known in alive.items()
            }
        else:
            alive[event.id] = event
    return sorted(alive.values(), key=lambda event: event.time)


def _corrected(fill: Event, correction: Correction) -> Fill:
    assert isinstance(fill, Fill)
    return Fill(
        correction.id,
        correction.moved_to or fill.time,
        fill.action,
        fill.quantity if correction.quantity is None else correction.quantity,
        fill.price if correction.price is None else correction.price,
        fill.fee if correction.fee is None else correction.fee,
        fill.reverse,
    )


class RecordModel:
    """Plays one history: the trades that come of it, in the order in which they began."""

    def __init__(self, terms: Terms, *, day_of: DayOf, convert: Convert) -> None:
        self.trades: list[TradeModel] = []
        self.shares: list[SharesTaken] = []
        self._terms = terms
        self._day_of = day_of
        self._convert = convert

    def play(self, events: Sequence[Event]) -> "RecordModel":
        for event in standing(events):
            self._take(event)
        return self

    @property
    def trade(self) -> TradeModel:
        """The one that goes on."""
        return self.trades[-1]

    def _take(self, event: Event) -> None:
        match event:
            case Fill(action=Action.ENTRY):
                self._enter(event)
            case Fill():
                self._exit(event)
            case Expiry():
                self._leave(event, self.trade.held, event.price, event.fee)
                self.trade.ending = event.ending
                if event.shares is not None:
                    self.shares.append(event.shares)
            case Roll():
                self._roll(event)
            case Split():
                self.trade.split(event.ratio)
            case Dividend():
                amount = event.per_unit * self.trade.held * self.trade.terms.direction.sign
                self._bring("dividend", event, amount, event.currency)
            case Financing():
                self._bring("financing", event, -event.amount, event.currency)
            case StopSet():
                self.trade.stops.append(event)
            case _:
                raise AssertionError(event)

    def _begin(self, event: Event, direction: Direction) -> TradeModel:
        terms = self._terms
        self._terms = replace(terms, direction=direction)
        self.trades.append(TradeModel(self._terms, event.id))
        return self.trade

    def _enter(self, fill: Fill) -> None:
        if not self.trades:
            self._begin(fill, self._terms.direction)
        assert not self.trade.is_closed, "an entry into a trade that is over"
        self.trade.enter(fill.time, fill.quantity, fill.price, fill.fee)

    def _exit(self, fill: Fill) -> None:
        held = self.trade.held
        if fill.quantity <= held:
            self._leave(fill, fill.quantity, fill.price, fill.fee)
            return
        assert fill.reverse, "an exit of more than is held"
        ending = Fraction(rounded(fill.fee.amount * held / fill.quantity))
        rest = Fee(fill.fee.amount - ending, fill.fee.currency)
        self._leave(fill, held, fill.price, Fee(ending, fill.fee.currency))
        opened = self._begin(fill, self._terms.direction.other)
        opened.enter(fill.time, fill.quantity - held, fill.price, rest)

    def _roll(self, roll: Roll) -> None:
        before = self.trade
        quantity = before.held
        self._leave(roll, quantity, roll.price, roll.fee)
        opened = self._begin(roll, before.terms.direction)
        opened.rolled_from = before
        opened.enter(roll.time, quantity, roll.opening_price, roll.opening_fee)

    def _leave(self, event: Event, quantity: Fraction, price: Fraction, fee: Fee) -> None:
        money = self.trade.leave(quantity, price, fee)
        self.trade.exits.append(Execution(event.time, quantity, price))
        self._realise("exit", event, quantity, money)

    def _bring(self, kind: str, event: Event, amount: Fraction, currency: str) -> None:
        if currency == self.trade.terms.currency:
            money = Money(gross=amount)
        else:
            money = Money(other_fees={currency: -amount})
        self._realise(kind, event, self.trade.held, money)

    def _realise(self, kind: str, event: Event, quantity: Fraction, money: Money) -> None:
        terms, day = self.trade.terms, self._day_of(event.time)

        def worth(currency: str) -> Fraction | None:
            return money.worth(terms.currency, currency, day, self._convert)

        row = Realised(
            event.id,
            kind,
            event.time,
            day,
            quantity,
            money,
            worth(terms.currency),
            worth(terms.account_currency),
        )
        self.trade.results.append(row)


def _average(executions: Sequence[Execution]) -> Fraction:
    quantity = sum((execution.quantity for execution in executions), NOTHING)
    return sum((part.quantity * part.price for part in executions), NOTHING) / quantity


def _joined(lots: Sequence[Lot]) -> Lot:
    quantity = sum((lot.quantity for lot in lots), NOTHING)
    price = sum((lot.quantity * lot.price for lot in lots), NOTHING) / quantity
    return Lot(quantity, price, sum((lot.fees for lot in lots), Money()))


def _total(amounts: Sequence[Fraction | None]) -> Fraction | None:
    """The sum; null where one of them is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, NOTHING) if len(known) == len(amounts) else None
