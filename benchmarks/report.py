"""Figures of several rounds as one table."""

from collections.abc import Sequence
from statistics import median
from typing import Any

Figures = dict[str, Any]
Rounds = dict[str, dict[str, list[Figures]]]  # measurement → system → one entry a round

SHOWN = (
    "per_second",
    "p50_ms",
    "p99_ms",
    "server_cpu",
    "postgres_cpu",
    "redis_cpu",
    "generator_cpu",
    "others_cpu",
    "server_ms",
    "postgres_ms",
)
HEADINGS = (
    "what",
    "system",
    "per second",
    "p50 ms",
    "p99 ms",
    "server",
    "postgres",
    "redis",
    "load",
    "others",
    "server ms",
    "postgres ms",
    "rate / ref",
    "p99 / ref",
    "ref / server ms",
    "ref / both ms",
)


# What is compared with the reference, and whether ours stands above: of processor time less is better.
COMPARED = (
    ("per_second", True),
    ("p99_ms", True),
    ("server_ms", False),
    ("work_ms", False),
)


def medians(rounds: Sequence[Figures]) -> Figures:
    """The middle of the rounds, figure by figure."""
    return {
        name: round(median(one[name] for one in rounds), 2)
        if all(name in one for one in rounds)
        else None
        for name in SHOWN
    }


def ratio_by_round(ours: Sequence[Figures], theirs: Sequence[Figures], name: str) -> float:
    """The median of the ratios of neighbours in time: noise of the machine hits both."""
    return round(
        median(one[name] / other[name] for one, other in zip(ours, theirs, strict=True)), 2
    )


def _compared(
    ours: Sequence[Figures], theirs: Sequence[Figures], name: str, is_ours_above: bool
) -> str:
    if not all(name in one for one in (*ours, *theirs)):
        return "-"
    above, below = (ours, theirs) if is_ours_above else (theirs, ours)
    return f"{ratio_by_round(above, below, name):.2f}"


def table(measured: Rounds, *, reference: str) -> str:
    """A markdown table that also reads well as plain text."""
    rows = [HEADINGS]
    for what, systems in measured.items():
        theirs = systems.get(reference)
        for system, rounds in systems.items():
            middle = medians(rounds)
            compared = [""] * len(COMPARED)
            if theirs is not None and system != reference:
                compared = [_compared(rounds, theirs, *how) for how in COMPARED]
            shown = ["-" if middle[name] is None else f"{middle[name]:,}" for name in SHOWN]
            rows.append((what, system, *shown, *compared))
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths))
        ]
        return f"| {' | '.join(cells)} |"

    rule = (
        "|"
        + "|".join("-" * (width + 1) + ("-" if at < 2 else ":") for at, width in enumerate(widths))
        + "|"
    )
    return "\n".join([line(rows[0]), rule, *(line(row) for row in rows[1:])])
