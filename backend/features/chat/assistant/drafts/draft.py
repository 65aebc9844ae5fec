"""A draft as it stands beside its message, and drafts of trades from ideas. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.core.clock import iso
from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.coach.ideas.ideas import Idea
from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import (
    Identified,
    Instrument,
    InstrumentKind,
)

CONFIRM = "Confirm it, correct it, or put it aside: nothing is written before you do."
REQUIRED = ("entry_price", "position_size")  # what words may leave out and a trade may not


class DraftKind(StrEnum):
    """What a draft would write."""

    TRADE = "trade"
    EXIT = "exit"
    LEVEL = "level"
    CORRECTION = "correction"
    DELETION = "deletion"
    PLAN = "plan"
    COMMITMENT = "commitment"
    SETTING = "setting"
    LIMITS = "limits"
    CHECK_IN = "check_in"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands beside its message (`DraftOut`); earlier versions had no proposal and no `created_id`.

    Attributes:
        trade: of a trade, as `POST /api/trading/trades` takes it.
        missing: what it still needs, by field.
        proposal: of the others, what they would write; of a trade, its exits where there are several.
    """

    kind: str
    status: str = DraftStatus.OPEN.value
    trade: JsonObject = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    trade_id: str | None = None
    proposal: JsonObject | None = None
    created_id: str | None = None


def read_draft(document: Mapping[str, Any]) -> Draft:
    """A draft as it stands beside its message."""
    return Draft(**document)


def stored_draft(draft: Draft | None) -> JsonObject | None:
    """A draft as it is stored beside its message."""
    if draft is None:
        return None
    return asdict(draft)


def trade_draft(idea: Idea, told_at: datetime) -> Draft | None:
    """A draft where instrument, direction and entry or exit were said without contradiction; null otherwise.

    With "out 18290" it is a closed trade. A price that may be entry or exit is asked for, not guessed. Times are those
    of the message until the trader says others.
    """
    if idea.instrument is None or idea.direction is None or idea.conflicts or idea.despair:
        return None
    if idea.entry is None and not idea.is_told_with_its_end:
        return None
    prices = {
        "entry_price": idea.entry,
        "stop_price": idea.stop,
        "target_price": _target_ahead(idea),
        "exit_price": idea.exit,
        "position_size": idea.size,
    }
    symbol = _symbol_of(idea, idea.instrument, told_at)
    trade: JsonObject = {"instrument": symbol, "direction": idea.direction}
    for name, price in prices.items():
        if price is not None:
            trade[name] = plain_decimal(price)
    trade["entry_time"] = iso(told_at)
    if idea.is_told_with_its_end:
        trade["exit_time"] = iso(told_at)
    missing = [name for name in REQUIRED if name not in trade]
    if "exit" in idea.unclear:
        missing.append("exit_price")
    return Draft(kind=DraftKind.TRADE.value, trade=trade, missing=missing)


def _symbol_of(idea: Idea, instrument: Instrument, told_at: datetime) -> str:
    """With the month of a future, where one was named."""
    if idea.contract is not None and instrument.kind is InstrumentKind.FUTURE:
        named = instruments.identify(idea.contract, today=told_at.date())
        if isinstance(named, Identified) and named.month is not None:
            return idea.contract.upper()
    return instrument.symbol


def _target_ahead(idea: Idea) -> Decimal | None:
    """The first target that a trade still has before it."""
    if idea.entry is None or idea.is_told_with_its_end:
        return None
    sign = 1 if idea.direction == "long" else -1
    for target in idea.targets:
        if (target - idea.entry) * sign > 0:
            return target
    return None
