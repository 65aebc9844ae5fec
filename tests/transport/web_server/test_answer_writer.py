"""The head of an answer: what gunicorn refuses or leaves out stays refused and left out."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.http.wsgi import InvalidResponseHeader, InvalidResponseHeaderName, Response

from backend.transport.web_server.answer_writer import AnswerWriter

HEADERS = [
    ("Content-Type", "application/json"),
    ("Content-Length", "2"),
    ("X-Spaced", "  in the middle \t"),
    ("Connection", "close"),
    ("Transfer-Encoding", "chunked"),
    ("Upgrade", "h2c"),
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
]


def written(
    kind: type[Response], headers: list[tuple[str, str]], status: str = "200 OK"
) -> list[str]:
    request = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)
    answer = kind(request, None, Config())
    answer.start_response(status, headers)
    lines = [*answer.default_headers(), *(f"{name}: {value}\r\n" for name, value in answer.headers)]
    return [line for line in lines if not line.startswith("Date:")]


@pytest.mark.parametrize("headers", [HEADERS, HEADERS[:1], []], ids=["all", "no length", "none"])
def test_it_writes_what_gunicorn_writes(headers):
    assert written(AnswerWriter, headers) == written(Response, headers)
    assert written(AnswerWriter, headers) == written(
        Response, headers
    )  # and as often as it is asked


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        (("X-A", "b\r\nX-C: d"), InvalidResponseHeader),
        (("X-A", "b\n"), InvalidResponseHeader),
        (("X A", "b"), InvalidResponseHeaderName),
        (("X-A\r\n", "b"), InvalidResponseHeaderName),
        (("X-A", 1), TypeError),
    ],
    ids=str,
)
def test_what_is_not_sound_is_refused_each_time(header, refusal):
    for _ in range(2):
        with pytest.raises(refusal):
            written(AnswerWriter, [("Content-Type", "text/plain"), header])


def test_it_says_when_it_was_written():
    request = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)
    answer = AnswerWriter(request, None, Config())
    answer.start_response("200 OK", [])
    [date] = [line for line in answer.default_headers() if line.startswith("Date: ")]
    said = parsedate_to_datetime(date.removeprefix("Date: ").strip())
    assert abs((datetime.now(UTC) - said).total_seconds()) < 2
