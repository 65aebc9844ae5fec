"""What notifications are about, by kind: what stands in the list, and what open windows hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from typing_extensions import TypedDict

from backend.core.shapes import JsonScalar, ShapeNamed, ShapeOf, Variant
from backend.core.types import Id, Moment
from backend.features.notifications.models import NotificationKind
from backend.features.record.rulebook.schemas import HeldRule
from backend.quant.behaviour.events import Detector, Severity


class ExpiredPlanData(TypedDict):
    """The plan whose time is over."""

    plan_id: Id
    title: str


class HeldSessionData(TypedDict):
    """The rule that holds the session, why, and until when."""

    rule: Annotated[str, ShapeOf(HeldRule)]
    reason: str
    until: Moment


class NudgeData(TypedDict):
    """The nudge that was said."""

    nudge_id: Id
    nudge_kind: Annotated[str, ShapeNamed("NudgeKind")]


class PatternData(TypedDict):
    """What was found, and where it is answered."""

    event_id: Id
    detector: Detector
    severity: Severity
    trade_ids: list[Id]
    answer: str


class DisabledWebhookData(TypedDict):
    """The endpoint that is not tried any more."""

    endpoint_id: Id
    name: str
    failing_since: Moment


@dataclass(frozen=True, slots=True)
class _About:
    """What notifications of some kinds are about."""

    name: str
    kinds: Sequence[NotificationKind]
    shape: Any


_ABOUT = (
    _About("ExpiredPlan", [NotificationKind.PLAN_EXPIRED], ExpiredPlanData),
    _About(
        "HeldSession",
        [NotificationKind.SESSION_CAUTION, NotificationKind.SESSION_LOCKED],
        HeldSessionData,
    ),
    _About("Nudge", [NotificationKind.NUDGE, NotificationKind.WEEKLY_REVIEW], NudgeData),
    _About("Pattern", [NotificationKind.PATTERN], PatternData),
    _About("DisabledWebhook", [NotificationKind.WEBHOOK_DISABLED], DisabledWebhookData),
    _About(
        "Plain",
        [NotificationKind.AI_BUDGET, NotificationKind.SYSTEM, NotificationKind.TEST],
        dict[str, JsonScalar],
    ),
)
NOTIFICATIONS = [
    Variant(f"{about.name}Notification", about.kinds, {"data": about.shape}) for about in _ABOUT
]


class DraftSubject(TypedDict):
    """The message with the draft, and what was made of it."""

    message_id: Id
    trade_id: Id | None
    created_id: Id | None


class TradeSubject(TypedDict):
    """The trade that has its result."""

    trade_id: Id


_KEPT_ALONE = ("id", "title", "body", "created_at", "unread")
NEWS = [
    *(Variant(f"{about.name}News", about.kinds, {"subject": about.shape}) for about in _ABOUT),
    Variant(
        "DraftNews",
        ["draft_open", "draft_confirmed", "draft_dismissed"],
        {"subject": DraftSubject},
        without=_KEPT_ALONE,
    ),
    Variant("TradeClosedNews", ["trade_closed"], {"subject": TradeSubject}, without=_KEPT_ALONE),
]
