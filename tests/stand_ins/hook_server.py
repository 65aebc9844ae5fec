"""A receiver of webhooks for tests: keeps what came, and answers as it is told, also badly."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


class HookServer:
    """`answer` is what it does next: a status, or something that it does with the connection."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[Received] = []
        self.answer: int | Answer = 204
        self._came = threading.Condition()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand_in.handle(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """Whoever hangs up in the middle is what is tested."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._scheme = "https" if tls else "http"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/hook?a=b"

    def __enter__(self) -> "HookServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self._came:
            self.received.append(Received(request.path, headers, body))
            self._came.notify_all()
        if callable(self.answer):
            self.answer(request)
        else:
            request.send_response(self.answer)
            request.send_header("Content-Length", "0")
            request.end_headers()

    def wait_for(self, count: int, seconds: float = 10) -> None:
        """Until so many have come."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.received) >= count, seconds), "nothing came"


def redirect_to(address: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", address)
        request.end_headers()

    return answer


def endless_body(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    with suppress(OSError):
        while True:
            request.wfile.write(b"x" * 65536)


def dripping_headers(request: BaseHTTPRequestHandler) -> None:
    """A byte now and then: each read of the other side succeeds in time, and none of them is the last."""
    with suppress(OSError):
        request.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for _ in range(2000):
            request.wfile.write(b"X")
            time.sleep(0.02)


def hanging(until: threading.Event) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        until.wait(30)
        with suppress(OSError):
            request.send_response(200)
            request.end_headers()

    return answer


def breaking_off(request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)
