"""REST: carries out operations on Flask. Who asks, parse, one transaction, serialise, commit, deliver."""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

import orjson
from flask import Flask, Response, g, request
from pydantic_core import to_json
from sqlalchemy.orm import Session

from backend.core import idempotency
from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.errors import Refusal
from backend.core.ids import new_id
from backend.core.ports import Ports
from backend.core.serializer import writer_of
from backend.transport.authentication import Claims, WhoAsks
from backend.transport.contract import (
    Call,
    Caller,
    Operation,
    RawAnswer,
    StreamedAnswer,
    UploadedFile,
)
from backend.transport.cookies import received_cookies, with_cookies
from backend.transport.cursors import Cursors
from backend.transport.heavy_reads import HeavyGate, held
from backend.transport.http_refusals import answer_refusals
from backend.transport.input_parser import read_path
from backend.transport.plain_flask import WholeAnswer
from backend.transport.request_input import RequestInput, read_input
from backend.transport.request_quotas import Traffic
from backend.transport.versions import is_conditional, put_tag, readers_of, refuse_stale

LOG = logging.getLogger("coach.http")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
SOCKET_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def mount(app: Flask, operations: list[Operation], *, ports: Ports, clock: Clock) -> None:
    """Serve these operations, with problem documents, request ids and logs around everything."""
    runner = _Runner(ports, clock, readers_of(operations))
    for operation in operations:
        app.add_url_rule(
            operation.path,
            endpoint=operation.name,
            view_func=runner.view(operation),
            methods=[operation.method],
        )
    app.before_request(_begin)
    app.after_request(_finish)
    answer_refusals(app)


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What a handler is given beside the call."""

    path: dict[str, object]
    input: RequestInput
    idempotency_key: str | None

    def by_name(self, operation: Operation) -> dict[str, object]:
        """Each under the name of the handler's parameter."""
        named = dict(self.path)
        if operation.query is not None:
            named["query"] = self.input.query
        if operation.body is not None:
            named["body"] = self.input.body
        if operation.file_part is not None:
            named["file"] = self.input.file
        if _takes_key(operation):
            named["idempotency_key"] = self.idempotency_key
        return named


class _Runner:
    def __init__(self, ports: Ports, clock: Clock, readers: Mapping[str, Operation]) -> None:
        self._ports = ports
        self._clock = clock
        self._readers = readers

    def view(self, operation: Operation) -> Callable[..., Response]:
        def handle(**path: str) -> Response:
            caller = self._caller(operation)
            call = Call(caller, self._clock(), self._ports, read_cookies=received_cookies)
            return with_cookies(self._gated(operation, call, path), call.opened_cookies)

        return handle

    def _caller(self, operation: Operation) -> Caller:
        claims = self._counted(operation)
        g.user_id = _user_of(claims)
        return Caller(
            user_id=g.user_id,
            session_id=claims.session_id if claims else None,
            address=request.remote_addr or "",
            user_agent=request.headers.get("User-Agent", "")[:300],
            request_id=g.request_id,
            socket_id=_window(),
        )

    def _counted(self, operation: Operation) -> Claims | None:
        """Who asks, counted for the general limits: whoever is not credible counts as a stranger."""
        traffic = self._ports.use(Traffic)
        address = request.remote_addr or ""
        claims = None
        try:
            if not operation.public:
                claims = self._ports.use(WhoAsks).claims(request.headers.get("Authorization"))
        finally:
            if not operation.counted_apart:
                traffic.request(_user_of(claims), address)
        return claims

    def _gated(self, operation: Operation, call: Call, path: dict[str, str]) -> Response:
        """What is heavy has a slot before it is given a connection to the database."""
        if not operation.cost.is_heavy(request.args):
            return self._carry_out(operation, call, path)
        self._ports.use(Traffic).heavy_read(call.user_id)
        gate = self._ports.use(HeavyGate)
        call.statement_seconds = gate.statement_seconds
        return held(gate.enter(call.user_id), partial(self._carry_out, operation, call, path))

    def _carry_out(self, operation: Operation, call: Call, path: dict[str, str]) -> Response:
        """First whether the sign-in is alive, then what was sent: a stranger learns nothing from our validation."""
        if call.caller.user_id and operation.method != "GET":
            key = request.headers.get("Idempotency-Key")
        else:
            key = None
        if operation.transaction == "none":
            _refuse_ended_sign_in(call)
            arguments = _arguments(operation, call, path)
            if key is None or _takes_key(operation):
                return _carried_out(operation, call, arguments)
            return self._held(operation, call, arguments, key)
        with _transaction(
            call,
            writes=operation.transaction == "write" or key is not None,
        ) as session:
            call.enter(session)
            arguments = _arguments(operation, call, path)
            if key is None:
                return self._carried_out(operation, call, arguments)
            return self._once(operation, call, arguments, key)

    def _carried_out(self, operation: Operation, call: Call, arguments: _Arguments) -> Response:
        if is_conditional(operation):
            refuse_stale(call, self._readers[operation.path], arguments.path)
        return _carried_out(operation, call, arguments)

    def _once(
        self,
        operation: Operation,
        call: Call,
        arguments: _Arguments,
        key: str,
    ) -> Response:
        """In the transaction of the work: the key, the work and its answer are there together, or none of them."""
        keyring = call.use(Keyring)
        earlier = idempotency.claim(
            call.session,
            call.user_id,
            key,
            _asked(arguments.input.file),
            keyring,
            now=call.now,
        )
        if earlier is not None:
            return _replayed(operation, earlier)
        response = self._carried_out(operation, call, arguments)
        idempotency.remember(
            call.session,
            call.user_id,
            key,
            response.status_code,
            response.get_data(),
            keyring,
        )
        return response

    def _held(
        self,
        operation: Operation,
        call: Call,
        arguments: _Arguments,
        key: str,
    ) -> Response:
        """Around work with transactions of its own: the key is claimed before it, and given back when it fails."""
        keyring = call.use(Keyring)
        user_id = call.user_id
        with call.database.transaction(call.actor) as session:
            earlier = idempotency.claim(
                session,
                user_id,
                key,
                _asked(arguments.input.file),
                keyring,
                now=call.now,
            )
        if earlier is not None:
            return _replayed(operation, earlier)
        try:
            response = _carried_out(operation, call, arguments)
        except BaseException:
            with suppress(Refusal), call.database.transaction(call.actor) as session:
                idempotency.release(session, user_id, key)
            raise
        try:
            with call.database.transaction(call.actor) as session:
                idempotency.remember(
                    session,
                    user_id,
                    key,
                    response.status_code,
                    response.get_data(),
                    keyring,
                )
        except Refusal as refusal:  # the work is done, and whoever asked must hear of it
            LOG.warning("an answer could not be kept for its key: %s", refusal.code)
        return response


