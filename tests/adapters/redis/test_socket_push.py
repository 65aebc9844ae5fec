"""Pushes between processes: nothing is skipped because another process has only just begun to listen."""

import time
from uuid import uuid4

import pytest
import redis
import socketio

from backend.adapters.redis.socket_push import CHANNEL, SocketManager, SocketPush


class Process:
    """What a web process has of it: a server, its manager, and what would reach its sockets."""

    def __init__(self, url: str) -> None:
        self.manager = SocketManager(url)
        self.server = socketio.Server(client_manager=self.manager, async_mode="threading")
        self.heard: list[str] = []
        self.manager.has_listeners = lambda room, skip_sid: self.heard.append(room) or False

    def listen(self) -> None:
        self.manager.initialize()


def soon(told, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not told() and time.monotonic() < deadline:
        time.sleep(0.01)
    return told()


@pytest.fixture
def url(settings) -> str:
    return settings.store.redis_url


def test_who_begins_to_listen_is_heard_of_at_once(url):
    first, second = Process(url), Process(url)
    push, user = SocketPush(first.manager, in_background=False), uuid4()
    first.listen()
    listening = redis.Redis.from_url(url)
    assert soon(lambda: dict(listening.pubsub_numsub(CHANNEL)) == {CHANNEL.encode(): 1})
    push.to_user(user, "early", {})
    assert not first.manager._others_listen()

    second.listen()
    assert soon(first.manager._others_listen, 0.5)
    push.to_user(user, "now", {})

    assert soon(lambda: second.heard == [f"user:{user}"])


def test_after_redis_ended_its_connections_a_process_listens_again_soon(url):
    first, second = Process(url), Process(url)
    push, user = SocketPush(first.manager, in_background=False), uuid4()
    second.listen()
    admin = redis.Redis.from_url(url)
    assert soon(lambda: dict(admin.pubsub_numsub(CHANNEL)) != {CHANNEL.encode(): 0})
    admin.client_kill_filter(_type="pubsub")

    def heard() -> bool:
        push.to_user(user, "again", {})
        return bool(second.heard)

    assert soon(heard, 8)
