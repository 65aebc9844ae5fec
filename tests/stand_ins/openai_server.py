"""A provider for tests: speaks the OpenAI chat-completions protocol over real HTTP, well or badly as told.

Also a program: `python -m tests.stand_ins.openai_server --port 9000 --delay 0.5`.
"""

import argparse
import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.stand_ins.endpoint_manners import (
    Calls,
    Manners,
    call_pieces,
    instructions,
    is_for_a_plan,
)

VERDICT = {
    "analysis": "The pullback holds above the stop. Take it at the level, not before.",
    "verdict": "diamond",
    "confidence": 41,
    "key_points": ["The first target pays twice the risk."],
    "conditions": [],
    "missing": [],
    "psychology_note": None,
    "read": {
        "instrument": "ES", "timeframe": "5m", "direction": "long", "entry": "4500.25", "stop": "4490",
        "targets": ["4520"], "position_size": None, "risk_reward": "1.93", "risk_amount": None,
    },
    "invalidation": "The idea is wrong at 4490.",
    "horizon": "this session",
    "evidence": ["words.entry", "words.stop", "made.up"],
}  # fmt: skip
REPLY = {"reply": "You wrote it down before acting. That is the work. What comes next?", "key_points": [],
         "question": "What comes next?", "evidence": []}  # fmt: skip

NO_WISH = {
    "restated": "", "kind": "none", "instrument": None, "direction": None, "entry": None, "stop": None, "targets": [],
    "exit": None, "size": None, "trigger": None, "count": None, "promise": None, "minutes": None, "percent": None,
    "exit_at": None, "share": None, "level": None, "level_price": None, "to_entry": False, "settings": [],
    "query": None, "act": None,
}  # fmt: skip


