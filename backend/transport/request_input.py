"""What a request brings: query and body, read within bounds and validated by the models of the operation."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NoReturn, get_args, get_origin

import orjson
from flask import request
from gunicorn.http.errors import NoMoreData, ParseException
from pydantic import BaseModel

from backend.core.errors import Invalid, TooLarge, Unsupported
from backend.core.validation import InvalidInput, MalformedInput
from backend.transport.contract import Operation, UploadedFile
from backend.transport.input_parser import read_json, read_values

TextValue = str | list[str]
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


@dataclass(frozen=True, slots=True)
class RequestInput:
    """What a request brings beside its path; null where the operation takes none."""

    query: BaseModel | None = None
    body: BaseModel | None = None
    file: UploadedFile | None = None


def read_input(operation: Operation) -> RequestInput:
    """What the handler is given beside the parts of the path.

    Raises:
        InvalidInput, MalformedInput, NotJson, NotMultipart, BodyTooLarge
    """
    bound_body(operation)
    try:
        return _read_parts(operation)
    except (ParseException, NoMoreData):  # broken chunks, and a body that ends before its end
        raise MalformedInput("The body is not what its headers say.") from None


def _read_parts(operation: Operation) -> RequestInput:
    query = _read_query(operation)
    if _is_multipart(operation):
        file, form = _read_multipart(operation)
        return RequestInput(query, form, file)
    if operation.body is None:
        return RequestInput(query)
    if request.mimetype != "application/json":
        raise NotJson
    return RequestInput(query, read_json(operation.body, _whole_body()))


def _read_query(operation: Operation) -> BaseModel | None:
    if operation.query is not None:
        return read_values(operation.query, _query_values(operation.query), where="query")
    if request.args:
        _refuse_unknown_query()
    return None


def bound_body(operation: Operation) -> None:
    """Set how many bytes may be read: with a length that is told, and without one, while they come."""
    if operation.largest is not None:
        request.max_content_length = operation.largest
    elif not _is_multipart(operation):
        request.max_content_length = LARGEST_JSON


def _whole_body() -> bytes:
    """The body; one whose length is told is read at once, and put back for whoever asks for it again.

    Werkzeug reads it piece by piece, and ends one that comes in chunks silently where no more may be read.
    """
    length, most = request.content_length, request.max_content_length
    if length is None or most is None:
        content: bytes = request.get_data()
        if length is None and len(content) >= LARGEST_JSON:
            raise BodyTooLarge
        return content
    if length > most:
        raise BodyTooLarge
    content = request.environ["wsgi.input"].read(length)
    if len(content) < length:
        raise MalformedInput("The body ends before its end.")
    request.environ["wsgi.input"] = BytesIO(content)
    return content


def _is_multipart(operation: Operation) -> bool:
    return operation.file_part is not None and (
        operation.body is None or request.mimetype == MULTIPART
    )


def _read_multipart(operation: Operation) -> tuple[UploadedFile | None, BaseModel | None]:
    """The file, and the other parts as the body of the operation."""
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
        return file, None
    form = orjson.dumps(_form_values(operation.body))
    return file, read_json(operation.body, form)


def _read_file(name: str) -> UploadedFile | None:
    part = request.files.get(name)
    if part is None:
        return None
    with part.stream:
        return UploadedFile(part.filename or "", part.stream.read())


def _form_values(model: type[BaseModel]) -> dict[str, TextValue]:
    values: dict[str, TextValue] = {}
    for name, texts in request.form.lists():
        if _takes_list(model, name):
            values[name] = texts
        else:
            values[name] = texts[0]
    return values


def _query_values(model: type[BaseModel]) -> dict[str, TextValue]:
    values: dict[str, TextValue] = {}
    for name, texts in request.args.lists():
        if _takes_list(model, name) or len(texts) > 1:
            values[name] = texts
        else:
            values[name] = texts[0]
    return values


def _takes_list(model: type[BaseModel], name: str) -> bool:
    return name in _lists_of(model)


@cache
def _lists_of(model: type[BaseModel]) -> frozenset[str]:
    """The names of the fields that take several values."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if _is_list(field.annotation))


def _is_list(annotation: object) -> bool:
    """Whether a type is a list, or may be one."""
    if annotation is list or get_origin(annotation) is list:
        return True
    return any(_is_list(part) for part in get_args(annotation))


def _refuse_unknown_query() -> NoReturn:
    class Nothing(BaseModel, extra="forbid"):
        pass

    read_values(Nothing, request.args.to_dict(), where="query")
    raise InvalidInput
