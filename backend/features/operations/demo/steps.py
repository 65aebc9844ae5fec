"""The chapters of the demo's history, in the order in which they are written.

A chapter takes the stage and writes what it is about **through the use cases of its feature**, with the time of what it
writes as `now`. It can be run again at any time: what is there stays, what is missing is added; so a history that was
interrupted is finished, and one of last month is continued. A later chapter may use what an earlier one left on the
stage. To add one, write such a function beside these and put it into the list.

The news of `Stage.news` reaches only what must follow in the same transaction (`history.news_of`): nobody is pushed,
mailed or nudged because of a trade of last spring. What the detectors and the coach make
of the record is written after the chapters (`seed_coaching`), with the real time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from backend.features.operations.demo import seed_data, seed_days
from backend.features.operations.demo.context import Stage


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the history; `name` is shown while it is written."""

    name: str
    write: Callable[[Stage], None]


CHAPTERS = (
    Chapter("Accounts", seed_data.write_accounts),
    Chapter("Strategies", seed_data.write_strategies),
    Chapter("Rulebook and commitments", seed_data.write_rulebook),
    Chapter("Plans, trades and journal", seed_days.write_real),
    Chapter("Practice", seed_days.write_practice),
)
FINDINGS = "Findings and patterns"
COACHING = "Sessions with the coach"
STEPS = (*(chapter.name for chapter in CHAPTERS), FINDINGS, COACHING)
"""All steps of the year, as they are shown: the chapters, then what the coach makes of them."""
