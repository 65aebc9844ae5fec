"""Texts are tried by a process that may die of them."""

import threading
import time

import pytest

from backend.adapters.isolation.parse_trial import ReadingTrial
from backend.features.chat.live.message_parsers import read_through
from tests.adapters.reading import read


@pytest.fixture(scope="module")
def trial():
    made = ReadingTrial(read, seconds=0.3, at_once=2)
    made.get_ready()
    return made


def test_a_text_that_runs_away_is_unreadable_and_the_next_one_is_read(trial):
    began = time.monotonic()
    assert not trial.is_readable("runaway 1")
    assert time.monotonic() - began < 30
    assert trial.is_readable("plain 1")


def test_what_was_tried_is_known(trial):
    assert not trial.is_readable("runaway 2")
    began = time.thread_time()
    assert not trial.is_readable("runaway 2")
    assert time.thread_time() - began < 0.05


def test_an_error_is_no_matter_of_time(trial):
    assert trial.is_readable("raise")


def test_a_process_that_somebody_else_ends_says_nothing_about_its_text(trial, tmp_path):
    assert trial.is_readable(f"once {tmp_path / 'mark'}")
    assert not trial.is_readable("kill each time")


def test_who_reads_beside_one_that_runs_away_does_not_wait_for_it(trial):
    at_work = threading.Thread(target=trial.is_readable, args=("runaway 3",))
    trial.is_readable("plain 2")
    at_work.start()
    began = time.monotonic()
    for number in range(50):
        assert trial.is_readable(f"plain, the {number}.")
    took = time.monotonic() - began
    at_work.join()
    assert took < 20


def test_the_words_of_a_message_are_read_within_their_time():
    trial = ReadingTrial(read_through, seconds=2)
    assert trial.is_readable(
        "Long ES 4500 stop 4490 target 4520, I feel calm and promise to stop after two losses"
    )
    assert trial.is_readable("1" + "+   " * 1200 + "a")
    assert trial.is_readable("\ud83d \x00")
