"""What questions ask of those above the record: the behaviours that were seen in trades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from backend.features.record.performance.schemas import IntervalOut


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a behaviour was seen; `trade_id` is the trade that it is about, `session` its session day."""

    pattern: str
    trade_id: UUID
    moment: datetime
    session: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRecord:
    """How a behaviour stands with one kind of trades of one account.

    Attributes:
        status: learning, active, improving or resolved.
        because: the evidence for it, in a sentence.
        occurrences: how often it was seen in all.
        mean_others: mean R of what its trades are compared with; null where it is not known.
        cost_r: what they made less than these, over all of them; below zero it cost this.
    """

    pattern: str
    trade_type: str
    account_id: UUID
    status: str
    because: str
    occurrences: int
    last_seen: datetime
    mean_others: float | None
    cost_r: float | None
    interval: IntervalOut | None
    is_measurable: bool


class PatternBook(Protocol):
    """The behaviours that are looked for, and where they were seen. What the trader disputes is not told."""

    def names(self) -> Mapping[str, str]:
        """Every behaviour, with what it is called in the middle of a sentence."""

    def occurrences(
        self,
        session: Session,
        user_id: UUID,
        patterns: Sequence[str],
    ) -> Sequence[Occurrence]:
        """When these behaviours were seen, in time."""

    def records(
        self,
        session: Session,
        user_id: UUID,
        patterns: Sequence[str],
    ) -> Sequence[PatternRecord]:
        """How these behaviours stand, where they were ever seen."""
