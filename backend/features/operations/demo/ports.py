"""What the demo needs of the outside."""

from typing import Protocol


class YearBell(Protocol):
    """Says to the workers that the year is to be written; it may be lost, and the beat rings again."""

    def ring(self) -> None:
        """Ring soon."""
