"""What tests of the record's edges ask: trades, fills, what they realised, and what was said beside them."""

from typing import Any

from tests.world import Trader

TRADES = "/api/trading/trades"
ES = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 2}
WHEN = "2026-11-18T15:00:00Z"  # a Wednesday, while all markets trade
LATER = "2026-11-18T16:00:00Z"


def answered(response: Any, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.json
    return response.json


def logged(trader: Trader, **fields: Any) -> dict[str, Any]:
    body = {**ES, "entry_time": WHEN, "fees": "0", **fields}
    return answered(trader.post(TRADES, body), 201)


def try_fill(trader: Trader, trade: dict[str, Any], action: str, quantity: Any, price: Any, **more):
    body = {"action": action, "quantity": quantity, "price": price, "event_time": LATER}
    return trader.post(f"{TRADES}/{trade['id']}/fills", {**body, "fees": "0", **more})


def fill(trader: Trader, trade: dict[str, Any], action: str, quantity: Any, price: Any, **more):
    return answered(try_fill(trader, trade, action, quantity, price, **more), 201)["trade"]


def tell(trader: Trader, trade: dict[str, Any], what: str, **body: Any):
    """A split, dividend, financing, rename, expiry or roll."""
    return trader.post(f"{TRADES}/{trade['id']}/{what}", {"event_time": LATER, **body})


def recorded(trader: Trader, trade: dict[str, Any], what: str, **body: Any) -> dict[str, Any]:
    """The same, and it is taken."""
    response = tell(trader, trade, what, **body)
    assert response.status_code in (200, 201), response.json
    return response.json


def read(trader: Trader, trade: dict[str, Any], part: str = "") -> dict[str, Any]:
    return answered(trader.get(f"{TRADES}/{trade['id']}{part}"))


def realised(trader: Trader, trade: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    """Rows of realised money, oldest first, by the names of their fields."""
    rows = read(trader, trade, "/results")["items"]
    ordered = sorted(rows, key=lambda row: row["event_time"])
    return [tuple(row[name] for name in names) for row in ordered]


def events(trader: Trader, trade: dict[str, Any]) -> list[dict[str, Any]]:
    return read(trader, trade, "/events")["items"]


def listed(trader: Trader, **query: Any) -> set[str]:
    page = answered(trader.get(TRADES, query_string={"limit": 50, **query}))
    return {item["id"] for item in page["items"]}


def money_by_day(trader: Trader, **query: Any) -> dict[str, str]:
    report = answered(trader.get("/api/trading/reports/days", query_string=query))
    return {item["day"]: item["net"] for item in report["days"]}


def main_account(trader: Trader) -> dict[str, Any]:
    return answered(trader.get("/api/trading/accounts"))["items"][0]


def performance(trader: Trader, **query: Any) -> dict[str, Any]:
    return answered(trader.get("/api/trading/performance", query_string=query))


def warned(trade: dict[str, Any]) -> set[str]:
    """The fields that a trade was marked for."""
    assert all(warning["message"] and warning["code"] for warning in trade["warnings"])
    return {warning["field"] for warning in trade["warnings"]}


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json["code"]
