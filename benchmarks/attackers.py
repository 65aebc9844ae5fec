"""Attacks on a server of this machine, each for a while, in a process of its own. `abuse.py` starts it.

Run: `python benchmarks/attackers.py NAME PORT SECONDS [TOKEN]`. Every connection comes from one address of the
loopback network, which is nobody else's; nothing but the loopback is ever connected to. Prints a JSON object of how
often each status was answered, and how many connections the server ended.
"""

import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

ATTACKER = "127.0.0.66"
SERVER = "127.0.0.1"
SIXTEEN_WORDS = "retest breakout range opening stop target long short patience volume trend fade news session size risk"
HOSTILE = (
    '1" + "+   " * 22 + "a',
    "1" + "+   " * 22 + "a",
    "1" + "+ " * 1200 + "a",
    "(" * 2000,
    "4500 " * 900 + "!",
    "not " * 1200,
    "a" * 4990 + "\u0130",
    "1" * 4000 + "e" * 900,
    '"' + "\\" * 4000,
    "stop " * 990,
)


@dataclass
class Attack:
    """One attack under way."""

    port: int
    until: float
    token: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self.until

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection from the attacker's address."""
        reader, writer = await asyncio.open_connection(SERVER, self.port, local_addr=(ATTACKER, 0))
        try:
            yield reader, writer
        finally:
            writer.close()

    async def repeat(self, request: Callable[[], bytes], pause_seconds: float = 0.0) -> None:
        """Ask the same again and again on one connection, and on another one when it is ended."""
        while not self.is_over:
            with suppress(OSError, asyncio.IncompleteReadError):
                async with self.connection() as (reader, writer):
                    while not self.is_over:
                        writer.write(request())
                        self.counts[str(await _status(reader))] += 1
                        await asyncio.sleep(pause_seconds)
                    return
            self.counts["ended"] += 1
            await asyncio.sleep(0.02)

    async def trickle(self, begin: bytes) -> None:
        """A half request, and then a byte every five seconds."""
        while not self.is_over:
            with suppress(OSError):
                async with self.connection() as (reader, writer):
                    writer.write(begin)
                    while not self.is_over and not reader.at_eof():
                        with suppress(TimeoutError):
                            await asyncio.wait_for(
                                reader.read(1000), min(5, max(0.1, self.until - time.monotonic()))
                            )
                            break
                        writer.write(b"x")
            self.counts["ended"] += not self.is_over
            await asyncio.sleep(0.02)


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin1").lower().split("\r\n")
    if "transfer-encoding: chunked" in lines:
        await reader.readuntil(b"0\r\n\r\n")
    else:
        length = next(
            (int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), 0
        )
        await reader.readexactly(length)
    return int(lines[0].split()[1])


def _request(method: str, path: str, body: object = None, token: str = "") -> bytes:
    sent = b"" if body is None else json.dumps(body).encode()
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {len(sent)}",
    ]
    if token:
        head.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + sent


def _flood(attack: Attack) -> Iterator[Coroutine[None, None, None]]:
    """150 connections of wrong sign-ins."""
    body = {"login": "victim", "password": "not this one, nor any other"}
    wrong = _request("POST", "/api/auth/login", body)
    return (attack.repeat(lambda: wrong) for _ in range(150))


def _slow(attack: Attack) -> Iterator[Coroutine[None, None, None]]:
    """70 connections at a byte every five seconds, half of them in headers and half in bodies."""
    halves = (
        b"GET /api/trading/trades HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
    )
    return (attack.trickle(halves[number % 2]) for number in range(70))


def _search(attack: Attack) -> Iterator[Coroutine[None, None, None]]:
    """30 searches for sixteen words at the same time, of one user with 18,000 messages."""
    words = SIXTEEN_WORDS.replace(" ", "+")
    asked = _request("GET", f"/api/conversations/search?q={words}", token=attack.token)
    return (attack.repeat(lambda: asked) for _ in range(30))


def _hostile(attack: Attack) -> Iterator[Coroutine[None, None, None]]:
    """Messages that are hard to read, in both modes, one a second."""
    texts = itertools.cycle(itertools.product(HOSTILE, ("psychology", "analysis")))

    def message() -> bytes:
        content, mode = next(texts)
        return _request(
            "POST", "/api/messages", {"content": content[:5000], "mode": mode}, attack.token
        )

    yield attack.repeat(message, pause_seconds=1.0)


def _polling(attack: Attack) -> Iterator[Coroutine[None, None, None]]:
    """150 connections that open sockets by polling, over and over."""
    asked = _request("GET", "/socket.io/?EIO=4&transport=polling")
    return (attack.repeat(lambda: asked) for _ in range(150))


ATTACKS = {
    "flood": _flood,
    "slow": _slow,
    "search": _search,
    "polling": _polling,
    "hostile": _hostile,
}


async def _carry_out(attack: Attack, name: str) -> None:
    seconds = attack.until - time.monotonic() + 5
    with suppress(TimeoutError):
        await asyncio.wait_for(
            asyncio.gather(*ATTACKS[name](attack), return_exceptions=True), seconds
        )


def main() -> int:
    """Attack, and print what was answered."""
    name, port, seconds, *token = sys.argv[1:]
    attack = Attack(
        int(port), time.monotonic() + min(float(seconds), 600), token[0] if token else ""
    )
    asyncio.run(_carry_out(attack, name))
    print(json.dumps(attack.counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
