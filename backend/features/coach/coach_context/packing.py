"""Statements with their sources packed into a budget of tokens. Pure.

Sections stand in the order of their weight. First each gets its share, then what is left of the budget goes round once
more in the same order. What did not fit is counted and said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.features.ai.prices import tokens_of
from backend.features.coach.coach_context.schemas import Section
from backend.features.coach.verdicts.facts import Fact

# How many items of a section go in before the others had their share, the most pressing section first.
SHARES: dict[Section, int] = {
    Section.STATE: 6,
    Section.NAMED: 6,
    Section.COMMITMENT: 4,
    Section.OPEN: 4,
    Section.CHECK_IN: 2,
    Section.PLAN: 3,
    Section.PATTERN: 4,
    Section.MEMORY: 6,
    Section.FIGURE: 8,
    Section.TRADE: 5,
    Section.SESSION: 2,
    Section.TRAINING: 1,
    Section.MARKET: 2,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One statement with its source."""

    id: str
    section: Section
    statement: str
    to_provider: bool = True

    @property
    def line(self) -> str:
        """As an engine is given it."""
        return f"[{self.id}] {self.statement}"

    @property
    def tokens(self) -> int:
        """About what it costs of the budget."""
        return tokens_of(self.line)

    @property
    def fact(self) -> Fact:
        """As the checker of citations takes it."""
        return Fact(self.id, self.section.value, self.statement)


@dataclass(frozen=True, slots=True)
class Omission:
    """What of a section did not fit."""

    section: Section
    items: int
    tokens: int


@dataclass(frozen=True, slots=True)
class PackedContext:
    """What goes in, in order, and what did not."""

    items: tuple[Item, ...]
    omissions: tuple[Omission, ...]
    budget: int

    @property
    def tokens(self) -> int:
        """What all of it costs."""
        return _tokens_of(self.items)

    @property
    def notice(self) -> str | None:
        """What was left out, in words for an engine."""
        if not self.omissions:
            return None
        parts = (f"{omission.items} of {omission.section.value}" for omission in self.omissions)
        return f"Left out for want of room: {', '.join(parts)}."


def pack(items: Iterable[Item], budget: int) -> PackedContext:
    """Fill a budget of tokens."""
    by_section: dict[Section, list[Item]] = {section: [] for section in SHARES}
    for item in items:
        by_section[item.section].append(item)
    counts = _counts_that_fit(by_section, budget)
    packed: list[Item] = []
    omissions: list[Omission] = []
    for section, candidates in by_section.items():
        count = counts[section]
        packed += candidates[:count]
        rest = candidates[count:]
        if rest:
            omissions.append(Omission(section, len(rest), _tokens_of(rest)))
    return PackedContext(tuple(packed), tuple(omissions), budget)


def _counts_that_fit(by_section: dict[Section, list[Item]], budget: int) -> dict[Section, int]:
    """How many items of each section go in: its share first, then as many as there is room for."""
    counts: dict[Section, int] = dict.fromkeys(SHARES, 0)
    room = budget
    for is_shared_out in (True, False):
        for section, share in SHARES.items():
            candidates = by_section[section]
            most = min(share, len(candidates)) if is_shared_out else len(candidates)
            while counts[section] < most:
                cost = candidates[counts[section]].tokens
                if cost > room:
                    break
                room -= cost
                counts[section] += 1
    return counts


def _tokens_of(items: Iterable[Item]) -> int:
    return sum(item.tokens for item in items)
