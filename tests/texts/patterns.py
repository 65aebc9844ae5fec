"""Finds every pattern of the product by itself: who adds one names it nowhere, and it is attacked all the same.

Two nets, each for what slips through the other: objects that are reached from the loaded modules (globals, attributes
of classes, closures, defaults, what containers, dataclasses and caches hold), and calls of `re` in the source.
"""

import ast
import builtins
import gc
import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import backend
import config

ROOTS = (backend, config)
CACHES = {"cache", "lru_cache"}
USES = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
    "template",
}


@dataclass(frozen=True)
class Found:
    """A pattern and a place where it is."""

    pattern: "re.Pattern[str]"
    where: str
    use: str = "compile"  # how it is used, where only one way is possible


def product_modules() -> list[types.ModuleType]:
    """Every module of the product, imported."""
    names = [root.__name__ for root in ROOTS]
    for root in ROOTS:
        names += [
            module_info.name
            for module_info in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
        ]
    return [importlib.import_module(name) for name in names]


def is_of_the_product(name: object) -> bool:
    """Whether a module's name is one of the product's."""
    return isinstance(name, str) and name.split(".")[0] in {root.__name__ for root in ROOTS}


def living_patterns(modules: list[types.ModuleType]) -> list[Found]:
    """Every compiled pattern that these modules hold, however deep."""
    patterns: dict[re.Pattern[str], Found] = {}
    for module in modules:
        visited: set[int] = set()
        stack: list[object] = [
            value_of_module
            for name, value_of_module in vars(module).items()
            if name != "__builtins__"
        ]
        while stack:
            value = stack.pop()
            if id(value) in visited or isinstance(
                value, types.ModuleType | str | bytes | int | float
            ):
                continue
            visited.add(id(value))
            if isinstance(value, re.Pattern):
                patterns.setdefault(value, Found(value, module.__name__))
                continue
            if _is_elsewhere(value, module.__name__):
                continue
            stack.extend(gc.get_referents(value))
    return list(patterns.values())


def _is_elsewhere(value: object, module: str) -> bool:
    """Whether it belongs to a library, or to another module, which is searched by itself."""
    if value is vars(builtins) or (
        isinstance(value, dict) and "__name__" in value and "__loader__" in value
    ):
        return True
    owner = value if isinstance(value, type | types.FunctionType) else type(value)
    home = getattr(owner, "__module__", None)
    if isinstance(value, type | types.FunctionType):
        return home != module
    plain = isinstance(value, dict | list | tuple | set | frozenset | types.MappingProxyType)
    return (
        not plain
        and not is_of_the_product(home)
        and home not in ("builtins", "functools", "types", "collections")
    )


@dataclass(frozen=True)
class Call:
    """A call of `re` in the source."""

    where: str
    use: str
    literal: str | None
    flags: int
    is_kept: bool  # what it makes is kept: by a global, a class, a cache


def calls_in_the_source() -> list[Call]:
    """Every use of `re` by name; those of patterns that were compiled before are no such use."""
    return [
        call
        for root in ROOTS
        for path in sorted(Path(root.__path__[0]).rglob("*.py"))
        for call in _calls(path)
    ]


def _calls(path: Path) -> Iterator[Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _names_of_re(tree)
    called_at_import = {
        node.func.id
        for statement in tree.body
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for node, inside in _with_functions(tree):
        use = _use(node, names)
        if use is None:
            continue
        literal, flags = _literal(node.args[0] if node.args else None), _flags(node)
        is_kept = use == "compile" and all(
            function.name in called_at_import or _is_cached(function) for function in inside
        )
        yield Call(f"{path.name}:{node.lineno}", use, literal, flags, is_kept)


def _names_of_re(tree: ast.AST) -> dict[str, str | None]:
    """How a file calls `re`, or something of it."""
    names: dict[str, str | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                alias.asname or alias.name: None for alias in node.names if alias.name == "re"
            }
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    return names


def _with_functions(
    node: ast.AST, inside: tuple[ast.FunctionDef, ...] = ()
) -> Iterator[tuple[ast.AST, tuple[ast.FunctionDef, ...]]]:
    for child in ast.iter_child_nodes(node):
        yield child, inside
        yield from _with_functions(
            child, (*inside, child) if isinstance(child, ast.FunctionDef) else inside
        )


def _use(node: ast.AST, names: dict[str, str | None]) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        is_re = names.get(node.func.value.id, "") is None
        return node.func.attr if is_re and node.func.attr in USES else None
    if isinstance(node.func, ast.Name):
        used = names.get(node.func.id)
        return used if used in USES else None
    return None


def _is_cached(function: ast.FunctionDef) -> bool:
    called = (node.func if isinstance(node, ast.Call) else node for node in function.decorator_list)
    return any(
        (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) in CACHES
        for node in called
    )


def _literal(node: ast.AST | None) -> str | None:
    try:
        value = ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _flags(node: ast.Call) -> int:
    names = {
        part.attr
        for argument in (*node.args[1:], *(keyword.value for keyword in node.keywords))
        for part in ast.walk(argument)
        if isinstance(part, ast.Attribute)
        and isinstance(getattr(re, part.attr, None), re.RegexFlag)
    }
    flags = 0
    for name in names:
        flags |= int(getattr(re, name))
    return flags
