"""Performance reports over very many trades, beside the same aggregates in plain SQL. Run: `make bench-reports`.

For each size: a user with that many closed trades and the money of their exits. In turn, on the same database: plain
SQL for what the report shows (sums, moments and streaks of the trades; days, drawdown and Ulcer index of the money),
the report computed anew, the report as it was kept, groups, days, a cross table, two selections compared, rolling
figures, the start of a day and the search over everything beside their SQL, a list page of fifty. Medians of the
rounds; growth is the cost of a trade at the largest size over that at the smallest.
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
MAKE_MONEY = """
insert into realised_results (trade_id, event_id, user_id, kind, event_time, day, quantity, gross, fees, other_fees,
    net, net_account, net_reason, account_currency)
select id, gen_random_uuid(), user_id, 'exit', exit_time, exit_day, position_size, pnl, 0, '{}', pnl, pnl_account, null,
    account_currency
from trades where user_id = %(user)s and not exists (select from realised_results where trade_id = trades.id)
"""
REPORT_SQL = """
with closed as materialized (
    select pnl_account as net, outcome, r_multiple::float8 as r, r_reason, exit_time, id
    from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
        and pnl_account is not null
        and account_id not in (select id from accounts where user_id = %(user)s and kind = 'paper')
), ordered as (
    select outcome, row_number() over (order by exit_time, id) as place,
        row_number() over (partition by outcome order by exit_time, id) as among from closed
), money as materialized (
    select net_account as net, event_time, day, trade_id, event_id, account_id
    from realised_results join trades on trades.id = trade_id
    where realised_results.user_id = %(user)s and trades.user_id = %(user)s and trade_type = 'real'
        and realised_results.account_currency = 'USD' and net_account is not null
        and account_id not in (select id from accounts where user_id = %(user)s and kind = 'paper')
), curve as (
    select row_number() over w as place, sum(net::float8) over w as equity from money
    window w as (order by event_time, trade_id, event_id)
), peaks as (
    select equity, greatest(max(equity) over (order by place), 0) + 25000 as peak from curve
)
select
    (select row(count(*), sum(net), count(*) filter (where outcome = 'win'), sum(net) filter (where outcome = 'win'),
        sum(net::float8 * net::float8) filter (where outcome = 'win'), count(*) filter (where outcome = 'loss'),
        sum(net) filter (where outcome = 'loss'), sum(net::float8 * net::float8) filter (where outcome = 'loss'),
        count(r), sum(r), sum(r * r), sum(r * r * r), count(*) filter (where r_reason = 'no_stop')) from closed),
    (select row(min(equity + 25000 - peak), min((equity + 25000 - peak) / peak),
        sqrt(avg(((equity + 25000 - peak) / peak * 100) ^ 2))) from peaks),
    (select max(length) from (select count(*) as length from ordered group by outcome, place - among) as runs),
    (select count(*) from (select day, account_id, count(*), sum(net), min(event_time) from money
        group by day, account_id) as days)
"""
DAYS_SQL = """
select
    (select count(*) from (select day, account_id, count(*), sum(net_account), min(event_time)
        from realised_results join trades on trades.id = trade_id
        where realised_results.user_id = %(user)s and trades.user_id = %(user)s and trade_type = 'real'
            and realised_results.account_currency = 'USD' and net_account is not null
        group by day, account_id) as days),
    (select count(*) from (select exit_day, count(*) from trades where user_id = %(user)s and status = 'closed'
        and trade_type = 'real' group by exit_day) as exits),
    (select count(*) from (select entry_day, count(*) from trades where user_id = %(user)s
        and trade_type = 'real' group by entry_day) as entries)
"""
FILTER = "outcome=loss&outcome=win&direction=long&r_from=-5&q=range"
_FILTERED = """
    from trades where user_id = %(user)s and outcome in ('loss', 'win') and direction = 'long' and r_multiple >= -5
        and strpos(lower(notes), 'range') > 0
"""
FILTERED_SQL = f"select * {_FILTERED} order by setup, pnl desc, id limit 51"
TOTALS_SQL = f"""
select account_currency, count(*), count(*) filter (where status = 'closed'), count(*) filter (where outcome = 'win'),
    count(*) filter (where outcome = 'loss'), count(r_multiple), sum(r_multiple), sum(pnl_account)
    {_FILTERED} group by 1
