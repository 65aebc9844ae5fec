"""Performance reports over very many trades, beside the same aggregates in plain SQL. Run: `make bench-reports`.

For each size: a user with that many closed trades. In turn, on the same database: plain SQL for what the report
shows (sums, moments, drawdown, Ulcer index, streaks, days), the report computed anew, the report as it was kept, groups
beside their SQL, a list page of fifty. Medians of the rounds; growth is the cost of a trade at the largest size over
that at the smallest.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ground import Cores, Ground, open_ground  # noqa: E402  # after the path

PASSWORD = "seven quiet green candles"
BASE = "/api/trading"
MAKE = """
insert into trades ({columns})
select {values} from trades, generate_series(1, %(many)s) as n where id = %(example)s
"""
RESULT = "(((n::bigint * 7919) %% 1009) - 480)"  # spread like results: more small than large, a little above zero
REPORT_SQL = """
with told as materialized (
    select pnl_account as net, r_multiple::float8 as r, r_reason, exit_time, id, exit_day
    from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
        and pnl_account is not null
), ordered as (
    select net, sum(net::float8) over w as equity, row_number() over w as place,
        row_number() over (partition by net > 0 order by exit_time, id) as among from told
    window w as (order by exit_time, id)
), peaks as (
    select net, equity, place - among as island, greatest(max(equity) over (order by place), 0) + 25000 as peak
    from ordered
)
select
    (select row(count(*), sum(net), count(*) filter (where net > 0), sum(net) filter (where net > 0),
        sum(net::float8 * net::float8) filter (where net > 0), count(*) filter (where net < 0),
        sum(net) filter (where net < 0), sum(net::float8 * net::float8) filter (where net < 0),
        count(r), sum(r), sum(r * r), sum(r * r * r), count(*) filter (where r_reason = 'no_stop')) from told),
    (select row(min(equity + 25000 - peak), min((equity + 25000 - peak) / peak),
        sqrt(avg(((equity + 25000 - peak) / peak * 100) ^ 2))) from peaks),
    (select max(length) from (select count(*) as length from peaks group by net > 0, island) as runs),
    (select count(*) from (select exit_day, count(*), sum(net) from told group by exit_day) as days)
"""
GROUPS_SQL = """
select to_char(timezone(zone, entry_time), 'HH24'), count(*), sum(pnl_account),
    count(*) filter (where pnl_account > 0), sum(pnl_account) filter (where pnl_account > 0),
    sum(pnl_account::float8 * pnl_account::float8) filter (where pnl_account > 0),
    count(*) filter (where pnl_account < 0), sum(pnl_account) filter (where pnl_account < 0),
    sum(pnl_account::float8 * pnl_account::float8) filter (where pnl_account < 0),
    count(r_multiple), sum(r_multiple::float8), sum(r_multiple::float8 * r_multiple::float8)
from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
    and pnl_account is not null group by 1
"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        traders = Traders(ground)
        found = {size: traders.measured(size, wanted.rounds) for size in wanted.sizes}
    print(_table(found))
    return 0


