"""What is kept running: the product's processes, their guardian, and the keeper that starts them again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from backend.local_stack.installation_mark import marked
from backend.local_stack.server_failure import EmbeddedServerFailed

ROOT = Path(__file__).parent.parent.parent
GRACE_SECONDS = 7.0
GUARDIAN_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # after this long the next end is a new story
LOOK_SECONDS = 0.25


class MonitoredProcess(Protocol):
    """Something that is started again when it ends by itself."""

    @property
    def pid(self) -> int:
        """Of the process that runs now, or ran last."""

    def is_alive(self) -> bool:
        """Whether it runs."""

    def kill(self) -> None:
        """End it at once, with all its children."""

    def restart(self) -> None:
        """Start it again; while it runs this does nothing."""


class Child:
    """One process of the product, in a group of its own."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._command = command
        self._env = dict(env)
        self._log = log
        self._one_at_a_time = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it; what it prints goes to its log."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal_group(self, signal_number: int) -> None:
        """Tell the process and all its children."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal_number)

    def kill(self) -> None:
        """End it at once, with all its children."""
        self.signal_group(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(GRACE_SECONDS)

    def restart(self) -> None:
        """Start it again after its end, when its orphans are gone; while it runs this does nothing."""
        with self._one_at_a_time:
            if not self.is_alive():
                self.kill()
                self.start()
                self.restarts += 1

    def ask_to_end(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process is not None and self.is_alive():
            self.process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait for its end until the deadline, then use force."""
        if self.process is not None:
            left = max(0.0, deadline - time.monotonic())
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(left)
            self.kill()


class Guardian:
    """The process that clears up when the supervisor is gone; it holds a copy of the claim on the folder.

    Args:
        data_dir: the folder of the run.
        claim: descriptor of its lock.
    """

    def __init__(self, data_dir: Path, claim: int) -> None:
        self._data_dir = data_dir
        self._claim = claim
        self._mark = marked(data_dir)[1]
        self.process = self._start()

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        return self.process.pid

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait(GUARDIAN_SECONDS)

    def restart(self) -> None:
        """Start it again after its end; while it runs this does nothing."""
        if not self.is_alive():
            self._close_pipe()
            self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "backend.local_stack.orphan_reaper",
                str(self._data_dir),
                self._mark,
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            pass_fds=[self._claim],
            start_new_session=True,
        )

    def dismiss(self) -> None:
        """Let it look once more for what still runs, and end."""
        self._close_pipe()
        self.process.wait(GUARDIAN_SECONDS)

    def _close_pipe(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()


class Keeper:
    """Starts again what died, each with growing pauses of its own."""

    def __init__(
        self,
        kept: Mapping[str, MonitoredProcess],
        tell: Callable[[str], None],
        on_end: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._kept = kept
        self._tell = tell
        self._on_end = on_end
        self._pauses: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self.held: set[str] = set()

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Restart nothing from here on."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            for name, process in self._kept.items():
                if name not in self.held and not process.is_alive():
                    self._care_for(name, process)

    def _care_for(self, name: str, process: MonitoredProcess) -> None:
        now = time.monotonic()
        if name not in self._due:
            pause = self._next_pause(name, now)
            self._pauses[name] = pause
            self._due[name] = now + pause
            self._on_end(name)
            self._tell(f"{name} has ended; starting it again in {pause:g} s.")
        elif now >= self._due[name]:
            del self._due[name]
            self._since[name] = now
            try:
                process.restart()
            except (OSError, EmbeddedServerFailed, subprocess.TimeoutExpired) as error:
                self._tell(f"{name} could not be started: {error}")

    def _next_pause(self, name: str, now: float) -> float:
        if name not in self._pauses:
            return FIRST_PAUSE_SECONDS
        if now - self._since[name] > STEADY_SECONDS:
            return FIRST_PAUSE_SECONDS
        return min(2 * self._pauses[name], LONGEST_PAUSE_SECONDS)
