"""gunicorn's settings: threads for requests, because everything may block in peace; open sockets cost none."""

import resource
from contextlib import suppress
from typing import Any

from backend.core.garbage import leave_out_what_exists
from config.settings import ServerSettings

_server = ServerSettings()
_host = f"[{_server.host}]" if ":" in _server.host else _server.host

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted = _server.web_sockets + 1000
if _soft != resource.RLIM_INFINITY and _soft < _wanted:
    with suppress(ValueError, OSError):  # a descriptor for each socket, as far as the system lets us
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (_wanted if _hard == resource.RLIM_INFINITY else min(_wanted, _hard), _hard)
        )

bind = f"{_host}:{_server.port}"
worker_class = "backend.transport.web_worker.BusyConnectionsWorker"
workers = _server.web_processes
threads = _server.web_threads
worker_connections = max(1000, 2 * _server.web_threads)
control_socket_disable = True
timeout = 60
graceful_timeout = 5
limit_request_line = 8190  # the most there is: a search in words of another script is long in its address
keepalive = 30
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = "backend.transport.web_log.WebLog"
proc_name = "coach-web"


def post_worker_init(worker: Any) -> None:
    """A process hears pushes before its first socket comes, and collects no garbage among what it was born with."""
    worker.wsgi.extensions["coach"].listen()
    leave_out_what_exists()
