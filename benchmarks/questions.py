"""Questions to a record of very many trades, beside the bare SQL of what they select. Run: `make bench-questions`.

The record of `reports.py`: a user with that many closed trades. In turn, on the same database, for questions of every
kind: the trades of the selection counted and summed in plain SQL, the report of chapter 7 without a filter (what any
selection costs), the question asked anew, and as it was kept. Medians of the rounds, and ratios to the bare SQL.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ground import Cores, open_ground  # noqa: E402  # after the path
from benchmarks.reports import BASE, Traders  # noqa: E402

CLOSED = """
from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
    and pnl_account is not null
    and account_id not in (select id from accounts where user_id = %(user)s and kind = 'paper')
"""
SUMS = "select count(*), sum(pnl_account), count(*) filter (where outcome = 'win')"
RUNS = """
with steps as (
    select id, entry_time as moment, entry_day as day, 1 as kind, null as outcome from trades where user_id = %(user)s
    union all
    select id, exit_time, exit_day, 0, outcome from trades where user_id = %(user)s and status = 'closed'
), numbered as (
    select *, sum(1 - kind) over (partition by day order by moment, kind, id) as exits from steps
), runs as (
    select id, kind, exits - coalesce(max(case when kind = 0 and outcome is distinct from 'loss' then exits end)
        over (partition by day order by moment, kind, id), 0) as length from numbered
)
"""
WIN_RATE = {"measures": ["win_rate"]}
WORST = {"of": "group", "order": "worst"}
QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "everything": ({}, SUMS + CLOSED),
    "Mondays": (
        {"only": {"weekdays": ["monday"]}},
        f"{SUMS} {CLOSED} and extract('isodow' from entry_day) = 1",
    ),
    "third of the day": (
        {"only": {"nth_of_day": {"at_least": "3", "at_most": "3"}}},
        f"{SUMS} {CLOSED} and id in (select id from (select id, row_number() over"
        " (partition by trade_type, entry_day order by entry_time, id) as nth from trades"
        " where user_id = %(user)s) as places where nth = 3)",
    ),
    "after two losses": (
        {"only": {"after": {"what": "loss", "at_least": 2}}},
        f"{RUNS} {SUMS} {CLOSED} and id in (select id from runs where kind = 1 and length >= 2)",
    ),
    "worst hour": (
        {"group_by": "hour", "ranking": WORST},
        f"select to_char(timezone(zone, entry_time), 'HH24'), count(*), sum(pnl_account) {CLOSED} group by 1",
    ),
    "longs against shorts": (
        {"only": {"direction": "long"}, "compared_with": {"only": {"direction": "short"}}},
        f"select direction, count(*), sum(pnl_account) {CLOSED} group by 1",
    ),
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        seconds = Asker(Traders(ground), options.size).measured(options.rounds)
    print(_table(seconds))
    return 0


class Asker:
    """One trader of a long record."""

    def __init__(self, traders: Traders, size: int) -> None:
        self.ground = traders.ground
        self.client, self.headers, self.user_id = traders._trader(size)

    def measured(self, rounds: int) -> dict[str, dict[str, float]]:
        """Seconds by question and by what was done: medians."""
        return {
            name: self._question(query, statement, rounds)
            for name, (query, statement) in QUESTIONS.items()
        }

    def _question(self, query: dict[str, Any], statement: str, rounds: int) -> dict[str, float]:
        parts: dict[str, Callable[[], None]] = {
            "plain SQL": lambda: self._plain(statement),
            "report without a filter": self._report,
            "asked": lambda: self._ask(query),
            "kept": lambda: self._ask(query),
        }
        taken: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(rounds):
            self._forget()
            for name, part in parts.items():
                began = time.perf_counter()
                part()
                taken[name].append(time.perf_counter() - began)
                if name == "report without a filter":
                    self._forget()
        return {name: median(times) for name, times in taken.items()}

    def _plain(self, statement: str) -> None:
        with self.ground.cursor("coach") as cursor:
            cursor.execute(statement, {"user": self.user_id})
            cursor.fetchall()

    def _report(self) -> None:
        answer = self.client.get(f"{BASE}/performance", headers=self.headers)
        assert answer.status_code == 200, answer.data

    def _ask(self, query: dict[str, Any]) -> None:
        body = {**WIN_RATE, **query}
        answer = self.client.post(f"{BASE}/query", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.data
        assert answer.json["trades"] > 0, query

    def _forget(self) -> None:
        with self.ground.cursor("coach") as cursor:
            cursor.execute("delete from reports")


def _table(seconds: dict[str, dict[str, float]]) -> str:
    columns = list(next(iter(seconds.values())))
    lines = ["| question | " + " | ".join(columns) + " | asked / plain SQL |"]
    lines.append("|---|" + "---:|" * (len(columns) + 1))
    for name, parts in seconds.items():
        shown = " | ".join(f"{1000 * parts[column]:,.0f} ms" for column in columns)
        lines.append(f"| {name} | {shown} | {parts['asked'] / parts['plain SQL']:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
