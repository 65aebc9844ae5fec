"""Heavy reads through the front door."""

import io
import threading
from contextlib import closing

import psycopg2
import pytest

from backend.app import create_app
from backend.features.chat.archive.export import FORMAT, VERSION
from tests.world import World

EXPORT = "/api/conversations/export"


@pytest.fixture
def other(world, owner):
    """The product with other settings; its heavy statements may take a tenth of a second."""
    made = []

    def make(**changes):
        app = create_app(
            world.with_settings(heavy_statement_seconds=0.1, heavy_wait_seconds=0, **changes)
        )
        made.append(app)
        return World(app, world.settings, owner)

    yield make
    for app in made:
        app.extensions["coach"].database.engine.dispose()


def test_the_third_export_at_a_time_is_refused_until_one_has_ended_or_its_client_has_gone(other):
    trader = other().trader()
    trader.say("something to export")
    streams = [trader.get(EXPORT, buffered=False) for _ in range(2)]
    for one in streams:
        next(iter(one.response))

    refused = trader.get(EXPORT)
    assert (refused.status_code, refused.json["code"], refused.headers["Retry-After"]) == (
        429,
        "reads.too_many",
        "1",
    )
    assert trader.get("/api/trading/trades?instrument=ES").status_code == 429
    assert trader.get("/api/trading/trades?limit=5").status_code == 200  # a page is light

    streams[0].close()  # the client has gone
    assert trader.get(EXPORT).data.endswith(b"}\n")  # read to its end
    assert trader.get(EXPORT).status_code == 200
    streams[1].close()


def test_another_trader_is_not_held_up(other):
    product = other()
    mine, theirs = product.trader(), product.trader()
    streams = [mine.get(EXPORT, buffered=False) for _ in range(2)]
    assert theirs.get("/api/trading/performance").status_code == 200
    for one in streams:
        one.close()


def test_quick_heavy_reads_are_counted_too_and_light_ones_go_on(other):
    product = other(heavy_reads_per_10_seconds=5)
    trader, another = product.trader(), product.trader()
    asked = "/api/trading/trades?instrument=ES"
    answers = [trader.get(asked) for _ in range(20)]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:5] == 5 * [200]
    assert statuses.count(429) >= 12  # one or two more fit where the window turns meanwhile
    assert answers[-1].json["code"] == "traffic.too_many_requests"
    assert (
        1 <= int(answers[-1].headers["Retry-After"]) <= 12
    )  # what is left of this window, and a part of the next
    assert trader.get("/api/trading/trades?limit=5").status_code == 200
    assert another.get(asked).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/trading/performance",
        "/api/trading/trades?instrument=ES",
        "/api/conversations/analytics",
    ],
)
def test_a_statement_that_takes_too_long_is_the_askers_to_narrow_and_gives_its_slot_back(
    world, other, path
):
    product = other()
    trader = product.trader()
    holder = psycopg2.connect(world.settings.store.database_url.replace("+psycopg2", ""))
    with closing(holder), holder.cursor() as cursor:
        cursor.execute("lock table trades, messages in access exclusive mode")
        for _ in range(3):
            answer = trader.get(path)
            assert (answer.status_code, answer.json["code"]) == (422, "reads.too_heavy")
    assert trader.get(path).status_code == 200


def test_a_refused_heavy_read_gives_its_slot_back(other):
    trader = other().trader()
    for _ in range(4):
        assert trader.get("/api/conversations/search?q=").status_code == 422
        assert trader.get("/api/trading/performance?nonsense=1").status_code == 422


def test_readers_of_one_trader_cannot_take_all_connections(other):
    """Of more readers than there are connections at most two are at work, and what is light is answered meanwhile."""
    product = other()
    trader = product.trader()
    answers = []
    streams = [trader.get(EXPORT, buffered=False) for _ in range(2)]
    threads = [
        threading.Thread(
            target=lambda: answers.append(trader.get("/api/trading/performance").status_code)
        )
        for _ in range(product.settings.store.database_pool * 2)
    ]
    for one in threads:
        one.start()
    assert trader.get("/api/trading/trades").status_code == 200
    for one in threads:
        one.join(60)
    assert answers == [429] * len(threads)
    for one in streams:
        one.close()


def imported(trader, size):
    content = f'{{"format":"{FORMAT}","version":{VERSION},"conversations":[],"x":"{"y" * size}"}}'.encode()
    return trader.post("/api/conversations/import", data={"file": (io.BytesIO(content), "x.json")})


def test_imports_are_limited_in_bytes_an_hour(other):
    trader = other(import_bytes_per_hour=10_000).trader()
    assert imported(trader, 6_000).status_code == 201
    refused = imported(trader, 6_000)
    assert (refused.status_code, refused.json["code"]) == (429, "traffic.too_many_bytes")
    assert int(refused.headers["Retry-After"]) > 10
    assert imported(trader, 1_000).status_code == 201


def test_requests_are_limited_by_user_and_strangers_by_address(other):
    product = other(requests_per_10_seconds=10, stranger_requests_per_10_seconds=10)
    mine, theirs = product.trader(), product.trader()

    refused = [
        one for one in (mine.get("/api/auth/me") for _ in range(25)) if one.status_code == 429
    ]
    assert refused[0].json["code"] == "traffic.too_many_requests"
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 12
    assert theirs.get("/api/auth/me").status_code == 200

    asked = [product.client.get("/api/auth/me").status_code for _ in range(25)]
    assert set(asked) == {401, 429}
    assert (
        theirs.get("/api/auth/me").status_code == 200
    )  # strangers take nothing from who is signed in
