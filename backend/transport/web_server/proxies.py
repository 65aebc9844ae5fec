"""What reverse proxies say about a client: believed of as many as there are, and forgotten of everybody else."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SAID = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)
HOST = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?", re.ASCII)
BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\](:[0-9]{1,5})?", re.ASCII)
WITH_PORT = re.compile(r"([0-9.]{7,15}):[0-9]{1,5}", re.ASCII)


class TrustedProxies:
    """Around everything, sockets and headers too: address, scheme and host are the client's from here on.

    Each proxy adds what it knows at the right end of the lists, so with two of them the second from the right is
    what the outer one has seen, and whatever a client wrote stands further left. Nobody further in reads these
    headers: a library that believes them by itself would believe a stranger.
    """

    def __init__(self, app: WSGIApplication, hops: int) -> None:
        self._app = app
        self._hops = hops

    def __call__(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer a request."""
        if self._hops:
            self._believe(environ)
        for name in SAID:
            environ.pop(name, None)
        return self._app(environ, start_response)

    def _believe(self, environ: WSGIEnvironment) -> None:
        address = _plain_address(self._said(environ, "FOR"))
        scheme = self._said(environ, "PROTO").lower()
        host = self._said(environ, "HOST")
        if address:
            environ["REMOTE_ADDR"] = address
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        if HOST.fullmatch(host):
            environ["HTTP_HOST"] = host

    def _said(self, environ: WSGIEnvironment, name: str) -> str:
        """What the outermost trusted proxy said; empty where fewer have spoken than there are."""
        values = str(environ.get(f"HTTP_X_FORWARDED_{name}", "")).rsplit(",", self._hops)
        if len(values) < self._hops:
            return ""
        return values[-self._hops].strip()


def _plain_address(text: str) -> str:
    """An address without a port; empty when it is none."""
    match = BRACKETED.fullmatch(text) or WITH_PORT.fullmatch(text)
    if match:
        text = match[1]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
