"""`flask trades`: log, list and report on the command line, for whoever runs the machine; as the REST API does."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import click
import orjson
from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.clock import iso, now_utc
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.events import News
from backend.core.plural import counted
from backend.core.validation import refusal_of
from backend.features.accounts.auth import queries as auth
from backend.features.record.performance import groups, report
from backend.features.record.performance.schemas import GroupBy, GroupSelection, Selection
from backend.features.record.trades import queries as trades
from backend.features.record.trades import service
from backend.features.record.trades.models import TradeType
from backend.features.record.trades.schemas import LogTrade, TradeFilter

Ports = Callable[[type[Any]], Any]
LISTED = (
    "entry_time",
    "instrument",
    "direction",
    "position_size",
    "entry_price",
    "exit_price",
    "pnl",
    "r_multiple",
)
HEADLINES = ("net_pnl", "win_rate", "expectancy", "profit_factor", "payoff")
login = click.option("--login", required=True, help="Email or username of the trader.")
as_json = click.option("--json", "plain", is_flag=True, help="The answer of the API, as it is.")


def trade_commands(use: Ports) -> click.Group:
    """The group of commands; `use` gives what stands behind a port."""

    @click.group("trades", help="The trading record on the command line.")
    def commands() -> None:
        pass

    @commands.command(
        "add",
        help="Log a trade: flask trades add --login me ES long 4500.25 --stop 4490 --size 2",
    )
    @login
    @click.argument("instrument")
    @click.argument("direction", type=click.Choice(["long", "short"]))
    @click.argument("entry_price")
    @click.option(
        "--size",
        "position_size",
        default="1",
        show_default=True,
        help="Contracts, lots, shares or coins.",
    )
    @click.option(
        "--entry-time",
        help="With its zone, such as 2026-11-20T14:30:00Z; now if not given.",
    )
    @click.option("--stop", "stop_price")
    @click.option("--target", "target_price")
    @click.option("--exit", "exit_price", help="Logs the trade closed.")
    @click.option("--exit-time", help="Now if there is an exit and no time.")
    @click.option("--fees")
    @click.option("--setup")
    @click.option("--tag", "pattern_tags", multiple=True, help="May be given several times.")
    @click.option("--feeling", "emotional_state")
    @click.option("--notes")
    @click.option("--training", is_flag=True, help="Practice, not money at risk.")
    @as_json
    def add(login: str, training: bool, plain: bool, **options: Any) -> None:
        now = now_utc()
        values = {name: value for name, value in options.items() if value}
        values |= {
            "entry_time": values.get("entry_time") or iso(now),
            "trade_type": "training" if training else "real",
        }
        if "exit_price" in values:
            values.setdefault("exit_time", iso(now))
        if "pattern_tags" in values:
            values["pattern_tags"] = list(values["pattern_tags"])
        with _trader(use, login) as (session, user_id):
            _, shown = service.log_trade(
                session,
                user_id,
                _read(LogTrade, values),
                news=use(News),
                now=now,
                source="cli",
            )
        _print_trades([orjson.loads(orjson.dumps(shown))], plain)

    @commands.command("list", help="The latest trades.")
    @login
    @click.option("--limit", default=20, show_default=True)
    @click.option("--instrument")
    @click.option("--status", type=click.Choice(["open", "closed"]))
    @as_json
    def list_(login: str, plain: bool, **options: Any) -> None:
        query = _read(
            TradeFilter,
            {name: value for name, value in options.items() if value is not None},
        )
        with _trader(use, login) as (session, user_id):
            trades_shown = [
                json.loads(row)
                for row in trades.page(session, user_id, query, service.symbols_of(query))
            ]
        _print_trades(trades_shown[: query.limit], plain)

    @commands.command("report", help="What closed trades came to, all together or by a group.")
    @login
    @click.option(
        "--by",
        type=click.Choice([grouping.value for grouping in GroupBy]),
        help="Put together by this.",
    )
    @click.option("--from", "day_from", help="First session day, such as 2026-01-31.")
    @click.option("--to", "day_to", help="Last session day.")
    @click.option("--training", is_flag=True)
    @as_json
    def show(login: str, by: str | None, training: bool, plain: bool, **options: Any) -> None:
        values = {name: value for name, value in options.items() if value is not None}
        values["trade_type"] = TradeType.TRAINING if training else TradeType.REAL
        with _trader(use, login) as (session, user_id):
            if by is None:
                answer = report.performance(
                    session,
                    user_id,
                    _read(Selection, values),
                    now=now_utc(),
                )
            else:
                answer = groups.groups(
                    session,
                    user_id,
                    _read(GroupSelection, {**values, "by": by}),
                    now=now_utc(),
                )
        if plain:
            click.echo(json.dumps(answer, indent=2))
        elif by is None:
            _print_performance(answer)
        else:
            _print_groups(answer)

    return commands


@contextmanager
def _trader(use: Ports, login: str) -> Iterator[tuple[Session, UUID]]:
    """A transaction for the trader; refusals become one clear line."""
    database: Database = use(Database)
    with database.reading() as session:
        credentials = auth.find_credentials(session, login)
    if credentials is None:
        raise click.ClickException(f"There is no account {login!r}.")
    try:
        with database.transaction(acting_for(credentials.user_id)) as session:
            yield session, credentials.user_id
    except Refusal as refusal:
        wrong = "".join(f"\n  {error.field}: {error.message}" for error in refusal.errors)
        raise click.ClickException(f"{refusal.said}{wrong}") from None


def _read(model: type[Any], values: dict[str, Any]) -> Any:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refusal_of(error) from None


def _print_trades(trades: Sequence[dict[str, Any]], plain: bool) -> None:
    if plain:
        click.echo(json.dumps(trades, indent=2))
    elif not trades:
        click.echo("No trades yet. Log one: flask trades add --login … ES long 4500.25 --stop 4490")
    else:
        _table(LISTED, [_listed(trade) for trade in trades])


def _listed(trade: dict[str, Any]) -> list[str]:
    return [_short(trade[name]) for name in LISTED]


def _print_performance(performance: dict[str, Any]) -> None:
    left_out = ", ".join(
        f"{exclusion['n']} {exclusion['reason']}" for exclusion in performance["left_out"]
    )
    click.echo(
        f"{counted(performance['trades'], 'closed trade', 'closed trades')} in {performance['currency']}"
        + (f", left out: {left_out}" if left_out else "")
    )
    rows = []
    for name, metric in performance["metrics"].items():
        interval = metric["interval"]
        reach = f"{interval['low']:.4g} to {interval['high']:.4g}" if interval else ""
        rows.append(
            [
                name,
                _figure(metric),
                str(metric["n"]),
                reach,
                "small sample" if metric["small_sample"] else "",
            ]
        )
    _table(("figure", "value", "n", "95% interval", ""), rows)


def _print_groups(groups: dict[str, Any]) -> None:
    rows = []
    for group in groups["groups"]:
        name = group["label"] or group["key"] or "(none)"
        figures = [_figure(group["metrics"][headline]) for headline in HEADLINES]
        rows.append([name, str(group["trades"]), *figures])
    if rows:
        _table((groups["by"], "trades", *HEADLINES), rows)
    else:
        click.echo("No closed trades yet.")


def _figure(metric: dict[str, Any]) -> str:
    value = metric["value"]
    if value is None:
        return f"- ({metric['reason']})"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def _short(value: Any) -> str:
    if value is None:
        return "-"
    return str(value)[:19]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = (head, *rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
