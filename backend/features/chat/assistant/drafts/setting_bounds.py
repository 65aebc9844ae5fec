"""Whether settings can be set as they are told: by the same rules that they are written by, before a draft is shown."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.features.accounts.auth.schemas import UpdateMe
from backend.features.chat.assistant.drafts import notice_draft, settings_draft
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_question import (
    LABELS,
    POSSIBLE,
    shown_value,
)
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.journal.schemas import WriteCheckIn
from backend.features.record.rulebook.schemas import Limits, TradingWindow
from backend.features.record.trades import queries as trades
from backend.features.record.trades.trading_clock import clock_for

LOCKED = (
    "Today's check-in is locked since the first trade of the session: {names} cannot be changed"
    " any more."
)
_CLOCKS = (SettingName.NO_TRADES_AFTER, SettingName.NO_TRADES_BEFORE)


def refusals(changes: Sequence[SettingChange]) -> dict[SettingName, str]:
    """The settings that cannot be set to what is told, each with what is possible in a sentence."""
    return {
        change.setting: refusal(change) for change in changes if not _is_possible(change, changes)
    }


def refusal(change: SettingChange) -> str:
    """That a value is not possible, and which are."""
    label = LABELS[change.setting]
    value = shown_value(change)
    return (
        f"{label.capitalize()} cannot be {value}: it can be {POSSIBLE[change.setting]}."
        " Which value should it be?"
    )


def locked(
    session: Session, user_id: UUID, changes: Sequence[SettingChange], now: datetime
) -> frozenset[SettingName]:
    """The settings of today's check-in, where the first trade of the session has locked it."""
    names = frozenset(change.setting for change in changes) & set(settings_draft.OF_THE_CHECK_IN)
    if not names:
        return names
    day = trading_day(now, clock_for(session, user_id))
    is_locked = trades.first_entry_of_day(session, user_id, day) is not None
    return names if is_locked else frozenset()


def _is_possible(change: SettingChange, changes: Sequence[SettingChange]) -> bool:
    try:
        _judge(change, changes)
    except ValidationError:
        return False
    return True


def _judge(change: SettingChange, changes: Sequence[SettingChange]) -> None:
    """Take a change as it is taken where it is written.

    Raises:
        ValidationError: it would be refused there.
    """
    name = change.setting
    if name in settings_draft.OF_THE_PROFILE:
        UpdateMe.model_validate({settings_draft.OF_THE_PROFILE[name]: change.value})
    elif name in settings_draft.OF_THE_CHECK_IN:
        measure = settings_draft.measure_of(change)
        WriteCheckIn.model_validate({settings_draft.OF_THE_CHECK_IN[name]: measure})
    elif name in _CLOCKS:
        TradingWindow.model_validate({"start": change.value, "end": change.value})
    elif name in notice_draft.OF_NOTICES:
        notice_draft.judge(change, changes)
    else:
        Limits.model_validate(settings_draft.limits_of([change]))
