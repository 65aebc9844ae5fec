"""The interlock and the adherence report on long records, beside plain SQL. Run: `make bench-process`.

For each size: a user with that many closed trades, each of which followed a plan, and a rulebook with every limit set.
The interlock is asked over the whole way in (HTTP layer, sign-in, row-level security, the answer kept) and in turn with
the bare statement for the figures of the session. The adherence report is computed anew, kept, and in turn with
the same aggregates in plain SQL. Medians and 99th percentiles; the last column is the largest size over the smallest.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ground import Cores, open_ground  # noqa: E402  # after the path
from benchmarks.reports import BASE, Traders  # noqa: E402

RULES = ("entry", "criteria", "stop", "size", "exit", "invalidation", "rulebook")
LIMITS = {
    "risk_per_trade": {"amount": "500"}, "daily_loss": {"amount": "1000"}, "weekly_loss": {"r": "6"},
    "trades_per_day": 50, "losses_in_a_row": 20, "cooling_off_minutes": 1, "position_size": {"ES": "3", "*": "1"},
    "open_positions": 10, "open_risk": {"amount": "9000"}, "correlated_risk": {"amount": "6000"},
    "instruments": ["ES", "NQ"], "sessions": [{"start": "00:00", "end": "23:59"}], "minimum_risk_reward": "1",
    "stop_required": True, "plan_required": False,
}  # fmt: skip
ASKED = {
    "instrument": "ES", "direction": "short", "position_size": 2, "entry_price": "4500", "stop_price": "4503",
    "target_price": "4490",
}  # fmt: skip
SESSION_SQL = """
select
    (select row(count(*), sum(r.net) filter (where r.event_time >= date_trunc('day', now())), sum(r.net),
        sum(r.net / t.risk_amount), count(distinct r.trade_id))
        from realised_results r join trades t on t.id = r.trade_id
        where r.user_id = %(user)s and t.user_id = %(user)s and t.trade_type = 'real'
        and r.event_time >= date_trunc('week', now()) and r.event_time <= now()),
    (select count(*) from trades where user_id = %(user)s and trade_type = 'real'
        and entry_time >= date_trunc('day', now()) and entry_time <= now()),
    (select count(*) from trades where user_id = %(user)s and status = 'open' and trade_type = 'real'),
    (select array_agg(pnl) from (select pnl from trades where user_id = %(user)s and status = 'closed'
        and trade_type = 'real' and exit_time <= now() order by exit_time desc limit 100) as lately)
"""
# Every trade of the record becomes one of the last hour and a half.
TODAY = """
update trades set entry_time = now() - place * interval '0.5 seconds' - interval '1 minute',
    exit_time = now() - place * interval '0.5 seconds', exit_day = current_date, entry_day = current_date
from (select id as numbered, row_number() over () as place from trades where user_id = %(user)s) as places
where id = numbered and user_id = %(user)s
"""
REALISED = """
insert into realised_results (trade_id, event_id, user_id, kind, event_time, day, quantity, gross, fees, other_fees, net,
    net_account, account_currency)
select id, gen_random_uuid(), user_id, 'exit', exit_time, exit_day, position_size, pnl_gross, 0, '{}', pnl, pnl_account,
    account_currency
from trades where user_id = %(user)s and status = 'closed'
"""
PLANS = """
insert into trade_plans (id, user_id, status, version, title, instrument, contract, direction, trade_id, executed_at,
    created_at, updated_at)
select gen_random_uuid(), user_id, 'executed', 1, 'Plan', instrument, '{}', direction, id, entry_time, entry_time,
    entry_time
from trades where user_id = %(user)s and status = 'closed'
"""
_COLUMNS = ", ".join(f'"{one}"' for one in RULES)
_MARKS = ", ".join(
    f"case when hashtext(id::text || '{one}') %% 10 = 0 then null else hashtext(id::text || '{one}') %% 3 > 0 end"
    for one in RULES
)
FOLLOWED = f"""
insert into plan_adherence (trade_id, user_id, plan_id, version, match, linked_by, {_COLUMNS},
    details, score, coverage, linked_at, scored_at)
