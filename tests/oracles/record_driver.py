"""Plays a history through the product's own door, event by event, and reads back what it made of it.

Paths and fields are those of the design; whatever is spelled otherwise in the end is changed in the small functions
`_filled` to `_rolled`, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracles.record_events import (
    Action,
    Correction,
    Dividend,
    Ending,
    Event,
    Expiry,
    Fee,
    Fill,
    Financing,
    Roll,
    Split,
    StopSet,
    Terms,
    Voiding,
)
from tests.oracles.record_histories import History
from tests.oracles.record_money import QUANTITY_PLACES, RateTable, fits, rounded
from tests.world import Trader

TRADES = "/api/trading/trades"
OK = (200, 201)


class Refused(AssertionError):
    """The product does not take what happened; or does not know the way it is said."""


def wire(value: Fraction) -> str:
    """An exact amount as it travels."""
    assert fits(value, QUANTITY_PLACES), value
    text = format(rounded(value, QUANTITY_PLACES), "f").rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(slots=True)
class PlayedTrade:
    """One trade of the product: itself, what it realised, and its history."""

    trade: dict[str, Any]
    results: list[dict[str, Any]]
    events: list[dict[str, Any]]


@dataclass(slots=True)
class RecordDriver:
    """One trader with an account for each kind of terms."""

    trader: Trader
    accounts: dict[tuple[str, str, Fraction], str] = field(default_factory=dict)

    def give_rates(self, rates: RateTable) -> None:
        for (base, quote, day), rate in rates.rates.items():
            self._give_rate(base, quote, day, rate)

    def play(self, history: History) -> list[PlayedTrade]:
        """Record it, and read the trades that came of it, first to last, shares of an option after it."""
        session = _Session(self.trader, history, self._account(history.terms))
        for place, event in enumerate(history.events):
            session.record(event, history.events[place + 1 :])
        return [self.read(trade_id) for trade_id in session.trade_ids]

    def _give_rate(self, base: str, quote: str, day: date, rate: Fraction) -> None:
        body = {"base": base, "quote": quote, "day": day.isoformat(), "rate": wire(rate)}
        _checked(self.trader.post("/api/trading/rates", body), body)

    def _account(self, terms: Terms) -> str:
        key = (terms.account_currency, terms.matching.value, terms.tolerance)
        if key not in self.accounts:
            body = {
                "name": f"{terms.account_currency} {terms.matching} {wire(terms.tolerance)}",
                "currency": terms.account_currency,
                "matching": terms.matching.value,
            }
            if terms.tolerance:
                body["break_even_tolerance"] = wire(terms.tolerance)
            answer = _checked(self.trader.post("/api/trading/accounts", body), body)
            self.accounts[key] = answer["id"]
        return self.accounts[key]

    def read(self, trade_id: str) -> PlayedTrade:
        path = f"{TRADES}/{trade_id}"
        parts = [
            _checked(self.trader.get(f"{path}{end}"), end) for end in ("", "/results", "/events")
        ]
        return PlayedTrade(parts[0], parts[1]["items"], parts[2]["items"])


@dataclass(slots=True)
class _Session:
    """One history while it is recorded; `trade_ids` of all that came of it, the last one goes on."""

    trader: Trader
    history: History
    account_id: str
    trade_ids: list[str] = field(default_factory=list)
    event_ids: dict[str, str] = field(default_factory=dict)
    is_stop_logged: bool = False

    def record(self, event: Event, later: tuple[Event, ...]) -> None:
        match event:
            case Fill() if not self.trade_ids:
                self._log(event, later)
            case StopSet() if self.is_stop_logged:
                self.is_stop_logged = False
            case Correction():
                path = f"/fills/{self.event_ids[event.target]}"
                self._ask("PATCH", path, _corrected(event))
            case Voiding():
                self._ask("POST", f"/events/{self.event_ids[event.target]}/void", {})
            case _:
                path, body = _request(event)
                self._ask("POST", path, body)
        if _is_target(event, later):
            self.event_ids[event.id] = self._latest_event(event)

    def _log(self, fill: Fill, later: tuple[Event, ...]) -> None:
        """The first entry, with the stop that was set with it."""
        body = {
            "instrument": self.history.market.symbol,
            "direction": self.history.terms.direction.value,
            "entry_price": wire(fill.price),
            "position_size": wire(fill.quantity),
            "entry_time": fill.time.isoformat(),
            "account_id": self.account_id,
            **_charge(fill.fee),
        }
        stop = later[0] if later else None
        if isinstance(stop, StopSet) and stop.is_told_with_trade:
            assert stop.price is not None
            body["stop_price"] = wire(stop.price)
            self.is_stop_logged = True
        self.trade_ids.append(_checked(self.trader.post(TRADES, body), body)["id"])

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> None:
        trade_id = self.trade_ids[-1]
        response = self.trader.ask(method, f"{TRADES}/{trade_id}{path}", body)
        opened = _checked(response, body).get("opened")
        if opened:
            self.trade_ids.append(opened["id"])

    def _latest_event(self, event: Event) -> str:
        """The product's id of what was recorded last for a moment."""
        path = f"{TRADES}/{self.trade_ids[-1]}/events"
        events = _checked(self.trader.get(path), path)["items"]
        moment = event.moved_to if isinstance(event, Correction) and event.moved_to else event.time
        kinds = ("filled", "exited", "corrected", "dividend", "financing")
        matches = [
            item["id"]
            for item in events
            if item["kind"] in kinds and datetime.fromisoformat(item["event_time"]) == moment
        ]
        return matches[-1]


