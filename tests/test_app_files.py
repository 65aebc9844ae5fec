"""The browser app as it is served: while it is built, once it is there, and after another build."""

import gzip
import json
import time

import pytest
from flask import Flask
from werkzeug.test import Client

from backend import pages

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def builds(tmp_path):
    return tmp_path


@pytest.fixture
def client(builds, monkeypatch):
    monkeypatch.setattr(pages, "BUILDS", builds)
    app = Flask("app", static_folder=None)
    pages.mount(app, operations=[], events=None, version="1", health=None)
    return Client(app.wsgi_app)


def build(folder, name, script="one"):
    assets = folder / name / "assets"
    assets.mkdir(parents=True)
    (folder / name / "index.html").write_text(f"<title>{name}</title>")
    (folder / name / "icon.svg").write_text("<svg/>")
    (folder / name / "manifest.webmanifest").write_text("{}")
    (assets / f"index-{script}.js").write_text(script * 400)
    (assets / f"index-{script}.js.gz").write_bytes(gzip.compress(script.encode() * 400))
    following = folder / "following"
    following.symlink_to(name)
    following.replace(folder / "current")


def test_until_it_is_built_the_page_says_so_and_becomes_the_app_by_itself(client, builds):
    told = {"state": "building", "words": "Packages are fetched.", "since": time.time() - 3}
    (builds / "status.json").write_text(json.dumps(told))

    waiting = client.get("/coach", headers=PAGE, buffered=True).get_data(as_text=True)
    before = client.get("/app-status").json
    build(builds, "first")
    after = client.get("/app-status").json

    assert "/static/waiting.js" in waiting
    assert before == {
        "state": "building",
        "words": "The app is being built, 3 s. Packages are fetched.",
    }
    assert after["state"] == "ready"
    assert "first" in client.get("/coach", headers=PAGE, buffered=True).get_data(as_text=True)
    assert client.get("/assets/index-one.js", buffered=True).status_code == 200


def test_a_build_that_failed_says_why(client, builds):
    words = "packages could not be fetched from the npm registry"
    (builds / "status.json").write_text(json.dumps({"state": "failed", "words": words, "since": 1}))

    status = client.get("/app-status").json

    assert status == {"state": "failed", "words": f"The app could not be built: {words}."}
    assert client.get("/coach", headers=PAGE, buffered=True).status_code == 200


@pytest.mark.parametrize("told", ["", "{", None])
def test_without_any_build_it_says_what_to_do(client, builds, told):
    if told is not None:
        (builds / "status.json").write_text(told)

    assert "frontend/build.py" in client.get("/app-status").json["words"]


def test_tabs_of_the_build_before_find_their_parts(client, builds):
    build(builds, "first", "one")
    client.get("/coach", headers=PAGE, buffered=True)
    build(builds, "second", "two")

    assert "second" in client.get("/coach", headers=PAGE, buffered=True).get_data(as_text=True)
    assert client.get("/assets/index-one.js", buffered=True).status_code == 200
    assert client.get("/assets/index-two.js", buffered=True).status_code == 200


def test_parts_are_kept_for_ever_and_pages_are_asked_for_each_time(client, builds):
    build(builds, "first")

    part = client.get("/assets/index-one.js", headers={"Accept-Encoding": "gzip"}, buffered=True)
    page = client.get("/coach", headers=PAGE, buffered=True)

    assert "immutable" in part.headers["Cache-Control"]
    assert part.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(part.data) == b"one" * 400
    assert page.headers["Cache-Control"] == "no-cache, max-age=0"
    assert "font-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/nothing", "text/html"),
        ("/media/nothing", "text/html"),
        ("/assets/nothing.js", "text/html"),
        ("/nothing", "*/*"),
        ("/nothing", "application/json"),
    ],
)
def test_what_is_no_address_of_the_app_is_not_found(client, builds, path, accept):
    build(builds, "first")

    assert client.get(path, headers={"Accept": accept}).status_code == 404


def test_the_manifest_says_what_it_is(client, builds):
    build(builds, "first")

    manifest = client.get("/manifest.webmanifest", buffered=True)

    assert manifest.content_type.startswith("application/manifest+json")


def test_the_index_is_no_file_and_what_lies_beside_a_build_is_not_served(client, builds):
    build(builds, "first")
    (builds / "build.log").write_text("secret")

    for path in ("/build.log", "/assets/../../build.log", "/status.json", "/first/index.html"):
        assert client.get(path, buffered=True).status_code == 404
