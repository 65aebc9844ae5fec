"""REST: carries out operations on Flask. Who asks, parse, one transaction, serialise, commit, deliver."""

import hashlib
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import orjson
from flask import Flask, Response, g, request
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend.core.clock import Clock
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.core.errors import Refusal, TooLarge, Unsupported
from backend.core.ids import new_id
from backend.core.registry import Ports
from backend.transport import idempotency
from backend.transport.contract import (
    Call,
    Caller,
    InvalidInput,
    MalformedInput,
    Operation,
    RawAnswer,
    StreamedAnswer,
    UploadedFile,
    read_json,
    read_path,
    read_values,
)
from backend.transport.identity import WhoAsks
from backend.transport.problem import problem_of
from backend.transport.wire import to_wire

LOG = logging.getLogger("coach.http")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
PROBLEM_JSON = "application/problem+json"
LARGEST_JSON = 256_000  # bytes; the longest message is 5,000 characters


class NotJson(Unsupported):
    """The body is of another content type."""

    code = "input.not_json"
    detail = "Send the body as application/json."


class NotMultipart(Unsupported):
    """The upload is of another content type."""

    code = "input.not_multipart"
    detail = "Send the body as multipart/form-data."


class BodyTooLarge(TooLarge):
    """The body is beyond what this operation takes."""

    code = "input.too_large"
    detail = "The body is too large."


def mount(app: Flask, operations: list[Operation], *, ports: Ports, clock: Clock) -> None:
    """Serve these operations, with problem documents, request ids and logs around everything."""
    runner = _Runner(ports, clock)
    for operation in operations:
        app.add_url_rule(
            operation.path,
            endpoint=operation.name,
            view_func=runner.view(operation),
            methods=[operation.method],
        )
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


class _Runner:
    def __init__(self, ports: Ports, clock: Clock) -> None:
        self._ports = ports
        self._clock = clock

    def view(self, operation: Operation) -> Any:
        adapter = TypeAdapter(operation.returns) if operation.returns not in (None, RawAnswer, StreamedAnswer) else None

        def handle(**path: str) -> Response:
            caller = self._caller(operation)
            return self._carry_out(operation, adapter, Call(caller, self._clock(), self._ports), path)

        return handle

    def _caller(self, operation: Operation) -> Caller:
        who = self._ports.use(WhoAsks)
        claims = None if operation.public else who.claims(request.headers.get("Authorization"))
        g.user_id = claims.user_id if claims else None
        return Caller(
            user_id=claims.user_id if claims else None,
            session_id=claims.session_id if claims else None,
            address=request.remote_addr or "",
            user_agent=request.headers.get("User-Agent", "")[:300],
            request_id=g.request_id,
        )

    def _carry_out(
        self, operation: Operation, adapter: TypeAdapter[Any] | None, call: Call, path: dict[str, str]
    ) -> Response:
        """First whether the sign-in is alive, then what was sent: a stranger learns nothing from our validation."""
        key = request.headers.get("Idempotency-Key") if call.caller.user_id and operation.method != "GET" else None
        if operation.transaction == "none":
            _refuse_ended_sign_in(call)
            arguments = read_path(operation, path) | _read_input(operation) | _idempotency_argument(operation)
            if key is None or "idempotency_key" in arguments:
                return _respond(operation, adapter, operation.handler(call, **arguments))
            return self._held(operation, adapter, call, arguments, key)
        with _transaction(call, writes=operation.transaction == "write" or key is not None) as session:
            call.open_session = session
            arguments = read_path(operation, path) | _read_input(operation)
            if key is None:
                return _respond(operation, adapter, operation.handler(call, **arguments))
            return self._once(operation, adapter, call, arguments, key)

    def _once(
        self, operation: Operation, adapter: TypeAdapter[Any] | None, call: Call, arguments: dict[str, Any], key: str
    ) -> Response:
        """In the transaction of the work: the key, the work and its answer are there together, or none of them."""
        keyring = call.use(Keyring)
        earlier = idempotency.claim(call.session, call.user_id, key, _asked(arguments), keyring, now=call.now)
        if earlier is not None:
            return _replayed(operation, earlier)
        response = _respond(operation, adapter, operation.handler(call, **arguments))
        idempotency.remember(call.session, call.user_id, key, response.status_code, response.get_data(), keyring)
        return response

    def _held(
        self, operation: Operation, adapter: TypeAdapter[Any] | None, call: Call, arguments: dict[str, Any], key: str
    ) -> Response:
        """Around work with transactions of its own: the key is claimed before it, and given back when it fails."""
        keyring, user_id = call.use(Keyring), call.user_id
        with call.database.transaction(call.actor) as session:
            earlier = idempotency.claim(session, user_id, key, _asked(arguments), keyring, now=call.now)
        if earlier is not None:
            return _replayed(operation, earlier)
        try:
            response = _respond(operation, adapter, operation.handler(call, **arguments))
        except BaseException:
            with suppress(Refusal), call.database.transaction(call.actor) as session:
                idempotency.release(session, user_id, key)
            raise
        try:
            with call.database.transaction(call.actor) as session:
                idempotency.remember(session, user_id, key, response.status_code, response.get_data(), keyring)
        except Refusal as refusal:  # the work is done, and whoever asked must hear of it
            LOG.warning("an answer could not be kept for its key: %s", refusal.code)
        return response


def _asked(arguments: dict[str, Any]) -> bytes:
    """What a key stands for: where, and what was sent. Of a file its bytes count, not what a client puts around it."""
    said = [request.method.encode(), request.path.encode()]
    if request.mimetype == "multipart/form-data":
        file: UploadedFile | None = arguments.get("file")
        said.append(to_json(sorted(request.form.lists())))
        said.append(b"" if file is None else hashlib.sha256(file.content).digest())
    else:
        said.append(request.get_data())
    return hashlib.sha256(b"\0".join(said)).digest()


