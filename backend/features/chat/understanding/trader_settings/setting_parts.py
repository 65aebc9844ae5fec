"""What can be set in words: the names of settings, and one of them with its value. Pure."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class SettingName(StrEnum):
    """What can be set in words; every one comes back to be confirmed."""

    ACCOUNT_SIZE = "account_size"
    RISK_PERCENT = "risk_percent"
    DAILY_LOSS = "daily_loss"
    WEEKLY_LOSS = "weekly_loss"
    TRADES_A_DAY = "trades_a_day"
    LOSSES_IN_A_ROW = "losses_in_a_row"
    LARGEST_SIZE = "largest_size"
    NO_TRADES_AFTER = "no_trades_after"
    NO_TRADES_BEFORE = "no_trades_before"
    TIMEZONE = "timezone"
    MOOD = "mood"  # of today's check-in, 1 to 10 or in words
    SLEEP = "sleep"
    EMAILS = "emails"
    NOTICES = "notices"  # in the product
    NUDGES = "nudges"  # the coach speaks first
    NUDGES_A_DAY = "nudges_a_day"
    QUIET_FROM = "quiet_from"
    QUIET_UNTIL = "quiet_until"


class SettingChange(BaseModel):
    """One setting and its value, as a plain number, a clock time, words, or on and off.

    Attributes:
        market: the symbol that a largest size is of; null for all markets.
        notice: which kind of nudges, emails or notifications is turned on or off; null for all kinds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    setting: SettingName
    value: str
    unit: Literal["money", "percent", "r", "count", "clock", "words", "switch"] | None = None
    market: str | None = None
    notice: str | None = None
