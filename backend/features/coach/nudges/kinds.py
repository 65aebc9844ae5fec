"""What each kind of nudge should change, how that is measured, and within which time. Pure.

A nudge without a hypothesis that could be wrong is noise; so each kind has one, and an outcome that a look into the
record decides without asking anybody.
"""

from dataclasses import dataclass
from datetime import timedelta

from backend.features.coach.nudges.models import NudgeKind


@dataclass(frozen=True, slots=True)
class NudgeMeasure:
    """How the outcome of a kind is measured.

    Attributes:
        name: of the figure.
        is_share: the outcome is 0 or 1; otherwise a number.
        sign: 1 where more is better, -1 where less is.
        least: the smallest change that would be worth a trader's attention, in the outcome's own unit.
        formula: in words that a trader can check.
    """

    name: str
    is_share: bool
    sign: int
    least: float
    formula: str


@dataclass(frozen=True, slots=True)
class NudgePromise:
    """What a kind of nudge is sent for."""

    hypothesis: str
    measure: NudgeMeasure


PROMISES = {
    NudgeKind.BEFORE_OPEN: NudgePromise(
        "After a look at your own limits and patterns before the open, fewer sessions break one or show the other.",
        NudgeMeasure(
            "breach",
            True,
            -1,
            0.10,
            "1 if a real trade of the session broke a limit or shows a marked behaviour, else 0; null without trades",
        ),
    ),
    NudgeKind.AFTER_LOSSES: NudgePromise(
        "After a run of losses, the rest of the session costs less when you have been shown what it cost before.",
        NudgeMeasure(
            "r_after",
            False,
            1,
            0.25,
            "sum of R of real trades that are entered in the rest of the session",
        ),
    ),
    NudgeKind.NEAR_LIMIT: NudgePromise(
        "Told how little is left of the daily loss limit, you reach it less often.",
        NudgeMeasure(
            "limit_reached",
            True,
            -1,
            0.10,
            "1 if the daily loss locked the session, else 0",
        ),
    ),
    NudgeKind.AFTER_CLOSE: NudgePromise(
        "Shown what the session came to, you write your review of it more often.",
        NudgeMeasure(
            "reviewed",
            True,
            1,
            0.10,
            "1 if the session's day has an entry or a review in the journal, else 0",
        ),
    ),
    NudgeKind.WEEKLY_REVIEW: NudgePromise(
        "Shown what the week came to, you keep more of your own limits in the next one.",
        NudgeMeasure(
            "share_kept",
            False,
            1,
            0.05,
            "real trades that kept every limit / those checked; null without any",
        ),
    ),
}

AFTERWARDS = (
    NudgeKind.AFTER_CLOSE,
    NudgeKind.WEEKLY_REVIEW,
)  # they disturb no decision about a position

LEAD = timedelta(
    minutes=30
)  # before the open: long enough to read and to write a plan, short enough to be remembered
AFTER = timedelta(minutes=10)  # after the close: exits and fees arrive late
FRESH = timedelta(minutes=30)  # a loss is news this long; later, and for an import, it is history
CLOSE_WINDOW = timedelta(hours=6)
WEEK_WINDOW = timedelta(hours=48)  # until the next week begins anywhere
REVIEW_SPAN = timedelta(hours=36)  # the evening and the next day
WEEK_SPAN = timedelta(days=7)
READ_TRADES = (
    NudgeKind.BEFORE_OPEN,
    NudgeKind.AFTER_LOSSES,
    NudgeKind.WEEKLY_REVIEW,
)  # their outcomes do
LOGGED_WITHIN = timedelta(
    hours=24
)  # of the end of a window: who logs trades in the evening has logged them by then
