"""gunicorn's settings: threads, because each open socket holds one and everything may block in peace."""

from config.settings import ServerSettings

_server = ServerSettings()
_host = f"[{_server.host}]" if ":" in _server.host else _server.host

bind = f"{_host}:{_server.port}"
worker_class = "gthread"
workers = _server.web_processes
threads = _server.web_threads
worker_connections = max(1000, 2 * _server.web_threads)
control_socket_disable = True
timeout = 60
graceful_timeout = 5
keepalive = 30
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "coach-web"
