"""The built browser app: which build is current, and its files as they are served.

`frontend/build.py` makes the builds, also while the product runs; a new one is served from the next request on, and the
parts of the one before stay for tabs that are open.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from whitenoise import WhiteNoise

BUILDS = Path(__file__).parent.parent / "frontend" / ".build"
NEVER_CHANGES = r"^/assets/.+\.[A-Za-z0-9]+$"  # their names hold a checksum of their content
INDEX = "index.html"
OF_THE_API = ("/api/", "/media/", "/health/", "/socket.io/")  # where no file of the app is
MEDIA_TYPES = {".webmanifest": "application/manifest+json"}  # not every machine knows it


@dataclass(frozen=True, slots=True)
class AppStatus:
    """How far the app is: its state, and words for whoever waits."""

    state: Literal["ready", "building", "failed"]
    words: str


class AppBuilds:
    """The builds of the app in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def current(self) -> Path | None:
        """The build that is served; null where there is none yet."""
        try:
            return self._folder / (self._folder / "current").readlink()
        except OSError:
            return None

    @property
    def previous(self) -> list[Path]:
        """Builds whose parts open tabs may still ask for."""
        current = self.current
        return [path.parent for path in self._folder.glob(f"*/{INDEX}") if path.parent != current]

    def status(self) -> AppStatus:
        """Whether the app is there, and if not, why."""
        if self.current is not None:
            return AppStatus("ready", "")
        try:
            status = json.loads((self._folder / "status.json").read_text())
        except (OSError, ValueError):
            return AppStatus("failed", "The app is not built: run `python frontend/build.py`.")
        if status["state"] == "failed":
            return AppStatus("failed", f"The app could not be built: {status['words']}.")
        seconds = round(time.time() - status["since"])
        return AppStatus("building", f"The app is being built, {seconds} s. {status['words']}")


class AppFiles:
    """Middleware that serves the files of the current build, compressed where the browser takes it."""

    def __init__(self, app: WSGIApplication, builds: AppBuilds) -> None:
        self._app = app
        self._builds = builds
        self._served: Path | None = None
        self._files: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]] = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A file of the app, or what the product answers."""
        if environ["PATH_INFO"].startswith(OF_THE_API):
            return self._app(environ, start_response)
        current = self._builds.current
        if current != self._served:
            self._files, self._served = self._serving(current), current
        return self._files(environ, start_response)

    def _serving(self, current: Path | None) -> Any:
        if current is None:
            return self._app
        files = WhiteNoise(
            self._app, max_age=0, immutable_file_test=NEVER_CHANGES, mimetypes=MEDIA_TYPES
        )
        for build in (*self._builds.previous, current):
            files.add_files(str(build / "assets"), prefix="assets/")
        for path in current.iterdir():
            if path.is_file() and path.name != INDEX:
                files.add_file_to_dictionary(f"/{path.name}", str(path))
        return files
