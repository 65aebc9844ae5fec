"""The contract of an operation: what comes in, what goes out, who may ask, how it may be refused.

A feature declares its operations here, free of any framework; `http`, `sockets` and `tasks` carry them out, and
`openapi` writes them down. What a declaration says is checked on every call.

Handlers return typed things. Of REST: whatever has the fields of the model in `returns` as attributes or keys (a row, a
dataclass, a model), which is written by that model. Of sockets: a `SocketAnswer`, or a future that will hold one.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypedDict, TypeVar, Unpack, get_type_hints
from uuid import UUID

from pydantic import BaseModel, JsonValue, TypeAdapter
from sqlalchemy.orm import Session

from backend.core.changes import come_from
from backend.core.db import NOBODY, Actor, Database
from backend.core.errors import Refusal
from backend.core.ports import Ports
from backend.core.private_cookies import PrivateCookies
from backend.transport.operation_cost import ONE_THING, Cost

T = TypeVar("T")
Handler = Callable[..., Any]


class PlainDataclass(Protocol):
    """A dataclass whose fields hold plain JSON values."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


SocketAnswer = Mapping[str, JsonValue] | BaseModel | PlainDataclass
"""What a handler of sockets acknowledges with: a JSON document; a model of the wire; a dataclass of plain values."""


class Declared(TypedDict, total=False):
    """What may be said of a REST operation; each has its default in `Routes._declare`."""

    status: int
    raises: Sequence[type[Refusal]]
    public: bool
    transaction: str
    file_part: str | None
    content_type: str | tuple[str, ...]
    largest: int | None
    cost: Cost
    counted_apart: bool
    versioned: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as it is known: the user and sign-in, and where the request came from."""

    user_id: UUID | None
    session_id: UUID | None
    address: str
    user_agent: str = ""
    request_id: str = ""
    socket_id: str | None = None


@dataclass(slots=True)
class Call:
    """What a handler is given: who asks, when, the transaction, the cookies, and the ports."""

    caller: Caller
    now: datetime
    ports: Ports
    open_session: Session | None = None
    read_cookies: Callable[[], PrivateCookies] = PrivateCookies
    opened_cookies: PrivateCookies | None = None
    statement_seconds: float | None = None

    def enter(self, session: Session) -> None:
        """From here on this is the transaction of the call."""
        self.open_session = session
        come_from(session, self.caller.socket_id)

    @property
    def cookies(self) -> PrivateCookies:
        """Those that came, and those that the answer brings; most operations look for none."""
        if self.opened_cookies is None:
            self.opened_cookies = self.read_cookies()
        return self.opened_cookies

    @property
    def session(self) -> Session:
        """The transaction of this call."""
        assert self.open_session is not None, "this operation was declared without a transaction"
        return self.open_session

    @property
    def user_id(self) -> UUID:
        """The user who asks; operations are for signed-in users unless declared public."""
        assert self.caller.user_id is not None, "this operation was declared public"
        return self.caller.user_id

    @property
    def actor(self) -> Actor:
        """For whom this call's transactions are."""
        if self.caller.user_id:
            return Actor((self.caller.user_id,), self.caller.session_id)
        return NOBODY

    @property
    def database(self) -> Database:
        """For the few use cases that need transactions of their own; a heavy one's statements have a short time."""
        database = self.ports.use(Database)
        if self.statement_seconds is None:
            return database
        return database.within_seconds(self.statement_seconds)

    def use(self, port: type[T]) -> T:
        """What stands behind a port."""
        return self.ports.use(port)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a multipart body."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """Bytes instead of JSON, with headers."""

    content: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamedAnswer:
    """Bytes that are made while they are sent, so that no answer need be held whole.

    The operation is without a transaction; what makes the parts opens short ones of its own. What may be refused must
    be refused before the first part: afterwards all that can be done is to break off, which the receiver sees.
    """

    parts: Iterator[bytes]
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One REST operation.

    Attributes:
        transaction: `write` commits, `read` does not, `none` leaves transactions to the handler.
        media_types: all that its answer may be; the first where nothing else is asked for.
        file_part: the name of the file part that is taken beside (or instead of) the JSON body.
        largest: the bytes that a body may have, where that is not what all others may: it is an import.
        cost: whether it is heavy; reading operations say so, or why not.
        counted_apart: it has stricter limits of its own, by account and address, and counts for no general one.
        versioned: its answer says its version in `ETag`; a change may name the one that it is meant for (`versions`).
    """

    method: str
    path: str
    handler: Handler
    returns: Any  # a type, or null
    status: int
    raises: tuple[type[Refusal], ...]
    public: bool
    transaction: str
    tag: str
    path_types: Mapping[str, TypeAdapter[object]]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    file_part: str | None
    media_types: tuple[str, ...]
    largest: int | None
    cost: Cost
    counted_apart: bool
    versioned: bool

    @property
    def content_type(self) -> str:
        """The media type of its answer, where that is not made by what is asked for."""
        return self.media_types[0]

    @property
    def name(self) -> str:
        """The name of the handler: also the operation's id in the OpenAPI document."""
        return f"{self.tag}_{self.handler.__name__}"

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or self.name).splitlines()[0]

    @property
    def description(self) -> str:
        """The rest of the handler's docstring."""
        lines = (inspect.getdoc(self.handler) or "").splitlines()
        return "\n".join(lines[1:]).strip()


