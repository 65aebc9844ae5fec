"""The web server as it is, with short deadlines and a small application: for tests of connections alone."""

import hashlib
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from backend.transport.web_server.connection_pool import ConnectionLimits

LIMITS = ConnectionLimits(
    head_seconds=1.5,
    idle_seconds=3,
    least_bytes_per_second=10_000,
    window_seconds=1.5,
    half_by_address=20,
    held_bytes=40_000_000,
    most_waiting=150,
    largest_body=3_000_000,
)
THREADS = 4
HANG_SECONDS = 8
PIECE = b"x" * 100_000

bind = "127.0.0.1:0"
worker_class = "backend.transport.web_server.gunicorn_worker.BusyConnectionsWorker"
workers = 1
threads = THREADS
worker_connections = 200
control_socket_disable = True
graceful_timeout = 3
keepalive = 3
sendfile = False
limit_request_line = 8190
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Short limits."""
    worker.keep_to(LIMITS)


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with a digest of what was sent, or with much."""
    if environ["PATH_INFO"] == "/hang":
        time.sleep(HANG_SECONDS)
    if environ["PATH_INFO"] == "/stream":
        start("200 OK", [("Content-Type", "text/plain")])
        return (PIECE for _ in range(200))
    if environ["PATH_INFO"] == "/refused":
        start("429 Too Many Requests", [("Content-Length", "0")])
        return [b""]
    if environ["PATH_INFO"] == "/large":
        content = PIECE * 80
    elif environ["PATH_INFO"] == "/interval":
        content = str(sys.getswitchinterval()).encode()
    else:
        body = environ["wsgi.input"].read()
        content = (
            f"{environ['REQUEST_METHOD']} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()
        )
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return [content]
