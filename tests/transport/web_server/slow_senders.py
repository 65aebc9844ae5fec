"""What slow clients send: by name, the pieces of a request that takes its time or never becomes whole."""

import itertools
from collections.abc import Callable, Iterable, Iterator

GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"


POST = b"POST /a HTTP/1.1\r\nHost: x\r\n"


Attack = Callable[[], Iterable[bytes]]


def byte_by_byte(whole: bytes) -> Iterator[bytes]:
    return (bytes([byte]) for byte in whole)


def after(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    return itertools.chain([first], rest)


SLOW: dict[str, Attack] = {
    "says nothing": list,
    "a line end and nothing": lambda: [b"\r\n"],
    "its first line byte by byte": lambda: byte_by_byte(b"GET /" + b"a" * 4000),
    "headers without end": lambda: after(GET[:-2], itertools.repeat(b"X-A: b\r\n")),
    "its headers byte by byte": lambda: after(GET[:-2], byte_by_byte(b"X-A: b\r\n" * 500)),
    "a body byte by byte": lambda: after(
        POST + b"Content-Length: 500\r\n\r\n", itertools.repeat(b"x")
    ),
    "a large body byte by byte": lambda: after(
        POST + b"Content-Length: 2000000\r\n\r\n", itertools.repeat(b"x")
    ),
    "a body that stops": lambda: [POST + b"Content-Length: 500\r\n\r\nhalf"],
    "a body that is fast and then stands": lambda: [
        POST + b"Content-Length: 500000\r\n\r\n" + b"x" * 300_000
    ],
    "chunks byte by byte": lambda: after(
        POST + b"Transfer-Encoding: chunked\r\n\r\n", itertools.repeat(b"1\r\nx\r\n")
    ),
    "one chunk byte by byte": lambda: after(
        POST + b"Transfer-Encoding: chunked\r\n\r\nFFF\r\n", itertools.repeat(b"x")
    ),
    "an extension without end": lambda: after(
        POST + b"Transfer-Encoding: chunked\r\n\r\n1;", itertools.repeat(b"e")
    ),
    "trailers without end": lambda: after(
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", itertools.repeat(b"A: b\r\n")
    ),
    "waits to continue and does not": lambda: [
        POST + b"Expect: 100-continue\r\nContent-Length: 500\r\n\r\n"
    ],
    "half a request after a whole one": lambda: after(GET, byte_by_byte(GET * 9)),
    "half a request behind a whole one": lambda: [GET + GET[:-5]],
    "many at once and a half": lambda: [GET * 20 + POST],
    "a body that nobody reads, slowly": lambda: after(
        b"GET /large HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n", []
    ),
    "closes half and waits": lambda: [b"GET /a HTTP/1.0\r\n\r\n"],
}
