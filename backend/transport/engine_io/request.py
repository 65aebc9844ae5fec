"""A request to the Engine.IO endpoint, as any process of the server can answer it."""

import ipaddress
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs

import orjson

from backend.transport.engine_io.http_responses import Headers

HANDSHAKE_HEADERS = ("Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
IPV6_NETWORK_BITS = 64  # one household; addresses within it change by themselves


@dataclass(frozen=True)
class SocketRequest:
    """What is asked, by whom, and what the answer must say to other sites."""

    method: str
    path: str
    transport: str
    session_id: str | None
    version: str
    is_jsonp: bool
    network: str
    handshake: Headers | None
    cross_origin: Headers

    @classmethod
    def of(cls, environ: dict[str, Any], cross_origin: Headers) -> "SocketRequest":
        """As the web server read it."""
        query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "/"),
            transport=query.get("transport", [""])[0],
            session_id=query.get("sid", [None])[0],
            version=query.get("EIO", [""])[0],
            is_jsonp="j" in query,
            network=_network(environ.get("REMOTE_ADDR", "")),
            handshake=_handshake(environ),
            cross_origin=cross_origin,
        )

    def packed(self) -> bytes:
        """For another process."""
        return orjson.dumps(asdict(self))

    @classmethod
    def unpacked(cls, packed: bytes) -> "SocketRequest":
        """As it was before `packed`."""
        read = orjson.loads(packed)
        for name in ("handshake", "cross_origin"):
            read[name] = read[name] and [(header, value) for header, value in read[name]]
        return cls(**read)


def _handshake(environ: dict[str, Any]) -> Headers | None:
    """The headers of a WebSocket handshake; null when it does not claim to be one."""
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return None
    named = [
        (name, environ.get(f"HTTP_{name.upper().replace('-', '_')}")) for name in HANDSHAKE_HEADERS
    ]
    return [(name, str(value)) for name, value in named if value is not None]


def _network(address: str) -> str:
    """To whom a session is bound: the address, of IPv6 its network."""
    with suppress(ValueError):
        read = ipaddress.ip_address(address)
        if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
            return str(ipaddress.ip_network((int(read), IPV6_NETWORK_BITS), strict=False))
        return str(getattr(read, "ipv4_mapped", None) or read)
    return address
