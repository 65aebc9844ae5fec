"""The health of the product: written to, within a deadline, and never twice at a time."""

import threading
import time

import redis

from backend.core.health import Health


def ready(world):
    answer = world.client.get("/health/ready")
    return answer.status_code, answer.json


def test_all_that_is_written_to_is_well(world):
    status, told = ready(world)

    assert status == 200
    assert [told[name] for name in ("database", "migrations", "redis", "storage")] == ["ok"] * 4
    assert set(told) == {
        "status",
        "database",
        "migrations",
        "redis",
        "storage",
        "worker",
        "beat",
        "provider",
        "seconds_ago",
    }
    assert (told["provider"], told["worker"], told["status"]) == ("off", "unavailable", "degraded")  # no worker runs


def test_a_redis_that_answers_and_takes_no_write_is_unavailable(world):
    client = redis.Redis.from_url(world.settings.store.redis_url)
    time.sleep(1.1)  # the last result is old
    client.config_set("maxmemory", "1")
    try:
        assert client.ping()
        status, told = ready(world)
    finally:
        client.config_set("maxmemory", "0")

    assert (status, told["status"], told["redis"]) == (200, "degraded", "unavailable")


def test_a_check_that_hangs_is_told_in_time_and_begun_once():
    go_on, begun = threading.Event(), []

    def hangs():
        begun.append(1)
        go_on.wait(30)

    health = Health({"slow": hangs, "good": lambda: None})
    try:
        for _ in range(2):
            before = time.monotonic()
            results = health.look()
            assert time.monotonic() - before < 10
            assert (results["slow"].state, results["slow"].age_seconds) == ("unavailable", None)
        assert len(begun) == 1
    finally:
        go_on.set()
