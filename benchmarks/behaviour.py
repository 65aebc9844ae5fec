"""The detectors over long records, beside one pass of pandas over the same columns. Run: `make bench-behaviour`.

A made-up trader with all eleven habits. For each size: all detectors over the whole history, the tests of the whole
record, and then the last positions one by one, as they close. The reference is what a single baseline costs: counts
and sums by session, and the rolling median of 60 of three columns. What was found position by position is compared with
what was found at once. Last, the same number of positions in a single day.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402  # after the path

from backend.quant.behaviour.detect import Watcher, detect  # noqa: E402
from backend.quant.behaviour.events import Detector  # noqa: E402
from backend.quant.behaviour.record import Record, RoundTrip  # noqa: E402
from backend.quant.behaviour.synthetic.trader import Planted, SyntheticTrader, make  # noqa: E402

WINDOW = 60
ONE_DAY = "in one day"


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--one-by-one", type=int, default=200, help="positions that are taken one by one"
    )
    wanted = parser.parse_args()
    habits = tuple(Planted(behaviour, rate=0.03) for behaviour in Detector)
    whole = make(SyntheticTrader(seed=1, positions=max(wanted.sizes), habits=habits)).record
    found: dict[str, dict[str, float]] = {}
    for size in wanted.sizes:
        print(f"{size:,} positions", file=sys.stderr)
        record = replace(whole, positions=whole.positions[:size])
        found[f"{size:,}"] = measured(record, wanted.rounds, wanted.one_by_one)
    found[ONE_DAY] = {"history": timed(lambda: detect(in_one_day(whole)), 1)}
    print(_table(found))
    return 0


def measured(record: Record, rounds: int, one_by_one: int) -> dict[str, float]:
    """Seconds by what was done: medians."""
    columns = reference_columns(record)
    watcher = Watcher(record)
    figures = {
        "reference": timed(lambda: reference(columns), rounds),
        "history": timed(lambda: detect(record), rounds),
        "tests and cost": timed(watcher.findings, 1),
    }
    last = record.positions[-one_by_one:]
    for one in last:
        watcher.drop(one.id)
    taken = [timed(lambda one=one: watcher.take(one), 1) for one in last]
    assert watcher.events == detect(record), (
        "what was found one by one is not what was found at once"
    )
    figures["one position, p50"] = median(taken)
    figures["one position, p99"] = quantiles(taken, n=100)[98]
    figures["events"] = len(watcher.events)
    return figures


def timed(do: Callable[[], Any], rounds: int) -> float:
    """Seconds of this process, the median of some rounds; garbage of the round before is collected first."""
    taken = []
    for _ in range(rounds):
        gc.collect() if rounds > 1 else None
        began = time.process_time()
        do()
        taken.append(time.process_time() - began)
    return median(taken)


def reference_columns(record: Record) -> pd.DataFrame:
    """Three figures of each position and its session."""
    rows = [
        (
            one.session,
            float(one.r or 0),
            float((one.initial_risk or 0) / (one.equity or 1)),
            one.held_seconds or 0.0,
        )
        for one in record.positions
    ]
    return pd.DataFrame(rows, columns=["session", "r", "risk", "held"])


def reference(columns: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What one plain baseline costs."""
    by_session = columns.groupby("session")["r"].agg(["count", "sum"])
    return by_session, columns[["r", "risk", "held"]].rolling(WINDOW, min_periods=20).median()


def in_one_day(record: Record) -> Record:
    """The same positions, one every 0.8 seconds of a single day."""
    day, start = record.positions[0].session, record.positions[0].entry_time

    def moved(number: int, one: RoundTrip) -> RoundTrip:
        by = start + timedelta(seconds=0.8 * number) - one.entry_time

        def at(parts: Any) -> Any:
            return tuple(replace(part, time=part.time + by) for part in parts)

        return replace(
            one,
            session=day,
            entries=at(one.entries),
            exits=at(one.exits),
            stops=at(one.stops),
            plan=None,
        )

    positions = tuple(moved(number, one) for number, one in enumerate(record.positions))
    return replace(record, positions=positions)


def _table(found: dict[str, dict[str, float]]) -> str:
    sizes = [size for size in found if size != ONE_DAY]
    first, last = found[sizes[0]], found[sizes[-1]]
    lines = [
        "| what | " + " | ".join(sizes) + " | largest / smallest |",
        "|---|" + "---:|" * (len(sizes) + 1),
    ]
    for name in first:
        unit, factor = ("", 1) if name == "events" else (" ms", 1000)
        shown = " | ".join(f"{factor * found[size][name]:,.1f}{unit}" for size in sizes)
        lines.append(f"| {name} | {shown} | {last[name] / first[name]:.2f} |")
    ratios = " | ".join(
        f"{found[size]['history'] / found[size]['reference']:.1f}" for size in sizes
    )
    lines.append(f"| history / reference | {ratios} | |")
    one_day = found[ONE_DAY]["history"]
    lines.append(f"| history, all of it in one day | | {1000 * one_day:,.1f} ms | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
