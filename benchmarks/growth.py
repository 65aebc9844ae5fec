"""What grows when the chat grows: ten times the sockets, ten times the history. Run: `make bench-growth`.

Sockets: the chat load of `run.py` with 50 and with 500 sockets in turn, each its own user and conversation, one message
on its way; what counts is the server's processor time for a message. Memory: of the web process with as many sockets
open and silent; a socket's is the difference. History: conversations of 1,000 and 10,000 messages of one trader;
asked in turn, over the whole way in: the last page, what was missed, one more message, and its answer by the rules.
Medians of the rounds; the last column is the larger size over the smaller. The bar: 1.3 a message.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import psutil
import websocket

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import suites  # noqa: E402  # after the path
from benchmarks.ground import Cores, Ground, install_node_packages, open_ground  # noqa: E402
from benchmarks.product import Product  # noqa: E402
from benchmarks.reports import PASSWORD, Traders  # noqa: E402
from benchmarks.suites import Plan  # noqa: E402

SOCKETS_A_USER = 20
IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"
TALK = """
insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, parent_message_id, created_at,
    finished_at)
select gen_random_uuid(), %(conversation)s, %(user)s, n, case n %% 2 when 1 then 'user' else 'ai' end, 'analysis',
    case n %% 2 when 1 then 'saved' else 'done' end, 'the opening range held, the second retest failed ' || n,
    case n %% 2 when 1 then null else gen_random_uuid() end, now(), now()
