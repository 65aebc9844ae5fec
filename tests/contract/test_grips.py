"""Every grip on a library's private parts, in one table: an upgrade that changes one fails here, and nowhere else.

A library that is upgraded fails `test_the_library_is_the_one_that_was_looked_at` first: read what it changed of the
names below, run the tests of the modules that use them, then write the new version here.
"""

import importlib
from dataclasses import dataclass
from importlib.metadata import version

import pytest

from tests.contract.private_parts import has, is_private, parameters_of, reached

LOOKED_AT = {
    "Flask-SocketIO": "5.7.0",
    "gunicorn": "27.0.1",
    "httpcore2": "2.16.2",
    "httpx2": "2.16.2",
    "openai": "3.52.0",
    "python-engineio": "4.15.1",
    "python-socketio": "5.18.1",
    "Werkzeug": "3.1.9",
}
PYTHON = "python"  # whose versions are those that the product runs on; its grips are looked at by their parameters


@dataclass(frozen=True)
class Grip:
    """One name of a library that nothing promises.

    Attributes:
        library: the distribution.
        place: module and class.
        name: of the attribute, or method.
        user: the module of the product.
        takes: parameters of a method that is called or overridden; null for what holds a value.
    """

    library: str
    place: str
    name: str
    user: str
    takes: str | None = None

    def __str__(self) -> str:
        return f"{self.place}.{self.name}"

    @property
    def kind(self) -> type:
        module, _, name = self.place.partition(":")
        kind: type = getattr(importlib.import_module(module), name)
        return kind


SOCKETS = "backend.transport.sockets"
GUARDED = "backend.transport.guarded_server"
ENGINE = "backend.transport.engine_io.server"
SESSION = "backend.transport.engine_io.session"
PUSH = "backend.adapters.redis.socket_push"
WORKER = "backend.transport.web_server.gunicorn_worker"
WRITER = "backend.transport.web_server.answer_writer"
POOL = "backend.transport.web_server.connection_pool"
STREAM = "backend.adapters.openai.stream_limits"
SERVER = "socketio:Server"
MANAGER = "socketio:RedisManager"
THREADS = "gunicorn.workers.gthread:ThreadWorker"
GRIPS = [
    # The server that Flask-SocketIO makes is exchanged, by the name under which its module holds the library.
    Grip("Flask-SocketIO", "flask_socketio:SocketIO", "server", SOCKETS),
    Grip("python-socketio", SERVER, "_engineio_server_class", GUARDED, "self"),
    Grip("python-socketio", SERVER, "_handle_eio_message", GUARDED, "self eio_sid data"),
    Grip("python-socketio", SERVER, "_handle_ack", GUARDED, "self eio_sid namespace id data"),
    Grip("python-socketio", SERVER, "_send_packet", GUARDED, "self eio_sid pkt"),
    Grip("python-socketio", SERVER, "_send_packet", SOCKETS, "self eio_sid pkt"),
    Grip("python-socketio", SERVER, "eio", GUARDED),
    Grip("python-socketio", MANAGER, "_handle_emit", PUSH, "self message"),
    Grip("python-socketio", MANAGER, "_publish", PUSH, "self data"),
    Grip("python-socketio", MANAGER, "_redis_connect", PUSH, "self"),
    Grip("python-socketio", MANAGER, "_redis_listen_with_retries", PUSH, "self"),
    Grip("python-socketio", MANAGER, "pubsub", PUSH),
    Grip("python-socketio", MANAGER, "rooms", PUSH),
    Grip("python-engineio", "engineio:Server", "_cors_allowed_origins", ENGINE, "self environ"),
    Grip("python-engineio", "engineio:Server", "_trigger_event", ENGINE, "self event args kwargs"),
    Grip("python-engineio", "engineio:Server", "_trigger_event", SESSION, "self event args kwargs"),
    Grip("python-engineio", "engineio:Server", "sockets", ENGINE),
    Grip("python-engineio", "engineio.socket:Socket", "send", SESSION, "self pkt"),
    Grip("python-engineio", "engineio.socket:Socket", "schedule_ping", ENGINE, "self"),
    # The worker has the life of a connection in its own hands.
    Grip("gunicorn", THREADS, "accept", WORKER, "self listener"),
    Grip("gunicorn", THREADS, "handle", WORKER, "self conn"),
    Grip("gunicorn", THREADS, "handle_request", WORKER, "self req conn"),
    Grip("gunicorn", THREADS, "finish_request", WORKER, "self conn fs"),
    Grip("gunicorn", THREADS, "murder_keepalived", WORKER, "self force"),
    Grip("gunicorn", THREADS, "_cap_keepalive", WORKER, "self deadline"),
    Grip("gunicorn", THREADS, "poller", WORKER),
    Grip("gunicorn", THREADS, "tpool", WORKER),
    Grip("gunicorn", THREADS, "method_queue", WORKER),
    Grip("gunicorn", THREADS, "nr_conns", WORKER),
    Grip("gunicorn", THREADS, "alive", WORKER),
    Grip("gunicorn", "gunicorn.http.message:Request", "_expected_100_continue", WORKER),
    Grip("gunicorn", "gunicorn.http.wsgi:Response", "process_headers", WRITER, "self headers"),
    Grip("gunicorn", "gunicorn.http.wsgi:Response", "default_headers", WRITER, "self"),
    Grip("Werkzeug", "flask:Response", "_on_close", "backend.transport.plain_flask"),
    Grip(
        "gunicorn",
        "gunicorn.workers.gthread:TConn",
        "__init__",
        POOL,
        "self cfg sock client server",
    ),
    Grip("gunicorn", "gunicorn.workers.gthread:TConn", "parser", POOL),
    Grip("gunicorn", "gunicorn.workers.gthread:TConn", "sock", POOL),
    # Down to the sockets of the SDK: nothing above them bounds a stream in time and bytes.
    Grip("openai", "openai:OpenAI", "_client", STREAM),
    Grip("httpx2", "httpx2:Client", "_transport", STREAM),
    Grip("httpx2", "httpx2:Client", "_mounts", STREAM),
    Grip("httpx2", "httpx2:HTTPTransport", "_pool", STREAM),
    Grip("httpcore2", "httpcore2:ConnectionPool", "_network_backend", STREAM),
    Grip(PYTHON, "smtplib:SMTP", "_get_socket", "backend.adapters.mail", "self host port timeout"),
    # The documented hook of an enum for words that are no member as they are written.
    Grip(PYTHON, "enum:Enum", "_missing_", "backend.core.choices"),
]


@pytest.mark.parametrize("library", sorted(LOOKED_AT))
def test_the_library_is_the_one_that_was_looked_at(library):
    assert version(library) == LOOKED_AT[library]


@pytest.mark.parametrize("grip", GRIPS, ids=str)
def test_what_is_held_is_there(grip):
    assert has(grip.kind, grip.name)
    if grip.takes is not None:
        assert parameters_of(grip.kind, grip.name) == grip.takes.split()


def test_the_servers_class_is_found_where_it_is_exchanged():
    assert (
        importlib.import_module("flask_socketio").socketio.Server
        is importlib.import_module("socketio").Server
    )


def test_every_grip_of_the_product_is_in_the_table():
    named = {(grip.user, grip.name) for grip in GRIPS if is_private(grip.name)}
    assert reached() == named


def test_every_library_of_the_table_has_its_version():
    assert {grip.library for grip in GRIPS} - {PYTHON} == set(LOOKED_AT)
