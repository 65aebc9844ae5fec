"""The health of the product: written to, within a deadline, and never twice at a time."""

import subprocess
import threading
import time
from contextlib import suppress

import pytest
import redis

from backend.adapters.probes import folder_takes_a_write
from backend.core.health import Health, Result


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
    assert (told["provider"], told["worker"], told["status"]) == (
        "off",
        "unavailable",
        "degraded",
    )  # no worker runs


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

    health = Health({"slow": hangs, "good": lambda: None, "heard": lambda: Result("busy", 40.0)})
    try:
        for _ in range(2):
            before = time.monotonic()
            results = health.look()
            assert time.monotonic() - before < 10
            assert (results["good"].state, results["heard"].state) == ("ok", "busy")
            assert 40 <= results["heard"].age_seconds < 50
            assert (results["slow"].state, results["slow"].age_seconds) == ("unavailable", None)
        assert len(begun) == 1
    finally:
        go_on.set()


def test_who_asks_while_a_check_is_known_to_hang_does_not_wait():
    go_on = threading.Event()
    health = Health({"slow": lambda: go_on.wait(60) and None})
    try:
        health.look()
        before = time.monotonic()
        assert [health.look()["slow"].state for _ in range(10)] == ["unavailable"] * 10
        assert time.monotonic() - before < 5
    finally:
        go_on.set()


def test_a_database_that_is_not_at_the_newest_migration_is_told(world):
    ((newest,),) = world.sql("select version_num from alembic_version")
    time.sleep(1.1)  # the last result is old
    world.sql("update alembic_version set version_num = '0001' returning 1")
    try:
        status, told = ready(world)
    finally:
        world.sql("update alembic_version set version_num = %s returning 1", newest)

    assert (status, told["status"], told["migrations"]) == (200, "degraded", "behind")


def test_a_folder_that_takes_no_write_is_told(tmp_path):
    """A disk that is full, and one that is read-only: small ones of their own, which root alone can make."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(options, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here: that takes root and the right to mount")
    try:
        folder_takes_a_write(disk)()
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            for _ in range(1000):
                filler.write(b"x" * 1024)
        with pytest.raises(OSError, match="No space"):
            folder_takes_a_write(disk)()
        (disk / "filler").unlink()
        folder_takes_a_write(disk)()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(OSError, match="Read-only"):
            folder_takes_a_write(disk)()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_copy_of_redis_that_takes_no_write_is_unavailable(world):
    client = redis.Redis.from_url(world.settings.store.redis_url)
    time.sleep(1.1)  # the last result is old
    client.execute_command(
        "REPLICAOF", "127.0.0.1", "1"
    )  # nobody is there: it stays a copy that only is read
    try:
        status, told = ready(world)
    finally:
        client.execute_command("REPLICAOF", "NO", "ONE")

    assert (status, told["status"], told["redis"]) == (200, "degraded", "unavailable")
