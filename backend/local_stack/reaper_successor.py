"""When a supervisor and its guardian are both gone, one of the processes that they left behind calls a new guardian.

The two hold the lock of the folder. Every process of the product waits for it, in a thread that costs nothing; the
first to get it hands it to a guardian that ends everything in order, this process included. Where nobody is left to
do that, the next start clears up.
"""

import fcntl
import subprocess
import sys
import threading
from pathlib import Path

from backend.local_stack.installation_mark import folder_of, open_lock, own_mark

ROOT = Path(__file__).parent.parent.parent


def watch_over_the_lock() -> None:
    """In a process that a supervisor started: be ready to follow it. Anywhere else this does nothing."""
    mark = own_mark()
    if mark is not None:
        descriptor = open_lock(folder_of(mark), make=False)
        threading.Thread(
            target=_follow,
            args=(descriptor, mark),
            name="successor",
            daemon=True,
        ).start()


def _follow(descriptor: int, mark: str) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # as long as the supervisor or its guardian lives
    subprocess.Popen(
        [sys.executable, "-m", "backend.local_stack.orphan_reaper", str(folder_of(mark)), mark],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        pass_fds=[descriptor],
        start_new_session=True,
    )
