"""What both systems stand on: one PostgreSQL, one Redis, two cores, and processes that end with the benchmark."""

import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import redis

from backend.local_stack.embedded_servers import (
    PostgresServer,
    RedisServer,
    start_postgres,
    start_redis,
)

HERE = Path(__file__).parent
ROOT = HERE.parent
PATIENCE_SECONDS = 30


class BenchmarkFailed(RuntimeError):
    """The benchmark cannot go on; the message says why."""


@dataclass(frozen=True)
class Cores:
    """Which core the measured server gets, and which one everything else does."""

    server: int
    others: int


@dataclass
class Ground:
    """The stores that both systems use, and where."""

    postgres: PostgresServer
    redis: RedisServer
    cores: Cores
    folder: Path

    @contextmanager
    def cursor(self, database: str) -> Iterator[Any]:
        """As the owner, to prepare and to verify; each statement is committed by itself."""
        connection = psycopg2.connect(
            host=str(self.postgres.socket_dir), user="postgres", dbname=database
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def settle(self) -> None:
        """Write out what the run before has left, and forget its bells, so that every run begins alike."""
        self.postgres.execute("checkpoint")
        client = redis.Redis(unix_socket_path=str(self.redis.socket))
        client.flushall()
        client.close()

    def redis_cpu_seconds(self) -> float:
        """Processor time of Redis so far."""
        return cpu_seconds(self.redis.pid)

    def postgres_cpu_seconds(self) -> float:
        """Processor time of PostgreSQL so far, of ended connections too."""
        return cpu_seconds(self.postgres.pid)


@contextmanager
def open_ground(cores: Cores) -> Iterator[Ground]:
    """Start private servers in a new folder, pinned beside the load generator; durable as in production."""
    _check(cores)
    folder = Path(tempfile.mkdtemp(prefix="coach-bench-"))
    postgres = start_postgres(folder / "postgres")
    try:
        private_redis = start_redis(folder / "redis", persist=False)
        try:
            pin(postgres.pid, cores.others)
            pin(private_redis.pid, cores.others)
            yield Ground(postgres, private_redis, cores, folder)
        finally:
            private_redis.stop()
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _check(cores: Cores) -> None:
    available = os.sched_getaffinity(0)
    if cores.server == cores.others or not {cores.server, cores.others} <= available:
        raise BenchmarkFailed(
            f"Two cores are needed, one for the server and one for the rest; there are {available}."
        )
    if shutil.which("node") is None:
        raise BenchmarkFailed(
            "No `node` on the PATH: the reference server and the load generators need Node 20."
        )


def install_node_packages(folder: Path) -> None:
    """What the lock file says, once."""
    if not (folder / "node_modules").exists():
        command = ["npm", "ci", "--no-fund", "--no-audit", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def pin(pid: int, core: int) -> None:
    """Keep a process and its children, now and later, on one core."""
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        for thread in process.threads():
            os.sched_setaffinity(thread.id, {core})


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children, also of those that have ended."""
    total = 0.0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def busy_seconds() -> float:
    """Processor time of the whole machine so far."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


@contextmanager
def running(
    command: list[str], *, env: dict[str, str], log: Path, cwd: Path = ROOT, core: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process for the length of a block, on one core when one is given; it ends with the block."""
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*pinned, *command],
            cwd=cwd,
            env=os.environ | env,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until an address answers with 200."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise BenchmarkFailed(f"{url} did not answer.\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def generate_load(script: str, order: dict[str, Any], *, core: int | None) -> dict[str, Any]:
    """Let a generator carry out an order; returns what it measured."""
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    done = subprocess.run(
        [*pinned, "node", str(HERE / "load" / script)],
        input=json.dumps(order).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkFailed(f"{script} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return dict(json.loads(done.stdout))


def machine() -> dict[str, str]:
    """Where the figures come from."""
    model = next(
        (
            line
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    node = subprocess.run(
        ["node", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {
        "processor": model.partition(":")[2].strip(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()}",
        "python": sys.version.split()[0],
        "node": node,
        "load_before": " ".join(f"{one:.2f}" for one in os.getloadavg()),
    }
