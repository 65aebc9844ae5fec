"""A document that is the same for everybody: made once, sent compressed, and not again to whoever has it."""

import gzip
import hashlib
from collections.abc import Callable
from functools import cached_property

from flask import Request, Response

AGAIN = "no-cache"  # it may be kept, and is asked for again before it is used
SMALLEST = 5  # of ten: beyond it the last percents take ten times as long


class ServedDocument:
    """A JSON document, made when it is first asked for: that takes half a second, which a start need not wait for."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    @cached_property
    def _content(self) -> bytes:
        return self._make().encode()

    @cached_property
    def _compressed(self) -> bytes:
        return gzip.compress(self._content, compresslevel=SMALLEST, mtime=0)

    @cached_property
    def _version(self) -> str:
        return hashlib.sha256(self._content).hexdigest()[:32]

    def answer(self, request: Request) -> Response:
        """The document as this client takes it; 304 and nothing where it has this version."""
        is_compressed = request.accept_encodings["gzip"] > 0
        content = self._compressed if is_compressed else self._content
        response = Response(content, content_type="application/json")
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = AGAIN
        response.set_etag(self._version, weak=True)  # of what it says, however it is packed
        response.make_conditional(request)
        return response
