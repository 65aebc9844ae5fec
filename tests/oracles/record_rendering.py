"""A trade of the model as the product would answer it, were it right: what the comparison itself is tested with."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from tests.oracles.record_driver import PlayedTrade
from tests.oracles.record_histories import History
from tests.oracles.record_model import TradeModel
from tests.oracles.record_money import PRICE_PLACES, QUANTITY_PLACES, rounded


def answers(history: History) -> list[PlayedTrade]:
    """All that came of a history."""
    model = history.played()
    trades = [answer(history, trade) for trade in model.trades]
    shares = [
        {
            "direction": part.direction.value,
            "position_size": str(part.quantity),
            "entry_price": str(part.price),
        }
        for part in model.shares
    ]
    return trades + [PlayedTrade(share, [], []) for share in shares]


def answer(history: History, model: TradeModel) -> PlayedTrade:
    results = rows(model)
    trade = _trade(history, model) | (_closed(model) if model.is_closed else _open(model))
    if model.is_closed:
        trade |= {"pnl": _sum(results, "net"), "pnl_account": _sum(results, "net_account")}
    trade["realised_pnl"] = _sum(results, "net")
    events = [{"id": row.event_id, "voided": False} for row in model.results]
    return PlayedTrade(trade, results, events)


def rows(model: TradeModel) -> list[dict[str, Any]]:
    gross = _running([row.money.gross for row in model.results])
    fees = _running([row.money.fees for row in model.results])
    return [
        {
            "event_id": row.event_id,
            "kind": row.kind,
            "event_time": row.time.isoformat(),
            "day": row.day.isoformat(),
            "quantity": _text(row.quantity, QUANTITY_PLACES),
            "gross": str(gross[place]),
            "fees": str(fees[place]),
            "other_fees": {name: _text(fee) for name, fee in row.money.other_fees.items()},
            "net": _text(row.net),
            "net_account": _text(row.net_account),
            "net_reason": "no_rate" if None in (row.net, row.net_account) else None,
        }
        for place, row in enumerate(model.results)
    ]


def _trade(history: History, model: TradeModel) -> dict[str, Any]:
    first = min(entry.time for entry in model.entries)
    return {
        "status": "closed" if model.is_closed else "open",
        "direction": model.terms.direction.value,
        "currency": model.terms.currency,
        "account_currency": model.terms.account_currency,
        "position_size": _text(model.size, QUANTITY_PLACES),
        "max_size": _text(model.max_size, QUANTITY_PLACES),
        "open_size": _text(model.held, QUANTITY_PLACES),
        "entry_price": _text(model.entry_price, PRICE_PLACES),
        "exit_price": _text(model.exit_price, PRICE_PLACES),
        "entry_time": first.isoformat(),
        "entry_day": history.market.day_of(first).isoformat(),
        "risk_amount": _text(model.risk),
        "stop_price": _text(model.stops[-1].price if model.stops else None, PRICE_PLACES),
        "r_multiple": _text(model.r_multiple),
        "r_reason": None,
    }


def _closed(model: TradeModel) -> dict[str, Any]:
    held = model.exits[-1].time - min(entry.time for entry in model.entries)
    last: date = model.results[-1].day
    return {
        "exit_day": last.isoformat(),
        "hold_seconds": int(held.total_seconds()),
        "pnl_gross": _text(model.gross),
        "fees": _text(model.charged.fees),
        "other_fees": {name: _text(fee) for name, fee in model.charged.other_fees.items()},
        "pnl_reason": "no_rate" if model.net is None else None,
        "pnl_account_reason": "no_rate" if model.net_account is None else None,
        "outcome": model.outcome,
        "expiry": model.ending,
    }


def _open(model: TradeModel) -> dict[str, Any]:
    return dict.fromkeys(("pnl", "pnl_account", "outcome", "exit_day"))


def _running(amounts: list[Fraction]) -> list[Decimal]:
    totals = [Decimal(0), *(rounded(total) for total in accumulate(amounts))]
    return [after - before for before, after in pairwise(totals)]


def _sum(results: list[dict[str, Any]], name: str) -> str | None:
    if any(row[name] is None for row in results):
        return None
    return str(sum((Decimal(row[name]) for row in results), Decimal(0)))


def _text(value: Fraction | None, places: int = 10) -> str | None:
    return None if value is None else str(rounded(value, places))
