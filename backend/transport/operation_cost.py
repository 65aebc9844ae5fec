"""What an operation may cost the database and the processor, as it says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PAGING = ("limit", "cursor")


class Weight(StrEnum):
    """Whether it is heavy, by what is asked for."""

    LIGHT = "light"
    HEAVY = "heavy"
    HEAVY_WHEN_FILTERED = "heavy when filtered"


@dataclass(frozen=True, slots=True)
class Cost:
    """A weight and, where it is light, why it always is: a heavy read waits for a slot (`heavy_reads`)."""

    weight: Weight
    why: str = ""
    light_fields: tuple[str, ...] = ()  # filters that an index answers

    def is_heavy(self, fields: Iterable[str]) -> bool:
        """Whether a request with these parameters is."""
        if self.weight is Weight.HEAVY_WHEN_FILTERED:
            return any(name not in PAGING + self.light_fields for name in fields)
        return self.weight is Weight.HEAVY


HEAVY = Cost(Weight.HEAVY)
HEAVY_WHEN_FILTERED = Cost(Weight.HEAVY_WHEN_FILTERED)
ONE_THING = Cost(Weight.LIGHT, "one thing by its id, or one act")


def light(why: str) -> Cost:
    """The cost of what is light whatever is asked for, and why."""
    return Cost(Weight.LIGHT, why)


def heavy_when_filtered(*light_fields: str) -> Cost:
    """The cost of a list that is heavy when it is filtered by anything but these."""
    return Cost(Weight.HEAVY_WHEN_FILTERED, light_fields=light_fields)
