"""The tool that tells what the detectors found: how often, how it stands, what it cost."""

from typing import Any

from backend.core.types import In
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import ToolMoment, TraderTool, clock_text
from backend.features.coach.behaviour import queries
from backend.features.coach.behaviour.models import BehaviourPattern, PatternStatus
from backend.features.coach.behaviour.schemas import PatternFilter
from backend.features.record.trades.models import TradeType

NO_COST = "what it cost is not known"


class ListPatterns(In):
    """Which patterns; nothing for all."""

    status: PatternStatus | None = None
    trade_type: TradeType = TradeType.REAL


def _read(moment: ToolMoment, body: ListPatterns) -> ToolResult:
    query = PatternFilter(**body.model_dump(exclude_none=True))
    rows = queries.patterns(moment.session, moment.user_id, query)
    zone = moment.zone()
    return ToolResult(
        tuple(
            ToolFact(
                f"pattern:{row.id}",
                "patterns",
                f"{_words(row)} Last on {clock_text(row.last_seen, zone)}.",
                str(row.events),
            )
            for row in rows
        )
    )


def _words(row: BehaviourPattern) -> str:
    count = f"Seen {row.events} times in {row.positions} trades, severity {row.severity} of 5"
    return (
        f"{row.description.rstrip('.')}. {count}; {_cost(row.cost)}."
        f" It is {row.status}: {row.because.rstrip('.')}."
    )


def _cost(cost: dict[str, Any]) -> str:
    r, interval = cost.get("r"), cost.get("interval")
    if r is None or interval is None:
        return NO_COST
    low, high = interval["low"], interval["high"]
    chance = ", which may be chance" if low <= 0 <= high else ""
    return (
        f"against comparable trades it came to {r:+.1f} R"
        f" (95% interval {low:+.1f} to {high:+.1f} R){chance}"
    )


LIST_PATTERNS = TraderTool(
    "list_patterns",
    "Behaviours that detectors found in this trader's record (revenge entries, moved stops, overtrading, chasing ...):"
    " how often, what they cost in R with interval, and whether active, improving or overcome (resolved).",
    ListPatterns,
    _read,
)
