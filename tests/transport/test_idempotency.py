"""The same key and body give the same answer, also where no one transaction holds the work."""

import io
import threading
from datetime import timedelta

import pytest

from backend.app import create_app
from backend.core.db import Database
from backend.core.idempotency import HELD
from backend.features.content.media.service import ImageDesk
from backend.transport.error_codes import takes_idempotency_key
from backend.wiring.registry import OPERATIONS
from tests.factories.images import png
from tests.factories.plans import plan_of

KEY = {"Idempotency-Key": "k-1"}
RED, BLUE = png(color=(200, 0, 0)), png(color=(0, 0, 200))


def upload(trader, content, name="chart.png", headers=KEY):
    return trader.post("/api/uploads", data={"file": (io.BytesIO(content), name)}, headers=headers)


@pytest.fixture
def judging(world, provider):
    """A trader of a process that asks a provider, with a plan; and what counts as asked."""
    app = create_app(
        world.with_settings(openai_api_key="sk-test", openai_base_url=provider.base_url)
    )
    trader = world.trader()
    trader.client = app.test_client()
    made = plan_of(
        trader, invalidation_criteria="A close below 4497", take_profit_targets=["4515", "4525"]
    )
    yield trader, f"/api/trading/plans/{made['id']}/validate"
    app.extensions["coach"].ports.use(Database).engine.dispose()


def test_a_plan_is_judged_and_paid_for_once(world, provider, judging):
    trader, path = judging
    first, again = (trader.post(path, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(provider.requests) == 1
    assert world.sql("select count(*) from verdicts") == [(1,)]
    assert trader.post(path, headers={"Idempotency-Key": "k-2"}).json["id"] != first.json["id"]


def test_who_repeats_what_is_still_worked_on_is_told_to_ask_again(world, provider, judging):
    trader, path = judging
    provider.hold_before = "."
    answers = []
    working = threading.Thread(target=lambda: answers.append(trader.post(path, headers=KEY)))
    working.start()
    assert provider.holding.wait(10)
    meanwhile = trader.post(path, headers=KEY)
    assert (meanwhile.status_code, meanwhile.json["code"]) == (409, "idempotency.in_progress")
    assert int(meanwhile.headers["Retry-After"]) >= 1
    provider.go.set()
    working.join(20)
    assert trader.post(path, headers=KEY).json == answers[0].json
    assert world.sql("select count(*) from verdicts") == [(1,)]


def test_of_an_upload_the_bytes_count_and_not_what_is_around_them(world):
    trader = world.trader()
    first = upload(trader, RED)
    again = upload(trader, RED, name="the same under another name.png")
    assert (first.status_code, again.json) == (201, first.json)
    other = upload(trader, BLUE)
    assert (other.status_code, other.json["code"]) == (409, "idempotency.key_reused")
    assert world.sql("select count(*) from uploads") == [(1,)]


def test_an_import_and_a_check_in_keep_to_their_key(world):
    trader = world.trader()
    exported = trader.get("/api/conversations/export").data

    def bring_in(content):
        data = {"file": (io.BytesIO(content), "export.json")}
        return trader.post("/api/conversations/import", data=data, headers=KEY)

    assert bring_in(exported).status_code == bring_in(exported).status_code == 201
    assert bring_in(exported + b" ").json["code"] == "idempotency.key_reused"
    day = "/api/trading/journal/check-ins/2020-11-19"
    headers = {"Idempotency-Key": "k-2"}
    first = trader.ask("PUT", day, {"mood": 3}, headers=headers)
    assert (
        trader.ask("PUT", day, {"mood": 4}, headers=headers).json["code"]
        == "idempotency.key_reused"
    )
    assert trader.ask("PUT", day, {"mood": 3}, headers=headers).json == first.json


def test_an_estimate_keeps_to_its_key_too(world):
    trader = world.trader()
    first = trader.post("/api/ai/estimate", {"content": "x"}, headers=KEY)
    again = trader.post("/api/ai/estimate", {"content": "x"}, headers=KEY)
    assert (first.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (
        trader.post("/api/ai/estimate", {"content": "y"}, headers=KEY).json["code"]
        == "idempotency.key_reused"
    )
    assert (
        trader.post("/api/ai/estimate", {}, headers={"Idempotency-Key": "k-2"}).status_code == 422
    )
    assert (
        trader.post(
            "/api/ai/estimate", {"content": "y"}, headers={"Idempotency-Key": "k-2"}
        ).status_code
        == 200
    )


@pytest.mark.parametrize("fault", ["refused", "broken"])
def test_a_key_of_what_failed_is_free_again(world, app, monkeypatch, fault):
    trader = world.trader()
    if fault == "refused":
        assert upload(trader, b"no image").status_code == 415
    else:
        with monkeypatch.context() as broken:
            broken.setattr(
                app.extensions["coach"].ports.use(ImageDesk), "take_in", lambda *_, **__: 1 // 0
            )
            assert upload(trader, RED).status_code == 500
    assert world.sql("select count(*) from idempotency_keys") == [(0,)]
    assert upload(trader, BLUE).status_code == 201


def test_what_a_dead_process_began_is_done_when_its_time_has_passed(world):
    trader = world.trader()
    first = upload(trader, RED).json
    world.sql("update idempotency_keys set status = null, body = null")
    assert upload(trader, RED).json["code"] == "idempotency.in_progress"
    assert upload(trader, BLUE).json["code"] == "idempotency.key_reused"
    world.sql(
        "update idempotency_keys set created_at = created_at - %s", HELD + timedelta(seconds=1)
    )
    taken_over = upload(trader, RED)
    assert (taken_over.status_code, taken_over.json["id"]) == (201, first["id"])
    assert upload(trader, RED).headers["Idempotent-Replayed"] == "true"


def test_a_key_that_is_none_is_refused_before_anything_is_done(world):
    trader = world.trader()
    assert (
        upload(trader, RED, headers={"Idempotency-Key": "two words"}).json["code"]
        == "idempotency.bad_key"
    )
    assert world.sql("select count(*) from uploads") == [(0,)]


def test_every_unsafe_request_of_somebody_signed_in_promises_to_take_a_key(world):
    paths = world.client.get("/api/openapi.json").json["paths"]
    for operation in OPERATIONS:
        described = paths[operation.path.replace("<", "{").replace(">", "}")][
            operation.method.lower()
        ]
        promised = any(one["name"] == "Idempotency-Key" for one in described["parameters"])
        assert (
            promised
            == takes_idempotency_key(operation)
            == (operation.method != "GET" and not operation.public)
        )