class Traders:
    """The product in this process, on a private database."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        ground.postgres.create_database("coach")
        os.environ |= {
            **ground.postgres.addresses("coach"),
            "REDIS_URL": ground.redis.url,
            "DATA_DIR": str(ground.folder / "data"),
            "STATEMENT_TIMEOUT_SECONDS": "600",
            "LOG_LEVEL": "WARNING",
            "ACCESS_TOKEN_MINUTES": "120",
        }
        from flask_migrate import upgrade

        from backend.app import create_app

        self.app = create_app()
        with self.app.app_context():
            upgrade()

    def measured(self, size: int, rounds: int) -> dict[str, float]:
        """Seconds by what was done: medians."""
        client, headers, user_id = self._trader(size)
        print(f"{size:,} trades are there", file=sys.stderr)

        def get(path: str) -> Any:
            answer = client.get(f"{BASE}{path}", headers=headers)
            assert answer.status_code == 200, answer.data
            return answer.json

        def anew(path: str) -> Callable[[], Any]:
            def ask() -> Any:
                return get(path)

            return ask

        def plain(statement: str) -> Callable[[], Any]:
            def ask() -> Any:
                with self.ground.cursor("coach") as cursor:
                    cursor.execute(statement, {"user": user_id})
                    return cursor.fetchall()

            return ask

        parts: dict[str, Callable[[], Any]] = {
            "report: plain SQL": plain(REPORT_SQL),
            "report: computed": anew("/performance"),
            "report: kept": anew("/performance"),
            "hours: plain SQL": plain(GROUPS_SQL),
            "hours: computed": anew("/reports/groups?by=hour"),
            "days: computed": anew("/reports/days"),
            "list of 50": anew("/trades?limit=50"),
        }
        taken: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(rounds):
            with self.ground.cursor("coach") as cursor:
                cursor.execute("delete from reports")
            for name, ask in parts.items():
                began = time.perf_counter()
                ask()
                taken[name].append(time.perf_counter() - began)
        told = get("/performance")
        assert told["trades"] >= size, told["trades"]
        return {name: median(seconds) for name, seconds in taken.items()}

    def _trader(self, size: int) -> tuple[Any, dict[str, str], str]:
        client = self.app.test_client()
        name = f"trader{size}"
        account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        made = client.post("/api/auth/register", json=account).json
        headers = {"Authorization": f"Bearer {made['access_token']}"}
        client.patch("/api/auth/me", json={"account_size": "25000"}, headers=headers)
        trade = {
            "instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1, "stop_price": "4490",
            "entry_time": "2026-11-19T15:00:00Z", "exit_price": "4510", "exit_time": "2026-11-19T15:07:00Z",
            "notes": "Retest of the opening range, held the second time.",
        }  # fmt: skip
        example = client.post(f"{BASE}/trades", json=trade, headers=headers).json["id"]
        self._more_trades(size, example)
        return client, headers, made["user"]["id"]

    def _more_trades(self, size: int, example: str) -> None:
        """Copies of a trade, each with its own times and result."""
        past = "- n * interval '97 seconds'"
        new = {
            "id": "gen_random_uuid()", "entry_time": f"entry_time {past}", "exit_time": f"exit_time {past}",
            "entry_day": f"(entry_time {past})::date", "exit_day": f"(exit_time {past})::date",
            "pnl": RESULT, "pnl_account": RESULT, "pnl_gross": RESULT, "realised_pnl": RESULT,
            "r_multiple": f"case when n %% 10 > 0 then {RESULT} / 500.0 end",
            "r_reason": "case when n %% 10 = 0 then 'no_stop' end",
        }  # fmt: skip
        with self.ground.cursor("coach") as cursor:
            cursor.execute(
                "select column_name from information_schema.columns where table_name = 'trades'"
            )
            names = [row[0] for row in cursor.fetchall()]
            statement = MAKE.format(
                columns=", ".join(names),
                values=", ".join(new.get(one, f"trades.{one}") for one in names),
            )
            cursor.execute(statement, {"many": size, "example": example})
            cursor.execute("vacuum analyze trades")


def _table(found: dict[int, dict[str, float]]) -> str:
    sizes = list(found)
    lines = [
        "| what | "
        + " | ".join(f"{size:,}" for size in sizes)
        + " | cost of a trade, largest / smallest |"
    ]
    lines.append("|---|" + "---:|" * (len(sizes) + 1))
    for name in found[sizes[0]]:
        growth = found[sizes[-1]][name] / found[sizes[0]][name] / (sizes[-1] / sizes[0])
        shown = " | ".join(f"{1000 * found[size][name]:,.1f} ms" for size in sizes)
        lines.append(f"| {name} | {shown} | {growth:.2f} |")
    for what in ("report", "hours"):
        ratios = " | ".join(
            f"{found[size][f'{what}: computed'] / found[size][f'{what}: plain SQL']:.2f}"
            for size in sizes
        )
        lines.append(f"| {what}: computed / plain SQL | {ratios} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
