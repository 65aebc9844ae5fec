"""A plan as a picture: entry zone, stop and targets with their R, for chat and export."""

from decimal import Decimal

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from backend.core.types import plain_decimal
from backend.features.record.performance.pictures import saved
from backend.features.record.plans.plan_terms import sign_of
from backend.features.record.plans.schemas import PictureFormat, PlanOut

GAIN, LOSS, INK, PALE, ENTRY = "#1a9e6c", "#d64545", "#1f2933", "#e4e7eb", "#2f6fd6"
WIDTH = 10


def draw(plan: PlanOut, kind: PictureFormat) -> tuple[bytes, str]:
    """The picture as bytes, with its content type."""
    figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
    axes = figure.subplots()
    stop, targets = (
        float(plan.stop_loss_level),
        [float(price) for price in plan.take_profit_targets],
    )
    entry = plan.reference_entry
    edge = float(entry) if entry is not None else (stop + targets[0]) / 2
    _band(axes, edge, stop, LOSS)
    _band(axes, edge, max(targets, key=lambda price: price * sign_of(plan)), GAIN)
    _level(axes, stop, LOSS, f"stop {plain_decimal(plan.stop_loss_level)}  -1 R")
    ratios: list[Decimal | None] = [*plan.risk_reward, *[None] * len(targets)]
    for number, (target, ratio) in enumerate(
        zip(plan.take_profit_targets, ratios, strict=False),
        1,
    ):
        worth = "" if ratio is None else f"  {plain_decimal(ratio)} R"
        _level(axes, float(target), GAIN, f"target {number}: {plain_decimal(target)}{worth}")
    if plan.zone is not None:
        low, high = (float(price) for price in plan.zone)
        axes.add_patch(
            Rectangle((0, low), WIDTH, max(high - low, 0), color=ENTRY, alpha=0.35, linewidth=0)
        )
        named = " to ".join(dict.fromkeys(plain_decimal(price) for price in plan.zone))
        _level(axes, edge, ENTRY, f"entry {named}")
    prices = [edge, stop, *targets]
    room = (max(prices) - min(prices)) * 0.08 or 1
    axes.set_ylim(min(prices) - room, max(prices) + room)
    axes.set_xlim(0, WIDTH)
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.ticklabel_format(axis="y", useOffset=False, style="plain")
    axes.tick_params(colors=INK)
    size = f"{plan.direction} {plain_decimal(plan.position_size)} {plan.instrument}"
    if plan.risk_amount is None:
        risk = ""
    else:
        risk = f", risk {plan.currency} {plain_decimal(plan.risk_amount)}"
    axes.set_title(
        f"{_plain(plan.title)}\n{size}{risk}, version {plan.version}",
        loc="left",
        color=INK,
        fontsize=10,
    )
    return saved(figure, kind.value)


def _plain(title: str) -> str:
    """A title is text: Matplotlib must not read formulas in it."""
    short = title if len(title) <= 80 else title[:79] + "…"
    return short.replace("$", r"\$")


def _band(axes: object, entry: float, edge: float, color: str) -> None:
    low, high = sorted((entry, edge))
    axes.add_patch(Rectangle((0, low), WIDTH, high - low, color=color, alpha=0.12, linewidth=0))  # type: ignore[attr-defined]


def _level(axes: object, price: float, color: str, words: str) -> None:
    axes.axhline(price, color=color, linewidth=1.4)  # type: ignore[attr-defined]
    axes.annotate(  # type: ignore[attr-defined]
        words,
        (WIDTH * 0.99, price),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        color=color,
        fontsize=9,
    )
