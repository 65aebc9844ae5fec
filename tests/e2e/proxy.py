"""nginx as config/nginx.conf sets it up, in front of servers of a test."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.local_stack.supervisor import ROOT, Stack
from tests.e2e.running import free_port

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy:
    """nginx in a folder of its own. What is changed of the configuration: folders, user, and where servers are."""

    def __init__(self, folder: Path, rest: int, sockets: list[int]) -> None:
        folder.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "nginx.conf").write_text(self._configuration(rest, sockets))

    def _configuration(self, rest: int, sockets: list[int]) -> str:
        text = (ROOT / "config/nginx.conf").read_text()
        folders = "\n".join(f"    {name}_temp_path {self._folder}/{name};" for name in TEMPORARY)
        changes = {
            r"^user nginx;": "user root;" if os.geteuid() == 0 else "",
            r"^pid .*;": f"pid {self._folder}/pid;",
            r"^error_log .*;": f"error_log {self._folder}/error.log warn;",
            r"^http \{": "http {\n" + folders,
            r"listen 8080;": f"listen 127.0.0.1:{self.port};",
            r"server web-rest:5000;": f"server 127.0.0.1:{rest};",
            r"server web-sockets:5000;": " ".join(f"server 127.0.0.1:{port};" for port in sockets),
        }
        for pattern, replacement in changes.items():
            text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
            assert count == 1, pattern
        return text

    def start(self) -> None:
        command = ["nginx", "-p", str(self._folder), "-c", "nginx.conf", "-g", "daemon off;"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_it_answers(f"{self.url}/health/live")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)


@contextmanager
def another_web_server(stack: Stack, **env: str) -> Iterator[int]:
    """A second server of the same product; its port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--no-control-socket",
        "-c",
        "config/gunicorn.py",
        "wsgi:app",
    ]
    with (stack.data_dir / "another.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=stack.env | {"PORT": str(port), **env}, stdout=log, stderr=log
        )
    try:
        until_it_answers(f"http://127.0.0.1:{port}/health/live")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def until_it_answers(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.1)
