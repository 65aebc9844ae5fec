"""`flask trades`: log, list and report on the command line, for whoever runs the machine; as the REST API does."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar
from uuid import UUID

import click
import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from backend.core.clock import iso, now_utc
from backend.core.db import Database, acting_for
from backend.core.errors import Refusal
from backend.core.events import News
from backend.core.plural import counted
from backend.core.types import JsonObject
from backend.core.validation import refusal_of
from backend.features.accounts.auth import queries as auth
from backend.features.record.performance import groups, report
from backend.features.record.performance.documents import GroupsDocument, PerformanceDocument
from backend.features.record.performance.figures import MetricDocument
from backend.features.record.performance.schemas import GroupBy, GroupSelection, Selection
from backend.features.record.trades import service
from backend.features.record.trades.models import TradeType
from backend.features.record.trades.schemas import LogTrade, TradeSource
from backend.features.record.trades.trade_list import queries as trade_list
from backend.features.record.trades.trade_list.schemas import TradeFilter

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class PerformancePorts(Protocol):
    """Gives what stands behind a port."""

    def __call__(self, port: type[T], /) -> T:
        """What stands behind it."""


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


def trade_commands(use: PerformancePorts) -> click.Group:
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
    @click.argument("direction", metavar="long|short")
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
    def add(
        login: str,
        training: bool,
        plain: bool,
        pattern_tags: tuple[str, ...],
        **options: str | None,
    ) -> None:
        now = now_utc()
        values: dict[str, object] = {name: value for name, value in options.items() if value}
        values.setdefault("entry_time", iso(now))
        values["trade_type"] = _trade_type(training)
        if pattern_tags:
            values["pattern_tags"] = list(pattern_tags)
        if "exit_price" in values:
            values.setdefault("exit_time", iso(now))
        with _trader(use, login) as (session, user_id):
            _, shown = service.log_trade(
                session,
                user_id,
                _read(LogTrade, values),
                news=use(News),
                now=now,
                source=TradeSource.CLI,
            )
        _print_trades([orjson.loads(orjson.dumps(shown))], plain)

    @commands.command("list", help="The latest trades.")
    @login
    @click.option("--limit", default=20, show_default=True)
    @click.option("--instrument")
    @click.option("--status", type=click.Choice(["open", "closed"], case_sensitive=False))
    @as_json
    def list_(login: str, plain: bool, **options: str | int | None) -> None:
        values = {name: value for name, value in options.items() if value is not None}
        query = _read(TradeFilter, values)
        with _trader(use, login) as (session, user_id):
            page = trade_list.page(session, user_id, query)
        _print_trades([json.loads(row) for row in page.items], plain)

    @commands.command("report", help="What closed trades came to, all together or by a group.")
    @login
    @click.option(
        "--by",
        type=click.Choice([grouping.value for grouping in GroupBy], case_sensitive=False),
        help="Put together by this.",
    )
    @click.option("--from", "day_from", help="First session day, such as 2026-01-31.")
    @click.option("--to", "day_to", help="Last session day.")
    @click.option("--training", is_flag=True)
    @as_json
    def show(
        login: str,
        by: str | None,
        training: bool,
        plain: bool,
        **options: str | None,
    ) -> None:
        values: dict[str, object] = {
            name: value for name, value in options.items() if value is not None
        }
        values["trade_type"] = _trade_type(training)
        with _trader(use, login) as (session, user_id):
            if by is None:
                selection = _read(Selection, values)
                performance = report.performance(session, user_id, selection, now=now_utc())
                _print_performance(performance, plain)
            else:
                grouping = _read(GroupSelection, {**values, "by": by})
                by_group = groups.groups(session, user_id, grouping, now=now_utc())
                _print_groups(by_group, plain)

    return commands


def _trade_type(training: bool) -> TradeType:
    if training:
        return TradeType.TRAINING
    return TradeType.REAL


@contextmanager
def _trader(use: PerformancePorts, login: str) -> Iterator[tuple[Session, UUID]]:
    """A transaction for the trader; refusals become one clear line."""
    database = use(Database)
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


def _read(model: type[M], values: Mapping[str, object]) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refusal_of(error) from None


def _print_trades(trades: Sequence[JsonObject], plain: bool) -> None:
    if plain:
        click.echo(json.dumps(trades, indent=2))
    elif not trades:
        click.echo("No trades yet. Log one: flask trades add --login … ES long 4500.25 --stop 4490")
    else:
        _table(LISTED, [_listed(trade) for trade in trades])


def _listed(trade: JsonObject) -> list[str]:
    return [_short(trade[name]) for name in LISTED]


def _print_performance(performance: PerformanceDocument, plain: bool) -> None:
    if plain:
        click.echo(json.dumps(performance, indent=2))
        return
    trades = counted(performance["trades"], "closed trade", "closed trades")
    headline = f"{trades} in {performance['currency']}"
    left_out = [f"{exclusion['n']} {exclusion['reason']}" for exclusion in performance["left_out"]]
    if left_out:
        headline += f", left out: {', '.join(left_out)}"
    click.echo(headline)
    realised = performance["realised"]
    results = counted(realised["results"], "result", "results")
    click.echo(f"Realised by the day of each exit: {realised['net']}, {results}")
    rows = [_row(name, metric) for name, metric in performance["metrics"].items()]
    _table(("figure", "value", "n", "95% interval", ""), rows)


def _row(name: str, metric: MetricDocument) -> list[str]:
    interval = metric["interval"]
    reach = ""
    if interval:
        low, high = float(interval["low"]), float(interval["high"])
        reach = f"{low:.4g} to {high:.4g}"
    caution = "small sample" if metric["small_sample"] else ""
    return [name, _figure(metric), str(metric["n"]), reach, caution]


def _print_groups(by_group: GroupsDocument, plain: bool) -> None:
    if plain:
        click.echo(json.dumps(by_group, indent=2))
        return
    rows = []
    for group in by_group["groups"]:
        name = group["label"] or group["key"] or "(none)"
        figures = [_figure(group["metrics"][headline]) for headline in HEADLINES]
        rows.append([name, str(group["trades"]), *figures])
    if rows:
        _table((by_group["by"], "trades", *HEADLINES), rows)
    else:
        click.echo("No closed trades yet.")


def _figure(metric: MetricDocument) -> str:
    value = metric["value"]
    if value is None:
        return f"- ({metric['reason']})"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def _short(value: object) -> str:
    if value is None:
        return "-"
    return str(value)[:19]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = (head, *rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
