"""What a body may be, on the running server: its length is looked at while it comes."""

import http.client
import json
from contextlib import suppress

import pytest

from tests.e2e.sockets import Person

pytestmark = pytest.mark.processes


def send(stack, person, path, chunks):
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    with suppress(BrokenPipeError, ConnectionResetError):  # it has answered already
        connection.request("POST", path, body=iter(chunks), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told


@pytest.mark.parametrize("path", ["/api/messages", "/api/trading/trades", "/api/conversations"])
def test_a_chunked_body_is_refused_when_it_is_past_what_json_may_have(stack, path):
    chunks = [b'{"content":"', *[b"x" * 10_000] * 40, b'"}']
    status, told = send(stack, Person(stack.url), path, chunks)
    assert (status, told["code"]) == (413, "input.too_large")


def test_a_chunked_body_within_bounds_is_taken(stack):
    status, told = send(stack, Person(stack.url), "/api/messages", [b'{"content":', b'"in two parts"}'])
    assert (status, told["message"]["content"]) == (201, "in two parts")
