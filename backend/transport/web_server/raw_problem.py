"""Problem documents for requests that no application has seen: what cannot be read, and what did not become whole."""

from collections.abc import Callable
from http import HTTPStatus
from socket import socket

from gunicorn import util
from pydantic_core import to_json

from backend.core.ids import new_id
from backend.transport.problem import problem_of_status

DETAILS = {
    408: "The request took too long to arrive. Send it again, all of it at once.",
    413: "The body is too large.",
    414: "The first line of the request is too long.",
    429: "Too many requests from your address have begun and not ended. Finish them, or wait a little.",
    431: "The headers of the request are too long.",
    503: "Too many requests are waiting right now. Try again in a few seconds.",
}
write: Callable[[socket, bytes], None] = util.write_nonblock  # gunicorn has no types
RETRY_SECONDS = {429: 10, 503: 5}
OUR_FAULT = "Something went wrong on our side. Try again, and tell us the request_id."


def raw_problem(status: int, *, title: str = "", detail: str = "") -> bytes:
    """A whole answer, after which the connection is closed."""
    request_id = str(new_id())
    title = title or HTTPStatus(status).phrase
    words = detail or DETAILS.get(status, OUR_FAULT)
    body = to_json(
        problem_of_status(status, title=title, detail=words, instance="", request_id=request_id)
    )
    head = [
        f"HTTP/1.1 {status} {title}",
        "Connection: close",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"X-Request-ID: {request_id}",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
    ]
    if status in RETRY_SECONDS:
        head.append(f"Retry-After: {RETRY_SECONDS[status]}")
    return "\r\n".join([*head, "", ""]).encode("latin1") + body


def write_problem(sock: socket, status_int: int, reason: str, mesg: str) -> None:
    """Answer a request that could not be read. Its caller closes the connection."""
    answer = raw_problem(status_int, title=reason, detail=mesg)
    write(sock, answer)


util.write_error = write_problem  # by this name gunicorn's workers answer what they cannot read
