"""Finds and ends processes of the product by what they work on, never by a number alone: numbers are used again."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

PAUSE_SECONDS = 0.02
GROUP_PATIENCE_SECONDS = 6.0
SERVER_PATIENCE_SECONDS = 10.0


def is_running(pid: int, name: str = "") -> bool:
    """Whether a process lives and bears this name; one that is dead but not yet buried does not count."""
    try:
        process = psutil.Process(pid)
        return name in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError):
        return False


def find_servers(name: str, folder: Path) -> list[psutil.Process]:
    """Processes of a server that works in this folder, its own children included."""
    return [process for process in psutil.process_iter() if _works_in(process, name, folder)]


def marked(data_dir: Path) -> list[str]:
    """Arguments for Python that say to whom a process belongs; they change nothing else."""
    return ["-X", f"coach={data_dir}"]


def find_children(data_dir: Path) -> list[psutil.Process]:
    """The web server, worker, beat and commands that a supervisor of this folder has started."""
    mark = marked(data_dir)[1]
    return [process for process in psutil.process_iter() if mark in _command_line(process)]


def end_everything(data_dir: Path) -> None:
    """End whatever still runs for this folder: the product's processes first, then the servers."""
    _end_groups({_group(process) for process in find_children(data_dir)} - {0, os.getpgrp()})
    end(find_servers("redis-server", data_dir / "redis"), signal.SIGTERM)
    end(find_servers("postgres", data_dir / "postgres"), signal.SIGINT)


def end(processes: Iterable[psutil.Process], how: int, patience_seconds: float = SERVER_PATIENCE_SECONDS) -> None:
    """Ask processes to end, those without a living parent among them first; then use force."""
    ours = list(processes)
    numbers = {process.pid for process in ours}
    for process in ours:
        with suppress(psutil.Error):
            if process.ppid() not in numbers:
                process.send_signal(how)
    for process in _survivors(ours, patience_seconds):
        with suppress(psutil.Error):
            process.kill()
    _survivors(ours, patience_seconds)


def _end_groups(groups: set[int]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, how)
        deadline = time.monotonic() + GROUP_PATIENCE_SECONDS
        while time.monotonic() < deadline and any(is_running(leader) for leader in groups):
            time.sleep(PAUSE_SECONDS)


def _survivors(processes: list[psutil.Process], patience_seconds: float) -> list[psutil.Process]:
    deadline = time.monotonic() + patience_seconds
    while alive := [process for process in processes if is_running(process.pid) and process.is_running()]:
        if time.monotonic() > deadline:
            break
        time.sleep(PAUSE_SECONDS)
    return alive


def _works_in(process: psutil.Process, name: str, folder: Path) -> bool:
    try:
        return process.name() == name and process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.Error, OSError):
        return []


def _group(process: psutil.Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return 0
