"""Questions to the demo record: the figures of the reports and of the patterns, with the same filters, to the cent."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from backend.app import worker_ports
from backend.core.db import Database
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from tests.features.operations.demo.test_demo import write

SIX_WEEKS_ON = datetime(2025, 12, 13, 23, tzinfo=UTC)
MEASURES = [
    "net_pnl",
    "win_rate",
    "expectancy",
    "profit_factor",
    "payoff",
    "average_win",
    "average_loss",
]


@pytest.fixture
def demo(world):
    trader = world.trader()
    write(world, trader, now=SIX_WEEKS_ON)
    ports = worker_ports(world.settings)
    ports.use(BehaviourDesk).look_again(UUID(trader.user["id"]))
    ports.use(Database).engine.dispose()
    return trader


def ask(trader, **query):
    answer = trader.post("/api/trading/query", query)
    assert answer.status_code == 200, answer.json
    return answer.json


PARTS = ("value", "n", "interval", "basis")


def figures(part) -> dict[str, tuple]:
    return {
        figure["measure"]: tuple(told(figure[part]) for part in PARTS) for figure in part["figures"]
    }


def reported(metrics) -> dict[str, tuple]:
    return {name: tuple(told(metrics[name][part]) for part in PARTS) for name in MEASURES}


def told(part: Any) -> Any:
    """A part of a figure; sums of R are sums of floats, whose last digits depend on their order."""
    if isinstance(part, dict):
        return {name: told(value) for name, value in part.items()}
    return float(f"{part:.12g}") if isinstance(part, float) else part


def test_rows_are_the_groups_of_the_report_and_questions_of_one_group_its_trades(demo):
    assert ask(demo, measures=["trades"])["trades"] > 50
    for by in ("weekday", "hour", "setup", "instrument", "month", "holding", "emotion"):
        report = demo.get("/api/trading/reports/groups", query_string={"by": by}).json
        rows = ask(demo, measures=MEASURES, group_by=by)["rows"]
        assert [row["key"] for row in rows] == [group["key"] for group in report["groups"]]
        for row, group in zip(rows, report["groups"], strict=True):
            assert row["trades"] == group["trades"]
            assert figures(row) == reported(group["metrics"]), (by, row["key"])


def test_a_question_with_a_filter_is_the_report_with_it(demo):
    setups = demo.get("/api/trading/reports/groups", query_string={"by": "setup"}).json["groups"]
    for setup in [group["key"] for group in setups if group["key"]]:
        report = demo.get("/api/trading/performance", query_string={"setup": setup}).json
        answer = ask(demo, measures=MEASURES, only={"setups": [setup]})
        assert figures(answer) == reported(report["metrics"])


def test_occurrences_are_those_of_the_patterns_and_so_is_their_cost(demo):
    patterns = [
        pattern
        for pattern in demo.get("/api/trading/coaching/patterns").json["items"]
        if pattern["trade_type"] == "real"
    ]
    assert patterns
    for pattern in patterns:
        events = sum(
            other["events"] for other in patterns if other["detector"] == pattern["detector"]
        )
        answer = ask(demo, measures=["occurrences"], only={"patterns": [pattern["detector"]]})
        (told,) = answer["patterns"]
        assert told["occurrences"] == events
        if events == pattern["events"]:
            assert told["cost_r"] == pytest.approx(pattern["cost"]["r"])
            assert told["status"] == pattern["status"]
