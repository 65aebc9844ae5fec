"""Socket events as they come, and the answers that go back."""

import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, fields
from typing import Any

import orjson
from pydantic import BaseModel
from socketio.packet import Packet

from backend.core.errors import OverLimit, Refusal, Unavailable
from backend.core.ids import new_id
from backend.core.json_text import UnfitJson, checked
from backend.core.types import JsonObject
from backend.core.validation import InvalidInput, MalformedInput
from backend.transport.contract import SocketAnswer
from backend.transport.input_parser import refusal_of_document
from backend.transport.problem import problem_of

LOG = logging.getLogger("coach.sockets")
RESERVED = frozenset(
    {
        "connect",
        "disconnect",
        "connect_error",
        "disconnecting",
        "newListener",
        "removeListener",
        "*",
    }
)
LONGEST_NAME = 64
NO_EVENT = "An event is JSON text: a list of its name and one object."
# That belong to one event; python-socketio and the official client send one a value.
MOST_ATTACHMENTS = 10
HEAD = re.compile(
    r"\A[25](?:(?P<attachments>[0-9]{1,10})-)?(?:(?P<namespace>/[^,]*),)?(?P<id>[0-9]{1,100})?(?![0-9])",
    re.ASCII,
)


class FrameJson:
    """JSON of frames, under the names that python-socketio calls: what comes in is checked first."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """To text."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> Any:
        """From text.

        Raises:
            UnfitJson: nothing here can hold it.
        """
        return orjson.loads(checked(text))


class TextPacket(Packet):
    """What is said here is JSON, so no payload is searched for bytes, value by value."""

    uses_binary_events = False


class Broken(Unavailable):
    """A fault of ours."""

    code = "internal"
    title = "Our fault"
    detail = "Something went wrong on our side. Nothing was changed; try again."


class UnknownEvent(InvalidInput):
    """There is no event of this name."""

    code = "socket.unknown_event"
    detail = "There is no event of this name."


class OneObject(InvalidInput):
    """An event carries exactly one object."""

    code = "socket.one_object"
    detail = "Send exactly one object with the event."


class TooManyEvents(OverLimit):
    """The socket sends more events than it may."""

    code = "socket.too_many_events"
    detail = "Too many events in a short time. Slow down."


class BinaryEvent(InvalidInput):
    """An event carries bytes, which no event takes."""

    code = "socket.binary"
    detail = "No event takes bytes. Send one object of JSON; images go to POST /api/uploads."


class UnreadableFrames(MalformedInput):
    """The socket sent what cannot be read, several times over, and is closed."""

    code = "socket.unreadable"
    detail = "What came could not be read as Socket.IO, so this socket is closed. Connect again and send events of JSON."


# The library has no types; this says what is taken of it.
text_packet: Callable[..., TextPacket] = TextPacket


@dataclass(frozen=True, slots=True)
class UnfitEvent:
    """An event that was read, but nothing here can hold what it says; and its object, as far as it can be told."""

    refusal: Refusal
    given: object

    @property
    def is_malformed(self) -> bool:
        """Whether it was no JSON at all, or bytes, which no client of ours sends."""
        return isinstance(self.refusal, MalformedInput | BinaryEvent)


def read_frame(text: str) -> tuple[str | None, int | None, Any]:
    """Namespace, the id to acknowledge under, and what was said: null instead of what cannot be read."""
    try:
        packet = text_packet(encoded_packet=text)
    except UnfitJson as unfit:
        return *_head(text), UnfitEvent(refusal_of_document(unfit), _given(text))
    except (ValueError, TypeError, IndexError, RecursionError):
        return *_head(text), None
    return packet.namespace, packet.id, packet.data


def read_binary(text: str) -> tuple[str | None, int | None, UnfitEvent]:
    """The same of an event whose values are partly bytes that follow it."""
    return *_head(text), UnfitEvent(BinaryEvent(), _given(text))


def attachments_of(text: str) -> int:
    """How many messages of bytes belong to an event and are refused with it; of more than a few, none do."""
    head = HEAD.match(text)
    announced = int(head["attachments"] or 0) if head else 0
    if announced <= MOST_ATTACHMENTS:
        return announced
    return 0


def _given(text: str) -> object:
    try:
        data = orjson.loads(text[text.index("[") :])
    except ValueError:
        return None
    return payload_of(data)


def payload_of(data: object) -> object:
    """What an event carries beside its name, where that is one thing; null otherwise."""
    match data:
        case [_, payload]:
            return payload
    return None


def _head(text: str) -> tuple[str | None, int | None]:
    head = HEAD.match(text)
    named = head and head["id"]
    return head and head["namespace"], int(named) if named else None


def read_event(namespace: str | None, data: object) -> tuple[str, list[object]]:
    """The name of an event that a client may send, and what it carries.

    Raises:
        InvalidInput: it is a document that nothing here can hold.
        MalformedInput: it is no event.
        UnknownEvent: no event can have this name.
    """
    if isinstance(data, UnfitEvent):
        raise data.refusal
    match data:
        case [str() as name, *arguments]:
            pass
        case _:
            raise MalformedInput(NO_EVENT)
    if name in RESERVED or len(name) > LONGEST_NAME or namespace not in (None, "/"):
        raise UnknownEvent
    return name, arguments


def payload_bytes(payload: Mapping[str, object]) -> bytes:
    """A payload as the models read it."""
    try:
        return orjson.dumps(payload)
    except (TypeError, ValueError, RecursionError):
        raise InvalidInput("The event could not be read.") from None


def outcome(done: "Future[SocketAnswer]", name: str, given: object) -> JsonObject:
    """The acknowledgement of what was promised."""
    error = done.exception()
    if error is None:
        return acknowledged(plain_answer(done.result()))
    if isinstance(error, Refusal):
        return refused(error, name, given)
    LOG.error("unexpected error in event %s", name, exc_info=error)
    return refused(Broken(), name, given)


def plain_answer(answer: SocketAnswer) -> JsonObject:
    """What a handler answers as the wire has it."""
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    if isinstance(answer, Mapping):
        return dict(answer)
    return {field.name: getattr(answer, field.name) for field in fields(answer)}


def acknowledged(answer: JsonObject) -> JsonObject:
    """The acknowledgement of what was done."""
    return {"ok": True, **answer}


def refused(refusal: Refusal, name: str, given: object) -> JsonObject:
    """The acknowledgement of what was refused, with the client's own id."""
    problem = socket_problem(refusal, name)
    own = given.get("client_message_id") if isinstance(given, dict) else None
    if isinstance(own, str):
        problem["client_message_id"] = own[:200]
    return {"ok": False, "error": problem}


def socket_problem(refusal: Refusal, instance: str) -> JsonObject:
    """A problem document, which has no header to say when to come back."""
    document = problem_of(refusal, instance=instance, request_id=str(new_id()))
    problem: JsonObject = document.model_dump()
    if refusal.retry_after is not None:
        problem["retry_after"] = refusal.retry_after
    return problem
