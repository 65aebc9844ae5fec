"""What the history of holds takes and gives."""

from datetime import date

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.paging import Limit
from backend.core.types import Out
from backend.features.record.rulebook.schemas import RuleHoldOut


class HeldState(Choice):
    """How much a rule held back."""

    CAUTION = "caution"
    LOCKED = "locked"


class HoldQuery(DaySpan):
    """Which holds: of session days, both ends included."""

    state: HeldState | None = None
    limit: Limit = 50


class PastHoldOut(RuleHoldOut):
    """A rule that called for caution or locked a session.

    Attributes:
        is_over: its end has passed.
        entered_meanwhile: real trades that were entered between its beginning and its end.
    """

    day: date
    is_over: bool
    entered_meanwhile: int


class Holds(Out):
    """Holds, latest first; earlier ones by their days."""

    items: list[PastHoldOut]
