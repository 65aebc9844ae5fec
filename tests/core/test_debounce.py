import threading
import time
from uuid import UUID

from backend.core.db import DatabaseAway
from backend.core.debounce import Gathering

ANNA, BEN = UUID(int=1), UUID(int=2)


def test_changes_within_a_moment_are_one_piece_of_news_for_each_user():
    told, done = [], threading.Event()

    def deliver(user_id, things):
        told.append((user_id, dict(things)))
        if len(told) == 2:
            done.set()

    gathering = Gathering([deliver], seconds=0.1)
    gathering.note(ANNA, UUID(int=7), marked=False)
    gathering.note(ANNA, UUID(int=7), marked=True)
    gathering.note(BEN, UUID(int=9), marked=False)
    gathering.note(ANNA, UUID(int=8), marked=False)
    assert not gathering.is_idle
    assert done.wait(5)
    assert told == [(ANNA, {UUID(int=7): True, UUID(int=8): False}), (BEN, {UUID(int=9): False})]


def test_one_listeners_trouble_is_not_anothers(caplog):
    done = threading.Event()

    def fails(user_id, things):
        raise RuntimeError("broken")

    gathering = Gathering([fails, lambda *_: done.set()], seconds=0.01)
    gathering.note(ANNA, UUID(int=7), marked=False)
    assert done.wait(5)
    assert "news was not delivered" in caplog.text


def gathered(deliver, pauses):
    gathering = Gathering([deliver], seconds=0.01, pauses=pauses)
    gathering.note(ANNA, UUID(int=7), marked=True)
    gathering.note(BEN, UUID(int=8), marked=True)
    deadline = time.monotonic() + 5
    while not gathering.is_idle and time.monotonic() < deadline:
        time.sleep(0.01)


def test_while_the_database_is_away_news_is_told_again():
    told = []

    def deliver(user_id, things):
        told.append(user_id)
        if len(told) < 3:
            raise DatabaseAway

    gathered(deliver, (0.0, 0.0, 0.0))
    assert told == [ANNA, ANNA, ANNA, BEN]


def test_nobody_waits_for_a_database_that_stays_away(caplog):
    told = []

    def deliver(user_id, things):
        told.append(user_id)
        raise DatabaseAway

    gathered(deliver, (0.0, 0.0))
    assert told == [ANNA, ANNA, ANNA, BEN], "the pauses are for a whole round"
    assert caplog.text.count("news was not delivered") == 2
