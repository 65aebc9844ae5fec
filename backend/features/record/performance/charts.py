"""Pictures of reports: drawn by Matplotlib without a window, for chat and export."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sqlalchemy.orm import Session

from backend.features.record.performance import report
from backend.features.record.performance.pictures import saved
from backend.features.record.performance.schemas import ChartName, ChartSelection, Selection

GAIN, LOSS, INK, PALE = "#1a9e6c", "#d64545", "#1f2933", "#e4e7eb"
WEEKS = 53  # a year of the calendar; earlier days are not drawn


def draw(
    session: Session, user_id: UUID, chosen: ChartSelection, *, now: datetime
) -> tuple[bytes, str]:
    """One chart as bytes, with its content type. Without trades it says so in the picture."""
    figure = Figure(figsize=(9, 4.5), dpi=120, layout="constrained")
    plain = Selection(**chosen.model_dump(exclude={"name", "format"}))
    if chosen.name == ChartName.R_HISTOGRAM:
        _histogram(figure, report.histogram(session, user_id, plain, now=now))
    else:
        told = report.curve(session, user_id, plain, now=now)
        (_equity if chosen.name == ChartName.EQUITY else _calendar)(figure, told)
    return saved(figure, chosen.format.value)


def _equity(figure: Figure, told: dict[str, Any]) -> None:
    axes = figure.subplots()
    if _is_empty(axes, told["days"]):
        return
    days: Any = [date.fromisoformat(one["day"]) for one in told["days"]]
    equity = [float(one["equity"]) for one in told["days"]]
    peaks = [
        value - float(one["drawdown"]) for value, one in zip(equity, told["days"], strict=True)
    ]
    axes.plot(days, equity, color=INK, linewidth=1.6, marker="o" if len(days) == 1 else None)
    axes.fill_between(days, equity, peaks, color=LOSS, alpha=0.18, linewidth=0, label="drawdown")
    axes.axhline(float(told["start"]), color=PALE, linewidth=1)
    _dressed(axes, f"Equity in {told['currency']}, closed trades")
    axes.legend(loc="upper left", frameon=False)
    figure.autofmt_xdate()


def _calendar(figure: Figure, told: dict[str, Any]) -> None:
    axes = figure.subplots()
    if _is_empty(axes, told["days"]):
        return
    results = {date.fromisoformat(one["day"]): float(one["net"]) for one in told["days"]}
    last = max(results)
    first = max(min(results), last - timedelta(weeks=WEEKS - 1))
    monday = first - timedelta(days=first.weekday())
    shown = {day: net for day, net in results.items() if day >= monday}
    largest = max((abs(net) for net in shown.values()), default=0) or 1
    for day, net in shown.items():
        week = (day - monday).days // 7
        strength = 0.25 + 0.75 * abs(net) / largest
        color = GAIN if net > 0 else LOSS if net < 0 else INK
        axes.add_patch(
            Rectangle((week + 0.05, day.weekday() + 0.05), 0.9, 0.9, color=color, alpha=strength)
        )
    weeks = (last - monday).days // 7 + 1
    axes.set_xlim(0, max(weeks, 8))
    axes.set_ylim(7, 0)
    axes.set_yticks(
        [place + 0.5 for place in range(7)], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    )
    months = [week for week in range(weeks) if (monday + timedelta(weeks=week)).day <= 7]
    axes.set_xticks(
        [week + 0.5 for week in months],
        [(monday + timedelta(weeks=week)).strftime("%b %Y") for week in months],
    )
    axes.tick_params(axis="x", rotation=45)
    axes.set_aspect("equal")
    _dressed(axes, f"Net result by session day in {told['currency']}")


def _histogram(figure: Figure, told: dict[str, Any]) -> None:
    axes = figure.subplots()
    if _is_empty(axes, [n for n in (*told["counts"], told["below"], told["above"]) if n]):
        return
    edges, counts = told["edges"], told["counts"]
    width = edges[1] - edges[0]
    colors = [GAIN if edge >= 0 else LOSS for edge in edges[:-1]]
    axes.bar(edges[:-1], counts, width=width * 0.92, align="edge", color=colors)
    for many, edge, side in (
        (told["below"], edges[0], "left"),
        (told["above"], edges[-1], "right"),
    ):
        if many:
            axes.annotate(
                f"{many} beyond", (edge, 0), xytext=(0, 12), textcoords="offset points", ha=side
            )
    _dressed(axes, "Closed trades by R")
    axes.set_xlabel("R, net result over the initial risk")


def _is_empty(axes: Any, what: list[Any]) -> bool:
    if what:
        return False
    axes.set_axis_off()
    axes.text(0.5, 0.5, "No closed trades yet", ha="center", va="center", color=INK, fontsize=14)
    return True


def _dressed(axes: Any, title: str) -> None:
    axes.set_title(title, loc="left", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
