"""What the coach says by rules: data. Each line stands on what stands out (`standouts`), and names it in its slots.

An observation and a step always have a slot: a sentence that would fit anybody is none of the coach's. They speak of
what was done, never of what somebody is. A question is about the same thing as the observation before it.
"""

from backend.features.coaching.phrases import moments, person, process
from backend.features.coaching.phrases.feelings import FEELINGS, FELT, KEEPS_RULES
from backend.features.coaching.phrases.lines import Phrases, Step

PHRASES: dict[str, Phrases] = {**moments.PHRASES, **process.PHRASES, **person.PHRASES}
"""By what stands out, as `standouts` names it."""

__all__ = ["FEELINGS", "FELT", "KEEPS_RULES", "PHRASES", "Phrases", "Step"]
