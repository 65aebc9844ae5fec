"""What the tables of words made of each number, by the names of roles. Pure."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft
from backend.features.coach.ideas.numbers.number_kinds import PlacedNumber

ENDS = frozenset({"exit", "exit_size", "moved"})
"""Roles of numbers of a trade that was left, or whose levels were moved."""


def roles_by_tables(
    draft: IdeaDraft, figures: Mapping[int, PlacedNumber], option_places: Collection[int]
) -> dict[int, str]:
    """The role of each number that became a part of a trade; others are left out.

    Args:
        draft: what the walk over the words made.
        figures: the numbers by their places.
        option_places: where the words of an option stand.
    """
    roles = {note.place: "entry" for note in draft.entries if note.evidence != "edge"}
    roles |= {note.place: "stop_distance" if note.unit else "stop" for note in draft.stops}
    roles |= {note.place: _target(note.unit) for note in draft.targets}
    values: dict[str, list[Decimal | None]] = {
        "size": [*draft.sizes],
        "notional": [draft.notional],
        "risk_money": [draft.risk_money],
        "risk_percent": [draft.risk_percent],
        "entry": list(draft.zone or ()),
        "exit": [*draft.planned, *(leaving.price for leaving in draft.exits)],
        "exit_size": [leaving.size for leaving in draft.exits],
        "moved": [move.price for move in draft.moves],
    }
    for place, figure in figures.items():
        if place in draft.free:
            roles.pop(place, None)
        elif place not in roles:
            named = [role for role, some in values.items() if figure.value in some]
            named = ["strike"] if place in option_places else named
            if named:
                roles[place] = named[0]
    return roles


def _target(unit: str) -> str:
    if unit == "r":
        return "target_ratio"
    return "target_distance" if unit else "target"