def _window() -> str | None:
    """The socket of the window that asks, as it says itself: it decides only who of its user's windows is not told."""
    named = request.headers.get("X-Socket-ID", "")
    return named if SOCKET_ID.fullmatch(named) else None


def _user_of(claims: Claims | None) -> UUID | None:
    return claims.user_id if claims else None


def _asked(file: UploadedFile | None) -> bytes:
    """What a key stands for: where, and what was sent. Of a file its bytes count, not what a client puts around it."""
    parts = [request.method.encode(), request.path.encode()]
    if request.mimetype == "multipart/form-data":
        parts.append(to_json(sorted(request.form.lists())))
        parts.append(hashlib.sha256(file.content).digest() if file else b"")
    else:
        parts.append(request.get_data())
    return hashlib.sha256(b"\0".join(parts)).digest()


def _replayed(operation: Operation, earlier: idempotency.Earlier) -> Response:
    replay = Response(earlier.body, status=earlier.status, content_type=operation.content_type)
    replay.headers["Idempotent-Replayed"] = "true"
    return replay


def _refuse_ended_sign_in(call: Call) -> None:
    if call.caller.user_id is not None:
        with call.database.reading(call.actor):
            pass


def _transaction(call: Call, *, writes: bool) -> AbstractContextManager[Session]:
    if writes:
        return call.database.transaction(call.actor)
    return call.database.reading(call.actor)


def _takes_key(operation: Operation) -> bool:
    return "idempotency_key" in operation.handler.__annotations__


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    return idempotency.checked(key)


def _carried_out(operation: Operation, call: Call, arguments: _Arguments) -> Response:
    result = operation.handler(call, **arguments.by_name(operation))
    if isinstance(result, RawAnswer):
        response = Response(result.content, operation.status, content_type=result.content_type)
        response.headers.extend(dict(result.headers))
        return response
    if isinstance(result, StreamedAnswer):
        streamed = Response(result.parts, status=operation.status, content_type=result.content_type)
        streamed.headers.extend(dict(result.headers))
        return streamed
    if operation.returns is None:
        return Response(status=operation.status)
    shown = writer_of(operation.returns)(result)
    if operation.query is not None:
        query = arguments.input.query
        shown = call.use(Cursors).signed(shown, query, call.caller.user_id)
    response = WholeAnswer(
        orjson.dumps(shown),
        status=operation.status,
        content_type=operation.content_type,
    )
    if operation.versioned:
        put_tag(response, shown)
    return response


def _arguments(operation: Operation, call: Call, path: dict[str, str]) -> _Arguments:
    values = read_path(operation, path)
    brought = read_input(operation)
    if operation.largest is not None and brought.file is not None:
        size = len(brought.file.content)
        call.use(Traffic).imported(call.caller.user_id, call.caller.address, size)
    if brought.query is not None:
        query = call.use(Cursors).opened(brought.query, call.caller.user_id)
        brought = replace(brought, query=query)
    key = _idempotency_key() if _takes_key(operation) else None
    return _Arguments(values, brought, key)


def _begin() -> None:
    g.started = time.perf_counter()
    request_id = request.headers.get("X-Request-ID", "")
    g.request_id = request_id if REQUEST_ID.fullmatch(request_id) else str(new_id())


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    if LOG.isEnabledFor(logging.INFO):
        _log(response)
    return response


def _log(response: Response) -> None:
    user_id = g.get("user_id")
    LOG.info(
        "request",
        extra={
            "fields": {
                "request_id": g.request_id,
                "user_id": str(user_id) if user_id else None,
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - g.started) * 1000, 2),
            }
        },
    )
