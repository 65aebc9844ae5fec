import re
import subprocess
import sys
import time

import pytest

from backend.local_stack.log_rotation import LogRotation, turn_over
from backend.local_stack.process_monitor import Child, Keeper

LINES = 200_000
WRITER = f"""
import sys
for number in range({LINES}):
    sys.stderr.write(f"line {{number:06}} of a process that writes all the time\\n")
"""
DUMPING = "import faulthandler, os; faulthandler.enable(); os.abort()"
DUMPING_CHILD = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {DUMPING!r}]); time.sleep(60)"
FLOOD = """
import sys, time
while True:
    sys.stderr.write('a line that comes after the crash' * 300 + '\\n')
    time.sleep(0.0005)
"""


@pytest.fixture
def log(tmp_path):
    return tmp_path / "web.log"


def everything(log) -> bytes:
    """All that is kept, the oldest first."""
    older = sorted(log.parent.glob("web.log.[0-9]*"), key=lambda path: -int(path.suffix[1:]))
    return b"".join(path.read_bytes() for path in [*older, log])


def test_no_line_is_lost_and_none_doubled_while_a_process_writes(log):
    rotation = LogRotation({"web": log}, largest=300_000, kept=1000)
    with log.open("ab") as out:
        writing = subprocess.Popen([sys.executable, "-c", WRITER], stderr=out)
    while writing.poll() is None:
        rotation.look()
    rotation.look()
    assert len(list(log.parent.glob("web.log.[0-9]*"))) > 3
    numbers = [
        int(found)
        for found in re.findall(
            rb"line (\d{6}) of a process that writes all the time\n", everything(log)
        )
    ]
    assert numbers == list(range(LINES))


def test_a_log_takes_a_bounded_room(log):
    rotation = LogRotation({"web": log}, largest=100_000, kept=2)
    with log.open("ab") as out:
        writing = subprocess.Popen([sys.executable, "-c", FLOOD], stderr=out)
    try:
        for _ in range(20):
            rotation.look()
            time.sleep(0.02)
    finally:
        writing.kill()
        writing.wait()
    rotation.look()
    assert sorted(path.name for path in log.parent.iterdir()) == [
        "web.log",
        "web.log.1",
        "web.log.2",
    ]
    assert log.stat().st_size <= 110_000


def test_the_crash_of_a_process_outlives_a_flood_after_it(log):
    logs = {"web": log}
    rotation = LogRotation(logs, largest=100_000, kept=2)
    flooding = Child("web", [sys.executable, "-c", FLOOD], {}, log)
    keeper = Keeper({"web": flooding}, lambda _line: None, rotation.keep_end)
    flooding._command = [sys.executable, "-c", DUMPING]
    flooding.start()
    flooding.process.wait()
    keeper._care_for("web", flooding)
    flooding._command = [sys.executable, "-c", FLOOD]
    flooding.start()
    try:
        for _ in range(20):
            rotation.look()
            time.sleep(0.02)
    finally:
        flooding.kill()
    assert b"Fatal Python error: Aborted" not in everything(log)
    assert b"Fatal Python error: Aborted" in log.with_name("web.log.crash").read_bytes()


def test_the_crash_of_a_process_that_another_one_started_is_kept_too(log):
    """gunicorn's processes die below a master that lives, so nobody notes their end."""
    rotation = LogRotation({"web": log}, largest=100_000, kept=2)
    master = Child("web", [sys.executable, "-c", DUMPING_CHILD], {}, log)
    master.start()
    try:
        deadline = time.monotonic() + 30
        while b"Fatal Python error" not in log.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.02)
        with log.open("ab") as out:
            for _ in range(50):
                out.write(b"a line that comes after the crash\n" * 1000)
                out.flush()
                rotation.look()
    finally:
        master.kill()
    assert b"Fatal Python error" not in everything(log)
    assert b"Fatal Python error: Aborted" in log.with_name("web.log.crash").read_bytes()


def test_a_start_cuts_nothing_off(log):
    log.write_bytes(b"the last crash\n" + b"x" * 11_000_000)
    again = Child("web", [sys.executable, "-c", ""], {}, log)
    again.start()
    again.process.wait()
    assert log.read_bytes().startswith(b"the last crash\n")


def test_older_logs_are_for_their_owner_alone(log):
    log.write_bytes(b"line\n" * 10_000)
    log.chmod(0o600)
    turn_over(log)
    assert log.with_name("web.log.1").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("length", [1, 4095, 4096, 4097, 8192])
def test_a_log_of_any_length_is_turned_over_whole(log, length):
    words = bytes(range(1, 251)) * 40
    log.write_bytes(words[:length])
    turn_over(log)
    assert everything(log) == words[:length]