select trade_id, user_id, id, 1, 'planned', 'told', {_MARKS}, '{{}}', abs(hashtext(id::text)) %% 101, 90, created_at,
    created_at
from trade_plans where user_id = %(user)s
"""  # names of columns
_SIDE = "count(*) filter (where {0}), count(r) filter (where {0}), sum(r) filter (where {0}), sum(r * r) filter (where {0})"
_SIDES = ", ".join(_SIDE.format(side) for one in RULES for side in (f'a."{one}"', f'not a."{one}"'))
REPORT_SQL = f"""
select
    (select array_agg(told) from (select plan_match, count(*), count(r_multiple), sum(r_multiple::float8),
        sum(r_multiple::float8 * r_multiple::float8) from trades where user_id = %(user)s and status = 'closed'
        and trade_type = 'real' group by plan_match) as told),
    (select row(count(a.score), sum(a.score::float8), sum(a.score::float8 * a.score::float8), {_SIDES})
        from plan_adherence a join (select id, r_multiple::float8 as r from trades where user_id = %(user)s
            and status = 'closed' and trade_type = 'real') t on t.id = a.trade_id where a.user_id = %(user)s),
    (select count(*) from (select date_trunc('week', t.entry_day), count(*), avg(a.score::float8)
        from plan_adherence a join trades t on t.id = a.trade_id where a.user_id = %(user)s and a.score is not null
        group by 1) as weeks)