class OpenAIServer:
    """Half of the delay passes before the first word, the rest between the words, as a model writes.

    Modes: ok, slow_stream, error_500, rate_limited, unauthorised, reset, truncated, wrong_schema, wrong_then_right,
    overconfident, html, empty_choices, refusal, cut_off, silent, endless, dribble, comments, endless_line, headers,
    links, error_in_200, never_ends. Besides, an endpoint has manners.
    """

    def __init__(self, port: int = 0, *, delay: float = 0.0) -> None:
        self.mode = "ok"
        self.delay = delay
        self.requests: list[dict[str, Any]] = []
        self.disconnects = 0
        self.complaint = "no"  # what its errors say; some repeat what they were sent
        self.callers: list[tuple[str, int]] = []  # address and port of each request
        self.hold_before: str | None = None  # say nothing from these words on, until `go`
        self.holding, self.go = threading.Event(), threading.Event()
        self.took: list[float] = []  # seconds, from the request read to the last byte written
        self.usage: Any = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020}
        self.manners = Manners()
        self.answer: Callable[[dict[str, Any]], dict[str, Any]] = answer_for
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                stand_in.serve(self)

            def do_GET(self) -> None:
                stand_in._plain(self, 200, stand_in.took, {})

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # who left, left

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> "OpenAIServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "OpenAIServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.requests.append(body)
        self.callers.append(handler.client_address)
        began = time.monotonic()
        try:
            self._respond(handler, body)
            self.took.append(time.monotonic() - began)
        except (BrokenPipeError, ConnectionResetError):
            self.disconnects += 1
            handler.close_connection = True

    def _respond(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        mode = self.mode
        time.sleep(self.delay / 2)
        refusal = self.manners.refusal(body)
        if refusal is not None:
            error = {"error": {"message": f"{refusal} {self.complaint}", "type": "invalid"}}
            self._plain(handler, self.manners.status, refusal if self.manners.plain else error, {})
            return
        if mode in ("error_500", "rate_limited", "unauthorised", "error_in_200"):
            status = {
                "error_500": 500,
                "rate_limited": 429,
                "unauthorised": 401,
                "error_in_200": 200,
            }[mode]
            self._plain(
                handler,
                status,
                {"error": {"message": self.complaint, "type": mode}},
                {"Retry-After": "0"},
            )
        elif mode == "html":
            self._plain(handler, 200, f"<html>maintenance {self.complaint}</html>", {})
        elif mode == "silent":
            time.sleep(30)
        elif mode == "headers":
            self._headers(handler)
        else:
            self._answer(handler, mode, body)

    def _answer(self, handler: BaseHTTPRequestHandler, mode: str, body: dict[str, Any]) -> None:
        """In chunks or whole: calls of tools, or the text of an answer."""
        manners = self.manners
        calls = manners.calls(body)
        text = ""
        if not calls:
            text = json.dumps(manners.plan) if is_for_a_plan(body) else self._text(mode, body)
            text = manners.wrap(text)
        if manners.streams:
            self._stream(handler, mode, text, calls)
        else:
            self._whole(handler, text, calls)

    def _whole(self, handler: BaseHTTPRequestHandler, text: str, calls: Calls) -> None:
        """An answer of a server that does not stream."""
        message: dict[str, Any] = {"role": "assistant", "content": text or None}
        for pieces in call_pieces(calls, piecewise=False) if calls else ():
            message["tool_calls"] = pieces
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        answer = {"object": "chat.completion", "choices": choices, "usage": self.usage}
        self._plain(handler, 200, answer, {})

    def _headers(self, handler: BaseHTTPRequestHandler) -> None:
        """A header that never ends, a byte at a time."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.1)

    def _text(self, mode: str, body: dict[str, Any]) -> str:
        value = self.answer(body)
        if mode == "wrong_schema" or (mode == "wrong_then_right" and len(self.requests) % 2 == 1):
            value = {"verdict": "moon", "analysis": "To the moon."}
        elif mode == "overconfident":
            value = {**value, "confidence": 140}
        elif mode == "links":
            value = {
                **value,
                "analysis": "See https://evil.example/?q=secret and ![x](https://evil.example/p.png) now.",
            }
        text = json.dumps(value)
        return text[: len(text) // 2] if mode in ("truncated", "cut_off") else text

    def _stream(self, handler: BaseHTTPRequestHandler, mode: str, text: str, calls: Calls) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        if mode == "empty_choices":
            self._event(handler, [])
        elif mode == "refusal":
            self._event(
                handler,
                [
                    {
                        "index": 0,
                        "delta": {"refusal": f"I cannot help. {self.complaint}"},
                        "finish_reason": "stop",
                    }
                ],
            )
        elif calls:
            self._calls(handler, calls)
        else:
            self._words(handler, mode, text)
        if mode == "reset":
            return
        self._event(handler, [], usage=self.usage)
        self._chunk(handler, "data: [DONE]\n\n")
        if mode == "never_ends":
            handler.rfile.read(1)  # until the other side hangs up
        handler.wfile.write(b"0\r\n\r\n")

    def _calls(self, handler: BaseHTTPRequestHandler, calls: Calls) -> None:
        for pieces in call_pieces(calls, piecewise=self.manners.piecewise):
            delta = {"content": None, "tool_calls": pieces}
            self._event(handler, [{"index": 0, "delta": delta, "finish_reason": None}])
        self._event(handler, [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}])

    def _words(self, handler: BaseHTTPRequestHandler, mode: str, text: str) -> None:
        size = 12
        thoughts = self.manners.thoughts
        for start in range(0, len(thoughts), size):
            delta = {"content": None, self.manners.thinks_in: thoughts[start : start + size]}
            self._event(handler, [{"index": 0, "delta": delta, "finish_reason": None}])
        held = text.find(self.hold_before) if self.hold_before else -1
        for start in [*range(0, max(held, 0), size), *range(max(held, 0), len(text), size)]:
            if start == held:
                self.holding.set()
                self.go.wait(30)
            end = min(start + size, held) if start < held else start + size
            self._event(
                handler,
                [{"index": 0, "delta": {"content": text[start:end]}, "finish_reason": None}],
            )
            if mode == "slow_stream":
                time.sleep(0.15)
            elif self.delay:
                time.sleep(self.delay / 2 * size / len(text))
            if mode == "reset" and start > 60:
                handler.connection.shutdown(socket.SHUT_RDWR)
                handler.close_connection = True
                return
        while mode == "dribble":  # always something, never an end
            self._event(handler, [{"index": 0, "delta": {"content": " "}, "finish_reason": None}])
            time.sleep(0.1)
        while mode == "comments":
            self._chunk(handler, ": I am still here\n\n")
            time.sleep(0.1)
        while mode == "endless_line":
            self._chunk(handler, "data: " + "x" * 100_000)
        while mode == "endless":
            self._event(
                handler, [{"index": 0, "delta": {"content": " " * 200}, "finish_reason": None}]
            )
        reason = "length" if mode == "cut_off" else "stop"
        self._event(handler, [{"index": 0, "delta": {}, "finish_reason": reason}])

    def _event(
        self, handler: BaseHTTPRequestHandler, choices: list[Any], usage: Any = None
    ) -> None:
        chunk = {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "stand-in",
            "choices": choices,
        }
        self._chunk(handler, "data: " + json.dumps({**chunk, "usage": usage}) + "\n\n")

    def _chunk(self, handler: BaseHTTPRequestHandler, text: str) -> None:
        data = text.encode()
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        handler.wfile.flush()

    def _plain(
        self, handler: BaseHTTPRequestHandler, status: int, body: Any, headers: dict[str, str]
    ) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(status)
        handler.send_header(
            "Content-Type", "text/html" if isinstance(body, str) else "application/json"
        )
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


ANSWERS = {"VerdictDraft": VERDICT, "CoachReply": REPLY, "ReadWish": NO_WISH}


def schema_name(body: dict[str, Any]) -> str:
    """The schema that a request names, or tells in words."""
    asked = body.get("response_format", {})
    if asked.get("type") == "json_schema":
        return str(asked["json_schema"]["name"])
    words = instructions(body)
    told = [name for name, answer in ANSWERS.items() if f'"{next(iter(answer))}": {{' in words]
    return told[0] if told else "VerdictDraft"


def answer_for(body: dict[str, Any]) -> dict[str, Any]:
    """A valid answer to the schema that the request names."""
    return ANSWERS.get(schema_name(body), VERDICT)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0)
    given = parser.parse_args()
    server = OpenAIServer(given.port, delay=given.delay)
    server._server.serve_forever()


if __name__ == "__main__":
    main()
