"""An independent model of questions: plain Python over the trades that the API lists, one loop for each filter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

Trade = dict[str, Any]
ZONES = {"AAPL": "America/New_York", "MES": "America/Chicago", "BTCUSD": "UTC"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLASSES = {"forex": "fx"}


@dataclass
class QuestionModel:
    """Every trade of a trader, the names of accounts, and in which trades a behaviour was seen."""

    trades: list[Trade]
    accounts: dict[str, dict[str, Any]]
    strategies: dict[str, str] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)

    def selected(self, part: dict[str, Any]) -> list[Trade]:
        """Closed trades of a selection that count in its currency, in the order of their exits."""
        only, excluding = part.get("only", {}), part.get("excluding", {})
        currency = part.get("currency") or self._currency_of(only.get("accounts")) or "USD"
        chosen = [
            trade
            for trade in self.trades
            if trade["status"] == "closed"
            and trade["account_currency"] == currency
            and trade["pnl_account"] is not None
            and self._is_of_type(trade, part.get("trade_type", "real"), only)
            and part.get("day_from", "0000") <= trade["exit_day"] <= part.get("day_to", "9999")
            and all(self.takes(trade, name, value) for name, value in only.items())
            and not any(self.takes(trade, name, value) for name, value in excluding.items())
        ]
        return sorted(chosen, key=lambda trade: (trade["exit_time"], trade["id"]))

    def _currency_of(self, names: list[str] | None) -> str | None:
        folded = {name.casefold() for name in names or ()}
        currencies = {
            account["currency"]
            for account in self.accounts.values()
            if account["name"].casefold() in folded
        }
        return currencies.pop() if len(currencies) == 1 else None

    def _is_of_type(self, trade: Trade, kind: str | None, only: dict[str, Any]) -> bool:
        if kind is not None and trade["trade_type"] != kind:
            return False
        return kind != "real" or bool(only.get("accounts")) or not self.is_paper(trade)

    def is_paper(self, trade: Trade) -> bool:
        return self.accounts[trade["account_id"]]["kind"] == "paper"

    def takes(self, trade: Trade, name: str, value: Any) -> bool:
        rule: Callable[[Trade, Any], bool] = getattr(self, f"_by_{name}")
        return rule(trade, value)

    def _by_weekdays(self, trade: Trade, days: list[str]) -> bool:
        return WEEKDAYS[date.fromisoformat(trade["entry_day"]).weekday()] in days

    def _by_hours(self, trade: Trade, ranges: list[dict[str, int]]) -> bool:
        minute = minute_of(trade, ZONES[trade["instrument"]])
        for hours in ranges:
            first, end = hours["minute_from"], hours["minute_to"]
            within = first <= minute < end if first < end else minute >= first or minute < end
            if within:
                return True
        return False

    def _by_sessions(self, trade: Trade, sessions: list[str]) -> bool:
        return session_of(trade) in sessions

    def _by_instruments(self, trade: Trade, words: list[str]) -> bool:
        names = {
            "apple": "AAPL",
            "aapl": "AAPL",
            "mes": "MES",
            "mesz6": "MES",
            "btcusdt": "BTCUSD",
        }
        return trade["instrument"] in [names[word.casefold()] for word in words]

    def _by_classes(self, trade: Trade, classes: list[str]) -> bool:
        return trade["instrument_kind"] in [CLASSES.get(name, name) for name in classes]

    def _by_direction(self, trade: Trade, direction: str) -> bool:
        return trade["direction"] == direction

    def _by_setups(self, trade: Trade, words: list[str]) -> bool:
        return is_any(trade["setup"], words)

    def _by_emotions(self, trade: Trade, words: list[str]) -> bool:
        return is_any(trade["emotional_state"], words)

    def _by_tags(self, trade: Trade, words: list[str]) -> bool:
        return any(is_any(tag, words) for tag in trade["pattern_tags"])

    def _by_every_tag(self, trade: Trade, words: list[str]) -> bool:
        return all(any(is_any(tag, [word]) for tag in trade["pattern_tags"]) for word in words)

    def _by_strategies(self, trade: Trade, names: list[str]) -> bool:
        return is_any(self.strategies.get(trade["strategy_id"] or ""), names)

    def _by_accounts(self, trade: Trade, names: list[str]) -> bool:
        return is_any(self.accounts[trade["account_id"]]["name"], names)

    def _by_plans(self, trade: Trade, states: list[str]) -> bool:
        return trade["plan_match"] in states

    def _by_patterns(self, trade: Trade, names: list[str]) -> bool:
        return any(trade["id"] in self.seen.get(name, ()) for name in names)

    def _by_outcomes(self, trade: Trade, outcomes: list[str]) -> bool:
        return trade["outcome"] in outcomes

    def _by_adherence(self, trade: Trade, bounds: dict[str, str]) -> bool:
        return is_within(trade["plan_adherence_score"], bounds)

    def _by_size(self, trade: Trade, bounds: dict[str, str]) -> bool:
        return is_within(trade["position_size"], bounds)

    def _by_holding_minutes(self, trade: Trade, bounds: dict[str, str]) -> bool:
        seconds = trade["hold_seconds"]
        return is_within(None if seconds is None else Decimal(seconds) / 60, bounds)

    def _by_nth_of_day(self, trade: Trade, bounds: dict[str, str]) -> bool:
        earlier = [
            other
            for other in self._day_of(trade)
            if other["entry_day"] == trade["entry_day"]
            and (moment(other["entry_time"]), other["id"])
            <= (moment(trade["entry_time"]), trade["id"])
        ]
        return is_within(len(earlier), bounds)

    def _by_after(self, trade: Trade, run: dict[str, Any]) -> bool:
        entry = moment(trade["entry_time"])
        exits = []
        for other in self._day_of(trade):
            if other["status"] != "closed" or other["exit_day"] != trade["entry_day"]:
                continue
            left, began = moment(other["exit_time"]), moment(other["entry_time"])
            is_at_once = left == began
            if left < entry or (left == entry and not is_at_once):
                exits.append((left, is_at_once, other["id"], other["outcome"]))
        length = 0
        for *_, outcome in sorted(exits, reverse=True):
            if outcome != run["what"]:
                break
            length += 1
        return length >= run.get("at_least", 1)

    def _day_of(self, trade: Trade) -> Iterable[Trade]:
        """The sequence that a trade is in: real trades, practice and paper are apart."""
        stream = (trade["trade_type"], self.is_paper(trade))
        return (
            other for other in self.trades if (other["trade_type"], self.is_paper(other)) == stream
        )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def minute_of(trade: Trade, zone: str) -> int:
    local = moment(trade["entry_time"]).astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def session_of(trade: Trade) -> str:
    minute = minute_of(trade, "America/New_York")
    if minute < 180 or minute >= 1080:
        return "asia"
    if minute < 570:
        return "london"
    return "new_york" if minute < 960 else "after_hours"


def is_any(word: str | None, words: list[str]) -> bool:
    return word is not None and word.casefold() in {other.casefold() for other in words}


def is_within(value: Any, bounds: dict[str, str]) -> bool:
    if value is None:
        return False
    number = Decimal(str(value))
    at_least, at_most = bounds.get("at_least"), bounds.get("at_most")
    return (at_least is None or number >= Decimal(at_least)) and (
        at_most is None or number <= Decimal(at_most)
    )


def total(trades: list[Trade]) -> Decimal:
    return sum((Decimal(trade["pnl_account"]) for trade in trades), Decimal(0))


def win_rate(trades: list[Trade]) -> float | None:
    wins = sum(trade["outcome"] == "win" for trade in trades)
    losses = sum(trade["outcome"] == "loss" for trade in trades)
    return wins / (wins + losses) if wins + losses else None


def results_in_r(trades: list[Trade]) -> list[float]:
    return [float(trade["r_multiple"]) for trade in trades if trade["r_multiple"] is not None]


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def middle(trades: list[Trade], column: str) -> Decimal | None:
    values = [Decimal(str(trade[column])) for trade in trades]
    return median(values) if values else None


def longest_run(trades: list[Trade], outcome: str) -> int:
    """Trades that broke even are left out, as reports leave them out."""
    best = length = 0
    for trade in trades:
        if trade["outcome"] == "break_even":
            continue
        length = length + 1 if trade["outcome"] == outcome else 0
        best = max(best, length)
    return best


def deepest_fall(trades: list[Trade]) -> Decimal:
    in_time = sorted(
        trades,
        key=lambda trade: (trade["exit_time"], trade["exit_day"], Decimal(trade["pnl_account"])),
    )
    earned = peak = fall = Decimal(0)
    for trade in in_time:
        earned += Decimal(trade["pnl_account"])
        peak = max(peak, earned)
        fall = min(fall, earned - peak)
    return fall