def _is_target(event: Event, later: Iterable[Event]) -> bool:
    return any(
        isinstance(other, Correction | Voiding) and other.target == event.id for other in later
    )


def _charge(fee: Fee) -> dict[str, str]:
    return {"fees": wire(fee.amount), "fee_currency": fee.currency}


def _request(event: Event) -> tuple[str, dict[str, Any]]:
    """Path and body of one event."""
    match event:
        case Fill():
            path, body = _filled(event)
        case StopSet():
            price = None if event.price is None else wire(event.price)
            path, body = "/stop", {"stop_price": price}
        case Split():
            path, body = "/split", {"numerator": event.numerator, "denominator": event.denominator}
        case Dividend():
            body = {"amount_per_unit": wire(event.per_unit), "currency": event.currency}
            path = "/dividend"
        case Financing():
            path, body = "/financing", {"amount": wire(event.amount), "currency": event.currency}
        case Expiry():
            path, body = _expired(event)
        case Roll():
            path, body = _rolled(event)
        case _:
            raise AssertionError(event)
    return path, {**body, "event_time": event.time.isoformat()}


def _filled(fill: Fill) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {
        "action": fill.action.value,
        "quantity": wire(fill.quantity),
        "price": wire(fill.price),
        **_charge(fill.fee),
    }
    if fill.action is Action.EXIT and fill.reverse:
        body["reverse"] = True
    return "/fills", body


def _corrected(correction: Correction) -> dict[str, Any]:
    """Only what is different."""
    body: dict[str, Any] = {"reason": "typed wrong"}
    if correction.quantity is not None:
        body["quantity"] = wire(correction.quantity)
    if correction.price is not None:
        body["price"] = wire(correction.price)
    if correction.fee is not None:
        body |= _charge(correction.fee)
    if correction.moved_to is not None:
        body["event_time"] = correction.moved_to.isoformat()
    return body


def _expired(expiry: Expiry) -> tuple[str, dict[str, Any]]:
    body = {"outcome": expiry.ending.value, **_charge(expiry.fee)}
    if expiry.ending is Ending.CASH_SETTLED:
        body["settlement_price"] = wire(expiry.price)
    return "/expire", body


def _rolled(roll: Roll) -> tuple[str, dict[str, Any]]:
    """Both ends are charged in one currency."""
    assert roll.fee.currency == roll.opening_fee.currency
    return "/roll", {
        "instrument": roll.into,
        "exit_price": wire(roll.price),
        "entry_price": wire(roll.opening_price),
        **_charge(roll.fee),
        "entry_fees": wire(roll.opening_fee.amount),
    }


def _checked(response: Any, body: object) -> dict[str, Any]:
    if response.status_code not in OK:
        raise Refused(body, response.json)
    return response.json
