"""The tools that a model has for an answer: one table, and how each reads for one trader."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import Database
from backend.features.ai.ports import Tool, ToolResult
from backend.features.ai.user_tools import user_tool
from backend.features.chat.assistant.tools.idea_measures import CHECK_TRADE, MEASURE_IDEA
from backend.features.chat.assistant.tools.market_facts import READ_MARKET
from backend.features.chat.assistant.tools.memory_search import SEARCH_MEMORY
from backend.features.chat.assistant.tools.pattern_list import LIST_PATTERNS
from backend.features.chat.assistant.tools.plan_list import READ_PLANS
from backend.features.chat.assistant.tools.record_query import QUERY_RECORD
from backend.features.chat.assistant.tools.rulebook_state import READ_RULEBOOK
from backend.features.chat.assistant.tools.trade_search import FIND_TRADES
from backend.features.chat.assistant.tools.trader_tool import ToolMoment, TraderTool
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.language.lexicon import is_guarded
from backend.features.record.questions.ports import PatternBook

OF_A_VERDICT = (
    QUERY_RECORD,
    FIND_TRADES,
    LIST_PATTERNS,
    READ_PLANS,
    READ_RULEBOOK,
    CHECK_TRADE,
    MEASURE_IDEA,
    READ_MARKET,
)
"""Without memories: a verdict does not keep which of them it stands on, so it could not leave out a forgotten one."""

OF_THE_COACH = (*OF_A_VERDICT, SEARCH_MEMORY)


@dataclass(frozen=True, slots=True)
class ToolShelf:
    """Where the tools of an answer come from."""

    database: Database
    coach: CoachDesk
    patterns: PatternBook

    def tools(
        self, table: tuple[TraderTool, ...], user_id: UUID, now: datetime
    ) -> tuple[Tool, ...]:
        """These tools for one trader, at the moment of the message; none where no provider could call them."""
        if self.coach.provider is None:
            return ()
        return tuple(
            user_tool(
                self.database,
                user_id,
                self._reader(tool, now),
                name=tool.name,
                description=tool.description,
                arguments=tool.arguments,
            )
            for tool in table
        )

    def _reader(
        self, tool: TraderTool, now: datetime
    ) -> Callable[[Session, UUID, Any], ToolResult]:
        def read(session: Session, user_id: UUID, body: Any) -> ToolResult:
            moment = ToolMoment(
                session, user_id, now, self.patterns, self.coach.keyring, self.coach.provider
            )
            return _discreet(tool.read(moment, body))

        return read


def _discreet(result: ToolResult) -> ToolResult:
    """Without statements that have words of despair in them: no provider is shown those, wherever they stand."""
    facts = tuple(fact for fact in result.facts if not is_guarded(fact.statement))
    return replace(result, facts=facts)
