"""Structured logs: one JSON object a line, without secrets and without what traders wrote."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

_SECRET = re.compile(r"(sk-[A-Za-z0-9_-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^/@\s]+:[^/@\s]+(?=@))")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; fields given as `extra={"fields": {...}}` stand beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Render the record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _SECRET.sub("[secret]", json.dumps(line, default=str))


def log_to_stderr(level: str) -> None:
    """Send every log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat", "httpx", "httpx2"):
        logging.getLogger(name).setLevel("WARNING")  # a line for every bell is noise
