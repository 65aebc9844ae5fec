"""The coach's context with a long record, beside the same queries in plain SQL. Run: `make bench-context`.

A trader with many closed trades, finished coaching sessions and memories. The context is built in this process as an
answer does it, from a message to the packed items: kept (the slow part is at hand), after a restart (it is read anew,
reports are kept in PostgreSQL), and cold (reports are computed anew). Beside each the same statements, taken from the
driver while the product ran and sent again by it alone; where a report was computed, the same aggregates in plain SQL.
Also: the reports of a cold context one after the other, and on connections of their own at the same time.
"""

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ground import Cores, open_ground  # noqa: E402  # after the path
from benchmarks.reports import BASE, REPORT_SQL, Traders  # noqa: E402
from tests.sent_statements import hearing  # noqa: E402

WORDS = "I oversized after two losses again, and now I want to make it back"
REPORTS = 3  # with real money, lately, and in training


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trades", type=int, default=100_000)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--memories", type=int, default=500)
    parser.add_argument("--kept", type=int, default=500, help="Rounds with the slow part at hand.")
    parser.add_argument("--cold", type=int, default=30, help="Rounds without it.")
    wanted = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        coached = Coached(ground)
        coached.prepare(wanted.trades, wanted.sessions, wanted.memories)
        found = coached.measured(wanted.kept, wanted.cold)
        apart = coached.reports(wanted.cold)
    print(_table(found, apart))
    return 0


