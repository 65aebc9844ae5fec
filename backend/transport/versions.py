"""Versions of what is read and changed: `ETag` on the answer, `If-Match` on the change, 412 with what there is now.

An operation that is declared `versioned` says so. Its version is the answer's own `version`; where the answer has none
(settings are small and whole), it is a hash of the answer. Before a change, the reading operation of the same address
is carried out in the same transaction, and one version of an address is changed by one request at a time (ADR 46).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

import orjson
from flask import Response, request
from sqlalchemy import func, select

from backend.core.errors import Conflict, Unreadable
from backend.core.serializer import writer_of
from backend.transport.contract import Call, Operation

IF_MATCH = "If-Match"
LONGEST_HEADER = 500
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]{1,80})"', re.ASCII)


class Stale(Conflict):
    """It was changed elsewhere since it was read; `current` is what there is now. Nothing was changed by this."""

    status = 412
    title = "Changed elsewhere"
    code = "version.stale"
    detail = "This was changed elsewhere since you read it. Nothing was changed; look at it as it is now."


class BadVersion(Unreadable):
    """`If-Match` holds no version."""

    code = "version.unreadable"
    detail = 'Give in `If-Match` what the answer said in `ETag`, such as "7", in quotes.'


def readers_of(operations: Iterable[Operation]) -> dict[str, Operation]:
    """By address the operation that reads what there is."""
    return {
        operation.path: operation
        for operation in operations
        if operation.method == "GET" and operation.versioned
    }


def is_conditional(operation: Operation) -> bool:
    """Whether a change may say which version it is meant for."""
    return operation.versioned and operation.method in ("PUT", "PATCH", "DELETE")


def refuse_stale(call: Call, reader: Operation, path: Mapping[str, object]) -> None:
    """Refuse a change that is meant for a version which is not the present one.

    Raises:
        Stale, BadVersion, and whatever the reader refuses.
    """
    tags = _wanted(request.headers.get(IF_MATCH))
    key = f"{call.user_id} {request.path}"
    call.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    if tags is None:
        return
    current = writer_of(reader.returns)(reader.handler(call, **path))
    if tag_of(current) not in tags:
        raise Stale(members={"current": orjson.loads(orjson.dumps(current))})
    call.session.expire_all()  # what is changed next is read again, under its lock


def put_tag(response: Response, shown: object) -> None:
    """Say the version of what is answered."""
    response.headers["ETag"] = f'"{tag_of(shown)}"'


def tag_of(shown: object) -> str:
    """The version of an answer as it is written."""
    version = shown.get("version") if isinstance(shown, Mapping) else None
    if isinstance(version, int):
        return str(version)
    written = orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()[:32]


def _wanted(header: str | None) -> frozenset[str] | None:
    """The versions that a change is meant for; null: for whatever there is. A weak tag is no version."""
    if header is None or header.strip() == "*":
        return None
    if len(header) > LONGEST_HEADER:
        raise BadVersion
    tags = [_TAG.fullmatch(part.strip()) for part in header.split(",")]
    if None in tags:
        raise BadVersion
    return frozenset(tag[2] for tag in tags if tag is not None and not tag[1])
