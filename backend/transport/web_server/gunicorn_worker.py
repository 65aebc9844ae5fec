"""gunicorn's threaded worker, whose threads are given whole requests and wait for no client.

In gunicorn's own, a thread reads the request and writes the answer: who sends a byte now and then, or does not read,
holds it. Here the main thread takes what arrives, of all connections, until a request is whole; what a client does not
read is kept and sent by the main thread, too. Both have deadlines and a least rate, and halves give way when there are
too many (ADR 26).

Also, in gunicorn's own there are two handovers between threads from one request of a client to the next, which cost
more than to parse the request. Here a thread that has answered stays for the next request, briefly, and only as long
as half of the threads are free for others.
"""

import errno
import logging
import select
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.errors import ConfigError
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from backend.transport.web_server.answer_writer import AnswerWriter
from backend.transport.web_server.client_socket import ClientSocket
from backend.transport.web_server.connection_pool import (
    NO_ROOM,
    ConnectionLimits,
    ConnectionPhase,
    WaitingConnection,
    WaitingConnections,
)
from backend.transport.web_server.flood_queue import FloodQueue
from backend.transport.web_server.raw_problem import raw_problem
from backend.transport.web_server.request_buffer import Progress
from backend.transport.web_server.switch_interval import SwitchInterval

LOG = logging.getLogger("coach.connections")
create: Callable[..., tuple[Any, dict[str, Any]]] = wsgi.create  # gunicorn has no types
STAY_MILLISECONDS = 50  # a client that asks one thing after the other comes back well within it
TEND_SECONDS = 0.25
REPORT_SECONDS = 10.0  # refusals are counted and told so often: a flood must not fill the log
FULL_SECONDS = 0.05  # no descriptor is left, and nobody gives way: look again a little later
MOST_DRAINED = 262_144  # bytes that a client may still send after it was refused
STOP_SECONDS = 2.0  # as gunicorn: a client may be sending its next request already
HEALTH = b"GET /health/"
HEALTH_THREADS = 2  # of their own: who asks how the product is waits for no thread that hangs
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def settings_at_hand(cfg: Any) -> None:
    """Let a configuration have its settings as attributes."""
    vars(cfg).update({name: setting.get() for name, setting in cfg.settings.items()})


