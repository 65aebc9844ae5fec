"""Rows that are jobs: claimed by one worker with a token and a lease, renewed while it lives, settled once.

Whoever claims a row moves its lease; whoever sets a fresh token alone can settle it. A worker that dies loses its
lease, and another follows. Giving up is for the queue's owner to say: it knows what the attempts were.

Answers of the chat are claimed by a statement of their own (`chat/live/answer_worker`): what is claimed depends on the
whole conversation, and the same round trip says whether there is more to ring for.
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.db import NOBODY, Base, Database, HotStatement, constraint_of, ids_listed
from backend.core.errors import Refusal

LOG = logging.getLogger("coach.jobs")
RENEWALS = 3  # in the time of a lease: two may be lost
NOW = "$1::timestamptz"  # in the SQL of a queue: the moment of the claim
LEASE = "make_interval(secs => $2)"  # and how long the claim lasts


class LeaseLost(Exception):
    """Another worker has taken over, or the row is gone: whatever came of it here is dropped."""


class Claim(Protocol):
    """What a worker has of a row that it claimed: its fields are columns of the row, and `token` the worker's."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


C = TypeVar("C", bound=Claim)
OWNER_FIELD = "token"  # the field of a claim that says whose it is


@dataclass(frozen=True)
class Queue(Generic[C]):
    """A table whose rows are jobs.

    Attributes:
        name: of the claiming statement, unique in the product.
        row: the mapped class.
        key: the column that names a row, which is a field of `claim`, too.
        lease: the column that says until when a worker has it.
        holder: the column of the token that says which worker; null where a job need not be settled.
        due: SQL over `job`, with `NOW` and `LEASE`: whether a row may be claimed.
        order: the column by which the next one is found.
        claim: a dataclass made of a claimed row; its fields are columns, and `token` where there is one.
        most: rows of one claim.
        changes: SQL assignments besides, such as `attempts = attempts + 1`.
        exclusive_by: the unique index that lets one of two workers have a row; the other looks again.
    """

    name: str
    row: type[Base]
    key: str
    lease: str
    due: str
    order: str
    claim: type[C]
    holder: str | None = None
    most: int = 1
    changes: tuple[str, ...] = ()
    exclusive_by: str | None = None

    @cached_property
    def statement(self) -> HotStatement:
        """The claim: `$1` is the moment, `$2` the seconds that it lasts, `$3` the token where there is one."""
        key = self.key
        table = self.row.__tablename__
        changes = [f"{self.lease} = {NOW} + {LEASE}", *self.changes]
        if self.holder is not None:
            changes.append(f"{self.holder} = $3::uuid")
        all_changes = ", ".join(changes)
        columns = ", ".join(self._columns)
        return HotStatement(
            self.name,
            f"""
with due as materialized (
    select {key} from {table} as job
    where {self.due}
    order by {self.order} limit {self.most} for update skip locked
)
update {table} set {all_changes}
where {key} in (select {key} from due)
returning {columns}
""",  # noqa: S608  # words of the code
        )

    def take(self, database: Database, *, lease: timedelta, now: datetime) -> Sequence[C]:
        """Claim the rows that have been due for longest; what another worker is claiming is passed over.

        Raises:
            DatabaseAway
        """
        token = uuid4()
        values: tuple[object, ...] = (now, lease.total_seconds())
        mine = {}
        if self.holder is not None:
            values = (*values, token)
            mine = {OWNER_FIELD: token}
        while True:
            try:
                rows = database.at_once(NOBODY, self.statement, values)
            except IntegrityError as error:
                if constraint_of(error) != self.exclusive_by:
                    raise
                continue
            return [self._claim_of(row, mine) for row in rows]

    def _claim_of(self, row: Sequence[object], mine: Mapping[str, UUID]) -> C:
        columns = dict(zip(self._columns, row))
        return self.claim(**columns, **mine)

    def is_mine(self, claim: C) -> tuple[ColumnElement[bool], ...]:
        """The conditions under which a row is still whose claim this is."""
        assert self.holder is not None
        key = getattr(self.row, self.key)
        holder = getattr(self.row, self.holder)
        return key == getattr(claim, self.key), holder == getattr(claim, OWNER_FIELD)

    def settle(self, session: Session, claim: C, **values: object) -> None:
        """End a claim, with what came of it.

        Raises:
            LeaseLost
        """
        assert self.holder is not None
        ended = {**values, self.lease: None, self.holder: None}
        statement = (
            update(self.row)
            .where(*self.is_mine(claim))
            .values(ended)
            .returning(getattr(self.row, self.key))
        )
        if session.scalars(statement).one_or_none() is None:
            raise LeaseLost

    @property
    def _columns(self) -> list[str]:
        return [field.name for field in fields(self.claim) if field.name != "token"]


def renewal(
    name: str,
    row: type[Base],
    *,
    key: str,
    lease: str,
    holder: str,
    alive: str,
) -> HotStatement:
    """Renews leases for `Leases`; a row that somebody holds is being settled or stopped, and is met again next time.

    Args:
        name: of the statement, unique in the product.
        row: the mapped class.
        key: the column that names a row.
        lease: the column that says until when a worker has it.
        holder: the column of the worker's token.
        alive: SQL over `job`: whether it is still worked on.
    """
    table = row.__tablename__
    return HotStatement(
        name,
        f"""
update {table} set {lease} = now() + make_interval(secs => $3)
where {key} in (
    select job.{key} from {table} as job
    join unnest($1::uuid[], $2::uuid[]) as held (id, token)
        on job.{key} = held.id and job.{holder} = held.token
    where {alive} for update of job skip locked
)
""",  # noqa: S608  # words of the code
        durable=False,
    )


class Leases:
    """Renews what this process holds, by one thread that begins with the first.

    Args:
        renewing: takes the keys, their tokens and the seconds: `$1::uuid[]`, `$2::uuid[]`, `$3`; see `renewal`.
    """

    def __init__(self, database: Database, renewing: HotStatement, lasting: timedelta) -> None:
        self._database = database
        self._renewing = renewing
        self._seconds = lasting.total_seconds()
        self._held: dict[UUID, UUID] = {}
        self._any = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def held(self, key: UUID, token: UUID) -> Iterator[None]:
        """While a job is worked on, nobody else takes it."""
        with self._lock:
            self._held[key] = token
            self._any.set()
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run,
                    name="leases",
                    daemon=True,
                )
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(key, None)
                if not self._held:
                    self._any.clear()

    def renew(self) -> None:
        """Renew every lease that is held now; one that was lost stays lost.

        Raises:
            DatabaseAway
        """
        with self._lock:
            held = dict(self._held)
        if held:
            keys = ids_listed(held)
            tokens = ids_listed(held.values())
            values = (keys, tokens, self._seconds)
            self._database.at_once(NOBODY, self._renewing, values)

    def _run(self) -> None:
        pause = threading.Event()  # never set: it waits by the clock that cannot be turned back
        while True:
            self._any.wait()
            pause.wait(self._seconds / RENEWALS)
            try:
                self.renew()
            except Refusal:
                LOG.warning("leases were not renewed: the database is away")
            except Exception:
                LOG.exception("leases were not renewed")
