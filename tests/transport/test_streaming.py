"""An answer that is made while it is sent, and an operation that takes larger bodies than others."""

from flask import Flask

from backend.core.clock import now_utc
from backend.core.ports import Ports
from backend.transport import http
from backend.transport.authentication import WhoAsks
from backend.transport.contract import Call, RawAnswer, Routes, StreamedAnswer, UploadedFile
from backend.transport.openapi import document
from backend.wiring.limits import put_doors

routes = Routes("streaming", "/api")
made: list[int] = []


@routes.get(
    "/numbers", returns=StreamedAnswer, transaction="none", public=True, content_type="text/plain"
)
def numbers(call: Call) -> StreamedAnswer:
    """Count."""

    def parts():
        for number in range(1000):
            made.append(number)
            yield b"%d\n" % number

    return StreamedAnswer(parts(), "text/plain", {"Content-Disposition": "attachment"})


@routes.post(
    "/large", returns=RawAnswer, transaction="none", public=True, file_part="file", largest=5_000
)
def take_large(call: Call, file: UploadedFile | None) -> RawAnswer:
    """Take a file."""
    return RawAnswer(str(len(file.content) if file else 0).encode(), "text/plain")


@routes.post("/small", returns=RawAnswer, transaction="none", public=True, file_part="file")
def take_small(call: Call, file: UploadedFile | None) -> RawAnswer:
    """Take a file."""
    return RawAnswer(str(len(file.content) if file else 0).encode(), "text/plain")


def client(settings):
    app = Flask("streaming")
    app.config["MAX_CONTENT_LENGTH"] = 1_000
    ports = Ports()
    ports.put(WhoAsks, WhoAsks(None))  # type: ignore[arg-type]  # nobody has to sign in here
    put_doors(ports, settings)
    http.mount(app, routes.operations, ports=ports, clock=now_utc)
    return app.test_client(settings)


def sent(size):
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    return {
        "data": head + b"x" * size + b"\r\n--edge--\r\n",
        "content_type": "multipart/form-data; boundary=edge",
    }


def test_parts_are_made_when_they_are_taken_and_no_more_after_the_receiver_has_gone(settings):
    made.clear()
    with client(settings).get("/api/numbers", buffered=False) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert "Content-Length" not in answer.headers
        parts = iter(answer.response)
        assert [next(parts), next(parts)] == [b"0\n", b"1\n"]
        assert len(made) < 5
    assert len(made) < 5


def test_an_operation_may_take_more_than_others(settings):
    asked = client(settings)
    assert asked.post("/api/large", **sent(4_000)).data == b"4000"
    assert asked.post("/api/large", **sent(5_000)).json["code"] == "input.too_large"
    assert asked.post("/api/small", **sent(4_000)).json["code"] == "input.too_large"
    assert (
        asked.post("/api/large", **sent(4_000)).status_code == 200
    )  # what one request may is not another's


def test_a_stream_is_described_as_bytes():
    described = document(routes.operations, version="test")["paths"]["/api/numbers"]["get"][
        "responses"
    ]["200"]
    assert described["content"] == {
        "text/plain": {"schema": {"type": "string", "format": "binary"}}
    }