"""  # names of columns


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--today", type=int, default=10_000, help="trades of one day; 0: none")
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    wanted = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        promises = Promises(ground)
        if wanted.today:
            print(_lines(promises.kept_today(wanted.today, wanted.questions)))
        found = {
            size: promises.kept(size, wanted.questions, wanted.rounds) for size in wanted.sizes
        }
    if found:
        print(_table(found))
    return 0


class Promises(Traders):
    """Traders with plans and a rulebook."""

    def kept(self, size: int, questions: int, rounds: int) -> dict[str, float]:
        """Seconds by what was done."""
        client, headers, user_id = self._trader(size)
        with self.ground.cursor("coach") as cursor:
            for statement in (PLANS, FOLLOWED):
                cursor.execute(statement, {"user": user_id})
            _realised(cursor, user_id)
            cursor.execute(
                "update trades set plan_match = 'planned' where user_id = %s and status = 'closed'",
                [user_id],
            )
            cursor.execute("vacuum analyze trades, trade_plans, plan_adherence")
        print(f"{size:,} trades and plans are there", file=sys.stderr)

        def ask(method: str, path: str, body: Any = None) -> Any:
            answer = client.open(f"{BASE}{path}", method=method, json=body, headers=headers)
            assert answer.status_code in (200, 201), answer.data
            return answer.json

        def plain(statement: str) -> Any:
            with self.ground.cursor("coach") as cursor:
                cursor.execute(statement, {"user": user_id})
                return cursor.fetchall()

        ask(
            "PUT",
            "/rulebook",
            {"limits": LIMITS, "zone": "America/Chicago", "day_turns_at": "17:00"},
        )
        for _ in range(3):
            ask("POST", "/trades", {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
                                    "stop_price": "4490", "entry_time": "2026-11-20T15:00:00Z"})  # fmt: skip
        ask("POST", "/check", ASKED)
        asked = self._alternately(
            questions,
            {
                "figures": lambda: plain(SESSION_SQL),
                "interlock": lambda: ask("POST", "/check", ASKED),
            },
        )

        def anew() -> Any:
            with self.ground.cursor("coach") as cursor:
                cursor.execute("delete from reports")
            began = time.perf_counter()
            ask("GET", "/plans/adherence")
            return time.perf_counter() - began

        told = ask("GET", "/plans/adherence")
        assert told["planned"] >= size, told["planned"]
        reported = self._alternately(
            rounds,
            {"plain": lambda: plain(REPORT_SQL), "kept": lambda: ask("GET", "/plans/adherence")},
        )
        return {
            "interlock, p50": median(asked["interlock"]),
            "interlock, p99": quantiles(asked["interlock"], n=100)[98],
            "figures of the session: plain SQL, p50": median(asked["figures"]),
            "adherence: plain SQL": median(reported["plain"]),
            "adherence: computed": median(anew() for _ in range(rounds)),
            "adherence: kept": median(reported["kept"]),
        }

    def kept_today(self, size: int, questions: int) -> dict[str, float]:
        """Seconds of the interlock while all of so many trades are of today."""
        client, headers, user_id = self._trader(size + 1)
        with self.ground.cursor("coach") as cursor:
            cursor.execute(TODAY, {"user": user_id})
            _realised(cursor, user_id)
            cursor.execute("vacuum analyze trades, realised_results")

        def ask(method: str, path: str, body: Any) -> Any:
            answer = client.open(f"{BASE}{path}", method=method, json=body, headers=headers)
            assert answer.status_code == 200, answer.data
            return answer.json

        ahead = 12 - datetime.now(UTC).hour  # a zone in which it is noon
        zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
        body = {"limits": LIMITS, "zone": zone, "day_turns_at": "00:01"}
        ask("PUT", "/rulebook", body)
        state = client.get(f"{BASE}/rulebook/state", headers=headers).json
        assert state["trades_exited"] >= size, state
        with self.ground.cursor("coach") as cursor:

            def plain() -> Any:
                cursor.execute(SESSION_SQL, {"user": user_id})
                return cursor.fetchall()

            asked = self._alternately(
                questions,
                {"figures": plain, "interlock": lambda: ask("POST", "/check", ASKED)},
            )
        name = f"{size:,} trades today"
        spans = {
            f"{name}: interlock": asked["interlock"],
            f"{name}: plain SQL": asked["figures"],
            f"{name}: interlock above it": [
                whole - part
                for whole, part in zip(asked["interlock"], asked["figures"], strict=True)
            ],
        }
        return {
            f"{what}, {mark}": figure
            for what, spans_of in spans.items()
            for mark, figure in (
                ("p50", median(spans_of)),
                ("p99", quantiles(spans_of, n=100)[98]),
            )
        }

    def _alternately(
        self, times: int, parts: dict[str, Callable[[], Any]]
    ) -> dict[str, list[float]]:
        taken: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(times):
            for name, do in parts.items():
                began = time.perf_counter()
                do()
                taken[name].append(time.perf_counter() - began)
        return taken


def _realised(cursor: Any, user_id: str) -> None:
    """Rows of realised money for trades that were copied without them."""
    cursor.execute("delete from realised_results where user_id = %(user)s", {"user": user_id})
    cursor.execute(REALISED, {"user": user_id})


def _lines(figures: dict[str, float]) -> str:
    lines = ["| what | |", "|---|---:|"]
    lines += [f"| {name} | {1000 * seconds:,.1f} ms |" for name, seconds in figures.items()]
    return "\n".join([*lines, ""])


def _table(found: dict[int, dict[str, float]]) -> str:
    sizes = list(found)
    lines = ["| what | " + " | ".join(f"{size:,}" for size in sizes) + " | largest / smallest |"]
    lines.append("|---|" + "---:|" * (len(sizes) + 1))
    for name in found[sizes[0]]:
        shown = " | ".join(f"{1000 * found[size][name]:,.1f} ms" for size in sizes)
        lines.append(f"| {name} | {shown} | {found[sizes[-1]][name] / found[sizes[0]][name]:.2f} |")
    for over, under in (
        ("interlock, p50", "figures of the session: plain SQL, p50"),
        ("adherence: computed", "adherence: plain SQL"),
    ):
        lines.append(
            f"| {over} / {under} | "
            + " | ".join(f"{found[one][over] / found[one][under]:.2f}" for one in sizes)
            + " | |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
