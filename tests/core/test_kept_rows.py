"""Rows whose JSON is kept: what a statement is told, what is written anew, and how much is kept for how long."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from backend.core.connection_entry import Entry
from backend.core.kept_rows import KeptRows

ANN, BEN = UUID(int=1), UUID(int=2)


@pytest.fixture
def session():
    return Session(info={"entry": Entry("", every_time=True)})


class Table:
    """Rows as a statement gives them: without the text of those that are at hand."""

    def __init__(self, **rows: str) -> None:
        self.rows = rows
        self.told: list[str] = []

    def read(self, at_hand: str):
        self.told.append(at_hand)
        return [(key, None if f'"{key}"' in at_hand else text) for key, text in self.rows.items()]


def test_a_row_is_written_once_and_its_next_state_again(session):
    kept = KeptRows()
    table = Table(a1="{a}", b1="{b}")
    assert kept.texts(session, ANN, table.read) == ["{a}", "{b}"]
    assert kept.texts(session, ANN, table.read) == ["{a}", "{b}"]
    table.rows = {"c1": "{c}", "a2": "{a!}"}
    assert kept.texts(session, ANN, table.read) == ["{c}", "{a!}"]
    assert kept.texts(session, ANN, table.read) == ["{c}", "{a!}"]
    assert table.told == ["[]", '["a1","b1"]', '["a1","b1"]', '["c1","a2"]']


def test_nobody_is_told_of_the_rows_of_another_trader(session):
    kept = KeptRows()
    kept.texts(session, ANN, Table(a1="{a}").read)
    table = Table(a1="{a}")
    kept.texts(session, BEN, table.read)
    assert table.told == ["[]"]


def test_what_a_transaction_sees_of_its_own_is_not_kept():
    entry = Entry("begin; ", every_time=False, begun=True)
    kept = KeptRows()
    kept.texts(Session(info={"entry": entry}), ANN, Table(a1="{a}").read)
    assert len(kept) == 0


def test_what_was_kept_first_goes_first_when_it_is_too_much(session):
    kept = KeptRows(most_bytes=250)
    for user_id in (ANN, BEN):
        kept.texts(session, user_id, Table(a1="x" * 150).read)
    assert len(kept) == 1
    table = Table(a1="x" * 150)
    kept.texts(session, BEN, table.read)
    assert table.told == ['["a1"]']


def test_what_is_old_goes_with_the_next_page_that_is_kept(session):
    now = 0.0
    kept = KeptRows(last_seconds=60, clock=lambda: now)
    kept.texts(session, ANN, Table(a1="{a}").read)
    now = 61.0
    kept.texts(session, BEN, Table(b1="{b}").read)
    assert len(kept) == 1
