"""Exports and imports, as a client makes them."""

import json
from copy import deepcopy

IDEA = "Long ES 4500.25 stop 4490 target 4520, 1 contract"


def exported(trader, where, kind="json"):
    answer = trader.get(f"/api/conversations/{where}export", query_string={"format": kind})
    assert answer.status_code == 200, answer.data
    return answer


def imported(trader, content):
    """The body is made here: the test client would leave its temporary file open."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
    body = head + raw + b"\r\n--edge--\r\n"
    return trader.post(
        "/api/conversations/import", data=body, content_type="multipart/form-data; boundary=edge"
    )


def change(path, value):
    def apply(file):
        *way, last = path
        place = file["conversations"][0]
        for step in way:
            place = place[step]
        place[last] = value
        return file

    return apply


def without_links(messages):
    """What must be the same before and after: everything but ids and links, which are new, the client's
    id, and what a message was taken for, which is not imported.
    """
    places = {message["id"]: message["seq"] for message in messages}
    comparable = []
    for message in deepcopy(messages):
        message["parent_message_id"] = places.get(message["parent_message_id"])
        for name in ("id", "conversation_id", "client_message_id", "understood"):
            del message[name]
        for image in message["images"]:
            del image["url"], image["thumbnail_url"]
        if message["verdict"] is not None:
            del message["verdict"]["id"], message["verdict"]["message_id"]
        comparable.append(message)
    return comparable
