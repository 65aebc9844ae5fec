"""Carries out one event of a socket: parse by its model, one transaction or none, answer."""

from collections.abc import Mapping
from concurrent.futures import Future

from pydantic import BaseModel

from backend.core.ports import Ports
from backend.core.types import JsonObject
from backend.transport.contract import Call, SocketAnswer, SocketEvent, SocketEvents
from backend.transport.cursors import Cursors
from backend.transport.heavy_reads import HeavyGate
from backend.transport.input_parser import read_json
from backend.transport.request_quotas import Traffic
from backend.transport.socket_packets import OneObject, UnknownEvent, payload_bytes, plain_answer


class EventRunner:
    """The events that there are, and how each is carried out."""

    def __init__(self, events: SocketEvents, ports: Ports) -> None:
        self._events = {event.name: event for event in events.incoming}
        self._ports = ports

    def is_quick(self, name: str, given: Mapping[str, object]) -> bool:
        """Whether the handler of this event will not block."""
        event = self._events.get(name)
        return event is not None and event.is_quick(given)

    def event_of(self, name: str) -> SocketEvent:
        """The event of this name.

        Raises:
            UnknownEvent
        """
        event = self._events.get(name)
        if event is None:
            raise UnknownEvent
        return event

    def run(
        self,
        event: SocketEvent,
        call: Call,
        payload: Mapping[str, object],
    ) -> "JsonObject | Future[SocketAnswer]":
        """What the handler answers to a payload, or promises.

        Raises:
            Refusal: whatever the event may be refused with.
        """
        given = read_json(event.takes, payload_bytes(payload))
        body = self._ports.use(Cursors).opened(given, call.user_id)
        if event.transaction == "none":
            answer = event.handler(call, body=body)
            if isinstance(answer, Future):
                return answer
            return plain_answer(answer)
        if not event.cost.is_heavy(payload):
            return self._in_transaction(event, call, body)
        return self._with_slot(event, call, body)

    def _with_slot(self, event: SocketEvent, call: Call, body: BaseModel) -> JsonObject:
        """What is heavy has a slot before it is given a connection to the database."""
        self._ports.use(Traffic).heavy_read(call.user_id)
        gate = self._ports.use(HeavyGate)
        call.statement_seconds = gate.statement_seconds
        slot = gate.enter(call.user_id)
        try:
            return self._in_transaction(event, call, body)
        finally:
            slot.leave()

    def _in_transaction(self, event: SocketEvent, call: Call, body: BaseModel) -> JsonObject:
        database = call.database
        actor = call.actor
        if event.transaction == "read":
            begin = database.reading
        else:
            begin = database.transaction
        with begin(actor) as session:
            call.enter(session)
            answer = plain_answer(event.handler(call, body=body))
            return self._ports.use(Cursors).signed(answer, body, call.user_id)


def only_object(event: SocketEvent, arguments: list[object]) -> Mapping[str, object]:
    """The one object of an event; where it needs nothing, it may be left out.

    Raises:
        OneObject
    """
    match arguments:
        case [dict() as payload]:
            return payload
        case [] | [None] if event.needs_nothing:
            return {}
    raise OneObject
