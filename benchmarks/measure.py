"""Both servers under the same load, alternately, on the same cores, and one table of what came out."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import suites
from benchmarks.ground import (
    HERE,
    BenchmarkFailed,
    Cores,
    Ground,
    install_node_packages,
    machine,
    open_ground,
)
from benchmarks.product import Product
from benchmarks.reference import Reference
from benchmarks.report import Rounds, table
from benchmarks.suites import Plan, System

RESULTS = HERE / "results"
SIDE_BY_SIDE = {"chat": suites.chat, "rest": suites.rest}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print one table, keep the figures."""
    wanted = _parser().parse_args(arguments)
    RESULTS.mkdir(exist_ok=True)
    install_node_packages(HERE / "load")
    where = machine()
    cores = Cores(wanted.server_core, wanted.other_core)
    try:
        with open_ground(cores) as ground:
            measured = _measure(ground, wanted)
        _add_headroom(measured, wanted, cores)
    except BenchmarkFailed as failure:
        print(f"The benchmark stopped: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("The benchmark was stopped; nothing was kept.", file=sys.stderr)
        return 130
    _report(measured, where, vars(wanted))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--only", choices=["chat", "rest", "answers"], action="append", help="repeatable"
    )
    parser.add_argument(
        "--systems", nargs="+", default=["reference", "ours"], choices=["reference", "ours"]
    )
    parser.add_argument("--sockets", type=int, default=50)
    parser.add_argument(
        "--window", type=int, default=1, help="messages of a socket that are on their way at once"
    )
    parser.add_argument(
        "--polling", type=int, default=0, help="clients by long polling beside the chat, ours only"
    )
    parser.add_argument(
        "--rate", type=int, default=0, help="messages a second in open loop; 0: closed loop"
    )
    parser.add_argument("--connections", type=int, default=16, help="of the REST load")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--warm-up", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--delay", type=float, default=0.5, help="of the provider's stand-in, in seconds"
    )
    parser.add_argument(
        "--every",
        type=float,
        default=2,
        help="seconds between the messages of one user of `answers`",
    )
    parser.add_argument("--worker-threads", type=int, default=24, help="of the answers' worker")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--other-core", type=int, default=1, help="PostgreSQL, Redis and the load")
    parser.add_argument("--reference-pool", type=int, default=20)
    parser.add_argument(
        "--reference-save", choices=["one", "two"], default="one", help="statements a message"
    )
    parser.add_argument(
        "--reference-by-event", action="store_true", help="acknowledged by `message_saved` alone"
    )
    parser.add_argument(
        "--reference-without-search", action="store_true", help="no text index on its messages"
    )
    parser.add_argument(
        "--skip-headroom", action="store_true", help="do not measure the generator itself"
    )
    return parser


def _measure(ground: Ground, wanted: argparse.Namespace) -> Rounds:
    plan = Plan(
        sockets=wanted.sockets,
        connections=wanted.connections,
        seconds=wanted.seconds,
        warm_up_seconds=wanted.warm_up,
        window=wanted.window,
        rate=wanted.rate,
        polling=wanted.polling,
        delay_seconds=wanted.delay,
        every_seconds=wanted.every,
        worker_threads=wanted.worker_threads,
    )
    systems = _systems(ground, wanted)
    for system in systems:
        system.prepare()
    measured: Rounds = {}
    chosen = wanted.only or ["chat", "rest", "answers"]
    for name, suite in SIDE_BY_SIDE.items():
        for number in range(wanted.rounds if name in chosen else 0):
            for system in systems:
                _keep(measured, system, suite(ground, system, plan), number)
    if "answers" in chosen:
        for number in range(wanted.rounds):
            for system in systems:
                if isinstance(system, Product):
                    _keep(measured, system, suites.answers(ground, system, plan), number)
    return measured


def _systems(ground: Ground, wanted: argparse.Namespace) -> list[System]:
    reference = Reference(
        ground,
        pool=wanted.reference_pool,
        save=wanted.reference_save,
        by_event=wanted.reference_by_event,
        searchable=not wanted.reference_without_search,
    )
    known: dict[str, System] = {
        "reference": reference,
        "ours": Product(ground, sockets=wanted.sockets + wanted.polling),
    }
    return [known[name] for name in dict.fromkeys(wanted.systems)]


def _keep(measured: Rounds, system: System, found: dict[str, dict[str, Any]], number: int) -> None:
    for what, figures in found.items():
        measured.setdefault(what, {}).setdefault(system.name, []).append(figures)
        print(
            f"  round {number + 1}  {what:18} {system.name:10} {figures['per_second']:9,.1f}/s"
            f"  p50 {figures['p50_ms']:8.2f} ms  p99 {figures['p99_ms']:8.2f} ms",
            file=sys.stderr,
        )


def _add_headroom(measured: Rounds, wanted: argparse.Namespace, cores: Cores) -> None:
    if "chat" in measured and not wanted.skip_headroom:
        plan = Plan(sockets=wanted.sockets)
        figures = suites.headroom(plan, server_core=cores.server, generator_core=cores.others)
        measured["generator alone"] = {"echo": [figures]}


def _report(measured: Rounds, where: dict[str, str], settings: dict[str, Any]) -> None:
    shown = table(measured, reference="reference")
    line = "  ".join(f"{name}: {value}" for name, value in where.items())
    print(f"{shown}\n\n{line}")
    now = datetime.now(UTC)
    kept = {"at": now.isoformat(), "machine": where, "settings": settings, "rounds": measured}
    name = RESULTS / now.strftime("%Y%m%d-%H%M%S")
    Path(f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    Path(f"{name}.md").write_text(f"{shown}\n\n{line}\n")
