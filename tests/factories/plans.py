"""Plans as a trader writes them: ES long from 4500 to 4501, stop 4495, targets 4510 and 4520; one R is 6 points."""

from datetime import UTC, datetime, timedelta
from typing import Any

PLAN = {
    "title": "Failed breakdown",
    "instrument": "ES",
    "direction": "long",
    "setup_description": "Yesterday's low was lost and taken back",
    "entry_criteria": ["Back above the low", "Volume dries up on the retest"],
    "entry_zone": {"low": "4500", "high": "4501"},
    "stop_loss_level": "4495",
    "stop_loss_reasoning": "Below the spike",
    "take_profit_targets": ["4510", "4520"],
    "position_size": "2",
}


_AHEAD = 12 - datetime.now(UTC).hour
MIDDAY = f"Etc/GMT{-_AHEAD:+d}" if _AHEAD else "Etc/GMT"
"""A zone in which it is about noon, whenever the tests run: some hours ago was the same session."""


def plan_of(trader: Any, **changes: Any) -> dict[str, Any]:
    response = trader.post("/api/trading/plans", {**PLAN, **changes})
    assert response.status_code == 201, response.json
    return response.json


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def ahead(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()
