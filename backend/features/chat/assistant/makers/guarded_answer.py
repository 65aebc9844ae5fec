"""Answers to words that are met with care or declined: no provider sees them, and no trade is offered."""

from dataclasses import dataclass
from typing import ClassVar

from backend.features.chat.assistant.makers.coach_answer import CoachAnswer


@dataclass(frozen=True, slots=True)
class GuardedAnswer(CoachAnswer):
    """The coach's answer to guarded words, in any mode; the rules give it."""

    offers_trades: ClassVar = False