def _replayed(operation: Operation, earlier: idempotency.Earlier) -> Response:
    replay = Response(earlier.body, status=earlier.status, content_type=operation.content_type)
    replay.headers["Idempotent-Replayed"] = "true"
    return replay


def _refuse_ended_sign_in(call: Call) -> None:
    if call.caller.user_id is not None:
        with call.ports.use(Database).reading(call.actor):
            pass


@contextmanager
def _transaction(call: Call, *, writes: bool) -> Iterator[Session]:
    database, actor = call.ports.use(Database), call.actor
    with database.transaction(actor) if writes else database.reading(actor) as session:
        yield session


def _idempotency_argument(operation: Operation) -> dict[str, Any]:
    if "idempotency_key" not in operation.handler.__annotations__:
        return {}
    key = request.headers.get("Idempotency-Key")
    return {"idempotency_key": None if key is None else idempotency.checked(key)}


def _read_input(operation: Operation) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if operation.largest is not None:
        request.max_content_length = operation.largest
    if operation.query is not None:
        arguments["query"] = read_values(operation.query, _query_values(operation.query), where="query")
    elif request.args:
        _refuse_unknown_query()
    if operation.file_part is not None and (operation.body is None or request.mimetype == "multipart/form-data"):
        arguments |= _read_multipart(operation)
    elif operation.body is not None:
        if request.mimetype != "application/json":
            raise NotJson
        if (request.content_length or 0) > LARGEST_JSON:
            raise BodyTooLarge(f"A JSON body may have {LARGEST_JSON} bytes.")
        arguments["body"] = read_json(operation.body, request.get_data())
        if operation.file_part is not None:
            arguments["file"] = None
    return arguments


def _read_multipart(operation: Operation) -> dict[str, Any]:
    if request.mimetype != "multipart/form-data":
        raise NotMultipart
    assert operation.file_part is not None
    unknown = [name for name in request.files if name != operation.file_part]
    if unknown or len(request.files.getlist(operation.file_part)) > 1:
        raise InvalidInput(f"Send one file, in the part named {operation.file_part}.")
    file = _read_file(operation.file_part)
    if operation.body is None:
        if request.form:
            raise InvalidInput(f"Send only the part named {operation.file_part}.")
        return {"file": file}
    return {"file": file, "body": read_json(operation.body, orjson.dumps(_form_values(operation.body)))}


def _read_file(name: str) -> UploadedFile | None:
    part = request.files.get(name)
    if part is None:
        return None
    with part.stream:
        return UploadedFile(part.filename or "", part.stream.read())


def _form_values(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: request.form.getlist(name) if _takes_list(model, name) else request.form[name] for name in request.form
    }


def _query_values(model: type[BaseModel]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, given in request.args.lists():
        values[name] = given if _takes_list(model, name) or len(given) > 1 else given[0]
    return values


def _takes_list(model: type[BaseModel], name: str) -> bool:
    described = model.model_fields.get(name)
    return described is not None and "list" in str(described.annotation)


def _refuse_unknown_query() -> NoReturn:
    class Nothing(BaseModel, extra="forbid"):
        pass

    read_values(Nothing, request.args.to_dict(), where="query")
    raise InvalidInput


def _respond(operation: Operation, adapter: TypeAdapter[Any] | None, result: Any) -> Response:
    if isinstance(result, RawAnswer):
        response = Response(result.content, status=operation.status, content_type=result.content_type)
        response.headers.extend(dict(result.headers))
        return response
    if isinstance(result, StreamedAnswer):
        streamed = Response(result.parts, status=operation.status, content_type=result.content_type)
        streamed.headers.extend(dict(result.headers))
        return streamed
    if adapter is None:
        return Response(status=operation.status)
    return Response(to_wire(result, operation.returns), status=operation.status, content_type=operation.content_type)


def _begin() -> None:
    g.started = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else str(new_id())


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


def _refused(refusal: Refusal) -> Response:
    problem = problem_of(refusal, instance=request.path, request_id=g.request_id)
    response = Response(to_json(problem), status=refusal.status, content_type=PROBLEM_JSON)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(error: HTTPException) -> Response:
    """What Flask itself refuses: no such route, wrong method, too large a body, an unreadable form."""
    if isinstance(error, RequestEntityTooLarge):
        return _refused(BodyTooLarge())
    if error.code == 400:
        return _refused(MalformedInput("The request could not be read."))
    problem = {
        "type": f"/problems/http.{error.code}",
        "title": error.name,
        "status": error.code,
        "detail": error.description or error.name,
        "instance": request.path,
        "code": {404: "not_found", 405: "method_not_allowed"}.get(error.code or 0, f"http.{error.code}"),
        "errors": [],
        "request_id": g.get("request_id", ""),
    }
    response = Response(to_json(problem), status=error.code, content_type=PROBLEM_JSON)
    allowed = getattr(error, "valid_methods", None)
    if error.code == 405 and allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _broken(error: Exception) -> Response:
    """A fault of ours: logged whole, told in general."""
    if isinstance(error, ValidationError):
        LOG.error("an answer did not satisfy its own model", exc_info=error)
    else:
        LOG.error("unexpected error", exc_info=error, extra={"fields": {"request_id": g.get("request_id")}})
    problem = {
        "type": "/problems/internal",
        "title": "Our fault",
        "status": 500,
        "detail": "Something went wrong on our side. Nothing was changed; try again, and tell us the request_id.",
        "instance": request.path,
        "code": "internal",
        "errors": [],
        "request_id": g.get("request_id", ""),
    }
    return Response(to_json(problem), status=500, content_type=PROBLEM_JSON)
