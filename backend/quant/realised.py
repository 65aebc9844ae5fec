"""What each exit of a position brought, so rounded that the sums are the rounded sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from uuid import UUID

from backend.quant.positions import EXACT, NOTHING, PLACES, ROUNDED, Leg, Position


@dataclass(frozen=True, slots=True)
class RealisedExit:
    """What one exit brought.

    Attributes:
        gross: money before fees, ten places.
        fees: the shares of the entries that it closed and its own, ten places.
    """

    fill_id: UUID | str
    time: datetime
    quantity: Decimal
    gross: Decimal
    fees: Decimal


def realised_exits(position: Position) -> tuple[RealisedExit, ...]:
    """The exits of a position in time. After each of them the sum of what was realised is the exact sum, rounded.

    Args:
        position: open or closed.

    Returns:
        One for each fill that closed something, oldest first.
    """
    exits = []
    gross, fees = RunningSum(), RunningSum()
    with localcontext(EXACT):
        for legs in _by_exit(position.legs):
            exits.append(
                RealisedExit(
                    fill_id=legs[0].exit_fill_id,
                    time=legs[0].exit_time,
                    quantity=sum((leg.quantity for leg in legs), NOTHING),
                    gross=gross.add(sum((leg.gross for leg in legs), NOTHING)),
                    fees=fees.add(sum((leg.fees for leg in legs), NOTHING)),
                )
            )
    return tuple(exits)


class RunningSum:
    """Adds up exactly and tells each part so rounded that the parts told add up to the rounded sum."""

    def __init__(self) -> None:
        self._exact = NOTHING
        self._told = NOTHING

    def add(self, amount: Decimal) -> Decimal:
        """Add an exact amount; by how much the rounded sum grew."""
        self._exact = EXACT.add(self._exact, amount)
        rounded = ROUNDED.quantize(self._exact, PLACES)
        grown = EXACT.subtract(rounded, self._told)
        self._told = rounded
        return grown


def _by_exit(legs: Iterable[Leg]) -> list[list[Leg]]:
    """Legs of one exit together; they follow each other."""
    groups: list[list[Leg]] = []
    for leg in legs:
        if groups and groups[-1][0].exit_fill_id == leg.exit_fill_id:
            groups[-1].append(leg)
        else:
            groups.append([leg])
    return groups
