"""`make run` as a person starts it: one `python run.py` in a folder of its own, asked over HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from backend.local_stack.processes import end_everything
from tests.patience import CALLED, HAPPENED, STARTED

ROOT = Path(__file__).parent.parent.parent
SERVERS = ("postgres", "redis-server")
READY = "Ctrl-C stops everything"
QUICK = {
    "WEB_THREADS": "16",
    "WORKER_THREADS": "1",
    "SWEEP_SECONDS": "0.5",
    "RING_AGAIN_SECONDS": "1",
    "ANSWER_TIME_LIMIT_SECONDS": "5",
    "ANSWER_LEASE_SECONDS": "3",  # an answer that was being made is taken over after this long
}


UNSET = (
    "DATABASE_URL",
    "WORKER_DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REDIS_URL",
    "OPENAI_API_KEY",
    "CLOUDINARY_URL",
)


class Run:
    """One `python run.py` in a folder, with an empty home and no settings but those given."""

    def __init__(self, folder: Path, port: int, *, wrapped: bool = False, **env: str) -> None:
        (folder / "home").mkdir(parents=True, exist_ok=True)
        self.data_dir = (folder / "data").resolve()
        self.port = port
        self.said = ""
        program = [sys.executable, "run.py", *(["--with-parent"] if wrapped else [])]
        parent = (
            [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])"]
            if wrapped
            else []
        )
        self.process = subprocess.Popen(
            [*parent, *program],
            cwd=ROOT,
            env=self._environment(folder) | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            **dict.fromkeys(UNSET, ""),
            **QUICK,
        }

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def until_ready(self) -> "Run":
        wait_for(lambda: READY in self.said or self.process.poll() is not None, STARTED)
        assert READY in self.said, self.said
        return self

    def end(self, how: int) -> int:
        """Signal it; the exit status."""
        self.process.send_signal(how)
        return self.status()

    def status(self) -> int:
        status = self.process.wait(120)
        self._reader.join(10)
        self.process.stdout.close()
        return status

    def leave(self) -> None:
        """End all of it without ceremony, where what a test claims of it is over."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP)  # so that it starts nothing anew
            for process in self.everything():
                with suppress(psutil.Error):
                    if process.name() not in SERVERS:  # those end in order
                        process.kill()
            self.process.kill()
        self.status()
        end_everything(self.data_dir)

    def everything(self) -> list[psutil.Process]:
        """All that it has started, guardian included, found by descent and not by the product's own means."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def ask(self, path: str, body: Any = None, token: str = "") -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Accept": "application/json"}
        )
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=CALLED) as response:
            return json.load(response)


class Installation:
    """A folder in which runs follow each other: a test goes on with the run that the test before it has left."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._runs: list[Run] = []

    def running(self) -> Run:
        """The run of the test before, where it goes on; else a new one."""
        if self._runs:
            last = self._runs[-1]
            if last.process.poll() is None and READY in last.said:
                return last
            last.leave()  # what a failed test has left in the middle
        return self.start()

    def start(self, **options: Any) -> Run:
        """Another run, whatever became of the one before."""
        self._runs.append(Run(self._folder, self._port, **options))
        return self._runs[-1].until_ready()

    def leave(self) -> None:
        for run in self._runs:
            run.leave()


def wait_for(question: Callable[[], Any], seconds: float = HAPPENED) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def names(processes: list[psutil.Process]) -> set[str]:
    lines = {" ".join(process.cmdline()) for process in processes}
    known = (
        "gunicorn",
        "celery_worker worker",
        "celery_worker beat",
        "redis-server",
        "postgres",
        "orphan_reaper",
    )
    return {name for name in known for line in lines if name in line}


def register(run: Run, name: str = "anna") -> str:
    body = {
        "email": f"{name}@example.com",
        "username": name,
        "password": "seven quiet green candles",
    }
    return str(run.ask("/api/auth/register", body)["access_token"])


def say(run: Run, token: str, content: str) -> str:
    """Send a message; the path of its conversation's record."""
    said = run.ask("/api/messages", {"content": content}, token)
    return f"/api/conversations/{said['message']['conversation_id']}/messages"


def contents(run: Run, path: str, token: str) -> list[str]:
    return [
        message["content"]
        for message in run.ask(path, token=token)["items"]
        if message["type"] == "user"
    ]


def is_answered(run: Run, path: str, token: str) -> bool:
    return any(message["type"] == "ai" for message in run.ask(path, token=token)["items"])
