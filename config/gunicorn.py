"""gunicorn's settings: threads for requests, because everything may block in peace; open sockets cost none."""

import resource
from contextlib import suppress
from typing import Any

from backend.core.gc_tuning import leave_out_what_exists
from backend.local_stack.reaper_successor import watch_over_the_lock
from backend.transport.engine_io.mailbox import Mailboxes
from backend.transport.web_server.connection_pool import ConnectionLimits
from config.groups import ServerSettings

_server = ServerSettings()
_host = f"[{_server.host}]" if ":" in _server.host else _server.host

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_most_waiting = 1000
_wanted = _server.web_sockets + 2 * _most_waiting  # half a body may be in a file
if _soft != resource.RLIM_INFINITY and _soft < _wanted:
    with suppress(
        ValueError, OSError
    ):  # a descriptor for each socket, as far as the system lets us
        resource.setrlimit(
            resource.RLIMIT_NOFILE,
            (_wanted if _hard == resource.RLIM_INFINITY else min(_wanted, _hard), _hard),
        )

bind = f"{_host}:{_server.port}"
worker_class = "backend.transport.web_server.gunicorn_worker.BusyConnectionsWorker"
workers = _server.web_processes
threads = _server.web_threads
worker_connections = _most_waiting + 2 * _server.web_threads
control_socket_disable = True
timeout = 60
graceful_timeout = 5
# The most there is: a search in words of another script is long in its address.
limit_request_line = 8190
keepalive = 30
sendfile = False  # the kernel would wait for a slow reader, and a thread with it
forwarded_allow_ips = ""  # what proxies say is believed by TRUSTED_PROXIES alone, not also of whoever is on this machine
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = "backend.transport.web_server.gunicorn_log.WebLog"
proc_name = "coach-web"


def on_starting(server: Any) -> None:
    """Each process gets a mailbox, in which the others put what is for its sockets; some are spare, for a reload."""
    server.mailboxes = Mailboxes(2 * workers + 2)


def pre_fork(server: Any, worker: Any) -> None:
    """A mailbox that no living process has."""
    taken = {
        other.mailbox.place for other in server.WORKERS.values() if getattr(other, "mailbox", None)
    }
    worker.mailbox = server.mailboxes.free(taken)


def child_exit(server: Any, worker: Any) -> None:
    """Nobody reads its mailbox any more."""
    if worker.mailbox is not None:
        server.mailboxes.vacate(worker.mailbox)


def post_worker_init(worker: Any) -> None:
    """A process knows its limits and hears pushes before the first client, and collects no garbage of its birth."""
    watch_over_the_lock()
    coach = worker.wsgi.extensions["coach"]
    worker.keep_to(
        ConnectionLimits(
            head_seconds=_server.web_request_seconds,
            window_seconds=_server.web_request_seconds,
            idle_seconds=keepalive,
            least_bytes_per_second=_server.web_least_bytes_per_second,
            half_by_address=_server.web_half_requests,
            most_waiting=_most_waiting,
            largest_body=coach.largest_body,
            longest_line=limit_request_line,
            behind_proxy=_server.trusted_proxies > 0,
        )
    )
    coach.listen(worker.mailbox)
    coach.read_ahead()
    leave_out_what_exists()
