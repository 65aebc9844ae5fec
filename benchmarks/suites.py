"""The measurements: each takes a system that is being served, and gives figures that it has verified."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks.ground import (
    ROOT,
    BenchmarkFailed,
    Ground,
    busy_seconds,
    cpu_seconds,
    free_port,
    generate_load,
    running,
)
from benchmarks.product import Product
from benchmarks.reference import Reference

System = Product | Reference
Figures = dict[str, Any]
TRADES = 10_000
BODIES = 200  # different trades that are logged in turn


@dataclass
class Plan:
    """How hard and how long."""

    sockets: int = 50
    connections: int = 16
    seconds: float = 8
    warm_up_seconds: float = 3
    window: int = 1
    rate: int = 0
    polling: int = 0
    trades: int = TRADES
    every_seconds: float = 2
    delay_seconds: float = 0.5
    worker_threads: int = 24
    sessions: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    traders: dict[str, str] = field(default_factory=dict)


def chat(ground: Ground, system: System, plan: Plan) -> dict[str, Figures]:
    """Messages persisted and acknowledged a second."""
    with system.serving() as (port, pid):
        sessions = plan.sessions.get(system.name) or system.sessions(port, plan.sockets)
        pollers = system.sessions(port, plan.polling) if isinstance(system, Product) else []
        marker = f"load{uuid4().hex[:10]}"
        order = {
            "port": port,
            "dialect": system.dialect,
            "acknowledged_by_event": system.by_event,
            "sessions": sessions,
            "window": plan.window,
            "rate": plan.rate,
            "pollers": pollers,
            "warm_up_seconds": plan.warm_up_seconds,
            "seconds": plan.seconds,
            "marker": marker,
        }
        figures = _measured(ground, pid, "chat.mjs", order)
        conversations = figures.pop("conversations")
        plan.sessions[system.name] = [
            {"token": session["token"], "conversation_id": conversation}
            for session, conversation in zip(sessions, conversations, strict=True)
        ]
    figures["persisted"] = _persisted(ground, system.database, marker)
    _refuse_false_figures(figures, system)
    return {"chat": figures}


def _measured(ground: Ground, pid: int, script: str, order: dict[str, Any]) -> Figures:
    """One load, with what it cost each side; shares are of one core, over the whole load."""
    ground.settle()
    before, used = time.monotonic(), _used(ground, pid)
    figures = generate_load(script, order, core=ground.cores.others)
    lasted = time.monotonic() - before
    spent = {name: after - used[name] for name, after in _used(ground, pid).items()}
    spent["generator"] = figures.pop("generator_cpu_seconds")
    spent["others"] = spent.pop("machine") - sum(spent.values())
    asked = sum(figures.get("statuses", {}).values())
    if asked:  # requests of the start count, too: their work is in what was spent
        for name in ("server", "postgres"):
            figures[f"{name}_ms"] = round(1000 * spent[name] / asked, 3)
        figures["work_ms"] = round(figures["server_ms"] + figures["postgres_ms"], 3)
    return figures | {f"{name}_cpu": round(seconds / lasted, 2) for name, seconds in spent.items()}


def _used(ground: Ground, pid: int) -> dict[str, float]:
    return {
        "server": cpu_seconds(pid),
        "postgres": ground.postgres_cpu_seconds(),
        "redis": ground.redis_cpu_seconds(),
        "machine": busy_seconds(),
    }


def _persisted(ground: Ground, database: str, marker: str) -> int:
    with ground.cursor(database) as cursor:
        cursor.execute(
            "select count(*) from messages where type = 'user' and content like %s",
            (f"{marker} %",),
        )
        return int(cursor.fetchone()[0])


def _refuse_false_figures(figures: Figures, system: System) -> None:
    """A rate counts only when every message was acknowledged, and stands in the database."""
    if figures["errors"] or not figures["sent"] == figures["acknowledged"] == figures["persisted"]:
        told = {name: figures[name] for name in ("sent", "acknowledged", "persisted", "errors")}
        raise BenchmarkFailed(f"{system.name}: sent, acknowledged and persisted differ: {told}")


def rest(ground: Ground, system: System, plan: Plan) -> dict[str, Figures]:
    """Requests a second: log a trade, and list the latest fifty of ten thousand."""
    with system.serving() as (port, pid):
        if system.name not in plan.traders:
            plan.traders[system.name] = system.trader(port, plan.trades)
        order = {
            "port": port,
            "token": plan.traders[system.name],
            "connections": plan.connections,
            "warm_up_seconds": plan.warm_up_seconds,
            "seconds": plan.seconds,
        }
        listing = {"method": "GET", "path": "/api/trading/trades?limit=50", "bodies": []}
        logging = {
            "method": "POST",
            "path": "/api/trading/trades",
            "bodies": [system.trade(number) for number in range(BODIES)],
        }
        return {
            "trades: list 50": _request_figures(ground, pid, order | listing, expected=200),
            "trades: log one": _request_figures(ground, pid, order | logging, expected=201),
        }


def _request_figures(ground: Ground, pid: int, order: dict[str, Any], *, expected: int) -> Figures:
    figures = _measured(ground, pid, "rest.mjs", order)
    if set(figures["statuses"]) != {str(expected)}:
        raise BenchmarkFailed(f"{order['method']} {order['path']} answered {figures['statuses']}")
    return figures


def answers(ground: Ground, product: Product, plan: Plan) -> dict[str, Figures]:
    """From `send_message` to `ai_response`: by the rules, and by a provider that takes a known time."""
    found = {"answers: rules": _answer_figures(ground, product, plan, {})}
    with _provider(ground, plan.delay_seconds) as port:
        if port is None:
            print(
                "  no stand-in for the provider: answers are measured with the rules only",
                file=sys.stderr,
            )
            return found
        env = {
            "OPENAI_API_KEY": "a-key-for-the-stand-in",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
        }
        found["answers: provider"] = _answer_figures(ground, product, plan, env, provider_port=port)
    return found


def _answer_figures(
    ground: Ground,
    product: Product,
    plan: Plan,
    env: dict[str, str],
    *,
    provider_port: int | None = None,
) -> Figures:
    product.empty()
    ground.settle()
    with product.answering(threads=plan.worker_threads, more_env=env) as (port, _):
        order = {
            "port": port,
            "sessions": product.sessions(port, plan.sockets),
            "every_seconds": plan.every_seconds,
            "warm_up_seconds": plan.warm_up_seconds,
            "seconds": plan.seconds,
            "marker": f"answers{uuid4().hex[:10]}",
        }
        figures = generate_load("answers.mjs", order, core=None)
    if figures["unanswered"] or figures["errors"] or set(figures["statuses"]) != {"done"}:
        raise BenchmarkFailed(f"answers are missing: {figures}")
    provider_seconds = _time_of_provider(provider_port) if provider_port else 0.0
    for name in ("p50_ms", "p95_ms", "p99_ms", "max_ms"):
        figures[name] = round(figures[name] - 1000 * provider_seconds, 3)
    figures["provider_ms"] = round(1000 * provider_seconds, 3)
    return figures


def _time_of_provider(port: int) -> float:
    """Its own time for one streamed answer, as it measured it under this load: the median."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/took", timeout=30) as response:
        took: list[float] = json.loads(response.read())
    if not took:
        raise BenchmarkFailed("the provider's stand-in was never asked")
    return median(took)


