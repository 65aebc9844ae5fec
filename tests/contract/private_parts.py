"""Finds where the product reaches for private parts of libraries: names with an underscore that are not its own."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
OWN = ("backend", "config")
# In spite of their names.
DOCUMENTED = {"_exit", "_getframe", "_xoptions", "_replace", "_asdict", "_fields", "_mapping"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "backend").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_text())


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def of_libraries(kind: type) -> list[type]:
    """The bases of a class that are not the product's, nor Python's own root."""
    bases = inspect.getmro(kind)
    return [
        base for base in bases if base is not object and base.__module__.split(".")[0] not in OWN
    ]


def has(kind: type, name: str) -> bool:
    """Whether a class has an attribute, or sets one in its methods."""
    if hasattr(kind, name):
        return True
    return any(
        sets(method, name) for base in inspect.getmro(kind) for method in vars(base).values()
    )


def sets(method: object, name: str) -> bool:
    """Whether a method assigns to an attribute of its object."""
    if not inspect.isfunction(method):
        return False
    try:
        source = inspect.getsource(method)
    except OSError:  # made while the program runs
        return False
    assignment = rf"\bself\.{name}\b(?:\s*:[^=\n]+)?\s*(?:,[^=\n]*)?=(?!=)"
    return re.search(assignment, source) is not None


def bases_of(definition: ast.ClassDef, module: ModuleType) -> list[type]:
    """The classes of libraries that a class, also one within a function, is made of."""
    found: list[type] = []
    for base in definition.bases:
        try:
            kind = eval(ast.unparse(base), vars(module))
        except NameError:  # a class that a function made
            continue
        if isinstance(kind, type):
            found += of_libraries(kind)
    return found


def reached_by_heirs(name: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Private names of a library's class that its heir here overrides or uses."""
    module = importlib.import_module(name)
    for definition in ast.walk(tree):
        if not isinstance(definition, ast.ClassDef):
            continue
        bases = [base for base in bases_of(definition, module) if base.__module__ != "builtins"]
        own = {node.name for node in definition.body if isinstance(node, ast.FunctionDef)}
        used = {
            node.attr
            for node in ast.walk(definition)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("self", "super()")
        }
        for private in sorted(filter(is_private, own | used)):
            if any(has(base, private) for base in bases):
                yield name, private


def reached_from_outside(name: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Private names of other objects than the own one, which no class of this module has."""
    text = ast.unparse(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not is_private(node.attr):
            continue
        is_own = re.search(rf"\bself\.{node.attr}\b|\bdef {node.attr}\b", text)
        if ast.unparse(node.value) not in ("self", "cls", "super()") and not is_own:
            yield name, node.attr


def reached() -> set[tuple[str, str]]:
    """Every module with every private name of a library that it reaches for."""
    pairs: set[tuple[str, str]] = set()
    for name, tree in modules():
        pairs |= set(reached_from_outside(name, tree))
        pairs |= set(reached_by_heirs(name, tree))
    return pairs


def parameters_of(kind: type, name: str) -> list[str]:
    """The parameters of a method, as its class has it now."""
    return list(inspect.signature(getattr(kind, name)).parameters)
