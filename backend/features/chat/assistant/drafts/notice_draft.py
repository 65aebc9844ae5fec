"""How the trader wants to be told: notifications, emails, nudges and quiet hours, written beside what stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.coach.nudges import service as nudges
from backend.features.coach.nudges.models import NudgeKind
from backend.features.coach.nudges.schemas import SetPreferences
from backend.features.notifications import preferences
from backend.features.notifications import queries as notifications
from backend.features.notifications.models import Channel, NotificationKind
from backend.features.notifications.schemas import DecidedKind, SetQuietHours, WritePreferences

OF_NOTICES = frozenset(
    {
        SettingName.EMAILS,
        SettingName.NOTICES,
        SettingName.NUDGES,
        SettingName.NUDGES_A_DAY,
        SettingName.QUIET_FROM,
        SettingName.QUIET_UNTIL,
    }
)
_OF_NUDGES = (SettingName.NUDGES, SettingName.NUDGES_A_DAY)
_QUIET = (SettingName.QUIET_FROM, SettingName.QUIET_UNTIL)
_FIELDS = {SettingName.EMAILS: Channel.EMAIL.value, SettingName.NOTICES: "in_app"}
ON, OFF = "on", "off"


class _NudgeSwitch(BaseModel):
    value: Literal["on", "off"]
    notice: NudgeKind | None


class _NoticeSwitch(BaseModel):
    value: Literal["on", "off"]
    notice: DecidedKind | None


class _Nudges(BaseModel):
    most_a_day: Annotated[int, Field(ge=1, le=20)]


DECIDED = tuple(kind for kind in NotificationKind if kind is not NotificationKind.TEST)


def judge(change: SettingChange, changes: Sequence[SettingChange]) -> None:
    """Take a change as it is taken where it is written.

    Raises:
        ValidationError: it would be refused there.
    """
    if change.setting in _QUIET:
        _quiet_after(None, changes)
    elif change.setting is SettingName.NUDGES_A_DAY:
        _Nudges.model_validate({"most_a_day": change.value})
    elif change.setting is SettingName.NUDGES:
        _NudgeSwitch.model_validate({"value": change.value, "notice": change.notice})
    else:
        _NoticeSwitch.model_validate({"value": change.value, "notice": change.notice})


def apply(
    session: Session, user_id: UUID, changes: Sequence[SettingChange], *, now: datetime
) -> None:
    """Write every change beside what stands.

    Raises:
        ValidationError: a value is not what the setting takes.
    """
    for change in changes:
        if change.setting in OF_NOTICES:
            judge(change, changes)
    of_nudges = [change for change in changes if change.setting in _OF_NUDGES]
    if of_nudges:
        _write_nudges(session, user_id, of_nudges, now)
    of_notices = [
        change
        for change in changes
        if change.setting in OF_NOTICES and change.setting not in _OF_NUDGES
    ]
    if of_notices:
        _write_notices(session, user_id, of_notices, now)


def _write_nudges(
    session: Session, user_id: UUID, changes: Sequence[SettingChange], now: datetime
) -> None:
    allowed = nudges.preferences(session, user_id)
    values: dict[str, Any] = {
        name: getattr(allowed, name)
        for name in ("is_on", "most_a_day", "during_open_trades", "is_experiment")
    }
    off, brought_back = set(allowed.kinds_off), list[NudgeKind]()
    for change in changes:
        if change.setting is SettingName.NUDGES_A_DAY:
            values["most_a_day"] = int(change.value)
            continue
        kinds = [NudgeKind(change.notice)] if change.notice else list(NudgeKind)
        if change.value == OFF and change.notice:
            off |= set(kinds)
        elif change.value == OFF:
            values["is_on"] = False
        else:
            values["is_on"] = True
            off -= set(kinds)
            brought_back += kinds
    body = SetPreferences.model_validate(
        {**values, "kinds_off": sorted(off), "bring_back": brought_back}
    )
    nudges.set_preferences(session, user_id, body, now=now)


def _write_notices(
    session: Session, user_id: UUID, changes: Sequence[SettingChange], now: datetime
) -> None:
    stored = notifications.preferences(session, user_id)
    kinds: dict[str, dict[str, bool]] = {name: dict(wish) for name, wish in stored.kinds.items()}
    for change in changes:
        if change.setting in _QUIET:
            continue
        for kind in DECIDED if change.notice is None else (NotificationKind(change.notice),):
            kinds.setdefault(kind.value, {})[_FIELDS[change.setting]] = change.value == ON
    quiet = None
    if stored.quiet is not None:
        quiet = SetQuietHours(from_time=stored.quiet.from_, until_time=stored.quiet.until)
    if any(change.setting in _QUIET for change in changes):
        quiet = _quiet_after(quiet, changes)
    body = WritePreferences.model_validate({"kinds": kinds, "quiet_hours": quiet})
    preferences.write(session, user_id, body, now=now)


def _quiet_after(
    before: SetQuietHours | None, changes: Sequence[SettingChange]
) -> SetQuietHours | None:
    """Quiet hours with the times that are told; null where they are turned off."""
    times = {change.setting: change.value for change in changes if change.setting in _QUIET}
    if times.get(SettingName.QUIET_FROM) == OFF:
        return None
    document: dict[str, Any] = {} if before is None else before.model_dump(mode="json")
    names = {SettingName.QUIET_FROM: "from_time", SettingName.QUIET_UNTIL: "until_time"}
    document |= {names[name]: value for name, value in times.items()}
    return SetQuietHours.model_validate(document)