class Coached(Traders):
    """A trader with a long record, who has been coached for long."""

    def prepare(self, many: int, sessions: int, memories: int) -> None:
        """Make the record; sessions and memories first, while a context costs little."""
        from backend.core.db import Database
        from backend.features.coach.coach_context.service import ContextReader
        from backend.features.coach.coaching.service import CoachDesk

        ports = self.app.extensions["coach"].ports
        self.database = ports.use(Database)
        given = ports.use(CoachDesk)
        self.desk = CoachDesk(
            given.keyring,
            given.news,
            ContextReader(given.keyring, provider=given.provider, spare=self.database),
            tokens=given.tokens,
        )
        client, headers, user_id = self._trader(1)
        self.user_id = UUID(user_id)

        def post(path: str, body: Any) -> Any:
            answer = client.post(f"{BASE}/coaching{path}", json=body, headers=headers)
            assert answer.status_code in (200, 201), answer.data
            return answer.json

        for number in range(memories):
            post(
                "/memory",
                {
                    "statement": f"I never trade setup {number} after {number % 7} losses in the morning"
                },
            )
        for number in range(sessions):
            made = post("/session", {"session_type": "discipline", "phase": "post_market"})
            agreed = {"rating": 1 + number % 5, "next_step": f"Write plan {number} before the open"}
            post(f"/session/{made['session']['id']}/finish", agreed)
        with self.ground.cursor("coach") as cursor:
            cursor.execute("select id from trades where user_id = %s limit 1", (user_id,))
            example = cursor.fetchone()[0]
        self._more_trades(many, example)
        print(
            f"{many:,} trades, {sessions} sessions and {memories} memories are there",
            file=sys.stderr,
        )

    def measured(self, kept: int, cold: int) -> dict[str, list[float]]:
        """Seconds by what was done."""
        taken: dict[str, list[float]] = {}
        for name, rounds, before in (
            ("cold", cold, self._drop_everything),
            ("after a restart", cold, self._drop_process),
            ("kept", kept, lambda: None),
        ):
            before()
            self._build()
            statements = self._watched(before)
            for _ in range(rounds):
                before()
                taken.setdefault(f"{name}: the product", []).append(_timed(self._build))
                sent = self._plain(statements, reports=REPORTS if name == "cold" else 0)
                taken.setdefault(f"{name}: plain SQL", []).append(sent)
        return taken

    def reports(self, rounds: int) -> dict[str, float]:
        """The reports of a cold context one after the other, and at the same time; medians."""
        from backend.core.db import acting_for
        from backend.features.record.performance import report
        from backend.features.record.performance.schemas import Selection
        from backend.features.record.trades.models import TradeType

        now = datetime.now(UTC)
        chosen = (
            Selection(),
            Selection(day_from=(now - timedelta(days=30)).date()),
            Selection(trade_type=TradeType.TRAINING),
        )

        def compute(one: Any) -> None:
            with self.database.transaction(acting_for(self.user_id)) as session:
                report.performance(session, self.user_id, one, now=now)

        def together(pool: ThreadPoolExecutor) -> None:
            list(pool.map(compute, chosen))

        taken: dict[str, list[float]] = {"one after the other": [], "at the same time": []}
        with ThreadPoolExecutor(len(chosen)) as pool:
            for _ in range(rounds):
                for name, do in (
                    ("one after the other", lambda: [compute(one) for one in chosen]),
                    ("at the same time", lambda: together(pool)),
                ):
                    self._drop_everything()
                    taken[name].append(_timed(do))
        return {name: median(seconds) for name, seconds in taken.items()}

    def _build(self) -> Any:
        from backend.core.db import acting_for
        from backend.features.coach.coach_context.views import AnswerSubject
        from backend.features.coach.ideas.ideas import read_words
        from backend.features.coach.verdicts.facts import Situation

        now = datetime.now(UTC)
        situation = Situation(idea=read_words(WORDS))
        self.desk.warm(self.user_id, now=now)
        with self.database.transaction(acting_for(self.user_id)) as session:
            made = self.desk.prepare(
                session,
                self.user_id,
                words=WORDS,
                situation=situation,
                subject=AnswerSubject(),
                now=now,
            )
        assert made.packed.tokens <= made.packed.budget
        return made

    def _drop_process(self) -> None:
        self.desk.contexts.cache.forget(self.user_id)

    def _drop_everything(self) -> None:
        self._drop_process()
        with self.ground.cursor("coach") as cursor:
            cursor.execute("delete from reports")

    def _watched(self, before: Callable[[], None]) -> list[tuple[str, Any]]:
        """What the product sends for one context."""

        sent: list[tuple[str, Any]] = []

        def note(_cursor: Any, statement: str, parameters: Any) -> None:
            if statement.lstrip().lower().startswith(("select", "begin", "with", "\n")):
                sent.append((statement, parameters))

        before()
        with hearing(self.database.engine, note):
            self._build()
        return sent

    def _plain(self, statements: list[tuple[str, Any]], *, reports: int) -> float:
        """Seconds that the statements take by themselves, sent by the driver and read."""
        connection = self.database.engine.raw_connection()
        try:
            with connection.cursor() as cursor:
                began = time.perf_counter()
                for statement, parameters in statements:
                    cursor.execute(statement, parameters)
                    if cursor.description is not None:
                        cursor.fetchall()
                for _ in range(reports):
                    cursor.execute(REPORT_SQL, {"user": str(self.user_id)})
                    cursor.fetchall()
                return time.perf_counter() - began
        finally:
            connection.cursor().execute("rollback")
            connection.close()


def _timed(do: Callable[[], Any]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _table(found: dict[str, list[float]], apart: dict[str, float]) -> str:
    lines = ["| context | p50 | p99 | product / plain SQL, p50 |", "|---|---:|---:|---:|"]
    for name in ("kept", "after a restart", "cold"):
        ours, plain = found[f"{name}: the product"], found[f"{name}: plain SQL"]
        ratio = f"{median(ours) / median(plain):.2f}"
        lines.append(
            f"| {name} | {1000 * median(ours):.1f} ms | {1000 * _p99(ours):.1f} ms | {ratio} |"
        )
        lines.append(
            f"| {name}: plain SQL | {1000 * median(plain):.1f} ms | {1000 * _p99(plain):.1f} ms | |"
        )
    for name, seconds in apart.items():
        lines.append(f"| three reports, {name} | {1000 * seconds:.1f} ms | | |")
    return "\n".join(lines)


def _p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98]


if __name__ == "__main__":
    sys.exit(main())