"""
GROUPS_SQL = """
select to_char(timezone(zone, entry_time), 'HH24'), count(*), sum(pnl_account),
    count(*) filter (where outcome = 'win'), sum(pnl_account) filter (where outcome = 'win'),
    sum(pnl_account::float8 * pnl_account::float8) filter (where outcome = 'win'),
    count(*) filter (where outcome = 'loss'), sum(pnl_account) filter (where outcome = 'loss'),
    sum(pnl_account::float8 * pnl_account::float8) filter (where outcome = 'loss'),
    count(r_multiple), sum(r_multiple::float8), sum(r_multiple::float8 * r_multiple::float8)
from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
    and pnl_account is not null group by 1
"""

CROSS_SQL = """
with closed as materialized (
    select instrument, to_char(timezone(zone, entry_time), 'HH24') as hour, pnl_account as net, outcome,
        r_multiple::float8 as r
    from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
        and pnl_account is not null
)
select instrument, hour, count(*), sum(net), count(*) filter (where outcome = 'win'),
    count(*) filter (where outcome = 'loss'), count(r), sum(r), sum(r * r)
from closed group by grouping sets ((instrument, hour), (instrument), (hour))
"""
COMPARED_SQL = """
select side, count(*), sum(pnl_account), count(*) filter (where outcome = 'win'),
    count(*) filter (where outcome = 'loss'), count(r_multiple), sum(r_multiple::float8),
    sum(r_multiple::float8 * r_multiple::float8)
from (values (1), (2)) as sides (side) join trades on case side
    when 1 then extract(isodow from entry_day) = 1 else extract(isodow from entry_day) <> 1 end
where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
    and pnl_account is not null group by side
"""
ROLLING_SQL = """
select exit_time, id, sum(pnl_account) over w, count(*) filter (where outcome = 'win') over w,
    count(*) filter (where outcome = 'loss') over w, sum(pnl_account) filter (where outcome = 'win') over w,
    sum(pnl_account) filter (where outcome = 'loss') over w, count(r_multiple) over w, avg(r_multiple::float8) over w
from trades where user_id = %(user)s and status = 'closed' and trade_type = 'real' and account_currency = 'USD'
    and pnl_account is not null
window w as (order by exit_time, id rows 19 preceding)
"""

TODAY_SQL = """
select
    (select row(count(*), sum(net_account), count(*) filter (where net_account < 0)) from realised_results
        where user_id = %(user)s and day = current_date),
    (select count(*) from trades where user_id = %(user)s and entry_day = current_date and trade_type = 'real'),
    (select array_agg(row(id, instrument, direction, entry_price, entry_time)) from (
        select * from trades where user_id = %(user)s and status = 'open' and trade_type = 'real'
        order by entry_time desc, id desc limit 5) open),
    (select row(count(*), min(expires_at)) from trade_plans where user_id = %(user)s and status = 'pending'),
    (select count(*) from notifications where user_id = %(user)s and read_at is null and dismissed_at is null and shown),
    (select count(*) from journal_check_ins where user_id = %(user)s and day = current_date),
    (select count(*) from commitments where user_id = %(user)s),
    (select count(*) from behaviour_patterns where user_id = %(user)s),
    (select count(*) from nudges where user_id = %(user)s),
    (select count(*) from ai_days where user_id = %(user)s and day = current_date)
