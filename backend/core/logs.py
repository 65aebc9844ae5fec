"""Structured logs: one JSON object a line, without secrets and without what traders wrote."""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from backend.core.log_redaction import HIDDEN, OURS, message_of, traceback_of

_SECRET = re.compile(
    r"(sk-[A-Za-z0-9_-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^/@\s]+:[^/@\s]+(?=@))"
)
_NOISY = (  # a line for every bell
    "celery.worker.strategy",
    "celery.app.trace",
    "celery.beat",
    "httpx",
    "httpx2",
)
_OWN_HANDLERS = (
    "socketio",
    "socketio.server",
    "socketio.client",
    "engineio.server",
    "engineio.client",
    "push_response",  # of redis: what is pushed to us
)
LOG = logging.getLogger("coach.process")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; fields given as `extra={"fields": {...}}` stand beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Render the record."""
        message = message_of(record)
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            **getattr(record, "fields", {}),
        }
        is_ours = record.name.split(".")[0] == OURS
        if HIDDEN in message or not is_ours:
            file = Path(record.pathname).name
            line["where"] = f"{file}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = traceback_of(record.exc_info[1])
        written = json.dumps(line, default=str)
        return _SECRET.sub("[secret]", written)


def log_to_stderr(level: str) -> None:
    """Send every log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel("WARNING")
    for name in _OWN_HANDLERS:  # one that is there and has a level gets no handler from its library
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel("ERROR")


def log_what_nobody_catches() -> None:
    """For the doors of processes: errors that end a thread or the process, and warnings, go the same way."""
    logging.captureWarnings(capture=True)
    sys.excepthook = _write_last_words
    threading.excepthook = lambda end: _log_end("a thread ended", end.exc_value)
    sys.unraisablehook = lambda end: _log_end("an error was ignored", end.exc_value)


def _write_last_words(
    _kind: type[BaseException],
    error: BaseException,
    _trace: TracebackType | None,
) -> None:
    sys.stderr.write(traceback_of(error) + "\n")


def _log_end(event: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        LOG.error("%s", event, exc_info=error)
