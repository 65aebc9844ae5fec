"""Requests whose address is found at once are answered as Flask answers them otherwise."""

import pytest
from flask import Flask, request
from werkzeug.test import run_wsgi_app

from backend.transport.plain_flask import PlainFlask, WholeAnswer


def built(kind: type[Flask]) -> Flask:
    app = kind("small", static_folder=None)
    app.config["TESTING"] = True

    @app.get("/things")
    def things():
        return WholeAnswer(f"all of {request.host} {request.args.get('q')}", mimetype="text/plain")

    @app.post("/things")
    def add():
        return WholeAnswer(request.get_data(), 201, mimetype="text/plain")

    @app.delete("/things")
    def remove():
        return WholeAnswer(b"", 204)

    @app.get("/things/<thing>")
    def one(thing: str):
        return f"one {thing}"

    return app


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/things?q=a%20b", {}),
        ("POST", "/things", {}),
        ("DELETE", "/things", {}),
        ("HEAD", "/things", {}),
        ("OPTIONS", "/things", {}),
        ("PATCH", "/things", {}),
        ("GET", "/things/", {}),
        ("GET", "//things", {}),
        ("GET", "/Things", {}),
        ("GET", "/things/seven", {}),
        ("GET", "/things", {"Host": "a/b"}),
        ("GET", "/things", {"Host": "example.com:8443"}),
        ("GET", "/things", {"Connection": "Upgrade", "Upgrade": "websocket"}),
    ],
    ids=str,
)
def test_it_answers_as_flask_does(method, path, headers):
    plain, usual = (
        built(kind).test_client().open(path, method=method, headers=headers, data=b"body")
        for kind in (PlainFlask, Flask)
    )
    assert plain.status == usual.status
    assert plain.get_data() == usual.get_data()
    assert sorted(plain.headers) == sorted(usual.headers)


def test_a_whole_answer_is_its_one_piece_and_one_with_work_at_its_end_is_closed():
    content, status, headers = run_wsgi_app(WholeAnswer(b"{}"), {"REQUEST_METHOD": "GET"})
    assert (list(content), status, headers["Content-Length"]) == ([b"{}"], "200 OK", "2")
    ended = []
    answer = WholeAnswer(b"{}")
    answer.call_on_close(lambda: ended.append(True))
    run_wsgi_app(answer, {"REQUEST_METHOD": "GET"}, buffered=True)
    assert ended == [True]
