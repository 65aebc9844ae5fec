"""What a body may be, on the running server: its length is looked at while it comes."""

import http.client
import json
import socket
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
    status, told = send(
        stack, Person(stack.url), "/api/messages", [b'{"content":', b'"in two parts"}']
    )
    assert (status, told["message"]["content"]) == (201, "in two parts")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "chunks",
    [
        b"ZZ\r\n",
        b"-1\r\n",
        b"0x1\r\na\r\n0\r\n\r\n",
        b"1_0\r\n",
        b"\r\n",
        b"1\r\naXX\r\n0\r\n\r\n",
        b" 1\r\na\r\n0\r\n\r\n",
    ],
)
def test_chunks_that_are_none_are_the_client_s_mistake(stack, chunks, kind):
    person = Person(stack.url)
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nAuthorization: Bearer {person.token}\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", stack.port), timeout=30) as connection:
        connection.sendall(head.encode() + chunks)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:300]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "input.malformed"
