import threading
from uuid import UUID

from backend.core.gathering import Gathering

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
