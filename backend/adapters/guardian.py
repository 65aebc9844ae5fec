"""The guardian of a supervisor: waits for its end, then ends what it had started.

Reads lines `kind pid` from standard input. The input closes when the supervisor stops in peace (everything is gone by
then) or is killed (then everything is ended here, web, worker and beat before the servers).
"""

import os
import signal
import sys
import time
from contextlib import suppress

from backend.adapters.embedded import is_running

PATIENCE_SECONDS = 6
NAMES = {"group": "", "redis": "redis-server", "postgres": "postgres"}


def main() -> None:
    """Wait, then clean up."""
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(how, signal.SIG_IGN)
    started = [line.split() for line in sys.stdin]
    alive = [(kind, int(pid)) for kind, pid in started if is_running(int(pid), NAMES[kind])]
    groups = [pid for kind, pid in alive if kind == "group"]
    _end_groups(groups)
    for kind, how in (("redis", signal.SIGTERM), ("postgres", signal.SIGINT)):
        for one, pid in alive:
            if one == kind:
                with suppress(ProcessLookupError):
                    os.kill(pid, how)


def _end_groups(groups: list[int]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        for pid in groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, how)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while how is signal.SIGTERM and time.monotonic() < deadline and any(is_running(pid) for pid in groups):
            time.sleep(0.05)


if __name__ == "__main__":
    main()
