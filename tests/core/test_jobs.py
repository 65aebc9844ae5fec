"""Rows that are jobs: one worker has each, a dead one's are taken over, and who lost a lease settles nothing."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.core.db import NOBODY, Base, HotStatement, within
from backend.core.jobs import LEASE, NOW, LeaseLost, Leases, Queue

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Apart(DeclarativeBase):
    """A base of its own, so that the product's tables stay the product's."""

    type_annotation_map = Base.type_annotation_map


class Chore(Apart):
    __tablename__ = "test_chores"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    room: Mapped[str]
    tries: Mapped[int]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    token: Mapped[UUID | None]
    result: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Claim:
    id: UUID
    room: str
    tries: int
    token: UUID


QUEUE = Queue(
    name="test_claim_chore",
    row=Chore,
    key="id",
    lease="leased_until",
    holder="token",
    order="due_at",
    due=f"result is null and due_at <= {NOW} and (leased_until is null or leased_until <= {NOW})",
    changes=("tries = tries + 1",),
    claim=Claim,
)
RENEWAL = HotStatement(
    "test_renew_chores",
    """
update test_chores set leased_until = leased_until + make_interval(secs => $3)
from unnest($1::uuid[], $2::uuid[]) as held (key, worker) where id = key and token = worker
""",
)


@pytest.fixture
def database(world):
    """With a table of chores, as the owner of the database makes one."""
    world.sql(
        "create table test_chores (id uuid primary key, room text not null, tries int not null default 0,"
        " due_at timestamptz not null, leased_until timestamptz, token uuid, result text)"
    )
    world.sql("grant select, update on test_chores to coach_app")
    yield world.app.extensions["coach"].database
    world.sql("drop table test_chores")


@pytest.fixture
def add(world, database):
    def chore(room: str, *, late: timedelta = MINUTE) -> UUID:
        key = uuid4()
        world.sql(
            "insert into test_chores (id, room, due_at) values (%s, %s, %s)",
            str(key),
            room,
            NOON - late,
        )
        return key

    return chore


def take(database, *, now=NOON, queue=QUEUE):
    return queue.take(database, lease=MINUTE, now=now)


def test_what_has_been_due_for_longest_is_claimed_first_and_by_one(database, add):
    second, first = add("hall"), add("attic", late=2 * MINUTE)
    add("yard", late=-MINUTE)

    claims = [*take(database), *take(database), *take(database)]

    assert [claim.id for claim in claims] == [first, second]
    assert [(claim.room, claim.tries) for claim in claims] == [("attic", 1), ("hall", 1)]
    assert claims[0].token != claims[1].token


def test_a_row_that_another_worker_is_claiming_is_passed_over(database, add):
    first, second = add("attic", late=2 * MINUTE), add("hall")
    with database.transaction() as session:
        [row] = within(session, QUEUE.statement, (NOON, 60, uuid4()))
        assert row[0] == first
        assert [claim.id for claim in take(database)] == [second]


def test_a_lease_that_is_over_is_taken_over_and_the_first_worker_settles_nothing(database, add):
    key = add("hall")
    [lost] = take(database)
    [taken] = take(database, now=NOON + MINUTE)
    assert (taken.id, taken.tries) == (key, 2)

    with database.transaction() as session, pytest.raises(LeaseLost):
        QUEUE.settle(session, lost, result="swept by a ghost")
    with database.transaction() as session:
        QUEUE.settle(session, taken, result="swept")

    with database.transaction() as session:
        row = session.execute(text("select * from test_chores")).one()
    assert (row.result, row.token, row.leased_until) == ("swept", None, None)
    assert take(database, now=NOON + 2 * MINUTE) == []


def test_many_are_claimed_at_once_where_the_queue_says_so(database, add):
    @dataclass(frozen=True)
    class Key:
        id: UUID

    many = Queue(
        name="test_claim_chores",
        row=Chore,
        key="id",
        lease="leased_until",
        order="due_at",
        due=f"leased_until is null or leased_until > {NOW} + 2 * {LEASE}",
        claim=Key,
        most=2,
    )
    keys = {add("hall") for _ in range(3)}

    first, second = take(database, queue=many), take(database, queue=many)

    assert (len(first), len(second)) == (2, 1)
    assert {claim.id for claim in (*first, *second)} == keys
    assert take(database, queue=many) == []
    # A clock that was an hour ahead made leases that nobody can have.
    assert len(take(database, now=NOON - 60 * MINUTE, queue=many)) == 2


def test_where_one_of_two_may_have_a_row_the_other_looks_again(world, database, add):
    world.sql("create unique index one_a_room on test_chores (room) where leased_until is not null")
    queue = Queue(
        name="test_claim_by_room",
        row=Chore,
        key="id",
        lease="leased_until",
        holder="token",
        order="due_at",
        due="""leased_until is null and not exists (
            select from test_chores as busy where busy.room = job.room and busy.leased_until is not null)""",
        claim=Claim,
        exclusive_by="one_a_room",
    )
    add("hall"), add("hall")
    claims = ["nothing yet"]
    with database.transaction() as session:
        within(session, queue.statement, (NOON, 60, uuid4()))
        other = threading.Thread(target=lambda: claims.__setitem__(0, take(database, queue=queue)))
        other.start()
        other.join(0.3)  # it waits for the index, and cannot see what the first one took
    other.join(10)
    assert claims == [[]]


def test_what_is_held_is_renewed_and_what_was_lost_is_not(database, add):
    add("hall"), add("attic", late=2 * MINUTE)
    [attic], [hall] = take(database), take(database)
    leases = Leases(database, RENEWAL, timedelta(hours=1))

    with leases.held(attic.id, attic.token), leases.held(hall.id, uuid4()):
        leases.renew()
    leases.renew()

    with database.transaction() as session:
        rows = session.execute(text("select room, leased_until from test_chores order by room"))
        until = {row.room: row.leased_until for row in rows}
    assert until == {"attic": NOON + MINUTE + timedelta(hours=1), "hall": NOON + MINUTE}
    assert database.at_once(NOBODY, RENEWAL, ("{}", "{}", 1.0)) == ()
