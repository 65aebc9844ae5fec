"""Which addresses may be told: an https address on the public internet, and nothing inside. Pure.

What is written in the address is judged here when it is given; what its name resolves to is judged by `refusal_of`
each time before something is sent, and the connection goes to the very address that was judged.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST = 2000
NOT_PLAIN = re.compile(r"[\s\\<>\"^`{|}]")
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
# RFC 4291; everything else is local, mapped, or not given out.
GLOBAL_UNICAST = IPv6Network("2000::/3")
# 6to4 and Teredo carry an IPv4 address inside.
TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
PORTS = {"https": 443, "http": 80}
# Azure answers machines from this public-looking address.
WIRE_SERVER = IPv4Address("168.63.129.16")


class BadUrl(ValueError):
    """Why an address is not taken, as a sentence."""


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """An address taken apart: `host` is lower case ASCII, `path` has its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_default_port(self) -> bool:
        """Whether the port need not be said."""
        return self.port == PORTS[self.scheme]

    @property
    def authority(self) -> str:
        """As the `Host` header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.is_default_port:
            return host
        return f"{host}:{self.port}"


def target_of(url: str, *, loopback: bool = False) -> UrlTarget:
    """Take an address apart.

    Args:
        url: as it was given.
        loopback: whether this machine's own addresses are allowed, also by http: for development.

    Raises:
        BadUrl: it cannot be told; the sentence says why.
    """
    is_plain = url.isascii() and url.isprintable() and not NOT_PLAIN.search(url)
    if len(url) > LONGEST or not is_plain:
        raise BadUrl(
            "Give an address of at most 2,000 plain characters; others must be percent-encoded."
        )
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        raise BadUrl("This is not a web address.") from None
    if parts.scheme not in ("https", "http"):
        raise BadUrl("Give an address that begins with https://.")
    if "@" in parts.netloc or "#" in url or port == 0:
        raise BadUrl("The address may have no user name, no password and no part after #.")
    ip = _literal(host)
    if ip is None:
        _check_name(host, loopback)
    elif (reason := refusal_of(str(ip), loopback=loopback)) is not None:
        raise BadUrl(reason)
    is_here = host == "localhost" or (ip is not None and ip.is_loopback)
    if parts.scheme == "http" and not (loopback and is_here):
        raise BadUrl("Give an address that begins with https://.")
    path = parts.path or "/"
    if parts.query:
        path += f"?{parts.query}"
    return UrlTarget(parts.scheme, host, port or PORTS[parts.scheme], path)


def refusal_of(address: str, *, loopback: bool = False) -> str | None:
    """Why nothing is sent to this IP address; null where it is on the public internet."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "The name does not lead to an internet address."
    if loopback and ip.is_loopback:
        return None
    if _is_public(ip):
        return None
    return "The address is not on the public internet."


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_private or ip.is_unspecified:
        return False
    if isinstance(ip, IPv4Address):
        return ip != WIRE_SERVER
    if ip not in GLOBAL_UNICAST or ip.scope_id is not None:
        return False
    return not any(ip in tunnel for tunnel in TUNNELS)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check_name(host: str, loopback: bool) -> None:
    """A name of at least two labels whose last is not a number: `2130706433` and `0x7f.1` are addresses in disguise."""
    labels = host.split(".")
    if loopback and host == "localhost":
        return
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise BadUrl("This is not a web address.")
    if len(labels) < 2 or labels[-1] in ("localhost", "local", "internal", "localdomain"):
        raise BadUrl("The address is not on the public internet.")
    if re.match(r"\d", labels[-1]):
        raise BadUrl("Write an IP address as four numbers with points.")
