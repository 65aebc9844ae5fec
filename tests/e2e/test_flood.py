"""One client sends tiny events as fast as it can: it is refused politely, nobody else notices, and nothing piles up."""

import json
import statistics
import threading
import time
from collections import Counter

import psutil
import pytest
import websocket

from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes
EVENTS = 20_000
ALLOWED = 1_000  # in ten seconds, as these tests run the product
MEGABYTE = 2**20


def memory_of_web(stack) -> int:
    web = psutil.Process(stack.children["web"].pid)
    return sum(one.memory_info().rss for one in (web, *web.children(recursive=True)))


def open_raw(person: Person) -> websocket.WebSocket:
    raw = websocket.create_connection(
        person.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    )
    raw.recv()
    raw.send("40" + json.dumps({"token": person.token}))
    raw.recv()
    return raw


def test_a_flood_of_tiny_events_is_refused_politely_and_slows_nobody(stack):
    flooding, calm = open_raw(Person(stack.url)), Person(stack.url).window()
    told: Counter[str] = Counter()
    room = threading.Semaphore(
        1000
    )  # answers that it has not read yet: who reads nothing is let go

    def listen() -> None:
        while told.total() < EVENTS:
            text = flooding.recv()
            if text.startswith("43"):
                (answer,) = json.loads(text[text.index("[") :])
                room.release()
                told[
                    "ok"
                    if answer["ok"]
                    else f"{answer['error']['code']} {answer['error']['retry_after']}"
                ] += 1
            elif text == "2":
                flooding.send("3")

    def flood() -> None:
        for number in range(EVENTS):
            room.acquire()
            flooding.send(f'42{number}["ping",{{}}]')

    before = memory_of_web(stack)
    threads = [threading.Thread(target=listen), threading.Thread(target=flood)]
    began = time.monotonic()
    for one in threads:
        one.start()
    waits = []
    while any(one.is_alive() for one in threads):
        asked = time.monotonic()
        assert calm.call("ping", {})["ok"]
        waits.append(time.monotonic() - asked)
        time.sleep(0.02)
    took = time.monotonic() - began
    assert told.total() == EVENTS  # each of them has its answer
    assert set(told) == {"ok", "socket.too_many_events 1"}
    assert ALLOWED <= told["ok"] <= ALLOWED * (1 + took / 10) + 10
    assert len(waits) > 10
    assert statistics.median(waits) < 0.25
    assert max(waits) < 2
    grown = memory_of_web(stack) - before
    assert grown < 64 * MEGABYTE  # 4 kB kept of each event would be more
    print(
        f"{EVENTS / took:.0f} a second, {grown / MEGABYTE:.1f} MB, median wait {statistics.median(waits):.4f} s"
    )
    flooding.close()
    calm.close()
