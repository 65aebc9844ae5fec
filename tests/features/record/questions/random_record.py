"""A record of every kind of trade that questions tell apart, by a seed."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.core.ids import new_id
from tests.features.record.questions.question_model import QuestionModel
from tests.world import Trader

TRADES = "/api/trading/trades"
PRICES = {"AAPL": (200, "1"), "MES": (5000, "0.25"), "BTCUSDT": (60000, "10")}
SETUPS = [None, "Opening drive", "opening DRIVE", "fade", "Groß"]
FEELINGS = [None, "calm", "Calm", "angry"]
TAGS = ["a+", "late", "News"]
PATTERNS = ["revenge", "stop_moving", "fomo"]
FIRST = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def written(world: Any, trader: Trader, seed: int, trades: int = 90) -> QuestionModel:
    """Log a random record through the API, and read it back."""
    draw = random.Random(seed)
    accounts = _accounts(trader)
    strategies = [
        trader.post("/api/trading/strategies", {"name": name}).json["id"]
        for name in ("Breakouts", "Reversals")
    ]
    for _ in range(trades):
        _log(trader, draw, accounts, strategies)
    _plan(world, draw, trader)
    _see(world, draw, trader)
    return read(world, trader)


def _accounts(trader: Trader) -> list[str]:
    bodies = [
        {"name": "Second", "currency": "USD"},
        {"name": "On paper", "currency": "USD", "kind": "paper"},
        {"name": "Euro", "currency": "EUR"},
    ]
    for body in bodies:
        assert trader.post("/api/trading/accounts", body).status_code == 201
    return [account["id"] for account in trader.get("/api/trading/accounts").json["items"]]


def _log(trader: Trader, draw: random.Random, accounts: list[str], strategies: list[str]) -> None:
    instrument = draw.choice(list(PRICES))
    price, step = PRICES[instrument]
    entry = FIRST + timedelta(days=draw.randrange(21), minutes=15 * draw.randrange(96))
    held = draw.choice([0, 1, 4, 5, 15, 30, 45, 240, 1500])
    body: dict[str, Any] = {
        "instrument": instrument,
        "direction": draw.choice(["long", "short"]),
        "entry_price": str(price),
        "position_size": draw.choice([1, 2, 5]),
        "entry_time": entry.isoformat(),
        "account_id": draw.choice([accounts[0], *accounts]),
        "trade_type": draw.choice(["real", "real", "real", "training"]),
        "setup": draw.choice(SETUPS),
        "emotional_state": draw.choice(FEELINGS),
        "pattern_tags": draw.sample(TAGS, draw.randrange(3)),
        "strategy_id": draw.choice([None, *strategies]),
        "fees": draw.choice(["0", "1.25"]),
    }
    if draw.random() < 0.7:
        away = -10 * float(step) if body["direction"] == "long" else 10 * float(step)
        body["stop_price"] = str(price + away)
    if draw.random() < 0.93:
        body["exit_price"] = str(price + draw.randrange(-12, 14) * float(step))
        body["exit_time"] = (entry + timedelta(minutes=held)).isoformat()
    answer = trader.post(TRADES, {name: value for name, value in body.items() if value is not None})
    assert answer.status_code == 201, answer.json


def _plan(world: Any, draw: random.Random, trader: Trader) -> None:
    """Some trades followed plans: only what questions read of that."""
    for trade in read(world, trader).trades:
        state = draw.choice(["unplanned", "unplanned", "planned", "late", "drifted"])
        score = draw.randrange(0, 101) if state == "planned" else None
        world.sql(
            "update trades set plan_match = %s, plan_adherence_score = %s where id = %s",
            state, score, trade["id"],
        )  # fmt: skip


def _see(world: Any, draw: random.Random, trader: Trader) -> None:
    """Behaviours were seen in some trades; a few sightings are disputed, and some withdrawn."""
    for trade in read(world, trader).trades:
        for pattern in PATTERNS:
            if draw.random() < 0.2:
                answer = draw.choice([None, None, "yes", "no", "was_planned"])
                see(
                    world,
                    trader,
                    trade,
                    pattern,
                    answer,
                    draw.choice(["fired"] * 4 + ["withdrawn"]),
                )


def see(
    world: Any,
    trader: Trader,
    trade: dict[str, Any],
    pattern: str,
    answer: str | None = None,
    status: str = "fired",
) -> None:
    """One event of a detector, as it stands in its table."""
    world.sql(
        "insert into behaviour_events (id, user_id, trade_type, account_id, detector, version, key, session,"
        " occurred_at, trade_ids, plan_ids, inputs, effect, unit, score, severity, grade, declared, guards, quality,"
        " is_learning, status, answer, detected_at, updated_at) values (%s, %s, %s, %s, %s, 1, %s, %s, %s,"
        " array[%s]::uuid[], '{}', '{}', 1, 'x', 0.7, 'marked', 3, '{}', '{}', 'full', false, %s, %s, now(), now())",
        str(new_id()), trader.user["id"], trade["trade_type"], trade["account_id"], pattern, str(new_id()),
        trade["entry_day"], trade["entry_time"], trade["id"], status, answer,
    )  # fmt: skip


def see_pattern(
    world: Any, trader: Trader, trade: dict[str, Any], pattern: str, **values: Any
) -> None:
    """How a behaviour stands in the stream of a trade."""
    cost = {
        "r": values["r"], "interval": values.get("interval"), "flagged": values["events"],
        "mean_flagged": 0, "mean_others": values["mean_others"], "against": "others",
        "is_measurable": values.get("is_measurable", False), "said": "",
    }  # fmt: skip
    world.sql(
        "insert into behaviour_patterns (id, user_id, trade_type, account_id, detector, version, description, status,"
        " because, severity, events, positions, frequency, cost, traits, first_seen, last_seen, updated_at) values"
        " (%s, %s, %s, %s, %s, 1, '', %s, 'because', 3, %s, 90, '{}', %s, '[]', %s, %s, now())",
        str(new_id()), trader.user["id"], trade["trade_type"], trade["account_id"], pattern, values["status"],
        values["events"], json.dumps(cost), trade["entry_time"], trade["entry_time"],
    )  # fmt: skip


def read(world: Any, trader: Trader) -> QuestionModel:
    """What the API lists of it."""
    trades = _all(trader, TRADES)
    accounts = trader.get("/api/trading/accounts").json["items"]
    strategies = trader.get("/api/trading/strategies").json["items"]
    events = world.sql(
        "select detector, trade_ids[1]::text from behaviour_events where user_id = %s and status = 'fired'"
        " and (answer is null or answer = 'yes')",
        trader.user["id"],
    )
    seen: dict[str, list[str]] = {}
    for detector, trade_id in events:
        seen.setdefault(detector, []).append(trade_id)
    return QuestionModel(
        trades,
        {account["id"]: account for account in accounts},
        {strategy["id"]: strategy["name"] for strategy in strategies},
        seen,
    )


def _all(trader: Trader, path: str) -> list[dict[str, Any]]:
    items, cursor = [], None
    while True:
        query = {"limit": 200} | ({"cursor": cursor} if cursor else {})
        page = trader.get(path, query_string=query).json
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
