"""One thing that there is to say, with its sources, and the values of slots in which a trade is told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.coach_context.views import CoachContext, TradeView
from backend.features.coach.coach_context.wording import held_words
from backend.features.coach.verdicts.facts import money

NAMES = {descriptor.detector.value: descriptor.name for descriptor in DESCRIPTORS}
"""What a detector looks for, as a thing that one does."""


GOOD_SCORE = 80
_PLANNED = {
    "planned": ", as planned",
    "drifted": ", away from its plan",
    "late": ", its plan written after the fill",
}


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that stands out.

    Attributes:
        kind: by which the phrases know it.
        slots: the values that the phrases name.
    """

    kind: str
    weight: int
    sources: tuple[str, ...]
    slots: dict[str, str] = field(default_factory=dict)


def name_of(detector: str) -> str:
    """What a detector looks for, as a thing that one does."""
    return NAMES.get(detector, detector.replace("_", " "))


def ended(text: str) -> str:
    """A sentence that ends."""
    if text.endswith((".", "!", "?", "…")):
        return text
    return f"{text}."


def trade_slots(trade: TradeView, context: CoachContext) -> dict[str, str]:
    """What a trade is told by."""
    day = context.local(trade.exit_time or trade.entry_time).date()
    return {
        "direction": trade.direction,
        "instrument": trade.instrument,
        "size": plain_decimal(trade.size),
        "day": str(day),
    }


def result_slots(trade: TradeView, context: CoachContext) -> dict[str, str]:
    """What a trade is told by, and what came of it."""
    held = ""
    if trade.hold_seconds is not None:
        held = f", held {held_words(trade.hold_seconds)}"
    return trade_slots(trade, context) | {
        "result": _result(trade),
        "held": held,
        "planned": _PLANNED.get(trade.plan_match, ", without a plan"),
    }


def against_plan(trade: TradeView) -> str:
    """What of a trade went against its plan, as the end of a sentence; empty where nothing did."""
    if not trade.broken:
        return ""
    return f": {listed(trade.broken)} went against it"


def judged_by_plan(trade: TradeView) -> str:
    """A trade as a decision: by its plan, where it had one."""
    if not trade.is_planned:
        return (
            f"Without a plan from before the fill only the result of the {trade.instrument} is on record,"
            " and that does not say if it was good"
        )
    if trade.adherence is None:
        return f"The {trade.instrument} had a plan before the fill; how well it kept to it is not measured"
    quality = "good" if trade.adherence >= GOOD_SCORE else "not good"
    return (
        f"As a decision it was {quality}, whatever it made:"
        f" it kept {trade.adherence} of 100 of its plan{against_plan(trade)}"
    )


def _result(trade: TradeView) -> str:
    if trade.exit_time is None:
        return "still open"
    if trade.r is not None:
        return f"{r_of(trade.r)} R"
    if trade.net is not None:
        return money(trade.net, trade.currency)
    return "without a result"


def run_together(trades: Sequence[TradeView]) -> str:
    """The R of several trades, where each has one."""
    known = [trade.r for trade in trades if trade.r is not None]
    if len(known) < len(trades):
        return ""
    return f", {r_of(sum(known, Decimal(0)))} R together"


def r_of(value: Decimal) -> str:
    """R as it is said."""
    return f"{value.quantize(Decimal('0.01')):f}"


def listed(parts: Sequence[str]) -> str:
    """Several things in a row: one, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]])


def unquoted(words: str) -> str:
    """Somebody's words, as they may stand inside of quotation marks."""
    return words.replace('"', "'")
