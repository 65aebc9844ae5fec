"""Which techniques a trader follows already, and what came of those that were tried. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import mean

from backend.features.coach.coach_context.views import CoachContext, TradeView
from backend.features.coach.techniques.schemas import (
    CheckInClick,
    CommitmentClick,
    LimitsClick,
    Technique,
)

WINDOW = timedelta(days=14)  # as the sessions of coaching are measured
LEAST = 5  # trades on each side


@dataclass(frozen=True, slots=True)
class TechniqueOffer:
    """A technique that was offered in an answer; taken where the trader has confirmed its click."""

    name: str
    offered_at: datetime
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class TechniqueOutcome:
    """The mean R of trades before a technique was taken and after it: soft evidence, for nothing else was held still."""

    name: str
    taken_at: datetime
    before: Decimal
    trades_before: int
    after: Decimal
    trades_after: int

    @property
    def is_better(self) -> bool:
        """Whether the trades after it made more."""
        return self.after > self.before


def is_running(technique: Technique, context: CoachContext) -> bool:
    """Whether what its click would bring about is there already."""
    click = technique.click
    if isinstance(click, CommitmentClick):
        return any(
            (commitment.trigger, commitment.promise) == (click.trigger, click.promise)
            for commitment in context.cached.commitments
        )
    if isinstance(click, LimitsClick):
        return any(_is_limited(name, context.limits) for name in click.limits)
    if isinstance(click, CheckInClick):
        check_in = context.check_in
        return check_in is not None and click.intention in (check_in.intention or "")
    return any(plan.title == click.template.title for plan in context.plans)


def _is_limited(name: str, limits: Sequence[str]) -> bool:
    beginning = name.replace("_", " ")
    return any(limit.startswith(beginning) for limit in limits)


def outcomes_of(
    offers: Iterable[TechniqueOffer], trades: Sequence[TradeView]
) -> Iterator[TechniqueOutcome]:
    """What came of each technique that was taken, where there are enough trades on both sides."""
    for offer in offers:
        if not offer.is_taken:
            continue
        at = offer.offered_at
        before = list(_results(trades, at - WINDOW, at))
        after = list(_results(trades, at, at + WINDOW))
        if min(len(before), len(after)) >= LEAST:
            yield TechniqueOutcome(
                offer.name, at, mean(before), len(before), mean(after), len(after)
            )


def _results(trades: Sequence[TradeView], since: datetime, until: datetime) -> Iterator[Decimal]:
    for trade in trades:
        if trade.r is not None and since <= trade.entry_time < until:
            yield trade.r