@contextlib.contextmanager
def _provider(ground: Ground, delay: float) -> Iterator[int | None]:
    """The server of the tests that speaks the provider's protocol and takes its time."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "tests.stand_ins.openai_server",
        "--port",
        str(port),
        "--delay",
        str(delay),
    ]
    if not (ROOT / "tests" / "stand_ins" / "openai_server.py").exists():
        yield None
        return
    with running(command, env={}, log=ground.folder / "provider.log") as process:
        _wait_for_port(port, process)
        yield port


def _wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise BenchmarkFailed("the stand-in of the provider did not start")


def headroom(plan: Plan, *, server_core: int, generator_core: int) -> Figures:
    """What the chat generator reaches against a server that does nothing."""
    port = free_port()
    log = ROOT / "benchmarks" / "results" / "echo.log"
    with running(
        ["node", "benchmarks/load/echo.mjs"], env={"PORT": str(port)}, log=log, core=server_core
    ) as process:
        _wait_for_port(port, process)
        order = {
            "port": port,
            "dialect": "reference",
            "acknowledged_by_event": False,
            "sessions": [{"token": "none", "conversation_id": str(uuid4())}] * plan.sockets,
            "window": 1,
            "rate": 0,
            "warm_up_seconds": 1,
            "seconds": 3,
            "marker": "echo",
        }
        figures = generate_load("chat.mjs", order, core=generator_core)
    figures.pop("conversations")
    return figures
