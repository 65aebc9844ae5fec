"""What a request brings: query and body, read within bounds and validated by the models of the operation."""

from typing import Any, NoReturn

import orjson
from flask import request
from gunicorn.http.errors import NoMoreData, ParseException
from pydantic import BaseModel

from backend.core.errors import Invalid, TooLarge, Unsupported
from backend.core.validation import InvalidInput, MalformedInput
from backend.transport.contract import Operation, UploadedFile, read_json, read_values

MULTIPART = "multipart/form-data"
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


class ValueRefused(Invalid):
    """PostgreSQL cannot hold a value that our own checks let through: a gap in them, which is logged as ours."""

    code = "input.value_refused"
    detail = "One of the values that you sent is beyond what can be kept. Nothing was changed."


def read_input(operation: Operation) -> dict[str, Any]:
    """The handler's arguments beside those of the path.

    Raises:
        InvalidInput, MalformedInput, NotJson, NotMultipart, BodyTooLarge
    """
    bound_body(operation)
    try:
        return _read_parts(operation)
    except (
        ParseException,
        NoMoreData,
    ):  # chunks that are none, and a body that ends before its end
        raise MalformedInput("The body is not what its headers say.") from None


def _read_parts(operation: Operation) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if operation.query is not None:
        arguments["query"] = read_values(
            operation.query,
            _query_values(operation.query),
            where="query",
        )
    elif request.args:
        _refuse_unknown_query()
    if _is_multipart(operation):
        arguments |= _read_multipart(operation)
    elif operation.body is not None:
        if request.mimetype != "application/json":
            raise NotJson
        arguments["body"] = read_json(operation.body, _whole_body())
        if operation.file_part is not None:
            arguments["file"] = None
    return arguments


def bound_body(operation: Operation) -> None:
    """Set how many bytes may be read: with a length that is told, and without one, while they come."""
    if operation.largest is not None:
        request.max_content_length = operation.largest
    elif not _is_multipart(operation):
        request.max_content_length = LARGEST_JSON


def _whole_body() -> bytes:
    """The body; Werkzeug ends one that comes in chunks silently where no more may be read."""
    content = request.get_data()
    if request.content_length is None and len(content) >= LARGEST_JSON:
        raise BodyTooLarge
    return content


def _is_multipart(operation: Operation) -> bool:
    return operation.file_part is not None and (
        operation.body is None or request.mimetype == MULTIPART
    )


def _read_multipart(operation: Operation) -> dict[str, Any]:
    if request.mimetype != MULTIPART:
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
    return {
        "file": file,
        "body": read_json(operation.body, orjson.dumps(_form_values(operation.body))),
    }


def _read_file(name: str) -> UploadedFile | None:
    part = request.files.get(name)
    if part is None:
        return None
    with part.stream:
        return UploadedFile(part.filename or "", part.stream.read())


def _form_values(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: request.form.getlist(name) if _takes_list(model, name) else request.form[name]
        for name in request.form
    }


def _query_values(model: type[BaseModel]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, texts in request.args.lists():
        is_list = _takes_list(model, name) or len(texts) > 1
        values[name] = texts if is_list else texts[0]
    return values


def _takes_list(model: type[BaseModel], name: str) -> bool:
    described = model.model_fields.get(name)
    return described is not None and "list" in str(described.annotation)


def _refuse_unknown_query() -> NoReturn:
    class Nothing(BaseModel, extra="forbid"):
        pass

    read_values(Nothing, request.args.to_dict(), where="query")
    raise InvalidInput
