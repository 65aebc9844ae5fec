"""nginx as config/nginx.conf sets it up, and a load balancer with TLS that may stand in front of it."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.running import free_port
from tests.factories.certificates import Authority

ROOT = Path(__file__).parents[2]
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
BALANCER = """
server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    location / {{
        proxy_bind 127.0.0.2;
        proxy_pass http://127.0.0.1:{behind};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }}
}}
"""
needs_nginx = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="There is no nginx on the PATH."
)


@contextmanager
def shipped_nginx(
    folder: Path, *, rest: int, sockets: int | None = None, more: str = ""
) -> Iterator[int]:
    """Our nginx in front of these ports; its port. `more` stands in a file of /etc/nginx/coach."""
    port = free_port()
    (folder / "coach").mkdir(parents=True)
    (folder / "coach/balancer.conf").write_text(more)
    changes = {
        r"listen 8080;": f"listen 127.0.0.1:{port};",
        r"server web-rest:5000;": f"server 127.0.0.1:{rest};",
        r"server web-sockets:5000;": f"server 127.0.0.1:{sockets or rest};",
        r"/etc/nginx/coach/": f"{folder}/coach/",
    }
    text = (ROOT / "config/nginx.conf").read_text()
    for pattern, replacement in changes.items():
        text, count = re.subn(
            rf"^( *(?:include )?){pattern}", rf"\g<1>{replacement}", text, flags=re.MULTILINE
        )
        assert count == 1, pattern
    with _running(folder, text, port):
        yield port


@contextmanager
def balancer(folder: Path, *, behind: int) -> Iterator[int]:
    """A load balancer where TLS ends, in front of this port; its port. It reaches that from 127.0.0.2."""
    folder.mkdir()
    Authority(folder).serving("coach.example")
    port = free_port()
    server = BALANCER.format(port=port, behind=behind, certificate=folder / "coach.example.pem")
    text = f"user nginx;\npid x;\nerror_log x;\nevents {{ }}\nhttp {{\naccess_log off;{server}}}\n"
    with _running(folder, text, port):
        yield port


@contextmanager
def _running(folder: Path, text: str, port: int) -> Iterator[None]:
    folders = "\n".join(f"    {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    text = re.sub(r"^http \{", lambda found: f"{found[0]}\n{folders}", text, flags=re.MULTILINE)
    text = re.sub(r"^user .*;", "user root;" if os.geteuid() == 0 else "", text, flags=re.MULTILINE)
    text = re.sub(r"^pid .*;", f"pid {folder}/pid;", text, flags=re.MULTILINE)
    text = re.sub(
        r"^error_log .*;", f"error_log {folder}/error.log warn;", text, flags=re.MULTILINE
    )
    (folder / "nginx.conf").write_text(text)
    command = [
        "nginx",
        "-p",
        str(folder),
        "-c",
        "nginx.conf",
        "-e",
        "error.log",
        "-g",
        "daemon off;",
    ]
    process = subprocess.Popen(command)
    try:
        _until_it_listens(port, process)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")
