"""What tests of the coach say and log, and how they listen."""

import json
from datetime import UTC, datetime, timedelta

MEMORY = "/api/trading/coaching/memory"
SESSION = "/api/trading/coaching/session"
CONTEXT = "/api/trading/coaching/performance-context"
TWO_LOSSES = "I trade worse after two losses"


def told(world, trader, words, *, desk=None, **more):
    """Say something in psychology mode, and hear the answer."""
    sent = trader.say(words, **{"mode": "psychology", **more})
    assert (desk or world.desk()).answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


def asked_provider(world, provider, **more):
    """A worker whose engine is the stand-in."""
    return world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url, **more)


def prompt_of(provider, place=-1):
    """Everything that the stand-in was sent in one request: system, history, and facts with words."""
    messages = provider.requests[place]["messages"]
    last = messages[-1]["content"]
    text = last if isinstance(last, str) else last[0]["text"]
    return {"system": messages[0]["content"], "history": messages[1:-1], **json.loads(text)}


def traded(trader, *, minutes=60, r="-1", instrument="ES", size=1, **more):
    """A long from 4500 with a stop at 4490, ended so many minutes ago with so many R."""
    ended = datetime.now(UTC) - timedelta(minutes=minutes)
    body = {
        "instrument": instrument,
        "direction": "long",
        "entry_price": "4500",
        "position_size": size,
        "stop_price": "4490",
        "entry_time": (ended - timedelta(minutes=7)).isoformat(),
        "exit_price": str(4500 + 10 * float(r)),
        "exit_time": ended.isoformat(),
    }
    answer = trader.post("/api/trading/trades", {**body, **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def section(trader, name, **query):
    """What the coach would be given of one section."""
    answer = trader.get(CONTEXT, query_string=query)
    assert answer.status_code == 200, answer.json
    return [item for item in answer.json["items"] if item["section"] == name]


def memories(trader, **query):
    """What is remembered, as it is listed."""
    return trader.get(MEMORY, query_string=query).json["items"]


def in_psychology(trader):
    """A new conversation with the coach."""
    return trader.post("/api/conversations", {"mode": "psychology"}).json["id"]
