"""Which memories an answer can stand on: those that its briefing had, and those that tools read for it. Pure."""

from collections.abc import Sequence
from uuid import UUID

from backend.features.ai.ports import EngineAnswer
from backend.features.coach.coaching.briefing import Briefing
from backend.features.coach.rule_coach.schemas import CoachReply


def memories_of(briefing: Briefing, answer: EngineAnswer[CoachReply]) -> dict[UUID, str]:
    """What was remembered and could be in an answer: of the briefing, and what tools read."""
    statements = {view.id: view.statement for view in briefing.scene.context.memories}
    for fact in answer.tool_facts:
        for memory_id in memories_among([fact.id]):
            _, _, words = fact.statement.partition("«")
            statements.setdefault(memory_id, words.rstrip("»"))
    return statements


def memories_among(sources: Sequence[str]) -> list[UUID]:
    """The memories that these sources name; one that was reworded between two rounds of tools has its number behind it."""
    identifiers = [
        source.removeprefix("memory:").partition(".")[0]
        for source in sources
        if source.startswith("memory:")
    ]
    return [UUID(identifier) for identifier in identifiers if identifier != "unreadable"]
