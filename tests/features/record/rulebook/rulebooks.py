"""What tests of the rulebook ask: limits, trades, checks and the state of the session."""

from tests.factories.plans import MIDDAY, ago

CHECK = {
    "instrument": "ES",
    "direction": "short",
    "position_size": 3,
    "entry_price": "4500",
    "stop_price": "4503",
}
BIG_DAY = {
    "zone": MIDDAY,
    "day_turns_at": "00:01",
}  # a turn of the day of their own, which no market moves


def write(trader, limits, **more):
    answer = trader.ask("PUT", "/api/trading/rulebook", {"limits": limits, **BIG_DAY, **more})
    assert answer.status_code == 200, answer.json
    return answer.json


def traded(trader, *, exit="4495", minutes=5, **more):
    """A closed ES long from 4500 with a stop of 4495: five points are 250 dollars and 1 R."""
    body = {
        "instrument": "ES",
        "direction": "long",
        "entry_price": "4500",
        "position_size": 1,
        "stop_price": "4495",
        "entry_time": ago(minutes=minutes),
        "exit_price": exit,
        "exit_time": ago(minutes=minutes - 1),
    }
    answer = trader.post("/api/trading/trades", {**body, **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def check(trader, **changes):
    answer = trader.post("/api/trading/check", {**CHECK, **changes})
    assert answer.status_code == 200, answer.json
    return answer.json, {item["rule"]: item for item in answer.json["rules"]}


def state(trader):
    return trader.get("/api/trading/rulebook/state").json
