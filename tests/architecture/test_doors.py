"""Doors between rooms, and the inside of a room: what `docs/architecture.md` promises, read from the imports."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "backend" / "features"
DOORS = {"service", "queries", "models", "schemas", "events", "errors", "ports", "rules"}
SHELLS = {"routes", "sockets", "tasks", "commands"}
# The files of a room from the top to the bottom: each may import only what stands below it in its room.
FLOORS = (("service",), ("queries",), ("models", "schemas", "events", "errors", "ports", "rules"))
MOST_FILES, MOST_LINES, LONGEST_FILE = 20, 3_000, 400


@dataclass(frozen=True)
class Import:
    """One import of a module of the product by another; type-checking ones too."""

    importer: str
    imported: str


def modules() -> dict[str, Path]:
    return {name_of(path): path for path in (ROOT / "backend").rglob("*.py")}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(name: str, path: Path, known: dict[str, Path]) -> Iterator[Import]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("backend"):
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield Import(name, submodule if submodule in known else node.module)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    known = modules()
    return [found for name, path in known.items() for found in imports_of(name, path, known)]


def packages() -> list[Path]:
    """Every folder of code below the features: rooms, and what a room keeps in a folder of its own."""
    return sorted({path.parent for path in FEATURES.rglob("*.py")} - {FEATURES})


def room_of(module: str) -> str | None:
    """The folder of a module of a feature."""
    if not module.startswith("backend.features."):
        return None
    path = ROOT / Path(*module.split("."))
    folder = path if path.is_dir() else path.parent
    return ".".join(folder.relative_to(ROOT).parts)


def is_inside(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def test_a_room_is_entered_by_its_doors(imports):
    past = []
    for found in imports:
        theirs, mine = room_of(found.imported), room_of(found.importer)
        if theirs is None or mine is None or is_inside(theirs, mine) or is_inside(mine, theirs):
            continue
        door = found.imported.rpartition(".")[2]
        face = getattr(importlib.import_module(theirs), "FACE", ())
        if found.imported != theirs and door not in DOORS and door not in face:
            past.append(f"{found.importer} -> {found.imported}")
    assert past == []


def test_a_face_names_what_is_there_and_what_others_use(imports):
    idle = []
    for package in packages():
        room = name_of(package / "__init__.py")
        for door in getattr(importlib.import_module(room), "FACE", ()):
            module = f"{room}.{door}"
            users = [
                found
                for found in imports
                if is_inside(found.imported, module) and not is_inside(found.importer, room)
            ]
            if not users or door in DOORS:
                idle.append(module)
    assert idle == []


def test_nothing_in_a_room_stands_on_its_shells(imports):
    upward = [
        f"{found.importer} -> {found.imported}"
        for found in imports
        if found.imported.startswith("backend.features.")
        and found.imported.rpartition(".")[2] in SHELLS
        and found.importer.startswith("backend.features.")
        and found.importer.rpartition(".")[2] not in SHELLS
    ]
    assert upward == []


def test_only_shells_stand_on_transport(imports):
    below = [
        f"{found.importer} -> {found.imported}"
        for found in imports
        if is_inside(found.imported, "backend.transport")
        and found.importer.startswith("backend.features.")
        and found.importer.rpartition(".")[2] not in SHELLS
    ]
    assert below == []


def test_the_files_of_a_room_stand_on_each_other_in_order(imports):
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    upward = []
    for found in imports:
        room, _, importer = found.importer.rpartition(".")
        other, _, imported = found.imported.rpartition(".")
        is_in_one_room = room == other and room.startswith("backend.features.")
        if is_in_one_room and floor.get(imported, 9) < floor.get(importer, -1):
            upward.append(f"{found.importer} -> {found.imported}")
    assert upward == []


def test_modules_do_not_import_each_other_in_a_circle(imports):
    arrows: dict[str, set[str]] = {}
    for found in imports:
        arrows.setdefault(found.importer, set()).add(found.imported)
    assert circle_in(arrows) == []


def circle_in(arrows: dict[str, set[str]]) -> list[str]:
    """One circle, by depth-first search; empty where there is none."""
    done: set[str] = set()
    for start in arrows:
        path: list[str] = [start]
        todo = [iter(sorted(arrows.get(start, ())))]
        while todo:
            step = next(todo[-1], None)
            if step is None:
                done.add(path.pop())
                todo.pop()
            elif step in path:
                return [*path[path.index(step) :], step]
            elif step not in done:
                path.append(step)
                todo.append(iter(sorted(arrows.get(step, ()))))
    return []


def test_no_room_is_too_full():
    full = []
    for package in packages():
        files = list(package.glob("*.py"))
        lines = sum(len(path.read_text().splitlines()) for path in files)
        if len(files) > MOST_FILES or lines > MOST_LINES:
            full.append((name_of(package / "__init__.py"), len(files), lines))
    assert full == []


def test_no_file_is_too_long():
    files = [
        path for folder in ("backend", "config", "tests") for path in (ROOT / folder).rglob("*.py")
    ]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}
