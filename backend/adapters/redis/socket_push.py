"""News to open sockets, through Redis to whichever process holds them.

A push is a hint: it may be lost with Redis, and the client finds what it missed by `resync`. So nothing waits for it.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict
from uuid import UUID

import orjson
import redis
import socketio
from redis.backoff import NoBackoff
from redis.retry import Retry

LOG = logging.getLogger("coach.push")
CHANNEL = "coach-sockets"
MOST_WAITING = 10_000  # pushes that wait for Redis; more would be stale when they arrive
SIGNED_OUT = "!signed_out"
MANY = "!many"
HERE = "!here"
SUBSCRIBE_AGAIN_SECONDS = 1


class PushMessage(TypedDict):
    """One push as python-socketio's managers exchange it."""

    method: str
    event: str
    data: list[Any]
    binary: bool
    namespace: str
    room: str
    skip_sid: str | None
    callback: None
    host_id: str


class Json:
    """orjson under the names that python-socketio calls."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """To text."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> Any:
        """From text."""
        return orjson.loads(text)


class SocketManager(socketio.RedisManager):
    """Redis between processes, with messages of our own: many pushes in one, the end of sign-ins, and "I listen"."""

    def __init__(self, url: str, *, write_only: bool = False) -> None:
        options = {
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
            "retry": Retry(NoBackoff(), 0),
            "health_check_interval": 15,
        }
        super().__init__(
            url,
            channel=CHANNEL,
            write_only=write_only,
            json=Json,
            redis_options=options,
        )
        self._asking = redis.Redis.from_url(url, **options)
        self._others = True
        self._ask_again = 0.0

    def _handle_emit(self, message: PushMessage) -> None:
        if message["event"] == MANY:
            for push in message["data"][0]:
                self._handle_emit(push)
        elif message["event"] == HERE:
            self._others, self._ask_again = True, time.monotonic() + 1
        elif message["event"] == SIGNED_OUT:
            self.close_room_sockets(message["room"])
        elif self.server is not None and self.has_listeners(
            message["room"],
            message.get("skip_sid"),
        ):
            super()._handle_emit(message)

    def _redis_listen_with_retries(self) -> Iterator[Any]:
        """What comes over the channel. Redis may be away as long as it likes: a second after its return we listen.

        The library would wait up to a minute, and tell nobody that it listens.
        """
        while True:
            try:
                self._redis_connect()
                assert self.pubsub is not None
                self.pubsub.subscribe(self.channel)
                self._asking.publish(
                    self.channel,
                    self.json.dumps(self.message(HERE, None, room="")),
                )
                yield from self.pubsub.listen()
            except (redis.RedisError, OSError) as error:
                LOG.warning("cannot listen to Redis, trying again: %s", error)
            time.sleep(SUBSCRIBE_AGAIN_SECONDS)

    def has_listeners(self, room: str, skip_sid: str | None) -> bool:
        """Whether this process holds a socket in the room, other than the one to skip."""
        members = self.rooms.get("/", {}).get(room)
        return bool(members) and not (len(members) == 1 and skip_sid in members)

    def close_room_sockets(self, room: str) -> None:
        """Close the sockets of a room that this process holds."""
        if self.server is not None:
            members = self.rooms.get("/", {}).get(room, {})
            for socket_id in list(members):
                self.server.disconnect(socket_id, ignore_queue=True)

    def deliver(self, message: PushMessage) -> None:
        """To the sockets that this process holds."""
        self._handle_emit(message)

    def publish(self, messages: list[PushMessage]) -> None:
        """To the other processes, in one piece; not at all while nobody else listens."""
        if not self.write_only and not self._others_listen():
            return
        if len(messages) == 1:
            self._publish(messages[0])
        else:
            self._publish(self.message(MANY, messages, room=""))

    def _others_listen(self) -> bool:
        """Whether another process holds sockets; asked of Redis once a second, and assumed while it is away."""
        if time.monotonic() >= self._ask_again:
            self._ask_again = time.monotonic() + 1
            try:
                listeners = dict(self._asking.pubsub_numsub(CHANNEL))
                self._others = any(count > 1 for count in listeners.values())
            except redis.RedisError:
                self._others = True
        return self._others

    def message(
        self,
        event: str,
        data: object,
        *,
        room: str,
        skip_sid: str | None = None,
    ) -> PushMessage:
        """One push as python-socketio's managers exchange it."""
        return {
            "method": "emit",
            "event": event,
            "data": [data],
            "binary": False,
            "namespace": "/",
            "room": room,
            "skip_sid": skip_sid,
            "callback": None,
            "host_id": self.host_id,
        }


class SocketPush:
    """Pushes to users' sockets.

    Args:
        manager: the server's own, or a write-only one in processes that hold no sockets.
        in_background: hand Redis over to a thread of its own; for processes that serve traders.
    """

    def __init__(self, manager: SocketManager, *, in_background: bool) -> None:
        self._manager = manager
        self._waiting: queue.Queue[PushMessage] | None = None
        if in_background:
            self._waiting = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._courier: threading.Thread | None = None

    def to_user(
        self,
        user_id: UUID,
        event: str,
        payload: Mapping[str, object],
        *,
        except_socket: str | None = None,
    ) -> None:
        """To every socket of the user, but one."""
        self._send(
            self._manager.message(event, payload, room=f"user:{user_id}", skip_sid=except_socket)
        )

    def signed_out(self, session_ids: tuple[UUID, ...]) -> None:
        """Close the sockets of these sign-ins."""
        for session_id in session_ids:
            self._send(self._manager.message(SIGNED_OUT, None, room=f"session:{session_id}"))

    def _send(self, message: PushMessage) -> None:
        self._manager.deliver(message)
        if self._waiting is None:
            self._manager.publish([message])
            return
        if self._courier is None:
            self._start_courier()
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            LOG.warning("a push was dropped: Redis is too slow; clients will resync")

    def _start_courier(self) -> None:
        with self._lock:
            if self._courier is None:
                self._courier = threading.Thread(
                    target=self._carry,
                    name="push-courier",
                    daemon=True,
                )
                self._courier.start()

    def _carry(self) -> None:
        assert self._waiting is not None
        while True:
            messages = [self._waiting.get()]
            while len(messages) < 200:
                try:
                    messages.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            try:
                self._manager.publish(messages)
            except redis.RedisError as error:
                LOG.warning("a push was lost: %s", error)
