"""One tool of a model, as this room writes it: what it is asked, and how it reads for one trader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.ai.ports import ToolResult
from backend.features.coach.memory.statement_matching import quoted
from backend.features.record.questions.ports import PatternBook

LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class ToolMoment:
    """For whom, when and with what a tool reads: in one transaction, in which there is nobody but this trader.

    Attributes:
        now: the moment of the message that is answered, so that tools and answer speak of one moment.
        provider: who is told what is read.
    """

    session: Session
    user_id: UUID
    now: datetime
    patterns: PatternBook
    keyring: Keyring
    provider: str | None

    def zone(self) -> ZoneInfo:
        """The trader's clock."""
        return ZoneInfo(auth.trader(self.session, self.user_id).timezone)


@dataclass(frozen=True, slots=True)
class TraderTool:
    """A tool by its name; `read` gets the moment and checked arguments."""

    name: str
    description: str
    arguments: type[BaseModel]
    read: Callable[[ToolMoment, Any], ToolResult]


def quote(words: str | None, *, longest: int = LONGEST_QUOTE) -> str:
    """What somebody wrote, between marks that it cannot close."""
    return f"«{quoted(words or '', longest=longest)}»"


def number(value: Decimal | None) -> str:
    """A figure as it is told."""
    return "not known" if value is None else plain_decimal(value)


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the trader's clock."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
