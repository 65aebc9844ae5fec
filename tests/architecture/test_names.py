"""Names say what a thing is: bindings that could be anything are counted, and may only become fewer."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
VAGUE = frozenset(
    "one found told said kept chosen seen wanted asked given made these those each thing things".split()
)
STILL_VAGUE = 21  # of some 25,000 bindings; lower it when one is gone


def bindings(path: Path) -> Iterator[str]:
    """Every variable and parameter; fields of classes are part of what others see, and are not counted."""
    tree = ast.parse(path.read_text())
    fields = {
        id(node)
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for statement in owner.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in fields
        ):
            yield node.id


def test_bindings_bear_the_noun_of_the_thing():
    vague = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("backend", "config")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in bindings(path)
        if name.strip("_") in VAGUE
    ]
    assert len(vague) <= STILL_VAGUE, vague


def test_no_table_is_kept_from_the_formatter():
    mark = "fmt: " + "skip"
    files = (ROOT / "backend").rglob("*.py")
    assert [path.name for path in files if mark in path.read_text()] == []
