"""Every code that the product refuses with, over HTTP and over sockets: the documents are made of these."""

from collections.abc import Iterable

from backend.core.crypto import KeyMissing, TextDamaged
from backend.core.db import DatabaseAway, SessionEnded, TooHeavy
from backend.core.errors import Refusal
from backend.core.idempotency import BadIdempotencyKey, IdempotencyKeyReused, StillAtWork
from backend.core.types import JsonObject
from backend.core.validation import InvalidInput, MalformedInput
from backend.transport.authentication import TokenExpired, TokenInvalid, TokenMissing
from backend.transport.contract import Operation, SocketEvent, SocketEvents
from backend.transport.engine_io.refusals import (
    NotPossibleHere,
    PayloadTooLarge,
    PollingOff,
    SocketsBusy,
    TooManyStrangers,
)
from backend.transport.heavy_reads import HeavyReadsBusy, TooManyHeavyReads
from backend.transport.input_parser import NoSuchThing
from backend.transport.operation_cost import Weight
from backend.transport.problem import code_of_status
from backend.transport.request_input import BodyTooLarge, NotJson, NotMultipart, ValueRefused
from backend.transport.request_quotas import TooManyImportBytes, TooManyRequests
from backend.transport.socket_packets import (
    BinaryEvent,
    Broken,
    OneObject,
    TooManyEvents,
    UnknownEvent,
    UnreadableFrames,
)
from backend.transport.versions import BadVersion, Stale, is_conditional
from backend.transport.web_server.raw_problem import DETAILS

NOT_SIGNED_IN = (TokenMissing, TokenInvalid, TokenExpired, SessionEnded)
OF_ANY_EVENT = (
    UnknownEvent,
    OneObject,
    BinaryEvent,
    MalformedInput,
    InvalidInput,
    TooManyEvents,
    TooManyRequests,
    SessionEnded,
    DatabaseAway,
    Broken,
)
OF_CONNECTING = (
    NotPossibleHere,
    PollingOff,
    TooManyStrangers,
    PayloadTooLarge,
    SocketsBusy,
    UnreadableFrames,
    DatabaseAway,
)
BY_THE_SERVER = {
    400: "The request could not be read.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The body is too large.",
    500: "A fault of ours.",
}


def refusals_of(operation: Operation) -> list[type[Refusal]]:
    """Every refusal that this operation may answer with: what it declares and what the transport adds."""
    refusals: list[type[Refusal]] = list(operation.raises)
    if not operation.public:
        refusals += [*NOT_SIGNED_IN]
    if operation.path_types:
        refusals.append(NoSuchThing)
    refusals.append(InvalidInput)  # an unknown query parameter is enough
    refusals += [*_limits_of(operation), DatabaseAway]
    if operation.body is not None:
        refusals += [MalformedInput, BodyTooLarge, NotJson, ValueRefused]
    if operation.file_part is not None:
        refusals += [MalformedInput, BodyTooLarge, NotMultipart]
    if takes_idempotency_key(operation):
        refusals += [IdempotencyKeyReused, BadIdempotencyKey, KeyMissing, TextDamaged]
        if (
            operation.transaction == "none"
            and "idempotency_key" not in operation.handler.__annotations__
        ):
            refusals.append(StillAtWork)
    if is_conditional(operation):
        refusals += [Stale, BadVersion]
    return list(dict.fromkeys(refusals))


def _limits_of(operation: Operation) -> list[type[Refusal]]:
    refusals: list[type[Refusal]] = [] if operation.counted_apart else [TooManyRequests]
    if operation.cost.weight is not Weight.LIGHT:
        refusals += [TooManyHeavyReads, HeavyReadsBusy, TooHeavy]
    if operation.largest is not None:
        refusals.append(TooManyImportBytes)
    return refusals


def refusals_of_event(event: SocketEvent) -> list[type[Refusal]]:
    """Every refusal that this event may be answered with."""
    refusals = [*event.raises, *OF_ANY_EVENT]
    if event.cost.weight is not Weight.LIGHT:
        refusals += [TooManyHeavyReads, HeavyReadsBusy, TooHeavy]
    return list(dict.fromkeys(refusals))


def refusals_of_connecting(events: SocketEvents) -> list[type[Refusal]]:
    """Every refusal that a socket may be closed with, or not be opened."""
    return list(dict.fromkeys((*OF_CONNECTING, *NOT_SIGNED_IN, *events.not_admitted)))


def codes_of(refusals: Iterable[type[Refusal]]) -> JsonObject:
    """Each code with its status and what it means, in alphabetical order."""
    by_code = {refusal.code: refusal for refusal in refusals}
    return {
        code: {"status": by_code[code].status, "summary": _summary(by_code[code])}
        for code in sorted(by_code)
    }


def general_codes() -> JsonObject:
    """The codes of what the server itself refuses, before or beside all operations."""
    summaries = DETAILS | BY_THE_SERVER
    return {
        code_of_status(status): {"status": status, "summary": summaries[status]}
        for status in sorted(summaries)
    }


def schema_of_codes(codes: JsonObject) -> JsonObject:
    """These codes as a closed list, so that a client which asks for another does not compile."""
    return {
        "type": "string",
        "title": "ErrorCode",
        "description": "Why something was refused: stable, and read by programs.",
        "enum": [*sorted(codes)],
    }


def _summary(refusal: type[Refusal]) -> str:
    return (refusal.__doc__ or refusal.title).strip().splitlines()[0]


def takes_idempotency_key(operation: Operation) -> bool:
    """Whether repeating this request with the same key gives the same answer: unless nobody knows whose key it is."""
    return operation.method != "GET" and not operation.public
