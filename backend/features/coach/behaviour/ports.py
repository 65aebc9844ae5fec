"""What behaviour needs of the outside."""

from typing import Protocol


class Doorbell(Protocol):
    """Says to the workers that there is something to look at; it may be lost."""

    def ring(self) -> None:
        """Ring soon."""
