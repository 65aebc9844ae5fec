"""What tests of the journal write and log."""

from datetime import datetime, timedelta
from typing import Any

from tests.world import Trader, World

JOURNAL = "/api/trading/journal"


def entry(trader: Trader, **fields: Any) -> dict[str, Any]:
    answer = trader.post(JOURNAL, {"body": "I waited.", **fields})
    assert answer.status_code == 201, answer.json
    return answer.json


def entries(trader: Trader, **query: Any) -> list[dict[str, Any]]:
    answer = trader.get(JOURNAL, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def check_in(trader: Trader, day: str, **fields: Any):
    return trader.ask("PUT", f"{JOURNAL}/check-ins/{day}", fields)


def checked_in_before(world: World, trader: Trader, day: str, **fields: Any) -> None:
    """A check-in as if it had been written at 06:00 of its day."""
    assert check_in(trader, day, **fields).status_code == 200
    world.sql(
        "update journal_check_ins set created_at = day + interval '6 hours', updated_at = day + interval '6 hours',"
        " locked_at = null, late = false where user_id = %s and day = %s",
        trader.user["id"],
        day,
    )


def log(
    trader: Trader, day: str, *, hour: int = 10, r: str | None = "1", **fields: Any
) -> dict[str, Any]:
    """A bitcoin trade, whose session day is the day in UTC, with a result of so many R of 100 USD; null leaves it open.

    Long from 1,000 with a stop at 900.
    """
    entered = datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")
    body = {
        "instrument": "BTCUSD",
        "direction": "long",
        "entry_price": "1000",
        "position_size": 1,
        "stop_price": "900",
        "entry_time": entered.isoformat(),
    }
    if r is not None:
        exit_price = str(1000 + 100 * float(r))
        body |= {
            "exit_price": exit_price,
            "exit_time": (entered + timedelta(minutes=7)).isoformat(),
        }
    answer = trader.post("/api/trading/trades", {**body, **fields})
    assert answer.status_code == 201, answer.json
    assert answer.json["entry_day"] == day
    return answer.json
