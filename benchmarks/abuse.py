"""What everybody else notices of an attack. Run: `make bench-abuse`.

The product with its default settings (two web processes, a worker, the beat) and a calm load of everybody else: pages
of trades, messages with their answers, sign-ins, each from an address of its own and a few a second. The same load is
measured calm and beside each attack, in turn, several times; `attackers.py` says what the attacks are. Printed are
medians of the rounds, the median of the ratios of neighbours in time, and how many of everybody else's requests got a
server error or no answer at all. The bar: p99 at most twice the calm one, and no errors.
"""

import argparse
import http.client
import json
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.attackers import ATTACKS  # noqa: E402  # after the path
from benchmarks.ground import BenchmarkFailed, Cores, Ground, open_ground  # noqa: E402
from benchmarks.product import PASSWORD, Product  # noqa: E402
from benchmarks.search import IN_A_CONVERSATION, MAKE, WORDS  # noqa: E402

MESSAGES = 18_000
SIGNERS = 40  # so many users sign in in turn, so that nobody meets a limit of their own
PATIENCE_SECONDS = 20
PAUSE_SECONDS = 0.2
SETTLE_SECONDS = 3
KINDS = ("trades", "message", "answer", "sign-in")
AS_IN_PRODUCTION = {
    "WEB_PROCESSES": "2",
    "LOGINS_PER_15_MINUTES": "10",
    "MESSAGES_PER_MINUTE": "100000",  # of everybody else, whose one talker stands for many
    "SOCKET_EVENTS_PER_10_SECONDS": "200",
    "REQUESTS_PER_10_SECONDS": "1000",
    "HEAVY_READS_PER_10_SECONDS": "60",
    "EVENTS_PER_10_SECONDS": "1000",
    "ADDRESS_REQUESTS_PER_10_SECONDS": "10000",
    "ADDRESS_EVENTS_PER_10_SECONDS": "10000",
    "STRANGER_REQUESTS_PER_10_SECONDS": "500",
}


