"""Settings that were told: of the profile, the rulebook and today's check-in, each written where it belongs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.types import In, JsonObject
from backend.features.accounts.auth import service as auth
from backend.features.accounts.auth.schemas import UpdateMe
from backend.features.chat.assistant.drafts import notice_draft
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.market.calendars.trading_day import trading_day
from backend.features.record.journal import check_ins
from backend.features.record.journal.errors import CheckInNotFound
from backend.features.record.journal.schemas import WriteCheckIn
from backend.features.record.rulebook import versions
from backend.features.record.rulebook.schemas import Limits, TradingWindow, WriteRulebook
from backend.features.record.trades.trading_clock import clock_for

OF_THE_PROFILE = {
    SettingName.ACCOUNT_SIZE: "account_size",
    SettingName.RISK_PERCENT: "risk_per_trade_percent",
    SettingName.TIMEZONE: "timezone",
}
OF_THE_CHECK_IN = {SettingName.MOOD: "mood", SettingName.SLEEP: "sleep_hours"}
COUNTS = {
    SettingName.TRADES_A_DAY: "trades_per_day",
    SettingName.LOSSES_IN_A_ROW: "losses_in_a_row",
}
LOSSES = {SettingName.DAILY_LOSS: "daily_loss", SettingName.WEEKLY_LOSS: "weekly_loss"}
LOSS_UNITS = {"money": "amount", "percent": "percent", "r": "r"}
OPENS, ENDS = "00:00", "23:59"
ANY_OTHER = "*"  # a size for every instrument that has none of its own
MOODS = range(1, 11)
MOOD_SCALE = Decimal(2)  # told of ten, kept of five


class ToldSettings(In):
    """What is to be set."""

    changes: Annotated[list[SettingChange], Field(min_length=1, max_length=6)]


def apply(
    session: Session,
    user_id: UUID,
    fields: Mapping[str, JsonValue],
    *,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write every setting where it belongs.

    Raises:
        ValidationError: a value is not what the setting takes.
        BadRulebook, CheckInLocked
    """
    changes = ToldSettings.model_validate(fields).changes
    _write_profile(session, user_id, changes, now)
    _write_rulebook(session, user_id, changes, now)
    _write_check_in(session, user_id, changes, keyring, now)
    notice_draft.apply(session, user_id, changes, now=now)


def _write_profile(
    session: Session,
    user_id: UUID,
    changes: Sequence[SettingChange],
    now: datetime,
) -> None:
    values = {
        OF_THE_PROFILE[change.setting]: change.value
        for change in changes
        if change.setting in OF_THE_PROFILE
    }
    if values:
        auth.update_me(session, user_id, UpdateMe.model_validate(values), now=now)


def _write_rulebook(
    session: Session,
    user_id: UUID,
    changes: Sequence[SettingChange],
    now: datetime,
) -> None:
    stored = versions.read(session, user_id, now=now)
    latest = stored.upcoming or stored.current  # what was told before may begin later
    new_limits = limits_of(changes)
    windows = _windows([] if latest is None else latest.limits.sessions or [], changes)
    if windows:
        new_limits["sessions"] = windows
    if new_limits:
        write_limits(session, user_id, new_limits, now=now)


def write_limits(
    session: Session,
    user_id: UUID,
    limits: Mapping[str, JsonValue],
    *,
    now: datetime,
) -> None:
    """Write limits beside those that stand; those that begin later are kept, and begin when they were to begin.

    Raises:
        ValidationError: a value is not what the limit takes.
        BadRulebook
    """
    both = versions.read(session, user_id, now=now)
    latest = both.upcoming or both.current
    if latest is None:
        first = Limits.model_validate(dict(limits))
        versions.write(session, user_id, WriteRulebook(limits=first), now=now)
        return
    body = WriteRulebook(
        limits=_beside(latest.limits, limits),
        zone=latest.zone,
        day_turns_at=latest.day_turns_at,
        effective_day=None if both.upcoming is None else both.upcoming.effective_day,
    )
    versions.write(session, user_id, body, now=now)


