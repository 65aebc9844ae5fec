"""Pictures of reports: drawn by Matplotlib without a window, for chat and export."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sqlalchemy.orm import Session

from backend.features.record.performance import report
from backend.features.record.performance.documents import DaysDocument, HistogramDocument
from backend.features.record.performance.equity import daily_curve
from backend.features.record.performance.pictures import saved
from backend.features.record.performance.schemas import (
    ChartName,
    ChartSelection,
    HistogramSelection,
    Selection,
)

GAIN, LOSS, INK, PALE = "#1a9e6c", "#d64545", "#1f2933", "#e4e7eb"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKS = 53  # a year of the calendar; earlier days are not drawn


def draw(
    session: Session,
    user_id: UUID,
    selection: ChartSelection,
    *,
    now: datetime,
) -> tuple[bytes, str]:
    """One chart as bytes, with its content type. Without trades it says so in the picture."""
    figure = Figure(figsize=(9, 4.5), dpi=120, layout="constrained")
    plain = Selection(**selection.model_dump(exclude={"name", "format"}))
    if selection.name == ChartName.R_HISTOGRAM:
        bins = HistogramSelection(**plain.model_dump())
        _histogram(figure, report.histogram(session, user_id, bins, now=now))
    else:
        curve = daily_curve.curve(session, user_id, plain, now=now)
        if selection.name == ChartName.EQUITY:
            _equity(figure, curve)
        else:
            _calendar(figure, curve)
    return saved(figure, selection.format.value)


def _equity(figure: Figure, curve: DaysDocument) -> None:
    axes = figure.subplots()
    if not curve["days"]:
        _say_empty(axes)
        return
    days = np.array([day["day"] for day in curve["days"]], dtype="datetime64[D]")
    equity = np.array([float(day["equity"]) for day in curve["days"]])
    drawdown = np.array([float(day["drawdown"]) for day in curve["days"]])
    peaks = equity - drawdown
    marker = "o" if len(days) == 1 else None
    axes.plot(days, equity, color=INK, linewidth=1.6, marker=marker)
    axes.fill_between(days, equity, peaks, color=LOSS, alpha=0.18, linewidth=0, label="drawdown")
    axes.axhline(float(curve["start"]), color=PALE, linewidth=1)
    _dressed(axes, f"Equity in {curve['currency']}, realised")
    axes.legend(loc="upper left", frameon=False)
    figure.autofmt_xdate()


def _calendar(figure: Figure, curve: DaysDocument) -> None:
    axes = figure.subplots()
    with_results = [day for day in curve["days"] if day["results"]]
    if not with_results:
        _say_empty(axes)
        return
    results = {date.fromisoformat(day["day"]): float(day["net"]) for day in with_results}
    last = max(results)
    first = max(min(results), last - timedelta(weeks=WEEKS - 1))
    monday = first - timedelta(days=first.weekday())
    on_page = {day: net for day, net in results.items() if day >= monday}
    _squares(axes, monday, on_page)
    weeks = (last - monday).days // 7 + 1
    axes.set_xlim(0, max(weeks, 8))
    axes.set_ylim(7, 0)
    axes.set_yticks([place + 0.5 for place in range(7)], WEEKDAYS)
    mondays = [monday + timedelta(weeks=week) for week in range(weeks)]
    months = [week for week, day in enumerate(mondays) if day.day <= 7]
    names = [mondays[week].strftime("%b %Y") for week in months]
    axes.set_xticks([week + 0.5 for week in months], names)
    axes.tick_params(axis="x", rotation=45)
    axes.set_aspect("equal")
    _dressed(axes, f"Net result by session day in {curve['currency']}")


def _squares(axes: Axes, monday: date, results: Mapping[date, float]) -> None:
    """A square a day, the stronger the more was won or lost."""
    largest = max((abs(net) for net in results.values()), default=0) or 1
    for day, net in results.items():
        week = (day - monday).days // 7
        corner = (week + 0.05, day.weekday() + 0.05)
        strength = 0.25 + 0.75 * abs(net) / largest
        axes.add_patch(
            Rectangle(
                corner,
                0.9,
                0.9,
                color=_color(net),
                alpha=strength,
            )
        )


def _color(net: float) -> str:
    if net == 0:
        return INK
    if net > 0:
        return GAIN
    return LOSS


def _histogram(figure: Figure, histogram: HistogramDocument) -> None:
    axes = figure.subplots()
    edges, counts = histogram["edges"], histogram["counts"]
    below, above = histogram["below"], histogram["above"]
    if not (any(counts) or below or above):
        _say_empty(axes)
        return
    width = edges[1] - edges[0]
    colors = [GAIN if edge >= 0 else LOSS for edge in edges[:-1]]
    axes.bar(edges[:-1], counts, width=width * 0.92, align="edge", color=colors)
    if below:
        _beyond(axes, below, edges[0], "left")
    if above:
        _beyond(axes, above, edges[-1], "right")
    _dressed(axes, "Closed trades by R")
    axes.set_xlabel("R, net result over the initial risk")


def _beyond(
    axes: Axes,
    count: int,
    edge: float,
    side: Literal["left", "right"],
) -> None:
    axes.annotate(
        f"{count} beyond",
        (edge, 0),
        xytext=(0, 12),
        textcoords="offset points",
        ha=side,
    )


def _say_empty(axes: Axes) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, "No closed trades yet", ha="center", va="center", color=INK, fontsize=14)


def _dressed(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK)
