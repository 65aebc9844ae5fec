"""What an operation or an event is refused with, it declares: looked at in every test, whoever else declares the same."""

import threading
from typing import Any

from flask import Flask, Response, request, request_finished

from backend.core.idempotency import StillAtWork
from backend.transport.error_codes import general_codes, refusals_of, refusals_of_event
from backend.wiring.registry import EVENTS, OPERATIONS

OF_THE_SERVER = frozenset(general_codes()) | {StillAtWork.code}  # of a key whose work was cut off
OF_OPERATION = {
    operation.name: frozenset(refusal.code for refusal in refusals_of(operation)) | OF_THE_SERVER
    for operation in OPERATIONS
}
OF_EVENT = {
    event.name: frozenset(refusal.code for refusal in refusals_of_event(event))
    for event in EVENTS.incoming
}
_undeclared: set[str] = set()
_writing = threading.Lock()


def look_at_answers() -> None:
    """From now on look at what every application of this process answers, whoever made it."""
    request_finished.connect(_look_at)


def undeclared() -> list[str]:
    """What was answered since the last look and is not declared."""
    with _writing:
        answered = sorted(_undeclared)
        _undeclared.clear()
    return answered


def is_declared(operation: str, code: str) -> bool:
    """Whether an operation may answer with this code; of an endpoint that is none of the product's, anything may be."""
    return operation not in OF_OPERATION or code in OF_OPERATION[operation]


def check_event(name: str, answer: dict[str, Any]) -> None:
    """Fail where the acknowledgement of an event is a refusal that it does not declare."""
    if answer.get("ok") or name not in OF_EVENT:
        return
    code = answer["error"]["code"]
    assert code in OF_EVENT[name], f"the event {name} was refused with {code}, undeclared"


def _look_at(sender: Flask, response: Response, **_: Any) -> None:
    del sender
    if response.mimetype != "application/problem+json" or request.endpoint is None:
        return
    problem = response.get_json()
    if not is_declared(request.endpoint, problem["code"]):
        with _writing:
            _undeclared.add(f"{request.endpoint} answered {problem['code']}")
