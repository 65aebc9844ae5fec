"""What the measured facts make of a provider's verdict: it explains them, and outweighs none. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from backend.features.coach.verdicts import rules
from backend.features.coach.verdicts.extraction import proved_idea
from backend.features.coach.verdicts.facts import Fact, IdeaMeasures, Situation, measure
from backend.features.coach.verdicts.findings import weigh
from backend.features.coach.verdicts.grounding import GroundingProof
from backend.features.coach.verdicts.schemas import VerdictDraft, VerdictKind

T = TypeVar("T", bound=BaseModel)
MOST_NAMED = 3
HOPEFUL = (VerdictKind.DIAMOND, VerdictKind.FIRE)


class VerdictProof(GroundingProof):
    """Proves the figures of a provider's verdict, and then lets the facts have the last word on it."""

    def __init__(self, facts: Sequence[Fact], words: str, situation: Situation) -> None:
        super().__init__(facts, words)
        self._words = words
        self._situation = situation

    def proved(self, value: T) -> T:
        """The same verdict, proved and no better than the facts allow."""
        proved = super().proved(value)
        if not isinstance(proved, VerdictDraft):
            return proved
        held = held_to_facts(proved, self._situation, self._words)
        return proved.model_copy(update=dict(held))


def held_to_facts(draft: VerdictDraft, situation: Situation, words: str) -> VerdictDraft:
    """A provider's verdict, no better than the facts allow; where it is changed, its words say so.

    Without instrument, direction, entry or stop, proved, nothing can be judged. What the rules forbid (a level on the
    wrong side, a reckless risk, a trade to win back a loss, a block of plan or rulebook) is left alone, and what plan
    and rulebook ask for is a condition. A weak ratio, or another way to see a chart, is for the provider to judge.
    """
    idea = proved_idea(draft.read, situation, words)
    known = replace(situation, idea=idea)
    missing = rules.missing_of(known)
    is_instrument_seen = situation.image_count > 0 and draft.read.instrument is not None
    if is_instrument_seen:  # it may be one that we do not know
        missing = [item for item in missing if item != rules.NO_INSTRUMENT]
    if missing:
        return _unreadable(draft, missing)
    is_unreadable = draft.verdict is VerdictKind.UNREADABLE
    if is_unreadable or not idea.targets:
        draft = draft.model_copy(update={"confidence": None})
    if draft.verdict not in HOPEFUL:
        return draft
    findings = weigh(known, _measures(known))
    if findings.forbidden:
        return _left_alone(draft, findings.forbidden)
    required = [item for item in findings.required if item not in draft.conditions]
    if not required:
        return draft
    conditions = [*draft.conditions, *required]
    return draft.model_copy(update={"verdict": VerdictKind.FIRE, "conditions": conditions})


def _unreadable(draft: VerdictDraft, missing: list[str]) -> VerdictDraft:
    if draft.verdict is VerdictKind.UNREADABLE:
        return draft.model_copy(update={"confidence": None, "missing": draft.missing or missing})
    sentence = f"That is not enough for a verdict yet. Missing: {' '.join(missing)}"
    return draft.model_copy(
        update={
            "verdict": VerdictKind.UNREADABLE,
            "confidence": None,
            "conditions": [],
            "missing": missing,
            "analysis": _with(draft.analysis, sentence),
        }
    )


def _left_alone(draft: VerdictDraft, forbidden: list[str]) -> VerdictDraft:
    opening = "What was measured outweighs this: leave it as it stands."
    sentence = " ".join([opening, *forbidden[:MOST_NAMED]])
    other_points = [point for point in draft.key_points if point not in forbidden]
    return draft.model_copy(
        update={
            "verdict": VerdictKind.SKULL,
            "conditions": [],
            "key_points": [*forbidden, *other_points],
            "analysis": _with(draft.analysis, sentence),
        }
    )


def _with(analysis: str, sentence: str) -> str:
    if analysis.strip():
        return f"{analysis.rstrip()}\n\n{sentence}"
    return sentence


def _measures(situation: Situation) -> IdeaMeasures:
    """Without figures where an image is said to show levels too far apart for them."""
    try:
        return measure(situation)
    except (ArithmeticError, ValueError):
        return IdeaMeasures()
