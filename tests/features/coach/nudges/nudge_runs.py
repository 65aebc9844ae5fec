"""What tests of nudges do: log real trades of past sessions, and look at a trader as of a moment.

The moments lie in 2025, so that the product's own look at its own clock finds no occasion in these trades.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.core.db import Database, acting_for
from backend.features.coach.nudges import service


def moment(text: str) -> datetime:
    """`2025-11-19 14:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def traded(
    trader, start: str, *, r: float = -1, minutes: int = 5, instrument: str = "AAPL", **more
):
    """A closed trade of 10 shares with a risk of 1 a share, so that the exit is R above 100."""
    begins = moment(start)
    body = {
        "instrument": instrument,
        "direction": "long",
        "entry_price": "100",
        "stop_price": "99",
        "position_size": 10,
        "entry_time": begins.isoformat(),
        "exit_price": str(100 + r),
        "exit_time": (begins + timedelta(minutes=minutes)).isoformat(),
        **more,
    }
    answer = trader.post("/api/trading/trades", body)
    assert answer.status_code == 201, answer.json
    return answer.json


def limited(trader, world, **limits):
    """Give the trader limits that count in all of these trades."""
    answer = trader.ask("PUT", "/api/trading/rulebook", {"limits": limits})
    assert answer.status_code == 200, answer.json
    world.sql("update rulebook_versions set effective_at = '2020-01-01'")


def allow(trader, **preferences):
    """Set preferences of nudges."""
    answer = trader.ask("PUT", "/api/trading/coaching/nudges/preferences", preferences)
    assert answer.status_code == 200, answer.json
    return answer.json


def look(world, trader, at: str | datetime):
    """Look at the trader as of a moment; the kinds that were decided."""
    now = moment(at) if isinstance(at, str) else at
    user_id = UUID(trader.user["id"])
    world.settle()
    with (
        world.app.extensions["coach"]
        .ports.use(Database)
        .transaction(acting_for(user_id)) as session
    ):
        return [(nudge.kind, nudge.arm) for nudge in service.consider(session, user_id, now=now)]


def shown(trader, **query):
    return trader.get("/api/trading/coaching/nudges", query_string=query).json["items"]
