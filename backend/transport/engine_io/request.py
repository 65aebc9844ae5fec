"""A request to the Engine.IO endpoint, as any process of the server can answer it."""

import ipaddress
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

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
    def of(cls, environ: WSGIEnvironment, cross_origin: Headers) -> "SocketRequest":
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
            if read[name]:
                read[name] = [tuple(header) for header in read[name]]
        return cls(**read)


def _handshake(environ: WSGIEnvironment) -> Headers | None:
    """The headers of a WebSocket handshake; null when it does not claim to be one."""
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
        return None
    headers = []
    for name in HANDSHAKE_HEADERS:
        value = environ.get("HTTP_" + name.upper().replace("-", "_"))
        if value is not None:
            headers.append((name, str(value)))
    return headers


def _network(address: str) -> str:
    """To whom a session is bound: the address, of IPv6 its network."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((int(read), IPV6_NETWORK_BITS), strict=False))
