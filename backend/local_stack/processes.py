"""Finds and ends processes of the product by what they work on, never by a number alone: numbers are used again."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from backend.local_stack.installation_mark import mark_of, owner_of

PAUSE_SECONDS = 0.02
GROUP_PATIENCE_SECONDS = 6.0
SERVER_PATIENCE_SECONDS = 10.0
MAKING = ("postgres", "initdb")  # what works in the folder of a cluster that is being made


def is_running(pid: int, name: str = "") -> bool:
    """Whether a process lives and bears this name; one that is dead but not yet buried does not count."""
    try:
        process = psutil.Process(pid)
        if name not in process.name():
            return False
        return process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError):
        return False


def find_servers(name: str, folder: Path) -> list[psutil.Process]:
    """Processes of a server that works in this folder, its own children included."""
    return [process for process in psutil.process_iter() if _works_in(process, name, folder)]


def find_children(data_dir: Path, mark: str | None = None) -> list[psutil.Process]:
    """The web server, worker, beat and commands that a supervisor of this folder has started.

    Args:
        data_dir: the folder.
        mark: its mark, where the folder may be gone by now.
    """
    owner = owner_of(mark or mark_of(data_dir) or "")
    if not owner:
        return []
    return [process for process in psutil.process_iter() if owner_of(_mark(process)) == owner]


def end_everything(data_dir: Path, mark: str | None = None) -> None:
    """End whatever still runs for this folder: the product's processes first, then the servers.

    Args:
        data_dir: the folder.
        mark: its mark, where the folder may be gone by now.
    """
    _end_children(find_children(data_dir, mark))
    end(find_servers("redis-server", data_dir / "redis"), signal.SIGTERM)
    end(find_servers("postgres", data_dir / "postgres"), signal.SIGINT)
    for name in MAKING:
        end(find_servers(name, data_dir / "postgres.half"), signal.SIGKILL)


def end(
    processes: Iterable[psutil.Process],
    signal_number: int,
    patience_seconds: float = SERVER_PATIENCE_SECONDS,
) -> None:
    """Ask processes to end, those without a living parent among them first; then use force."""
    ours = list(processes)
    numbers = {process.pid for process in ours}
    for process in ours:
        with suppress(psutil.Error):
            if process.ppid() not in numbers:
                process.send_signal(signal_number)
            process.resume()  # one that was stopped hears nothing
    for process in _survivors(ours, patience_seconds):
        with suppress(psutil.Error):
            process.kill()
    _survivors(ours, patience_seconds)


def belonging(pid: int) -> str:
    """For people: what a process is, and whose where it is another installation of the product."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        _, _, folder = _mark(process).partition(":")
        if folder:
            return f"another Elite Trading Coach (process {pid}, data in {folder})"
        return f"process {pid} ({process.name()})"
    return f"process {pid}"


def _end_children(children: list[psutil.Process]) -> None:
    """With their groups: children of theirs that bear no mark must not stay behind."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        for group in _groups(children):
            for sent_signal in (signal_number, signal.SIGCONT):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, sent_signal)
        children = _survivors(children, GROUP_PATIENCE_SECONDS)
    end(children, signal.SIGKILL)


def _groups(processes: list[psutil.Process]) -> set[int]:
    """The groups that these processes lead, or whose leader is gone: never a group of a stranger's."""
    numbers = {process.pid for process in processes}
    groups = {_group(process) for process in processes}
    groups -= {0, os.getpgrp()}
    return {group for group in groups if group in numbers or not is_running(group)}


def _survivors(processes: list[psutil.Process], patience_seconds: float) -> list[psutil.Process]:
    deadline = time.monotonic() + patience_seconds
    while True:
        alive = [process for process in processes if _still_runs(process)]
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(PAUSE_SECONDS)


def _still_runs(process: psutil.Process) -> bool:
    return is_running(process.pid) and process.is_running()


def _works_in(process: psutil.Process, name: str, folder: Path) -> bool:
    try:
        if process.name() != name or process.cwd() != str(folder):
            return False
        return process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def _mark(process: psutil.Process) -> str:
    """The mark by which a supervisor started it, or nothing."""
    try:
        line = process.cmdline()
    except (psutil.Error, OSError):
        return ""
    if line[1:2] == ["-X"] and len(line) > 2:
        return line[2]
    return ""


def _group(process: psutil.Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return 0
