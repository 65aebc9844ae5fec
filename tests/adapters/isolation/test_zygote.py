"""A process that is warm: it prepares once, forks for each job, and outlives what becomes of any of them."""

import functools
import os
import signal
import time

import psutil
import pytest

from backend.adapters.isolation.zygote import Zygote
from tests.adapters.reading import prepared_with_a_mark

SECONDS = 60


@pytest.fixture
def marks(tmp_path):
    return tmp_path / "prepared"


def zygote_of(marks, **more) -> Zygote:
    return Zygote(functools.partial(prepared_with_a_mark, str(marks)), **{"seconds": 20, **more})


def preparations(marks) -> list[int]:
    return [int(line) for line in marks.read_text().split()]


def wait_until(is_so) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_what_jobs_need_is_prepared_once_and_each_has_a_process_of_its_own(tmp_path, marks):
    zygote = zygote_of(marks)
    places = [tmp_path / str(number) for number in range(20)]
    outcomes = [zygote.begin(("fine", str(place))) for place in places]
    assert [outcome.result(SECONDS) for outcome in outcomes] == [0] * 20
    assert len(preparations(marks)) == 1
    assert len({place.read_text() for place in places}) == 20


def test_jobs_that_end_their_processes_leave_those_beside_them_alone(tmp_path, marks):
    zygote = zygote_of(marks, seconds=3)
    jobs = ["fine", "SIGKILL", "fine", "hang", "raise", "fine"]
    outcomes = [zygote.begin((job, str(tmp_path / "mark"))) for job in jobs]
    expected = [0, -signal.SIGKILL, 0, -signal.SIGALRM, 1, 0]
    assert [outcome.result(SECONDS) for outcome in outcomes] == expected
    assert len(preparations(marks)) == 1


def test_a_zygote_without_a_job_ends_and_the_next_job_has_another(tmp_path, marks):
    zygote = zygote_of(marks, idle_seconds=0.1)
    assert zygote.begin(("fine", str(tmp_path / "mark"))).result(SECONDS) == 0
    (first,) = preparations(marks)
    wait_until(lambda: is_gone(first))
    assert zygote.begin(("fine", str(tmp_path / "mark"))).result(SECONDS) == 0
    assert len(preparations(marks)) == 2


def test_of_jobs_whose_zygote_is_killed_nothing_is_known(tmp_path, marks):
    zygote = zygote_of(marks)
    outcome = zygote.begin(("sleep", ""))
    wait_until(marks.exists)
    wait_until(lambda: preparations(marks))
    os.kill(preparations(marks)[0], signal.SIGKILL)
    assert outcome.result(SECONDS) is None
    assert zygote.begin(("fine", str(tmp_path / "mark"))).result(SECONDS) == 0


def test_a_zygote_that_is_asked_to_end_takes_its_jobs_along(marks):
    zygote = zygote_of(marks)
    outcome = zygote.begin(("sleep", ""))
    wait_until(marks.exists)
    wait_until(lambda: preparations(marks))
    process = psutil.Process(preparations(marks)[0])
    wait_until(process.children)
    children = process.children()
    process.terminate()
    assert outcome.result(SECONDS) is None
    wait_until(lambda: all(is_gone(child.pid) for child in children))
