"""What tests have done in processes of their own: named functions, since a process is told a name."""

import os
import re
import signal
import time
from pathlib import Path

RUNAWAY = re.compile(r"(a*)*b")


def read(text):
    """Reads a text; some are traps."""
    if text.startswith("runaway"):
        RUNAWAY.match("a" * 40)
    if text.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("raise"):
        raise ValueError(text)
    if text.startswith("once "):  # only the first time
        place = Path(text.removeprefix("once "))
        if not place.exists():
            place.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def prepared():
    return work


def prepared_with_a_mark(marks):
    """Leaves a line in a file whenever something is prepared, with the number of the process."""
    with Path(marks).open("a") as file:
        file.write(f"{os.getpid()}\n")
    return work


def work(job):
    """Carries out a job: its name, and a file to leave a mark in."""
    name, mark = job
    if name == "hang":
        RUNAWAY.match("a" * 60)
    if name == "sleep":
        time.sleep(60)
    if name == "raise":
        raise ValueError("broke")
    if name in ("SIGKILL", "SIGSEGV", "SIGTERM"):
        os.kill(os.getpid(), getattr(signal, name))
    Path(mark).write_text(str(os.getpid()))
