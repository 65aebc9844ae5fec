"""What nudges take and give."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf
from backend.core.types import Id, In, Moment, Out
from backend.features.coach.nudges.models import Feedback, NudgeArm, NudgeKind
from backend.features.coach.nudges.rules import NudgeStanding, RetiredBecause
from backend.features.record.performance.schemas import IntervalOut


class NudgePreferencesOut(Out):
    """What the trader allows."""

    is_on: bool
    kinds_off: list[NudgeKind]
    most_a_day: int
    during_open_trades: bool
    is_experiment: bool
    consented_at: Moment | None
    retired: Annotated[
        list[NudgeKind], Field(description="Kinds that did not help, and are not sent any more.")
    ]


class SetPreferences(In):
    """What the trader allows; what is not given is as it was at the beginning. Quiet hours: see notifications."""

    is_on: Annotated[bool, Field(description="Off: the coach never speaks first.")] = True
    kinds_off: Annotated[list[NudgeKind], Field(max_length=len(NudgeKind))] = []
    most_a_day: Annotated[int, Field(ge=1, le=20, description="By your own calendar day.")] = 4
    during_open_trades: Annotated[
        bool,
        Field(
            description="Also while a real position of this session is held. After the close it never matters."
        ),
    ] = False
    bring_back: Annotated[
        list[NudgeKind],
        Field(max_length=len(NudgeKind), description="Retired kinds to be sent again."),
    ] = []
    is_experiment: Annotated[
        bool,
        Field(
            description="A coin withholds half of the nudges, so that it shows whether they help. Ends when off."
        ),
    ] = False


class NudgeFilter(In):
    """Which nudges to list."""

    kind: NudgeKind | None = None
    arm: NudgeArm | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class UnmeasuredReason(StrEnum):
    """Why nothing can be said of what came after a nudge."""

    NO_TRADES = "no_trades"
    NOTHING_CHECKED = "nothing_checked"
    NO_R = "no_r"


class NudgeOut(Out):
    """One nudge: what it said, what it should change, and what came of it."""

    id: Id
    kind: NudgeKind
    occasion: Annotated[
        str, Field(description="The session, run of losses or week that it is about.")
    ]
    arm: Annotated[
        NudgeArm,
        Field(description="`withheld`: the coin kept it back; shown when its outcome is known."),
    ]
    seed: Annotated[
        str | None,
        Field(
            description="Of the coin; with kind and occasion it gives the draw again. Null while it is in use."
        ),
    ]
    draw: float | None
    title: str
    body: str
    evidence: dict[str, Any]
    hypothesis: str
    measure: str
    decided_at: Moment
    window_starts: Moment
    window_ends: Moment
    outcome: float | None
    outcome_reason: Annotated[str, ShapeOf(UnmeasuredReason)] | None
    measured_at: Moment | None
    feedback: Feedback | None
    feedback_at: Moment | None


class NudgePage(Out):
    """Nudges, latest first."""

    items: list[NudgeOut]
    next_cursor: str | None


class RateNudge(In):
    """What the trader says of a nudge; `stop` ends its kind."""

    feedback: Feedback


class NudgeArmOut(Out):
    """Outcomes of one side."""

    n: int
    mean: float | None


class EffectOut(Out):
    """How much higher the outcomes of sent nudges are."""

    value: float | None
    interval: Annotated[IntervalOut | None, Field(description="Null below ten outcomes on a side.")]
    n: int
    n_other: int


class NudgeKindOut(Out):
    """Whether one kind of nudge helps."""

    kind: NudgeKind
    hypothesis: str
    measure: str
    formula: str
    more_is_better: bool
    least: Annotated[float, Field(description="The smallest change that is worth an interruption.")]
    standing: NudgeStanding
    said: str
    sent: NudgeArmOut
    withheld: NudgeArmOut
    before: Annotated[
        NudgeArmOut, Field(description="Such occasions in the half year before the first nudge.")
    ]
    against_withheld: EffectOut
    against_before: EffectOut
    without_outcome: Annotated[
        dict[str, int], Field(description="Measured, but not decided, by reason.")
    ]
    pending: Annotated[
        int,
        Field(
            description="Told and not measured yet: a day after the window where trades are read."
        ),
    ]
    helpful: int
    not_helpful: int
    retired_at: Moment | None
    retired_because: RetiredBecause | None


class NudgeEfficacy(Out):
    """Whether nudges help, kind by kind."""

    rule: Annotated[str, Field(description="When a kind retires.")]
    items: list[NudgeKindOut]