def _beside(before: Limits, limits: Mapping[str, JsonValue]) -> Limits:
    """The limits with what is told in place; a largest size for all leaves those of single markets that are smaller."""
    document: JsonObject = before.model_dump(mode="json")
    after = Limits.model_validate(document | dict(limits))
    if "position_size" not in limits:
        return after
    largest = after.position_size.get(ANY_OTHER)
    kept_sizes = {
        name: size
        for name, size in before.position_size.items()
        if largest is None or size < largest
    }
    return after.model_copy(update={"position_size": kept_sizes | after.position_size})


def write_intention(
    session: Session,
    user_id: UUID,
    fields: Mapping[str, JsonValue],
    keyring: Keyring,
    *,
    now: datetime,
) -> None:
    """Write an intention into the check-in of the session, below one that stands there.

    Raises:
        ValidationError: it is no intention, or too long with what stands.
        CheckInLocked
    """
    fields_of_day = WriteCheckIn.model_validate(dict(fields))
    day = trading_day(now, clock_for(session, user_id))
    try:
        standing = check_ins.read_check_in(session, user_id, day, keyring).intention or ""
    except CheckInNotFound:
        standing = ""
    intention = fields_of_day.intention or ""
    if intention not in standing:
        standing = f"{standing}\n{intention}".strip()
    values = fields_of_day.model_dump(exclude_none=True) | {"intention": standing}
    check_ins.add_measures(session, user_id, day, values, keyring, now=now)


def limits_of(changes: Sequence[SettingChange]) -> JsonObject:
    """The limits that are told, as the rulebook takes them."""
    limits: JsonObject = {}
    sizes: dict[str, JsonValue] = {}
    for change in changes:
        if change.setting in COUNTS:
            limits[COUNTS[change.setting]] = _count(change)
        elif change.setting in LOSSES:
            unit = LOSS_UNITS[change.unit or "money"]
            limits[LOSSES[change.setting]] = {unit: change.value}
        elif change.setting is SettingName.LARGEST_SIZE:
            sizes[change.market or ANY_OTHER] = change.value
    if sizes:
        limits["position_size"] = sizes
    return limits


def _count(change: SettingChange) -> int | str:
    """A whole number as one; anything else is refused by the limit that it is of."""
    amount = number_of(change.value)
    return change.value if amount is None or amount % 1 else int(amount)


def number_of(value: str) -> Decimal | None:
    """A value as a number; null where it is none."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _windows(
    before: Sequence[TradingWindow],
    changes: Sequence[SettingChange],
) -> list[JsonValue]:
    """When trades may be entered, once a first or last time was told; none where none was."""
    values = {change.setting: change.value for change in changes}
    start = values.get(SettingName.NO_TRADES_BEFORE)
    end = values.get(SettingName.NO_TRADES_AFTER)
    if start is None and end is None:
        return []
    if not before:
        return [{"start": start or OPENS, "end": end or ENDS}]
    windows: list[JsonValue] = []
    for window in before:
        shown: JsonObject = window.model_dump(mode="json")
        edges = {"start": start, "end": end}
        shown |= {name: value for name, value in edges.items() if value is not None}
        windows.append(shown)
    return windows


def _write_check_in(
    session: Session,
    user_id: UUID,
    changes: Sequence[SettingChange],
    keyring: Keyring,
    now: datetime,
) -> None:
    values = {
        OF_THE_CHECK_IN[change.setting]: measure_of(change)
        for change in changes
        if change.setting in OF_THE_CHECK_IN
    }
    if not values:
        return
    day = trading_day(now, clock_for(session, user_id))
    check_ins.add_measures(session, user_id, day, values, keyring, now=now)


def measure_of(change: SettingChange) -> int | str:
    """A measure of the check-in as it is kept: a mood of ten as one of five."""
    if change.setting is not SettingName.MOOD:
        return change.value
    mood = number_of(change.value)
    if mood is None or mood not in MOODS:
        return change.value  # refused where it is written
    return max(1, int((mood / MOOD_SCALE).to_integral_value()))
