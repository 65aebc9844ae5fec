"""Figure by figure: what the product answers beside what the model says, as the columns round it.

Money has ten places, prices twelve, quantities eighteen, halves go to the even neighbour. Rows of realised money are
rounded so that their running sums are the rounded running totals. Only where money was converted and the ten places
cannot hold what was converted may the last place differ, by what rounding before or after converting can make of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from tests.oracles.record_driver import PlayedTrade
from tests.oracles.record_histories import History
from tests.oracles.record_model import NOTHING, Realised, TradeModel
from tests.oracles.record_money import PRICE_PLACES, QUANTITY_PLACES, Money, fits, rounded

LAST_PLACE = Fraction(1, 10**10)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it should be."""

    figure: str
    model: object
    product: object


def differences(history: History, played: list[PlayedTrade]) -> list[Difference]:
    """Everything in which the record is not the model's; nothing, if all is well."""
    model = history.played()
    expected = len(model.trades) + len(model.shares)
    if len(played) != expected:
        return [Difference("trades", expected, len(played))]
    pairs = list(zip(model.trades, played, strict=False))
    found = [Difference("shares", shares, "another trade") for shares in _shares(model, played)]
    for number, (trade, answer) in enumerate(pairs, 1):
        comparison = _Comparison(history, trade, answer)
        found += [
            Difference(f"trade {number}: {figure}", *values)
            for figure, *values in comparison.unequal()
        ]
    return found


def _shares(model: Any, played: list[PlayedTrade]) -> Iterator[object]:
    """What options became, after all other trades."""
    for shares, answer in zip(model.shares, played[len(model.trades) :], strict=True):
        trade = answer.trade
        shown = (trade["direction"], trade["position_size"], trade["entry_price"])
        if shown != (shares.direction.value, str(shares.quantity), str(shares.price)):
            yield shares


