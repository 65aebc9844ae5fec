"""A request becomes whole with its last byte, however it arrives, and the parser then reads the same of it."""

from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser
from hypothesis import given
from hypothesis import strategies as st

from backend.transport.web_server.request_buffer import (
    LONGEST_HEAD,
    ArrivedUnreader,
    Progress,
    RequestBuffer,
    TooMuch,
)

HEAD = b"POST /a HTTP/1.1\r\nHost: x\r\n"
WHOLE = {
    "no body": b"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
    "a line first": b"\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n",
    "length": HEAD + b"Content-Length: 12\r\n\r\nhello\r\n\r\nyou",
    "odd spelling": HEAD + b"cOnTeNt-LeNgTh:   3  \r\n\r\nabc",
    "no length": HEAD + b"Content-Length: 0\r\n\r\n",
    "chunks": HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Check: z\r\n\r\n",
    "no chunks": HEAD + b"Transfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n",
    "a large body": HEAD + b"Content-Length: 200000\r\n\r\n" + b"0123456789" * 20_000,
    "large chunks": HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"186A0\r\n"
    + b"z" * 100_000
    + b"\r\n0\r\n\r\n",
}
REFUSED_BY_THE_PARSER = {
    "line feeds": b"GET /a HTTP/1.1\nHost: x\n\n",
    "a line feed later": b"GET /a HTTP/1.1\r\nHost: x\nA: b",
    "two lengths": HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "length and chunks": HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "no number": HEAD + b"Content-Length: +5\r\n\r\n",
    "another digit": HEAD + "Content-Length: ٣\r\n\r\n".encode(),
    "another coding": HEAD + b"Transfer-Encoding: magic\r\n\r\n",
    "a space": HEAD + b"Content-Length : 5\r\n\r\nhello",
    "bad chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
}


def new_buffer(largest: int = 10**6) -> RequestBuffer:
    return RequestBuffer(longest_line=8190, largest_body=largest)


def parsed(buffer: RequestBuffer) -> tuple[Any, bytes, bytes]:
    """What gunicorn reads, its body, and what it leaves."""
    parser = get_parser(Config(), b"", ("127.0.0.1", 1))
    parser.unreader = ArrivedUnreader()
    buffer.feed(parser.unreader)
    request = next(parser)
    return request, request.body.read(), parser.unreader.left()


@pytest.mark.parametrize("name", [name for name in WHOLE if "large" not in name])
def test_byte_by_byte_it_is_whole_with_the_last_byte_and_not_before(name):
    buffer = new_buffer()
    for place, byte in enumerate(WHOLE[name]):
        assert buffer.progress is not Progress.WHOLE, place
        buffer.take(bytes([byte]))
    assert buffer.progress is Progress.WHOLE
    buffer.close()


@given(
    name=st.sampled_from(sorted(WHOLE)),
    cuts=st.lists(st.floats(0, 1), max_size=6),
    more=st.booleans(),
)
def test_in_whatever_pieces_it_comes_the_parser_reads_the_same(name, cuts, more):
    whole = WHOLE[name]
    behind = WHOLE["length"][:-4] if more else b""
    places = sorted({int(cut * len(whole)) for cut in cuts} - {0, len(whole)})
    buffer = new_buffer()
    for start, end in zip([0, *places], [*places, None]):
        assert buffer.progress is not Progress.WHOLE
        buffer.take(whole[start:end] + (behind if end is None else b""))
    assert buffer.progress is Progress.WHOLE

    request, body, left = parsed(buffer)
    at_once = new_buffer()
    at_once.take(whole)
    expected, expected_body, _ = parsed(at_once)
    assert (request.method, request.uri, request.headers, body) == (
        expected.method, expected.uri, expected.headers, expected_body,
    )  # fmt: skip
    assert left == behind


@pytest.mark.parametrize("name", sorted(REFUSED_BY_THE_PARSER))
def test_what_the_parser_refuses_is_not_waited_for(name):
    buffer = new_buffer()
    buffer.take(REFUSED_BY_THE_PARSER[name])
    assert buffer.progress is Progress.WHOLE
    with pytest.raises(Exception, match=r"."):
        parsed(buffer)
    buffer.close()


def take_in_pieces(buffer: RequestBuffer, sent: bytes, size: int) -> None:
    for start in range(0, len(sent), size):
        buffer.take(sent[start : start + size])
        assert buffer.progress is not Progress.WHOLE


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 9000, 414),
        (HEAD + b"X: y\r\n" * (LONGEST_HEAD // 6), 431),
        (HEAD + b"X: " + b"y" * LONGEST_HEAD, 431),
        (HEAD + b"Content-Length: 5000\r\n\r\n", 413),
        (HEAD + b"Content-Length: 999999999999999\r\n\r\n", 413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1000, 413),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"FFFF\r\n" + b"x" * 5000, 413),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"e" * 500 + b"\r\nx\r\n") * 20,
            413,
        ),
    ],
    ids=lambda one: str(one)[:50],
)
@pytest.mark.parametrize("size", [1, 1000, 10**6])
def test_too_much_is_refused_while_it_arrives(sent, status, size):
    buffer = new_buffer(largest=4000)
    with pytest.raises(TooMuch) as refusal:
        take_in_pieces(buffer, sent, size)
    assert refusal.value.status == status
    buffer.close()


def test_who_waits_to_be_told_to_continue_is_seen():
    buffer = new_buffer()
    buffer.take(HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert buffer.waits_for_continue
    buffer.take(b"a")
    assert not buffer.waits_for_continue
    buffer.close()
