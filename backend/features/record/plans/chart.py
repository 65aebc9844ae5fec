"""A plan as a picture: entry zone, stop and targets with their R, for chat and export."""

from collections.abc import Sequence
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from backend.core.types import plain_decimal
from backend.features.record.performance.pictures import saved
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import PictureFormat, PlanOut

GAIN, LOSS, INK, PALE, ENTRY = "#1a9e6c", "#d64545", "#1f2933", "#e4e7eb", "#2f6fd6"
WIDTH = 10
LONGEST_TITLE = 80


def draw(plan: PlanOut, kind: PictureFormat) -> tuple[bytes, str]:
    """The picture as bytes, with its content type."""
    figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
    axes = figure.subplots()
    stop = float(plan.stop_loss_level)
    targets = [float(price) for price in plan.take_profit_targets]
    edge = (stop + targets[0]) / 2
    if plan.reference_entry is not None:
        edge = float(plan.reference_entry)
    furthest = max(targets, key=lambda price: price * sign_of(plan))
    _band(axes, edge, stop, LOSS)
    _band(axes, edge, furthest, GAIN)
    _level(axes, stop, LOSS, f"stop {plain_decimal(plan.stop_loss_level)}  -1 R")
    _targets(axes, plan)
    if plan.zone is not None:
        _zone(axes, *plan.zone)
        words = " to ".join(dict.fromkeys(plain_decimal(price) for price in plan.zone))
        _level(axes, edge, ENTRY, f"entry {words}")
    _frame(axes, [edge, stop, *targets])
    axes.set_title(_title(plan), loc="left", color=INK, fontsize=10)
    return saved(figure, kind.value)


def _targets(axes: Axes, plan: PlanOut) -> None:
    ratios = [f"  {plain_decimal(ratio)} R" for ratio in plan.risk_reward]
    for number, target in enumerate(plan.take_profit_targets, 1):
        words = f"target {number}: {plain_decimal(target)}"
        if number <= len(ratios):
            words += ratios[number - 1]
        _level(axes, float(target), GAIN, words)


def _zone(axes: Axes, low: Decimal, high: Decimal) -> None:
    height = max(float(high) - float(low), 0)
    corner = (0, float(low))
    axes.add_patch(
        Rectangle(
            corner,
            WIDTH,
            height,
            color=ENTRY,
            alpha=0.35,
            linewidth=0,
        )
    )


def _frame(axes: Axes, prices: Sequence[float]) -> None:
    """Room for all prices, and nothing but their axis."""
    low, high = min(prices), max(prices)
    room = (high - low) * 0.08 or 1
    axes.set_ylim(low - room, high + room)
    axes.set_xlim(0, WIDTH)
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.ticklabel_format(axis="y", useOffset=False, style="plain")
    axes.tick_params(colors=INK)


def _title(plan: PlanOut) -> str:
    size = f"{plan.direction} {plain_decimal(plan.position_size)} {plan.instrument}"
    risk = ""
    if plan.risk_amount is not None:
        risk = f", risk {plan.currency} {plain_decimal(plan.risk_amount)}"
    return f"{_plain(plan.title)}\n{size}{risk}, version {plan.version}"


def _plain(title: str) -> str:
    """A title is text: Matplotlib must not read formulas in it."""
    short = title
    if len(title) > LONGEST_TITLE:
        short = title[: LONGEST_TITLE - 1] + "…"
    return short.replace("$", r"\$")


def _band(
    axes: Axes,
    entry: float,
    edge: float,
    color: str,
) -> None:
    low, high = sorted((entry, edge))
    axes.add_patch(
        Rectangle(
            (0, low),
            WIDTH,
            high - low,
            color=color,
            alpha=0.12,
            linewidth=0,
        )
    )


def _level(
    axes: Axes,
    price: float,
    color: str,
    words: str,
) -> None:
    axes.axhline(price, color=color, linewidth=1.4)
    axes.annotate(
        words,
        (WIDTH * 0.99, price),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        color=color,
        fontsize=9,
    )
