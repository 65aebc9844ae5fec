"""What is heard of workers and beats, and what the command says of it."""

import os
import subprocess
import sys

import pytest
import redis

from backend.adapters.redis.heartbeats import (
    BUSY_SECONDS,
    LATE_SECONDS,
    THREADS,
    Heartbeats,
    beat_is_well,
    worker_is_well,
)
from tests.e2e.running import free_port


@pytest.fixture
def client(world):
    client = redis.Redis.from_url(world.settings.store.redis_url)
    for key in client.keys("heartbeats:*"):
        client.delete(key)
    yield client
    for key in client.keys("heartbeats:*"):
        client.delete(key)


def said(client, name, seconds_ago, member="host/1"):
    now, _ = client.time()
    client.zadd(f"heartbeats:{name}", {member: now - seconds_ago})


def ask(*words, **env):
    command = [sys.executable, "-m", "backend.adapters.redis.heartbeats", *words]
    done = subprocess.run(
        command, env=os.environ | env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_nobody_who_was_never_heard_of_is_well(client):
    heartbeats = Heartbeats(client)
    assert worker_is_well(heartbeats)().state == beat_is_well(heartbeats)().state == "unavailable"


def test_the_newest_counts_and_the_old_are_late(client):
    heartbeats = Heartbeats(client)
    said(client, "beat", LATE_SECONDS + 60)
    assert beat_is_well(heartbeats)().state == "unavailable"
    said(client, "beat", 0, "other/2")
    assert beat_is_well(heartbeats)().state == "ok"
    assert beat_is_well(heartbeats, host="host")().state == "unavailable"  # asked on that machine


def test_a_worker_whose_loop_turns_and_whose_threads_do_not_is_busy(client):
    heartbeats = Heartbeats(client)
    heartbeats.report("worker")
    assert worker_is_well(heartbeats)().state == "busy"
    said(client, THREADS, BUSY_SECONDS + 60)
    result = worker_is_well(heartbeats)()
    assert (result.state, result.age_seconds > BUSY_SECONDS) == ("busy", True)
    heartbeats.report(THREADS)
    assert worker_is_well(heartbeats)().state == "ok"


def test_who_died_long_ago_is_forgotten(client):
    said(client, "beat", 200_000)
    Heartbeats(client).report("beat")
    assert client.zcard("heartbeats:beat") == 1


def test_without_redis_nothing_is_known_and_nothing_fails():
    away = Heartbeats(redis.Redis(port=free_port(), socket_connect_timeout=1))
    away.report("worker")
    assert worker_is_well(away)().state == beat_is_well(away)().state == "unknown"


def test_the_command_ends_with_what_it_found(client, world):
    url = world.settings.store.redis_url
    assert ask("beat", REDIS_URL=url) == (1, "beat: unavailable, never heard of\n")
    Heartbeats(client).report("beat")
    assert ask("beat", REDIS_URL=url)[0] == 0
    assert ask("beat", REDIS_URL=f"redis://127.0.0.1:{free_port()}") == (
        1,
        "beat: unknown, for Redis does not answer\n",
    )
    assert ask("beat", REDIS_URL="")[0] == ask("web", REDIS_URL=url)[0] == 2
