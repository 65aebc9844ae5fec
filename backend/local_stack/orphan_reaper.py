"""The guardian of a supervisor: waits for its end, then ends what it had started.

Standard input closes when the supervisor has stopped in peace (everything is gone by then) or was killed (then
everything is ended here). The guardian also holds the lock of the folder, so that nobody starts while it works.
"""

import signal
import sys
from pathlib import Path

from backend.local_stack.processes import end_everything


def main() -> None:
    """Wait, then clean up."""
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, signal.SIG_IGN)
    data_dir, mark = sys.argv[1:]  # the mark: by then the folder may be gone
    sys.stdin.read()
    end_everything(Path(data_dir), mark)


if __name__ == "__main__":
    main()
