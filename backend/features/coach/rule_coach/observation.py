"""One thing that there is to say, with its sources, and the values of slots in which a trade is told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.types import plain_decimal
from backend.features.coach.behaviour.detectors.registry import DESCRIPTORS
from backend.features.coach.coach_context.model import Background, TradeSeen
from backend.features.coach.coach_context.packing import held_words
from backend.features.coach.verdicts.facts import money

NAMES = {descriptor.detector.value: descriptor.name for descriptor in DESCRIPTORS}
"""What a detector looks for, as a thing that one does."""


@dataclass(frozen=True, slots=True)
class Standout:
    """One thing that stands out."""

    kind: str
    weight: int
    sources: tuple[str, ...]
    slots: dict[str, str] = field(default_factory=dict)


def ended(text: str) -> str:
    """A sentence that ends."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def trade_slots(one: TradeSeen, seen: Background) -> dict[str, str]:
    """What a trade is told by."""
    when = one.exit_time or one.entry_time
    return {"direction": one.direction, "instrument": one.instrument, "size": plain_decimal(one.size),
            "day": str(when.astimezone(ZoneInfo(seen.zone)).date())}  # fmt: skip


def result_slots(one: TradeSeen, seen: Background) -> dict[str, str]:
    """What a trade is told by, and what came of it."""
    result = (
        "still open" if one.exit_time is None else f"{r_of(one.r)} R" if one.r is not None else ""
    )
    if not result:
        result = money(one.net, one.currency) if one.net is not None else "without a result"
    held = f", held {held_words(one.hold_seconds)}" if one.hold_seconds is not None else ""
    planned = {
        "planned": ", as planned",
        "drifted": ", away from its plan",
        "late": ", its plan written after the fill",
    }
    return trade_slots(one, seen) | {
        "result": result, "held": held, "planned": planned.get(one.plan_match, ", without a plan")
    }  # fmt: skip


def run_together(trades: Sequence[TradeSeen]) -> str:
    """The R of several trades, where each has one."""
    known = [one.r for one in trades if one.r is not None]
    return f", {r_of(sum(known, Decimal(0)))} R together" if len(known) == len(trades) else ""


def r_of(value: Decimal) -> str:
    """R as it is said."""
    return f"{value.quantize(Decimal('0.01')):f}"


def listed(parts: Sequence[str]) -> str:
    """Several things in a row: one, two and three."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
