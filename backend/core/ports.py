"""Ports and what stands behind them, put together once by the composition root."""

from typing import Any, TypeVar

T = TypeVar("T")


class Ports:
    """Looks up what stands behind a port by the port's class."""

    def __init__(self) -> None:
        self._behind: dict[type[object], Any] = {}

    def put(self, port: type[object], implementation: object) -> None:
        """Place something behind a port."""
        self._behind[port] = implementation

    def use(self, port: type[T]) -> T:
        """What stands behind the port."""
        implementation: T = self._behind[port]
        return implementation