class BusyConnectionsWorker(ThreadWorker):
    """`gthread` that is held up by no client, with fewer handovers."""

    poller: Any
    tpool: Any
    method_queue: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # gunicorn has no types
        self._room_to_stay = threading.Semaphore(self.cfg.threads // 2)
        self._room_to_write = threading.Semaphore(max(1, self.cfg.threads // 4))
        self._for_health = ThreadPoolExecutor(HEALTH_THREADS, thread_name_prefix="health")
        self._switching = SwitchInterval()
        self._tend_at = self._report_at = 0.0
        self._refused = Counter[int]()
        self.keep_to(ConnectionLimits(idle_seconds=self.cfg.keepalive))

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:  # noqa: ARG003  # gunicorn's signature
        """Refuse what this worker cannot do."""
        if cfg.is_ssl:
            raise ConfigError(
                "TLS ends before this server: put a proxy in front (config/nginx.conf)."
            )

    def init_process(self) -> None:
        """Begin in a process of its own, with settings that are plain attributes: gunicorn looks for each anew."""
        settings_at_hand(self.cfg)
        super().init_process()  # type: ignore[no-untyped-call]

    def keep_to(self, limits: ConnectionLimits) -> None:
        """Hold clients to these limits; before there are any."""
        self._limits = limits
        self._waiting = WaitingConnections(limits)
        self._flood = FloodQueue(limits.most_waiting // 2)

    # What threads do.

    def handle(self, conn: WaitingConnection) -> object:
        """Requests of one connection, as long as they follow each other; what is returned is for gunicorn."""
        answer: Callable[[WaitingConnection], object] = super().handle
        with self._switching:
            answered = answer(conn)
            while self._stays(conn, answered) and self._has_next(conn):
                answered = answer(conn)
        return answered

    def _stays(self, conn: WaitingConnection, answered: object) -> bool:
        """Whether this thread may wait for what its client asks next."""
        return answered is True and self.alive and not conn.asks_for_health

    def handle_request(self, req: Any, conn: WaitingConnection) -> bool:
        """Answer; the client needs no `100 Continue` any more, for its body is here.

        As gunicorn does it, without its hooks and its log of accesses: nothing here uses them.

        Returns:
            Whether the connection may be used again.
        """
        req._expected_100_continue = False
        answer, environ = create(
            req, conn.sock, conn.client, conn.server, self.cfg, response_class=AnswerWriter
        )
        environ["wsgi.multithread"] = True
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        if not self.alive:
            answer.force_close()
        conn.sock.begin_answer()
        try:
            self._write(answer, self.wsgi(environ, answer.start_response))
        except OSError:
            raise
        except (Exception, SystemExit):
            if not answer.headers_sent:
                raise
            LOG.exception(
                "an answer broke off"
            )  # another one in its place would be read as a part of it
            raise StopIteration from None
        finally:
            conn.sock.end_answer()
        return not answer.should_close()

    @staticmethod
    def _write(answer: Any, parts: Iterable[bytes]) -> None:
        try:
            for part in parts:
                answer.write(part)
            answer.close()
        finally:
            close: Callable[[], None] | None = getattr(parts, "close", None)
            if close is not None:
                close()

    def _has_next(self, conn: WaitingConnection) -> bool:
        """Whether the next request came, whole, while this thread waited for it."""
        conn.take_left()
        if conn.has_begun or conn.sock.unsent or conn.sock.was_refused:
            return False
        if not self._room_to_stay.acquire(blocking=False):
            return False
        try:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            if not poll.poll(STAY_MILLISECONDS):
                return False
        finally:
            self._room_to_stay.release()
        conn.try_to_read()
        if conn.gone or conn.refusal or conn.buffer.progress is not Progress.WHOLE:
            return False
        conn.feed()
        return True

    # What the main thread does.

    def accept(self, listener: Any) -> None:
        """Take a new connection, and read what it has said already."""
        try:
            accepted, client = listener.accept()
        except OSError as error:
            self._bear(error)
            return
        sock = ClientSocket(
            accepted.family,
            accepted.type,
            accepted.proto,
            fileno=accepted.detach(),
        )
        self.nr_conns += 1
        conn = WaitingConnection(
            self.cfg,
            sock,
            client,
            listener.getsockname(),
            limits=self._limits,
            room=self._room_to_write,
        )
        if len(self._waiting) >= self._limits.most_waiting:
            self._make_room()
        self._read(conn)

    def finish_request(self, conn: WaitingConnection, fs: Any) -> None:
        """A thread has answered; what it could not send, and what comes next, are waited for here."""
        conn.keeps = not fs.cancelled() and fs.exception() is None and fs.result() is True
        conn.gone = conn.gone or conn.sock.failed
        if conn.sock.was_refused:
            self._flood.note_refusal(conn.address, time.monotonic())
        self._go_on(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Under gunicorn's name for it: look after those who wait."""
        now = time.monotonic()
        if force:
            for conn in [*self._waiting, *self._flood.empty()]:
                self._drop(conn)
        elif now >= self._tend_at:
            self._tend_at = now + TEND_SECONDS
            self._tend(now)

    def _cap_keepalive(self, deadline: float) -> None:
        """The server stops: who says nothing is let go soon."""
        for conn in self._waiting:
            if not conn.has_begun:
                conn.deadline = min(conn.deadline, deadline)

    def _bear(self, error: OSError) -> None:
        if error.errno in NO_ROOM:
            self._make_room()
            time.sleep(0 if len(self._waiting) else FULL_SECONDS)
        elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
            raise error

    def _read(self, conn: WaitingConnection) -> None:
        conn.try_to_read()
        self._go_on(conn)

    def _go_on(self, conn: WaitingConnection) -> None:
        """Whatever is next for a connection that no thread works on."""
        if conn.gone:
            self._drop(conn)
        elif conn.sock.unsent:
            self._wait(conn, ConnectionPhase.READER)
        elif not conn.keeps:
            self._part(conn)
        elif conn.refusal:
            self._refuse(conn, conn.refusal)
        elif conn.buffer.progress is Progress.WHOLE:
            self._unwatch(conn)
            self._take_turn(conn)
        else:
            self._wait_for_request(conn)

    def _take_turn(self, conn: WaitingConnection) -> None:
        """A whole request gets a thread; of an address that is refused again and again, when its turn comes."""
        if not self._flood.is_flooding(conn.address, time.monotonic()):
            self._hand_over(conn)
        elif self._flood.is_full:
            self._refuse(conn, 429)
        else:
            self._flood.hold(conn)

    def _hand_over(self, conn: WaitingConnection) -> None:
        conn.asks_for_health = conn.buffer.begins_with(HEALTH)
        conn.feed()
        threads = self._for_health if conn.asks_for_health else self.tpool
        answer = threads.submit(self.handle, conn)
        answer.add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )

    def _wait_for_request(self, conn: WaitingConnection) -> None:
        if conn.buffer.progress is Progress.BODY:
            if conn.buffer.waits_for_continue and not conn.was_told_to_continue:
                conn.was_told_to_continue = True
                with suppress(OSError):
                    conn.sock.send(CONTINUE, socket.MSG_DONTWAIT)
            self._wait(conn, ConnectionPhase.BODY)
        elif conn.has_begun or not conn.parser.req_count:
            self._wait(conn, ConnectionPhase.HEAD)
        else:
            self._wait(conn, ConnectionPhase.IDLE)

    def _wait(self, conn: WaitingConnection, phase: ConnectionPhase) -> None:
        now = time.monotonic()
        conn.wait(phase, now)
        if not self.alive and phase is ConnectionPhase.IDLE:
            conn.deadline = min(conn.deadline, now + STOP_SECONDS)
        if phase is ConnectionPhase.READER:
            events = selectors.EVENT_WRITE
        else:
            events = selectors.EVENT_READ
        if conn.watched == events:
            return
        attend = partial(self._attend, conn)
        if conn.watched:
            self.poller.modify(conn.sock, events, attend)
        else:
            self.poller.register(conn.sock, events, attend)
            self._waiting.add(conn)
        conn.watched = events

    def _attend(self, conn: WaitingConnection, _: Any) -> None:
        """There is something to read, or room to write."""
        if conn.phase is ConnectionPhase.GOODBYE:
            self._drain(conn)
        elif conn.phase is ConnectionPhase.READER:
            self._flush(conn)
        else:
            self._read(conn)

    def _flush(self, conn: WaitingConnection) -> None:
        try:
            conn.pace.move(conn.sock.flush(), time.monotonic())
        except OSError:
            conn.gone = True
        self._go_on(conn)

    def _refuse(self, conn: WaitingConnection, status: int) -> None:
        self._refused[status] += 1
        with suppress(OSError):
            conn.sock.send(raw_problem(status), socket.MSG_DONTWAIT)
        self._part(conn)

    def _part(self, conn: WaitingConnection) -> None:
        """Say goodbye, and hear a moment what is still said: else the client might not get to read its answer."""
        conn.forget()
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self._wait(conn, ConnectionPhase.GOODBYE)
        self._drain(conn)

    def _drain(self, conn: WaitingConnection) -> None:
        try:
            content = conn.sock.recv(MOST_DRAINED, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        conn.drained += len(content)
        if not content or conn.drained >= MOST_DRAINED:
            self._drop(conn)

    def _drop(self, conn: WaitingConnection) -> None:
        self._unwatch(conn)
        conn.forget()
        close: Callable[[], None] = conn.close
        close()
        self.nr_conns -= 1

    def _unwatch(self, conn: WaitingConnection) -> None:
        if conn.watched:
            conn.watched = 0
            self._waiting.remove(conn)
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(conn.sock)

    # What is too slow, and too much.

    def _tend(self, now: float) -> None:
        for conn in self._flood.let_through():
            self._hand_over(conn)
        for conn in self._waiting.late(now):
            self._end(conn, 408)
        for conn in self._waiting.too_many_halves(now):
            self._end(conn, 429)
        for conn in self._waiting.too_heavy():
            self._end(conn, 503)
        if self._refused and now >= self._report_at:
            self._report_at = now + REPORT_SECONDS
            counts = {str(status): count for status, count in self._refused.items()}
            LOG.warning("requests that did not become whole were refused", extra={"fields": counts})
            self._refused.clear()

    def _make_room(self) -> None:
        for conn in self._waiting.giving_way():
            self._end(conn, 503)

    def _end(self, conn: WaitingConnection, status: int) -> None:
        """End what one waits for; who has begun a request is told why."""
        if conn.is_half and conn.has_begun:
            self._refuse(conn, status)
        else:
            self._drop(conn)
