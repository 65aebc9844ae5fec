"""Which pages of other sites may call: the same on REST and on sockets, and told in the same headers."""

from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from flask_cors.core import get_cors_headers, get_cors_options, get_cors_origins
from werkzeug.datastructures import EnvironHeaders

OPTIONS: dict[str, Any] = {
    "expose_headers": ["X-Request-ID", "Retry-After", "Idempotent-Replayed", "ETag"],
    "max_age": 600,
}


class CrossOrigin:
    """What Flask-CORS says to REST requests, for requests that Flask does not see."""

    def __init__(self, app: Flask | None, origins: list[str]) -> None:
        self._options = None
        if origins:
            self._options = get_cors_options(app, OPTIONS | {"origins": origins})

    def allows(self, origin: str) -> bool:
        """Whether pages of this origin may call."""
        return self._options is not None and bool(get_cors_origins(self._options, origin))

    def headers(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        """For the answer to this request."""
        if self._options is None:
            return []
        request_headers = EnvironHeaders(environ)
        headers = get_cors_headers(self._options, request_headers, environ["REQUEST_METHOD"])
        return [(name, str(value)) for name, value in headers.items(multi=True)]
