"""Ports and what stands behind them, put together once by the composition root."""

from typing import Any, TypeVar, cast

T = TypeVar("T")


class Ports:
    """Looks up what stands behind a port by the port's class."""

    def __init__(self) -> None:
        self._behind: dict[type[Any], object] = {}

    def put(self, port: type[Any], implementation: object) -> None:
        """Place something behind a port."""
        self._behind[port] = implementation

    def use(self, port: type[T]) -> T:
        """What stands behind the port."""
        return cast(T, self._behind[port])
