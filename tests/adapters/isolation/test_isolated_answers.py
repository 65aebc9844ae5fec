"""An answer in a process of its own: how it went, whatever became of the process."""

import os
import threading

import pytest

from backend.adapters.isolation.isolated_answers import LoneAnswers
from backend.features.chat.messages.ports import LoneOutcome
from tests.adapters.reading import prepared


@pytest.mark.parametrize(
    ("job", "outcome"),
    [
        ("fine", LoneOutcome.MADE),
        ("SIGKILL", LoneOutcome.DIED),
        ("SIGSEGV", LoneOutcome.DIED),
        ("hang", LoneOutcome.DIED),
        ("sleep", LoneOutcome.DIED),
        ("raise", LoneOutcome.UNKNOWN),
        ("SIGTERM", LoneOutcome.UNKNOWN),
    ],
)
def test_how_it_went(tmp_path, job, outcome):
    mark = tmp_path / "mark"
    assert LoneAnswers(prepared, seconds=1).make((job, str(mark))) is outcome
    assert mark.exists() is (outcome is LoneOutcome.MADE)
    if mark.exists():
        assert int(mark.read_text()) != os.getpid()


def test_there_are_so_many_places_and_no_more(tmp_path):
    alone, ended = LoneAnswers(prepared, seconds=20, at_once=1), threading.Event()
    assert alone.take_place()
    assert not alone.take_place()
    alone.give_back()
    assert alone.take_place()
    heard = []
    alone.begin(
        ("fine", str(tmp_path / "mark")), lambda outcome: (heard.append(outcome), ended.set())
    )
    assert ended.wait(60)
    assert heard == [LoneOutcome.MADE]
    assert alone.take_place()
