"""What the start of a day gives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.types import Id, Moment, Out
from backend.features.ai.schemas import TodayOut
from backend.features.coach.behaviour.schemas import PatternOut
from backend.features.coach.nudges.schemas import NudgeOut
from backend.features.notifications.schemas import NotificationOut
from backend.features.record.journal.schemas import CheckInOut
from backend.features.record.plans.schemas import PlanOut
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger
from backend.features.record.rulebook.schemas import RulebookOut, SessionStateOut
from backend.features.record.trades.schemas import TradeOut


class CheckInToday(Out):
    """The check-in of the session day."""

    day: date
    due: Annotated[
        bool, Field(description="Nothing is said yet, and no real trade of the day is entered.")
    ]
    check_in: CheckInOut | None


class PlansToday(Out):
    """Plans that wait: those that end first, and how many there are."""

    items: list[PlanOut]
    pending: int
    ending: Annotated[int, Field(description="Of these, how many end within a day.")]


class TradesToday(Out):
    """Real trades that are open: the latest, and how many there are."""

    items: list[TradeOut]
    open: int


class UnreadToday(Out):
    """What was not read: the latest of it, and how many there are."""

    items: list[NotificationOut]
    unread: int


class CommitmentToday(Out):
    """A commitment that binds, and whether its time is now."""

    id: Id
    trigger: CommitmentTrigger
    promise: CommitmentAction
    statement: str
    due: Annotated[bool, Field(description="What it waits for has happened: it holds now.")]
    until: Annotated[Moment | None, Field(description="How long it holds; null: it does not.")]


class TodayOverview(Out):
    """The start of a day."""

    state: SessionStateOut
    rulebook: Annotated[RulebookOut | None, Field(description="The limits that count now.")]
    check_in: CheckInToday
    plans: PlansToday
    trades: TradesToday
    notifications: UnreadToday
    commitments: list[CommitmentToday]
    patterns: Annotated[
        list[PatternOut],
        Field(
            description="Those that showed in the last week and are not over, the gravest first."
        ),
    ]
    nudges: Annotated[list[NudgeOut], Field(description="The latest that were sent in a week.")]
    budget: TodayOut
