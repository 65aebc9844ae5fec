"""The tool that finds trades, with what the trader wrote to them, quoted."""

from collections.abc import Collection, Sequence
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from pydantic import Field
from sqlalchemy import Select

from backend.core.days import DaySpan
from backend.core.types import Id
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import (
    ToolMoment,
    TraderTool,
    clock_text,
    number,
    quote,
)
from backend.features.coach.coach_context.wording import held_words, r_words
from backend.features.coach.memory import service as memory
from backend.features.coach.verdicts.facts import money
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.trades import queries
from backend.features.record.trades.models import (
    Outcome,
    PlanMatch,
    Trade,
    TradeDirection,
    TradeStatus,
    TradeType,
)
from backend.features.record.trades.schemas import Feeling, Setup, Tag
from backend.features.record.trades.trade_list import queries as trade_list
from backend.features.record.trades.trade_list.schemas import TradeFilter, TradeSort

MOST_TRADES = 20
LONGEST_NOTE = 300


class FindTrades(DaySpan):
    """Which trades; days are session days of the entry. `trade_id` for one that is known."""

    trade_id: Id | None = None
    status: TradeStatus | None = None
    trade_type: TradeType | None = None
    instrument: Symbol | None = None
    direction: TradeDirection | None = None
    tag: Tag | None = None
    setup: Setup | None = None
    emotion: Feeling | None = None
    plan_match: PlanMatch | None = None
    outcome: Outcome | None = None
    sort: TradeSort = TradeSort.LAST_ENTRY
    limit: Annotated[int, Field(ge=1, le=MOST_TRADES)] = 10


def _read(moment: ToolMoment, body: FindTrades) -> ToolResult:
    if body.trade_id is not None:
        trade = queries.trade(moment.session, moment.user_id, body.trade_id)
        return ToolResult(_facts(moment, [trade]))
    filters = body.model_dump(exclude={"trade_id"}, exclude_unset=True) | {"limit": body.limit}
    query = TradeFilter.model_validate(filters)
    page = trade_list.page(moment.session, moment.user_id, query)
    ids = [UUID(orjson.loads(row)["id"]) for row in page.items]
    by_id = {trade.id: trade for trade in moment.session.scalars(_of_ids(moment, ids))}
    trades = [by_id[trade_id] for trade_id in ids if trade_id in by_id]
    note = "There are more trades than these." if page.next_cursor else None
    return ToolResult(_facts(moment, trades), note)


def _of_ids(moment: ToolMoment, ids: Sequence[UUID]) -> Select[Trade]:
    return queries.trades_of(moment.user_id).where(Trade.id.in_(ids))


def _facts(moment: ToolMoment, trades: Sequence[Trade]) -> tuple[ToolFact, ...]:
    """A fact a trade, and one for each note; what the trader had forgotten is not in it."""
    written = [words for trade in trades for words in _written(trade)]
    hidden = memory.forgotten_among(moment.session, moment.user_id, written, moment.keyring)
    zone = moment.zone()
    facts = []
    for trade in trades:
        result = None if trade.pnl is None else number(trade.pnl)
        statement = _trade_text(trade, zone, hidden)
        facts.append(ToolFact(f"trade:{trade.id}", "trades", statement, result))
        if trade.notes and trade.notes not in hidden:
            words = f"Its note: {quote(trade.notes, longest=LONGEST_NOTE)}"
            facts.append(ToolFact(f"note:{trade.id}", "trades", words))
    return tuple(facts)


def _written(trade: Trade) -> list[str]:
    """Everything of a trade that is in the trader's own words."""
    words = (trade.notes, trade.setup, trade.emotional_state, *trade.pattern_tags)
    return [word for word in words if word]


def _trade_text(trade: Trade, zone: ZoneInfo, hidden: Collection[str]) -> str:
    """A trade in a line."""
    size, entry = number(trade.max_size), number(trade.entry_price)
    kind = "" if trade.trade_type == TradeType.REAL else "training "
    head = f"{kind}{trade.direction} {size} {quote(trade.contract)} from {entry}"
    parts = [f"{head}, entered {clock_text(trade.entry_time, zone)}"]
    if trade.stop_price is not None:
        parts.append(f"stop {number(trade.stop_price)}")
    parts += _ended(trade, zone)
    parts.append(trade.plan_match)
    if trade.plan_adherence_score is not None:
        parts.append(f"kept to its plan {trade.plan_adherence_score} of 100")
    own = [("setup", trade.setup), ("felt", trade.emotional_state)]
    own += [("tag", tag) for tag in trade.pattern_tags]
    parts += [
        f"{name} {quote(words, longest=60)}" for name, words in own if words and words not in hidden
    ]
    return f"{', '.join(parts)}."


def _ended(trade: Trade, zone: ZoneInfo) -> list[str]:
    """How it ended; that it is open, where it has not."""
    if trade.exit_time is None:
        return [f"open with {number(trade.open_size)} held"]
    parts = [f"left at {number(trade.exit_price)} on {clock_text(trade.exit_time, zone)}"]
    if trade.pnl is not None:
        parts.append(f"net {money(trade.pnl, trade.currency)}")
    if trade.r_multiple is not None:
        parts.append(f"{r_words(trade.r_multiple)} R")
    if trade.hold_seconds is not None:
        parts.append(f"held {held_words(trade.hold_seconds)}")
    return parts


FIND_TRADES = TraderTool(
    "find_trades",
    "Single trades of this trader, by day, instrument, direction, setup, tag, feeling, outcome, plan or id, in any"
    " order, with the notes to them. Use it to speak of particular trades; for figures of many use query_record.",
    FindTrades,
    _read,
)
