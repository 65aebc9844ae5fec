"""The worker's time limit, in processes of its own: it ends them."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

LIMITED = """
import re, sys, threading, time
from backend.transport.tasks import TimeLimit

limit = TimeLimit(0.5)

def task(seconds):
    with limit.kept():
        time.sleep(seconds)

def tasks(*durations):
    threads = [threading.Thread(target=task, args=(one,)) for one in durations]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def outcome_of(code: str) -> subprocess.CompletedProcess[str]:
    program = LIMITED + textwrap.dedent(code) + "\nprint('done')"
    folder = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_tasks_within_the_limit_may_follow_each_other_for_as_long_as_they_like():
    ended = outcome_of("for _ in range(4): tasks(0.25, 0.3, 0.1)\ntime.sleep(0.6)")
    assert (ended.returncode, ended.stdout) == (0, "done\n")


@pytest.mark.parametrize(
    "code",
    [
        "tasks(20)",
        "tasks(0.4, 20, 0.1)",
        "threading.Thread(target=tasks, args=(20,)).start()\nfor _ in range(40): tasks(0.05)",
        "tasks(0.1)\nwith limit.kept(): re.match('(a*)*b', 'a' * 40)",  # never lets go of the interpreter
    ],
)
def test_a_task_over_the_limit_ends_its_process_and_shows_where_it_was(code):
    ended = outcome_of(code)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Timeout" in ended.stderr
    assert "Thread 0x" in ended.stderr
