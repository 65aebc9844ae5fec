"""How the head of an answer is written: by gunicorn, without what is the same for one answer after the other."""

import time
from functools import lru_cache
from typing import Any

from gunicorn import util
from gunicorn.http.message import TOKEN_RE
from gunicorn.http.wsgi import HEADER_VALUE_RE, Response

Header = tuple[str, str]
date_of: Any = util.http_date  # gunicorn has no types
is_hoppish: Any = util.is_hoppish


class AnswerWriter(Response):
    """gunicorn's writer of one answer, which looks at a header once and writes a date once a second."""

    headers: list[Header]

    def process_headers(self, headers: list[Header]) -> None:
        """Take the headers of the application; what is special, or not sound, is for gunicorn."""
        for name, value in headers:
            if _is_plain(name, value):
                self.headers.append((name, value))
            else:
                super().process_headers([(name, value)])  # type: ignore[no-untyped-call]

    def default_headers(self) -> list[str]:
        """The lines that every answer begins with, as gunicorn has them."""
        if self.upgrade:
            connection = "upgrade"
        elif self.should_close():  # type: ignore[no-untyped-call]
            connection = "close"
        else:
            connection = "keep-alive"
        major, minor = self.req.version
        lines = [
            f"HTTP/{major}.{minor} {self.status}\r\n",
            f"Server: {self.version}\r\n",
            f"Date: {_date(int(time.time()))}\r\n",
            f"Connection: {connection}\r\n",
        ]
        if self.chunked:
            lines.append("Transfer-Encoding: chunked\r\n")
        return lines


@lru_cache(maxsize=1024)
def _is_plain(name: str, value: str) -> bool:
    """Whether a header is sound and means nothing to the server itself."""
    if not isinstance(name, str) or not isinstance(value, str):
        return False
    is_sound = TOKEN_RE.fullmatch(name) and HEADER_VALUE_RE.fullmatch(value)
    if not is_sound or value != value.strip(" \t"):
        return False
    return name.lower() != "content-length" and not is_hoppish(name)


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    text: str = date_of(second)
    return text