"""
EVERYWHERE = "retest"
EVERYWHERE_SQL = f"""
select id, entry_time, notes from (
    select * from trades where user_id = %(user)s order by entry_time desc, id desc limit 20000
) latest where strpos(lower(concat_ws(' ', notes, setup, instrument)), '{EVERYWHERE}') > 0
order by entry_time desc, id desc limit 51
"""


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="Parts whose names have this word.")
    wanted = parser.parse_args()
    with open_ground(Cores(server=0, others=1)) as ground:
        traders = Traders(ground)
        found = {size: traders.measured(size, wanted.rounds, wanted.only) for size in wanted.sizes}
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

    def measured(self, size: int, rounds: int, only: str) -> dict[str, float]:
        """Seconds by what was done: medians."""
        client, headers, user_id = self._trader(size)
        print(f"{size:,} trades are there", file=sys.stderr)

        def get(path: str, base: str = BASE) -> Any:
            answer = client.get(f"{base}{path}", headers=headers)
            assert answer.status_code == 200, answer.data
            return answer.json

        def anew(path: str, base: str = BASE) -> Callable[[], Any]:
            def ask() -> Any:
                return get(path, base)

            return ask

        def plain(statement: str) -> Callable[[], Any]:
            def ask() -> Any:
                with self.ground.cursor("coach") as cursor:
                    cursor.execute(statement, {"user": user_id})
                    return cursor.fetchall()

            return ask

        def compared() -> Any:
            monday = {"weekdays": ["monday"]}
            measures = ["trades", "net_pnl", "win_rate", "expectancy"]
            other = {"excluding": monday}
            body = {"measures": measures, "only": monday, "compared_with": other}
            answer = client.post(f"{BASE}/query", json=body, headers=headers)
            assert answer.status_code == 200, answer.data
            return answer.json

        parts: dict[str, Callable[[], Any]] = {
            "report: plain SQL": plain(REPORT_SQL),
            "report: computed": anew("/performance"),
            "report: kept": anew("/performance"),
            "hours: plain SQL": plain(GROUPS_SQL),
            "hours: computed": anew("/reports/groups?by=hour"),
            "days: plain SQL": plain(DAYS_SQL),
            "days: computed": anew("/reports/days"),
            "cross table: plain SQL": plain(CROSS_SQL),
            "cross table: computed": anew("/reports/cross-table?by=instrument&by=hour"),
            "compared: plain SQL": plain(COMPARED_SQL),
            "compared: computed": compared,
            "rolling: plain SQL": plain(ROLLING_SQL),
            "rolling: computed": anew("/reports/rolling"),
            "list of 50": anew("/trades?limit=50"),
            "filtered list: plain SQL": plain(FILTERED_SQL),
            "filtered list of 50": anew(f"/trades?limit=50&sort=setup,-pnl&{FILTER}"),
            "totals list: plain SQL": plain(TOTALS_SQL),
            "totals list": anew(f"/trades/totals?{FILTER}"),
            "today: plain SQL": plain(TODAY_SQL),
            "today: computed": anew("/today", "/api"),
            "everywhere: plain SQL": plain(EVERYWHERE_SQL),
            "everywhere: computed": anew(f"/search?q={EVERYWHERE}", "/api"),
        }
        parts = {name: ask for name, ask in parts.items() if only in name}
        taken: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(rounds):
            with self.ground.cursor("coach") as cursor:
                cursor.execute("delete from reports")
            for name, ask in parts.items():
                began = time.perf_counter()
                ask()
                taken[name].append(time.perf_counter() - began)
        counted = get("/trades/totals")["trades"]
        assert counted > size, counted
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
        self._more_trades(size, example, made["user"]["id"])
        return client, headers, made["user"]["id"]

    def _more_trades(self, size: int, example: str, user_id: str) -> None:
        """Copies of a trade, each with its own times and result."""
        past = "- n * interval '97 seconds'"
        new = {
            "id": "gen_random_uuid()", "entry_time": f"entry_time {past}", "exit_time": f"exit_time {past}",
            "entry_day": f"(entry_time {past})::date", "exit_day": f"(exit_time {past})::date",
            "pnl": RESULT, "pnl_account": RESULT, "pnl_gross": RESULT, "realised_pnl": RESULT,
            "r_multiple": f"case when n %% 10 > 0 then {RESULT} / 500.0 end",
            "outcome": f"case when {RESULT} > 0 then 'win' when {RESULT} < 0 then 'loss' else 'break_even' end",
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
            cursor.execute(MAKE_MONEY, {"user": user_id})
            for table in ("trades", "realised_results"):
                cursor.execute(f"vacuum analyze {table}")


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
    for what in (
        "report",
        "hours",
        "days",
        "cross table",
        "compared",
        "rolling",
        "today",
        "everywhere",
    ):
        if f"{what}: computed" not in found[sizes[0]]:
            continue
        ratios = " | ".join(
            f"{found[size][f'{what}: computed'] / found[size][f'{what}: plain SQL']:.2f}"
            for size in sizes
        )
        lines.append(f"| {what}: computed / plain SQL | {ratios} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