def _all_of(content_type: str | tuple[str, ...]) -> tuple[str, ...]:
    return (content_type,) if isinstance(content_type, str) else content_type


class Routes:
    """The REST operations of one feature."""

    def __init__(self, tag: str, prefix: str = "") -> None:
        self.tag = tag
        self.prefix = prefix
        self.operations: list[Operation] = []

    def get(
        self,
        path: str,
        *,
        returns: object,
        **declared: Unpack[Declared],
    ) -> Callable[[Handler], Handler]:
        """Declare a reading operation."""
        declared.setdefault("transaction", "read")
        return self._declare("GET", path, returns=returns, **declared)

    def post(
        self,
        path: str,
        *,
        returns: object,
        **declared: Unpack[Declared],
    ) -> Callable[[Handler], Handler]:
        """Declare an operation that creates or acts."""
        return self._declare("POST", path, returns=returns, **declared)

    def patch(
        self,
        path: str,
        *,
        returns: object,
        **declared: Unpack[Declared],
    ) -> Callable[[Handler], Handler]:
        """Declare an operation that changes some fields."""
        return self._declare("PATCH", path, returns=returns, **declared)

    def put(
        self,
        path: str,
        *,
        returns: object,
        **declared: Unpack[Declared],
    ) -> Callable[[Handler], Handler]:
        """Declare an operation that replaces."""
        return self._declare("PUT", path, returns=returns, **declared)

    def delete(self, path: str, **declared: Unpack[Declared]) -> Callable[[Handler], Handler]:
        """Declare an operation that removes."""
        declared.setdefault("status", 204)
        return self._declare("DELETE", path, returns=None, **declared)

    def _declare(
        self,
        method: str,
        path: str,
        *,
        returns: object,
        status: int = 200,
        raises: Sequence[type[Refusal]] = (),
        public: bool = False,
        transaction: str = "write",
        file_part: str | None = None,
        content_type: str | tuple[str, ...] = "application/json",
        largest: int | None = None,
        cost: Cost = ONE_THING,
        counted_apart: bool = False,
        versioned: bool = False,
    ) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            hints = get_type_hints(handler, include_extras=True)
            names = re.findall(r"<(\w+)>", path)
            self.operations.append(
                Operation(
                    method=method,
                    path=self.prefix + path,
                    handler=handler,
                    returns=returns,
                    status=status,
                    raises=tuple(raises),
                    public=public,
                    transaction=transaction,
                    tag=self.tag,
                    path_types={name: TypeAdapter(hints[name]) for name in names},
                    body=hints.get("body"),
                    query=hints.get("query"),
                    file_part=file_part,
                    media_types=_all_of(content_type),
                    largest=largest,
                    cost=cost,
                    counted_apart=counted_apart,
                    versioned=versioned,
                )
            )
            return handler

        return declare


@dataclass(frozen=True)
class SocketEvent:
    """One event that a client may send: its payload, how it is answered and refused."""

    name: str
    handler: Handler
    takes: type[BaseModel]
    raises: tuple[type[Refusal], ...]
    transaction: str
    is_quick: Callable[[Mapping[str, object]], bool]
    cost: Cost
    acknowledges: type[BaseModel]

    @property
    def needs_nothing(self) -> bool:
        """Whether it may be sent without an object, because all of its fields may be left out."""
        return not any(field.is_required() for field in self.takes.model_fields.values())


class SocketEvents:
    """The socket events of one feature, in and out."""

    def __init__(self) -> None:
        self.incoming: list[SocketEvent] = []
        self.outgoing: dict[str, type[BaseModel]] = {}
        self.not_admitted: list[
            type[Refusal]
        ] = []  # with what a socket may be refused when it connects

    def on(
        self,
        name: str,
        *,
        raises: Sequence[type[Refusal]] = (),
        transaction: str = "write",
        is_quick: Callable[[Mapping[str, object]], bool] = lambda _: False,
        cost: Cost = ONE_THING,
        acknowledges: type[BaseModel],
    ) -> Callable[[Handler], Handler]:
        """Declare an event that clients send; the handler's `body` says what it takes, its result is acknowledged.

        `acknowledges` is what the acknowledgement holds beside `ok`, for whoever writes clients.

        `is_quick` says of a payload, not yet validated, that the handler will not block: it asks neither the database
        nor the network, or answers by a future. All sockets of a process wait for a quick handler.
        """

        def declare(handler: Handler) -> Handler:
            takes = get_type_hints(handler, include_extras=True)["body"]
            self.incoming.append(
                SocketEvent(
                    name, handler, takes, tuple(raises), transaction, is_quick, cost, acknowledges
                )
            )
            return handler

        return declare

    @classmethod
    def together(cls, *features: "SocketEvents") -> "SocketEvents":
        """The events of several features."""
        all_of_them = cls()
        for feature in features:
            all_of_them.incoming += feature.incoming
            all_of_them.outgoing |= feature.outgoing
            all_of_them.not_admitted += feature.not_admitted
        return all_of_them

    def sends(self, name: str, payload: type[BaseModel]) -> None:
        """Declare an event that the server sends."""
        self.outgoing[name] = payload
