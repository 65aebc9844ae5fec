"""A conversation of 10,000 messages, brought in as an export."""

import json
import uuid
from typing import Any

import requests

from tests.e2e.app.coach_page import Account

MESSAGES = 10_000
BROUGHT_IN_WITHIN = 300  # seconds


def long_export(account: Account) -> dict[str, Any]:
    """One conversation of the trader, said again and again until it is long."""
    account.ask("POST", "/api/messages", {"content": "hello"})
    [conversation] = account.ask("GET", "/api/conversations")["items"]
    path = f"/api/conversations/{conversation['id']}"
    exported = account.ask("GET", f"{path}/export?format=json")
    while len(exported["conversations"][0]["messages"]) < 2:
        exported = account.ask("GET", f"{path}/export?format=json")
    account.ask("DELETE", path)
    document = exported["conversations"][0]
    question, answer = document["messages"]
    document["messages"] = []
    for number in range(1, MESSAGES, 2):
        asked = str(uuid.uuid4())
        words = f"question {number}" if number != 1001 else "question 1001 sandpiper"
        document["messages"] += [
            {**question, "id": asked, "seq": number, "content": words, "client_message_id": None},
            {**answer, "id": str(uuid.uuid4()), "seq": number + 1, "parent_message_id": asked},
        ]
    return dict(exported)


def bring_in(account: Account) -> None:
    """Give a new trader one conversation of that many messages."""
    content = json.dumps(long_export(account)).encode()
    response = requests.post(
        f"{account.url}/api/conversations/import",
        headers=account.headers,
        files={"file": ("long.json", content, "application/json")},
        timeout=BROUGHT_IN_WITHIN,
    )
    response.raise_for_status()
