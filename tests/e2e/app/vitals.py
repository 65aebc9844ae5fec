"""What of a screen's speed is stored, and what is measured beside it."""

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

BASELINE = Path(__file__).parent / "vitals.json"
STORE = "STORE_VITALS"  # set in the environment: what is measured becomes the baseline


@dataclass(frozen=True)
class Vitals:
    """Medians of a screen's loads.

    Attributes:
        painted: milliseconds until the first paint.
        largest: milliseconds until the largest part is painted.
        blocked: milliseconds in which tasks longer than 50 ms held the page up, beyond those 50.
        shifted: how far what was painted was shifted, the sum of the layout shifts of a load.
    """

    painted: float
    largest: float
    blocked: float
    shifted: float


def median_of(loads: Sequence[Vitals]) -> Vitals:
    """Each figure's median, by itself."""
    names = asdict(loads[0])
    return Vitals(
        **{name: statistics.median(getattr(load, name) for load in loads) for name in names}
    )


def baseline() -> dict[str, Vitals]:
    stored = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    return {name: Vitals(**figures) for name, figures in stored.items()}


def store(measured: dict[str, Vitals]) -> None:
    """Keep what was measured as the baseline, where that was asked for."""
    if STORE not in os.environ:
        return
    everything = {name: asdict(vitals) for name, vitals in (baseline() | measured).items()}
    BASELINE.write_text(json.dumps(everything, indent=2, sort_keys=True) + "\n")


def table(measured: dict[str, Vitals]) -> str:
    """Each screen's figures, with those of the baseline in brackets."""
    stored = baseline()
    lines = [f"{'':20}{'painted ms':>17}{'largest ms':>17}{'blocked ms':>17}{'shifted':>17}"]
    for name, vitals in measured.items():
        before = stored.get(name)
        cells = [
            f"{_shown(figure)} ({_shown(getattr(before, label)) if before else '-'})"
            for label, figure in asdict(vitals).items()
        ]
        lines.append(f"{name:20}" + "".join(f"{cell:>17}" for cell in cells))
    return "\n".join(lines)


def _shown(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 1 else f"{figure:.3f}"
