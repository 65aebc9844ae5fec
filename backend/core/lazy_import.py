"""Libraries that are read when they are first used: a process that never draws a chart does not carry what draws it."""

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module; the first attribute that is asked for imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
