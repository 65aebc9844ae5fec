"""Cookies that a browser keeps from every script, and sends to one path of this site alone.

`HttpOnly` and `SameSite=Strict` always; `Secure`, and a name by which browsers insist on it, wherever the page came by
https. Only a page of this very machine by plain http does without, under a name that holds its port: cookies of one host
are shared by all of its ports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import NamedTuple

OWN_PAGES = ("same-origin", "none")  # `Sec-Fetch-Site`: of our pages, or of nobody's


class WrittenCookie(NamedTuple):
    """A cookie of an answer; `lasts` of zero removes it."""

    name: str
    value: str
    path: str
    lasts: timedelta
    is_secure: bool


@dataclass(slots=True)
class PrivateCookies:
    """Those of one request, and those that its answer brings.

    Attributes:
        received: what came, by the browser's names.
        host: as the browser wrote it, with the port.
        is_https: whether the browser came by https.
        site: the browser's word on who asks, `Sec-Fetch-Site`; null of what is no browser, or an old one.
        written: what the answer brings.
    """

    received: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    is_https: bool = True
    site: str | None = None
    written: list[WrittenCookie] = field(default_factory=list)

    def read(self, name: str) -> str | None:
        """What a cookie holds; null where there is none, or where a page of another site asks."""
        if self.site is not None and self.site not in OWN_PAGES:
            return None
        return self.received.get(self._full_name(name)) or None

    def write(self, name: str, value: str, *, path: str, lasts: timedelta) -> None:
        """Have the browser keep a cookie, and send it to this path and what is below it."""
        cookie = WrittenCookie(self._full_name(name), value, path, lasts, self._is_secure)
        self.written.append(cookie)

    def remove(self, name: str, *, path: str) -> None:
        """Have the browser forget a cookie."""
        self.write(name, "", path=path, lasts=timedelta(0))

    @property
    def _is_secure(self) -> bool:
        return self.is_https or not _is_this_machine(self.host)

    def _full_name(self, name: str) -> str:
        if self._is_secure:
            return f"__Secure-{name}"
        _, port = _taken_apart(self.host)
        return f"{name}-{port or 80}"


def _taken_apart(host: str) -> tuple[str, str]:
    """Name and port of what `Host` says."""
    if host.startswith("["):
        name, _, rest = host[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = host.partition(":")
    return name, port


def _is_this_machine(host: str) -> bool:
    name, _ = _taken_apart(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
