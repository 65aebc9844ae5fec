"""What strangers send: values for every string, number, cursor, moment and document, as they stand on the wire.

An operation or event that is added later meets all of it by itself: `places_of` finds where a value can stand, from the
same declarations that are served. A kind of value that broke something belongs in here, not in a test of its own.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

DEEP, VERY_DEEP = 1_000, 100_000
NUMBERS = [
    "1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "2147483648", "-1", "0", "-0", "1e308", "1e18", "1" + "0" * 40,
    "1" * 5_000, "0." + "1" * 400, "12345678901234.1234567891", "1e999999999", "99999999999999", "1.5",
]  # fmt: skip
TEXTS = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e\u200b", "\u200b", "\ufeff", "x" * 100_000,
    "a\u0301" * 3_000, "1e400", "-1e400", "1e-400", "NaN", "Infinity", "-inf", "1_000", "\u0663", "0x10", " 1", "1\n",
    "9" * 30, "%00", "%", "../../etc/passwd", "' or 1=1 --", "{{7*7}}", "%s%n",
    "\r\nX-A: b", "\ud83d\ude00", "null", "[]",
]  # fmt: skip
MOMENTS = [
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-06-30T23:59:60Z", "2026-01-01T00:00:00+15:60", "2026-01-01T00:00:00+23:59:59.999999", "2026-01-01T00:00:00",
    "2026-01-01T00:00:00.123456789Z", "2026-02-30T00:00:00Z", "20260101T000000Z", "2026-W01-1", "1970-01-01T00:00:00Z",
    "0001-01-01", "9999-12-31", "0000-01-01", "2026-02-30", "1899-12-31", "2262-04-12", "5874898-01-01", "infinity",
]  # fmt: skip
NAMES = [
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "0199C3A4-5B1E-7D2A-9F00-3C1D2E4F5A6B",
    "{0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b}", "0199c3a45b1e7d2a9f003c1d2e4f5a6b",
    "urn:uuid:0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b\x00",
    "/etc/localtime", "posixrules", "Europe/../Europe/Berlin", "localtime", "EST5EDT", "A" * 300, ".", "..",
    "USD\x00",
]  # fmt: skip


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


_ROW = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"
CURSORS = [
    _cursor("2026-01-01T00:00:00+23:59:59.999999", _ROW), _cursor("2026-01-01T00:00:00-23:59", _ROW),
    _cursor("1901-01-01T00:00:00+23:00", _ROW), _cursor("2199-12-31T23:59:59-23:59", _ROW),
    _cursor("2026-01-01T00:00:00+00:00", _ROW), _cursor("2026-01-01T00:00:00", _ROW), _cursor("2026-01-01", 5),
    _cursor(0.5, "2026-01-01T00:00:00+23:59:59.999999", _ROW),
    _cursor(1e29, "2026-01-01T00:00:00+23:59:59", _ROW), _cursor(float("nan"), "2026-01-01T00:00:00Z", _ROW),
    _cursor(*[[]] * 2), _cursor(), _cursor({}, {}), base64.urlsafe_b64encode(b"[" * 200).decode(), "AAAA", "=", ".",
    "a.b", "\x00", "x" * 500, "x" * 501, "\u00e9", _cursor("2026-01-01T00:00:00Z", _ROW) + ".AAAA",
]  # fmt: skip
NESTED = [
    "[" * 60 + "]" * 60, "[" * 100 + "]" * 100, "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP,
    "[" * VERY_DEEP + "]" * VERY_DEEP, '{"a":' * VERY_DEEP, '{"\\u0000":1}', '{"\\ud800":1}', '{"a":{"b":["\\u0000"]}}',
    '{"a":1e400}', '[{"a":[1e-400]}]', '{"a":100000000000000000000000000000000}', '{"a":1,"a":2}', '{"":1}',
    '{"__proto__":{"x":1},"constructor":1}', "[" + "1," * 5_000 + "1]", "[]", "{}", "null", "true", '[null]', '[""]',
]  # fmt: skip
WORST_WORDS = [
    "\x00",
    "1e400",
    "NaN",
    "9" * 30,
    "-1",
    "9223372036854775808",
    *CURSORS[:2],
    CURSORS[7],
]
WORST_LITERALS = [
    "1e400", "1e-400", "9223372036854775808", "1" + "0" * 40, '"\\u0000"', '"\\ud800"', "[" * DEEP + "]" * DEEP,
    '{"a":1e400}', '{"a":{"\\u0000":1}}', '{"a":' + "1" + "0" * 40 + "}",
]  # fmt: skip
LITERALS = [*NUMBERS, *(json.dumps(text) for text in (*TEXTS, *MOMENTS, *NAMES, *CURSORS)), *NESTED]
WORDS = [*NUMBERS, *TEXTS, *MOMENTS, *NAMES, *CURSORS]
DOCUMENTS = [
    b"", b" ", b"null", b"[]", b'"x"', b"1", b"1e400", b"NaN", b"{", b"}", b"{}{}", b"{}\x00", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf{}", "{}".encode("utf-16"), "{}".encode("utf-32"), b'{"a":"\xed\xa0\x80"}', b"{'a':1}", b'{"a":1,}',
    b"// a\n{}", b"[" * DEEP, b"[" * DEEP + b"]" * DEEP, b"[" * VERY_DEEP + b"]" * VERY_DEEP, b'{"a":' * VERY_DEEP,
    b'{"a":' + b"1" * 5_000 + b"}", b'{"a":1e999999999}', b" " * 300_000 + b"{}", b'{"' + b"x" * 100_000 + b'":1}',
    b'{"a":1' + b',"a":1' * 1_000 + b"}", b"[" + b"{}," * 20_000 + b"{}]", b'"' + b"\\u0000" * 1_000 + b'"',
]  # fmt: skip
CONTENT_TYPES = [
    "", "text/plain", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/JSON",
    "application/problem+json", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\x7f",
    "application/x-www-form-urlencoded", "application/json" + ";a=b" * 200, "/", ";", "\u00e9",
]  # fmt: skip
HEADERS = [
    ("Range", "bytes=0-0"), ("Range", "bytes=-1"), ("Range", "nonsense"), ("If-None-Match", "*"), ("If-Match", '"x"'),
    ("If-Modified-Since", "0001-01-01"), ("If-Range", "x"), ("Accept", "image/png"), ("Accept", ";q=x"),
    ("Accept-Encoding", "\u00e9"), ("Content-Encoding", "gzip"), ("X-HTTP-Method-Override", "DELETE"),
    ("Expect", "200"),
    ("X-Request-ID", "a" * 5_000), ("X-Request-ID", "\u00e9"), ("User-Agent", "\x00" * 10),
    ("User-Agent", "\u00e9" * 5_000),
    ("X-Forwarded-For", "," * 100), ("X-Forwarded-For", "\x00"), ("Host", "\u00e9"), ("Host", "a b:99999"),
    ("Cookie", "=;=" * 500),
    ("Idempotency-Key", ""), ("Idempotency-Key", "\x00"), ("Idempotency-Key", "a" * 201), ("Idempotency-Key", "\u00e9"),
    ("Origin", "\x00"), ("Transfer-Encoding", "chunked"), ("Content-Length", "-1"), ("Content-Length", "1" * 30),
]  # fmt: skip
AUTHORIZATIONS = [
    "",
    "Bearer",
    "Bearer ",
    "bearer \x00",
    "Basic eDp5",
    "Bearer " + "a." * 3_000,
    "Bearer a.b.c",
    "\u00e9",
    "Bearer e30.e30.",
]
METHODS = [
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "DELETE",
    "PUT",
    "PATCH",
    "POST",
    "GET",
    "X" * 100,
    "get",
]
_EDGE = b"--edge\r\n"
_PART = _EDGE + b'Content-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
_FILE = _EDGE + b'Content-Disposition: form-data; name="%b"; filename="%b"\r\n\r\nxyz\r\n'


def multiparts(part: str) -> list[bytes]:
    """Bodies for an operation that takes a file by this name; their boundary is `edge`."""
    name, end = part.encode(), b"--edge--\r\n"
    names = [
        b"",
        b"\x00",
        b"a\x00.png",
        b"x" * 5_000,
        b"../../x.png",
        b"\xff\xfe",
        "\u202egnp.x".encode(),
        b'a"b',
        b"a\\",
    ]
    return [
        b"", end, _EDGE, _EDGE + b"\r\n\r\n" + end, _EDGE + b"Content-Disposition: x\r\n\r\n" + end, b"garbage",
        _PART % (name, b"no file") + end, _FILE % (name, b"a"), (_FILE % (name, b"a")) * 2 + end,
        (_PART % (b"a", b"b")) * 10_000 + end, _PART % (b"\x00", b"b") + end, _PART % (b"content", b"\x00") + end,
        _PART % (b"content", b"\xff\xed\xa0\x80") + end, _PART % (b"mode", b"1e400") + end,
        _PART % (b"x" * 5_000, b"b") + end,
        _EDGE + b"Content-Type: multipart/mixed; boundary=edge\r\n\r\n" + end,
        *(_FILE % (name, one) + end for one in names),
    ]  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """Where a value can stand: in the path, the query, or at a place in the body."""

    where: str
    steps: tuple[str | int, ...]

    def __str__(self) -> str:
        return f"{self.where} {'.'.join(map(str, self.steps))}"


def spots_of(
    schema: dict[str, Any], components: dict[str, Any], steps: tuple[str | int, ...] = ()
) -> Iterator[Spot]:
    """All places of a body, from its schema: lists and objects themselves, and what is in them."""
    if steps:
        yield Spot("body", steps)
    if len(steps) > 6:
        return
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1]]
    for kind in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(kind, ()):
            yield from (spot for spot in spots_of(one, components, steps) if spot.steps != steps)
    for name, one in schema.get("properties", {}).items():
        yield from spots_of(one, components, (*steps, name))
    if isinstance(schema.get("items"), dict):
        yield from spots_of(schema["items"], components, (*steps, 0))
    if isinstance(extra := schema.get("additionalProperties"), dict):
        yield from spots_of(extra, components, (*steps, "any"))


def sample_of(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """A value that a schema takes, or almost: of an object what it requires."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[1]]
    for known in ("examples", "enum"):
        if schema.get(known):
            return schema[known][0]
    if "const" in schema:
        return schema["const"]
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in schema:
            return sample_of(schema[kind][0], components)
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        return {name: sample_of(fields[name], components) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [sample_of(schema.get("items", {}), components)] * schema.get("minItems", 0)
    plain = {"integer": schema.get("minimum", 1), "number": 1, "boolean": True, "null": None}
    return plain.get(schema.get("type", ""), "12345678")


def with_value(body: Any, steps: tuple[str | int, ...], literal: str) -> str:
    """The JSON text of a body that has this text at this place."""
    mark = "the-hostile-value"
    return json.dumps(_put(body, steps, mark)).replace(f'"{mark}"', literal)


def _put(body: Any, steps: tuple[str | int, ...], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int):
        inner = body[0] if isinstance(body, list) and body else None
        return [_put(inner, tuple(rest), value)]
    given = dict(body) if isinstance(body, dict) else {}
    return given | {step: _put(given.get(step), tuple(rest), value)}


def in_url(word: str) -> str:
    """A word as a client may write it in an address."""
    return quote(word.encode("utf-8", "surrogatepass"), safe="")


URL_PIECES = [
    "%",
    "%zz",
    "%ff",
    "%00",
    "%c0%80",
    "%ed%a0%80",
    "%25%30%30",
    "a%2fb",
    "..%2f..",
    "%0d%0aX-A:%20b",
    "+",
    "a" * 7_000,
]