@dataclass
class Figures:
    """What everybody else met in one window."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: int = 0
    unanswered: int = 0

    def percentile(self, kind: str, percent: int) -> float:
        """In milliseconds; not a number when there was no answer."""
        taken = self.seconds[kind]
        if len(taken) < 2:
            return 1000 * taken[0] if taken else float("nan")
        return 1000 * (
            median(taken)
            if percent == 50
            else quantiles(taken, n=100, method="inclusive")[percent - 1]
        )


class Somebody:
    """One of everybody else: an address and a connection of their own."""

    def __init__(self, port: int, number: int, figures: Figures) -> None:
        self._port = port
        self._address = f"127.0.1.{number}"
        self.figures = figures
        self._opened: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        """The status and what was answered; 0 when nothing was."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        try:
            opened = self._opened = self._opened or http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=PATIENCE_SECONDS, source_address=(self._address, 0)
            )
            opened.request(method, path, None if body is None else json.dumps(body), headers)
            answer = opened.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            self.leave()
            self.figures.unanswered += 1
            return 0, None
        self.figures.errors += answer.status >= 500
        return answer.status, json.loads(said) if said.startswith(b"{") else None

    def timed(self, kind: str, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """Ask, and note how long it took."""
        begun = time.perf_counter()
        status, said = self.ask(method, path, body, token)
        if status:
            self.figures.seconds[kind].append(time.perf_counter() - begun)
        return said if status < 300 else None

    def leave(self) -> None:
        """Close the connection."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None


class Everybody:
    """The calm load."""

    def __init__(self, port: int, product: Product) -> None:
        self._port = port
        self._reader = product.trader(port, 200)
        self._talkers = [session["token"] for session in product.sessions(port, 2)]
        self._signers = [self._registered(f"signer{number}") for number in range(SIGNERS)]
        self._turn = 0

    def _registered(self, name: str) -> str:
        somebody = Somebody(self._port, 250, Figures())
        login = f"{name}{uuid4().hex[:8]}"
        account = {"email": f"{login}@example.com", "username": login, "password": PASSWORD}
        status, said = somebody.ask("POST", "/api/auth/register", account)
        somebody.leave()
        if status != 201:
            raise BenchmarkFailed(f"{name} could not register: {status} {said}")
        return login

    def measured(self, seconds: float) -> Figures:
        """What they meet in a window."""
        figures = Figures()
        until = time.monotonic() + seconds
        parts: list[Callable[[Somebody], None]] = [
            self._look,
            self._look,
            *(
                lambda somebody, token=token: self._talk(somebody, token, until)
                for token in self._talkers
            ),
            self._sign_in,
        ]
        threads = [
            threading.Thread(
                target=self._repeat, args=(part, Somebody(self._port, place + 1, figures), until)
            )
            for place, part in enumerate(parts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return figures

    @staticmethod
    def _repeat(part: Callable[[Somebody], None], somebody: Somebody, until: float) -> None:
        while time.monotonic() < until:
            part(somebody)
            time.sleep(PAUSE_SECONDS)
        somebody.leave()

    def _look(self, somebody: Somebody) -> None:
        somebody.timed("trades", "GET", "/api/trading/trades?limit=50", token=self._reader)

    def _sign_in(self, somebody: Somebody) -> None:
        self._turn += 1
        body = {"login": self._signers[self._turn % SIGNERS], "password": PASSWORD}
        somebody.timed("sign-in", "POST", "/api/auth/login", body)

    @staticmethod
    def _talk(somebody: Somebody, token: str, until: float) -> None:
        body = {"content": "Long ES 4500.25 stop 4490 target 4520, 1 contract"}
        begun = time.perf_counter()
        sent = somebody.timed("message", "POST", "/api/messages", body, token)
        while sent and time.monotonic() < until + PATIENCE_SECONDS:
            status, answer = somebody.ask(
                "GET", f"/api/messages/{sent['answer']['id']}", token=token
            )
            if status == 200 and answer["status"] in ("done", "failed"):
                somebody.figures.seconds["answer"].append(time.perf_counter() - begun)
                return
            time.sleep(0.05)
        somebody.figures.unanswered += 1


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--attacks", nargs="+", default=list(ATTACKS), choices=list(ATTACKS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=12)
    wanted = parser.parse_args()
    try:
        with open_ground(Cores(server=0, others=1)) as ground:
            measured = _measure(ground, wanted)
    except BenchmarkFailed as failure:
        print(f"The benchmark stopped: {failure}", file=sys.stderr)
        return 1
    shown = _table(measured)
    print(shown)
    _keep(shown, measured)
    return 0


Windows = dict[str, list[tuple[Figures, Figures]]]


def _measure(ground: Ground, wanted: argparse.Namespace) -> Windows:
    product = Product(ground)
    product.prepare()
    measured: Windows = {}
    with product.answering(threads=16, more_env=AS_IN_PRODUCTION) as (port, _):
        everybody = Everybody(port, product)
        token = _attacker(ground, port)
        everybody.measured(3)  # warm
        for name in wanted.attacks:
            for number in range(min(wanted.rounds, 50)):
                pair = (
                    everybody.measured(wanted.seconds),
                    _beside(everybody, name, port, token, wanted.seconds),
                )
                measured.setdefault(name, []).append(pair)
                print(f"  {name}, round {number + 1}", file=sys.stderr)
                time.sleep(SETTLE_SECONDS)
    return measured


def _beside(everybody: Everybody, name: str, port: int, token: str, seconds: float) -> Figures:
    """The load beside an attack that begins a second before it and ends a little after it."""
    script = [sys.executable, str(ROOT / "benchmarks/attackers.py")]
    process = subprocess.Popen(
        [*script, name, str(port), str(seconds + 2), token], stdout=subprocess.PIPE, text=True
    )
    try:
        time.sleep(1)
        figures = everybody.measured(seconds)
        said, _ = process.communicate(timeout=seconds + 30)
        print(f"  {name}: the attacker was told {said.strip()}", file=sys.stderr)
        return figures
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _attacker(ground: Ground, port: int) -> str:
    """A user with very many messages; the token."""
    somebody = Somebody(port, 251, Figures())
    account = {"email": "attacker@example.com", "username": "attacker", "password": PASSWORD}
    status, made = somebody.ask("POST", "/api/auth/register", account)
    somebody.leave()
    if status != 201:
        raise BenchmarkFailed(f"The attacker could not register: {status}")
    given = {
        "user": made["user"]["id"],
        "many": MESSAGES,
        "each": IN_A_CONVERSATION,
        "words": WORDS,
    }
    with ground.cursor("coach") as cursor:
        cursor.execute(MAKE, given | {"vocabulary": len(WORDS)})
        cursor.execute("vacuum analyze messages")
    return str(made["access_token"])


def _table(measured: Windows) -> str:
    lines = [
        "| attack | everybody else | calm p50 | calm p99 | beside it p50 | p99 | p50 ratio | p99 ratio | errors |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, rounds in measured.items():
        errors = sum(attacked.errors + attacked.unanswered for _, attacked in rounds)
        for kind in KINDS:
            cells = [median(window.percentile(kind, percent) for window in windows)
                     for windows in zip(*rounds, strict=True) for percent in (50, 99)]  # fmt: skip
            ratios = [median(attacked.percentile(kind, percent) / calm.percentile(kind, percent)
                      for calm, attacked in rounds) for percent in (50, 99)]  # fmt: skip
            shown = [
                *(f"{cell:,.1f} ms" for cell in cells),
                *(f"{ratio:.2f}" for ratio in ratios),
                str(errors),
            ]
            lines.append(f"| {name} | {kind} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _keep(shown: str, measured: Windows) -> None:
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-abuse"
    whole = {
        attack: [[{"seconds": dict(one.seconds), "errors": one.errors, "unanswered": one.unanswered} for one in pair]
                 for pair in rounds]
        for attack, rounds in measured.items()
    }  # fmt: skip
    (results / f"{name}.json").write_text(json.dumps(whole) + "\n")
    (results / f"{name}.md").write_text(f"{shown}\n")


if __name__ == "__main__":
    sys.exit(main())
