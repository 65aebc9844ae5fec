"""Cited numbers: each figure of an answer points to the fact that measured it, and one that no fact supports is struck.

The check runs sentence by sentence, so that it can run while an answer is written. Only the figure is struck; the
sentence and the rest of the answer survive. Pure.
"""

from backend.features.coach.verdicts.grounding.checker import (
    STRUCK,
    Checker,
    Citation,
    GroundedSentence,
    GroundedText,
)
from backend.features.coach.verdicts.grounding.proof import GroundingProof, SentenceBuffer
from backend.features.coach.verdicts.grounding.sentence_boundaries import sentences
from backend.features.coach.verdicts.grounding.support import WORDS

__all__ = [
    "STRUCK",
    "WORDS",
    "Checker",
    "Citation",
    "GroundedSentence",
    "GroundedText",
    "GroundingProof",
    "SentenceBuffer",
    "sentences",
]