@dataclass(slots=True)
class _Comparison:
    history: History
    model: TradeModel
    answer: PlayedTrade

    def unequal(self) -> Iterator[tuple[str, object, object]]:
        """Figures that differ: their name, the model's, the product's."""
        for name, expected, shown in self._figures():
            if expected != shown:
                yield name, expected, shown

    def _figures(self) -> Iterator[tuple[str, object, object]]:
        yield from self._sizes_and_prices()
        yield from self._risk()
        if self.model.is_closed:
            yield from self._results()
        else:
            yield from self._open_results()
        yield from self._rows()

    def _sizes_and_prices(self) -> Iterator[tuple[str, object, object]]:
        model, trade = self.model, self.answer.trade
        yield "status", "closed" if model.is_closed else "open", trade["status"]
        yield "direction", model.terms.direction.value, trade["direction"]
        yield "currency", model.terms.currency, trade["currency"]
        yield "account currency", model.terms.account_currency, trade["account_currency"]
        for name, value, places in (
            ("position_size", model.size, QUANTITY_PLACES),
            ("max_size", model.max_size, QUANTITY_PLACES),
            ("open_size", model.held, QUANTITY_PLACES),
            ("entry_price", model.entry_price, PRICE_PLACES),
            ("exit_price", model.exit_price, PRICE_PLACES),
        ):
            yield name, _rounded(value, places), _exact(trade[name])
        first = min(entry.time for entry in model.entries)
        yield "entry_time", first, datetime.fromisoformat(trade["entry_time"])
        yield "entry_day", self.history.market.day_of(first).isoformat(), trade["entry_day"]

    def _risk(self) -> Iterator[tuple[str, object, object]]:
        model, trade = self.model, self.answer.trade
        yield "risk_amount", _rounded(model.risk), _exact(trade["risk_amount"])
        stop = model.stops[-1].price if model.stops else None
        yield "stop_price", _rounded(stop, PRICE_PLACES), _exact(trade["stop_price"])
        shown = _exact(trade["r_multiple"])
        expected = model.r_multiple
        slack = NOTHING
        if model.risk is not None and not self._is_exact():
            slack = self._slack() * (1 + 1 / model.risk)
        yield "r_multiple", *_within(expected, shown, slack)

    def _results(self) -> Iterator[tuple[str, object, object]]:
        model, trade = self.model, self.answer.trade
        yield "exit_day", model.results[-1].day.isoformat(), trade["exit_day"]
        held = model.exits[-1].time - min(entry.time for entry in model.entries)
        yield "hold_seconds", int(held.total_seconds()), trade["hold_seconds"]
        yield "pnl_gross", _rounded(model.gross), _exact(trade["pnl_gross"])
        yield "fees", _rounded(model.charged.fees), _exact(trade["fees"])
        yield "other_fees", *_by_currency(model.charged, trade["other_fees"])
        slack = NOTHING if self._is_exact() else self._slack()
        yield "pnl", *_within(model.net, _exact(trade["pnl"]), slack)
        yield "pnl_reason", _reason(model.net), trade["pnl_reason"]
        account = _exact(trade["pnl_account"])
        yield "pnl_account", *_within(model.net_account, account, slack)
        yield "pnl_account_reason", _reason(model.net_account), trade["pnl_account_reason"]
        yield "outcome", model.outcome, trade["outcome"]
        yield "expiry", model.ending, trade["expiry"]
        yield "sum of net", _sum(self.answer.results, "net"), _exact(trade["pnl"])
        yield "sum of net_account", _sum(self.answer.results, "net_account"), account

    def _open_results(self) -> Iterator[tuple[str, object, object]]:
        trade = self.answer.trade
        for name in ("pnl", "pnl_account", "outcome", "r_multiple", "exit_day"):
            yield name, None, trade[name]
        if self.model.net is not None:
            total = _sum(self.answer.results, "net")
            yield "realised_pnl", total, _exact(trade["realised_pnl"])

    def _rows(self) -> Iterator[tuple[str, object, object]]:
        rows = sorted(self.answer.results, key=lambda row: row["event_time"])
        yield "rows", len(self.model.results), len(rows)
        gross = _running([row.money.gross for row in self.model.results])
        fees = _running([row.money.fees for row in self.model.results])
        for number, (expected, row) in enumerate(zip(self.model.results, rows)):
            rounded_money = gross[number], fees[number]
            for name, value, shown in self._row(expected, row, rounded_money):
                yield f"row {number + 1} {name}", value, shown

    def _row(
        self,
        expected: Realised,
        row: dict[str, Any],
        money: tuple[Decimal, Decimal],
    ) -> Iterator[tuple[str, object, object]]:
        yield "kind", expected.kind, row["kind"]
        yield "time", expected.time, datetime.fromisoformat(row["event_time"])
        yield "day", expected.day.isoformat(), row["day"]
        yield "event", "standing", self._state_of(row["event_id"])
        yield "quantity", _rounded(expected.quantity, QUANTITY_PLACES), _exact(row["quantity"])
        if expected.kind == "exit":
            yield "gross", money[0], _exact(row["gross"])
            yield "fees", money[1], _exact(row["fees"])
            yield "other_fees", *_by_currency(expected.money, row["other_fees"], LAST_PLACE)
        slack = NOTHING if self._is_exact() else self._slack()
        yield "net", *_within(expected.net, _exact(row["net"]), slack)
        yield "net_account", *_within(expected.net_account, _exact(row["net_account"]), slack)
        known = expected.net is not None and expected.net_account is not None
        yield "net_reason", None if known else "no_rate", row["net_reason"]

    def _state_of(self, event_id: str) -> str:
        """Whether a row points to something in the history that stands."""
        states = {event["id"]: event["voided"] for event in self.answer.events}
        if event_id not in states:
            return "unknown"
        return "voided" if states[event_id] else "standing"

    def _is_exact(self) -> bool:
        """Whether ten places hold every amount of it before and after it is converted."""
        return all(
            fits(amount)
            for row in self.model.results
            for amount in (
                row.money.gross,
                row.money.fees,
                row.net or NOTHING,
                row.net_account or NOTHING,
                *row.money.other_fees.values(),
                *self._converted(row),
            )
        )

    def _converted(self, row: Realised) -> Iterator[Fraction]:
        for currency, amount in row.money.other_fees.items():
            for rate in self._rates(currency, row):
                yield amount * rate

    def _slack(self) -> Fraction:
        """Each amount of each row, and what it is converted into, may be off by the last place."""
        return sum((self._slack_of(row) for row in self.model.results), LAST_PLACE)

    def _slack_of(self, row: Realised) -> Fraction:
        currencies = [self.model.terms.currency, *row.money.other_fees]
        rates = (rate for currency in currencies for rate in self._rates(currency, row))
        return 2 * LAST_PLACE * (1 + sum(rates, NOTHING))

    def _rates(self, currency: str, row: Realised) -> Iterator[Fraction]:
        for wanted in (self.model.terms.currency, self.model.terms.account_currency):
            rate = self.history.rates(currency, wanted, row.day)
            if rate is not None and currency != wanted:
                yield rate


def _within(
    expected: Fraction | None,
    shown: Decimal | None,
    slack: Fraction,
) -> tuple[Decimal | None, Decimal | None]:
    """Both of them, as equal where they differ by no more than the slack."""
    if expected is None or shown is None:
        return _rounded(expected), shown
    if slack and abs(Fraction(shown) - expected) <= slack:
        return shown, shown
    return rounded(expected), shown


def _by_currency(
    money: Money,
    shown: dict[str, str],
    slack: Fraction = NOTHING,
) -> tuple[dict[str, Decimal | None], dict[str, Decimal | None]]:
    """Other fees without those that are nothing."""
    expected, product = {}, {}
    for currency in sorted({*money.other_fees, *shown}):
        amount = money.other_fees.get(currency, NOTHING)
        pair = _within(amount, Decimal(str(shown.get(currency, "0"))), slack)
        expected[currency], product[currency] = pair
    return expected, product


def _running(amounts: list[Fraction]) -> list[Decimal]:
    """Parts whose running sums are the rounded running totals."""
    totals = [Decimal(0), *(rounded(total) for total in accumulate(amounts))]
    return [after - before for before, after in pairwise(totals)]


def _sum(rows: list[dict[str, Any]], name: str) -> Decimal | None:
    amounts = [_exact(row[name]) for row in rows]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _rounded(value: Fraction | None, places: int = 10) -> Decimal | None:
    return None if value is None else rounded(value, places)


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _reason(value: Fraction | None) -> str | None:
    return "no_rate" if value is None else None