from generate_series(1, %(many)s) as n
"""
Row = tuple[str, float, float, str]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sockets", type=int, nargs=2, default=[50, 500])
    parser.add_argument("--history", type=int, nargs=2, default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6)
    wanted = parser.parse_args()
    install_node_packages(ROOT / "benchmarks" / "load")
    with open_ground(Cores(server=0, others=1)) as ground:
        rows = [*_sockets(ground, wanted), *_memory(ground, wanted.sockets)]
    with open_ground(Cores(server=0, others=1)) as ground:
        rows += _history(ground, wanted)
    print(_table(rows))
    return 0


def _sockets(ground: Ground, wanted: argparse.Namespace) -> Iterator[Row]:
    product = Product(ground, sockets=max(wanted.sockets))
    product.prepare()
    plans = [Plan(sockets=count, seconds=wanted.seconds) for count in wanted.sockets]
    rounds: list[list[dict[str, Any]]] = [[], []]
    for number in range(wanted.rounds):
        for found, plan in zip(rounds, plans, strict=True):
            figures = suites.chat(ground, product, plan)["chat"]
            found.append(figures)
            print(
                f"  round {number + 1}, {plan.sockets} sockets: {figures['per_second']:,.0f}/s",
                file=sys.stderr,
            )
    small, large = wanted.sockets
    what = f"{small} and {large} sockets"
    for name, title in (
        ("per_second", "messages a second"),
        ("p50_ms", "p50 ms"),
        ("p99_ms", "p99 ms"),
    ):
        yield _row(f"{what}: {title}", *([one[name] for one in found] for found in rounds))
    for who in ("server", "postgres"):
        cost = [[1e6 * one[f"{who}_cpu"] / one["per_second"] for one in found] for found in rounds]
        yield _row(f"{what}: {who}, µs of processor a message", *cost)
    busy = [median(one["others_cpu"] for one in found) for found in rounds]
    yield f"{what}: of a core, used by the rest of the machine", *busy, "above 0.1: repeat"


def _row(name: str, smaller: list[float], larger: list[float]) -> Row:
    ratio = median(big / small for small, big in zip(smaller, larger, strict=True))
    return name, median(smaller), median(larger), f"{ratio:.2f}"


def _memory(ground: Ground, sizes: list[int]) -> Iterator[Row]:
    """Of the web process, in kilobytes a socket; sockets that say nothing."""
    product = Product(ground, sockets=max(sizes))
    with product.serving(more_env={"SOCKETS_PER_USER": str(SOCKETS_A_USER)}) as (port, pid):
        tokens = [one["token"] for one in product.sessions(port, -(-max(sizes) // SOCKETS_A_USER))]
        with _open_sockets(port, pid, tokens * SOCKETS_A_USER) as open_up_to:
            used = [open_up_to(size) for size in sizes]
    each = (used[1] - used[0]) / (sizes[1] - sizes[0]) / 1024
    yield (
        f"memory with {sizes[0]} and {sizes[1]} silent sockets, MB",
        used[0] / 2**20,
        used[1] / 2**20,
        f"{each:.1f} KB a socket",
    )


@contextmanager
def _open_sockets(port: int, pid: int, tokens: list[str]) -> Iterator[Callable[[int], int]]:
    sockets: list[websocket.WebSocket] = []

    def open_up_to(count: int) -> int:
        """Bytes of the web process with as many sockets open."""
        while len(sockets) < count:
            one = websocket.create_connection(
                f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket", timeout=10
            )
            one.recv()
            one.send("40" + json.dumps({"token": tokens[len(sockets)]}))
            answer = str(one.recv())
            assert answer.startswith("40"), answer
            sockets.append(one)
        time.sleep(1)
        web = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (web, *web.children(recursive=True)))

    try:
        yield open_up_to
    finally:
        for one in sockets:
            one.close()


def _history(ground: Ground, wanted: argparse.Namespace) -> Iterator[Row]:
    talker = Talker(ground)
    conversations = [talker.conversation(size) for size in wanted.history]
    done = {
        "the last page of 50": talker.last_page,
        "what was missed (10 messages)": talker.missed,
        "one more message": talker.say,
        "and its answer by the rules": talker.answer,
    }
    taken: dict[str, list[list[float]]] = {name: [[], []] for name in done}
    for _ in range(20 * wanted.rounds):
        for name, act in done.items():
            for place, conversation in enumerate(conversations):
                started = time.perf_counter()
                act(conversation)
                taken[name][place].append(1000 * (time.perf_counter() - started))
    talker.close()
    small, large = wanted.history
    for name, (smaller, larger) in taken.items():
        ratio = median(larger) / median(smaller)
        yield (
            f"{small:,} and {large:,} messages: {name}, ms",
            median(smaller),
            median(larger),
            f"{ratio:.2f}",
        )


class Talker(Traders):
    """A trader with long conversations, and a worker in this process."""

    def __init__(self, ground: Ground) -> None:
        os.environ["MESSAGES_PER_MINUTE"] = str(10**6)
        super().__init__(ground)
        from backend.app import answer_worker

        settings = self.app.extensions["coach"].settings
        self._desk = answer_worker(settings)
        self._client = self.app.test_client()
        account = {"email": "talker@example.com", "username": "talker", "password": PASSWORD}
        made = self._client.post("/api/auth/register", json=account).json
        self._user = made["user"]["id"]
        self._headers = {"Authorization": f"Bearer {made['access_token']}"}

    def conversation(self, messages: int) -> str:
        """A conversation with this many messages."""
        begun = str(
            self._ask("POST", "/api/conversations", {"title": f"{messages} messages"})["id"]
        )
        with self.ground.cursor("coach") as cursor:
            cursor.execute(TALK, {"conversation": begun, "user": self._user, "many": messages})
            cursor.execute("update conversations set head = %s where id = %s", (messages, begun))
            cursor.execute("vacuum analyze messages")
        return begun

    def last_page(self, conversation: str) -> None:
        """As a window opens it."""
        assert len(self._ask("GET", f"/api/conversations/{conversation}/messages")["items"]) == 50

    def missed(self, conversation: str) -> None:
        """As a window that was away asks."""
        head = self._ask("GET", f"/api/conversations/{conversation}")["head"]
        path = f"/api/conversations/{conversation}/messages?after_seq={head - 10}"
        assert len(self._ask("GET", path)["items"]) == 10

    def say(self, conversation: str) -> None:
        """One message, stored."""
        body = {"content": IDEA, "conversation_id": conversation, "client_message_id": uuid4().hex}
        self._ask("POST", "/api/messages", body)

    def answer(self, _: str) -> None:
        """The next answer."""
        assert self._desk.answer_next()

    def close(self) -> None:
        """Let the connections go."""
        self._desk._database.engine.dispose()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._client.open(path, method=method, json=body, headers=self._headers)
        assert answer.status_code in (200, 201), answer.data
        return answer.json


def _table(rows: list[Row]) -> str:
    lines = ["| what | smaller | larger | larger / smaller |", "|---|---:|---:|---:|"]
    return "\n".join(
        [
            *lines,
            *(f"| {name} | {one:,.2f} | {ten:,.2f} | {ratio} |" for name, one, ten, ratio in rows),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
