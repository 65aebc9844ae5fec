"""The tool that searches what the trader wants remembered, as far as this provider may be told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.types import In, Text
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import ToolMoment, TraderTool
from backend.features.coach.coach_context.wording import quote
from backend.features.coach.memory import recall
from backend.features.coach.memory.recall import ReadableMemory
from backend.features.coach.memory.statement_matching import telling

MOST_MEMORIES = 20
LOOKED_AT = 60
MEMORY = "memory:"


class SearchMemory(In):
    """What to look for; nothing for what is surest."""

    about: Annotated[Text, StringConstraints(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_MEMORIES)] = 10


def _read(moment: ToolMoment, body: SearchMemory) -> ToolResult:
    words = set(telling(body.about))
    known = _memories(moment, words)
    shareable = [memory for memory in known if memory.may_be_told_to(moment.provider)]
    if words:
        shareable = [memory for memory in shareable if memory.words & words]
        shareable.sort(key=lambda memory: (-len(memory.words & words), -memory.confidence))
    return ToolResult(tuple(_fact(moment, memory) for memory in shareable[: body.limit]))


def _memories(moment: ToolMoment, words: set[str]) -> tuple[ReadableMemory, ...]:
    session, user_id, keyring = moment.session, moment.user_id, moment.keyring
    if not words:
        return recall.living_memories(
            session, user_id, keyring, limit=LOOKED_AT, now=moment.now
        ).memories
    return recall.memories_with_words(
        session, user_id, words, keyring, but=(), limit=LOOKED_AT, now=moment.now
    ).memories


def _fact(moment: ToolMoment, memory: ReadableMemory) -> ToolFact:
    """Worded as the coach's context has it: the same memory is the same fact."""
    day = memory.learned_at.astimezone(moment.zone()).date()
    words = f"Said on {day} ({memory.kind}): «{quote(memory.statement)}»"
    return ToolFact(f"{MEMORY}{memory.id}", "memory", words)


SEARCH_MEMORY = TraderTool(
    "search_memory",
    "What this trader said of themselves and wants remembered: goals, habits, preferences, lessons.",
    SearchMemory,
    _read,
)
