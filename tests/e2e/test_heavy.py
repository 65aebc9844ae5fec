"""One trader searches as much as can be searched, and nobody else notices: on the running product."""

import io
import json
import threading
import time
from collections import Counter

import pytest

from backend.core.ids import new_id
from backend.features.chat.archive.export import FORMAT, VERSION
from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes
MESSAGES = 6_000
SEARCHES = 30
WORDS = "trend held range retest opening high low stop target size risk news plan entry exit fill".split()
OTHERS = ("/api/auth/me", "/api/trading/trades", "/api/conversations", "/api/trading/performance")


def export_of(count):
    said = " ".join(WORDS * 12)
    messages = [
        {"id": str(new_id()), "conversation_id": "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "seq": seq, "type": "user",
         "mode": "analysis", "status": "saved", "content": f"{said} {seq}", "client_message_id": None,
         "parent_message_id": None, "branch_index": 0, "related_trade_ids": [], "images": [], "verdict": None,
         "error": None, "draft": None, "interlock": None, "guard": None, "actions": [], "cost": None,
         "coaching": None, "created_at": "2026-01-05T10:00:00Z", "finished_at": None}
        for seq in range(1, count + 1)
    ]  # fmt: skip
    head = {"id": "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "title": "All", "mode": "analysis", "archived": False,
            "pinned": False, "created_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z"}  # fmt: skip
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "conversations": [{**head, "messages": messages}],
    }
    return io.BytesIO(json.dumps(whole).encode())


def test_parallel_searches_of_one_trader_cost_nobody_else_an_answer(stack):
    greedy, calm = Person(stack.url), Person(stack.url)
    taken = greedy.ask(
        "POST", "/api/conversations/import", files={"file": ("all.json", export_of(MESSAGES))}
    )
    assert taken.status_code == 201, taken.text
    statuses: Counter[int] = Counter()
    over = time.monotonic() + 12

    def search() -> None:
        while time.monotonic() < over:
            answer = greedy.ask("GET", "/api/conversations/search", params={"q": " ".join(WORDS)})
            statuses[answer.status_code] += 1
            if answer.status_code == 429:
                assert answer.headers["Retry-After"] == "1"
                time.sleep(0.05)

    threads = [threading.Thread(target=search) for _ in range(SEARCHES)]
    for one in threads:
        one.start()
    waits: list[float] = []
    seen: Counter[tuple[str, int]] = Counter()
    while any(one.is_alive() for one in threads):
        for path in OTHERS:
            asked = time.monotonic()
            seen[path, calm.ask("GET", path).status_code] += 1
            waits.append(time.monotonic() - asked)
    print(
        statuses, seen, f"median {sorted(waits)[len(waits) // 2]:.3f} s, longest {max(waits):.3f} s"
    )
    assert {status for _, status in seen} == {200}
    assert set(statuses) <= {200, 422, 429}
    assert max(waits) < 5
