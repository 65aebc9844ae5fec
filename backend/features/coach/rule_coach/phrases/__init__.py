"""What the coach says by rules: data. Each line stands on what stands out (`observations`), and names it in its slots.

An observation and a step always have a slot: a sentence that would fit anybody is none of the coach's. They speak of
what was done, never of what somebody is. A question is about the same thing as the observation before it.
"""

from backend.features.coach.rule_coach.phrases import answers, moments, person, process
from backend.features.coach.rule_coach.phrases.feelings import (
    ALONE,
    FEELINGS,
    FELT,
    KEEPS_RULES,
    Alone,
)
from backend.features.coach.rule_coach.phrases.lines import Phrases, Step

PHRASES: dict[str, Phrases] = {
    **moments.PHRASES,
    **process.PHRASES,
    **person.PHRASES,
    **answers.PHRASES,
}
"""By what stands out, as `observations` names it."""
ANSWERS = frozenset(answers.PHRASES)
"""Those that answer a question, as `question_answers` names them."""

__all__ = [
    "ALONE",
    "ANSWERS",
    "FEELINGS",
    "FELT",
    "KEEPS_RULES",
    "PHRASES",
    "Alone",
    "Phrases",
    "Step",
]
