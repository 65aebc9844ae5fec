"""Answers to words that are met with care or declined: no provider sees them, and no trade is offered."""

from dataclasses import dataclass, replace
from typing import ClassVar

from backend.features.chat.assistant.makers.clarification_answer import asked_back
from backend.features.chat.assistant.makers.coach_answer import CoachAnswer
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer
from backend.features.chat.messages.actions import stored_actions
from backend.features.chat.understanding.guarded_words import HOW_IT_IS_MEANT


@dataclass(frozen=True, slots=True)
class GuardedAnswer(CoachAnswer):
    """The coach's answer to guarded words, in any mode; the rules give it. In doubt it asks, with two buttons."""

    offers_trades: ClassVar = False

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep what the answer stands on, and what was asked."""
        grounds = CoachAnswer.finish(self, final)
        if not self.request.understanding.asks_how_it_is_meant:
            return grounds
        reply, thread = asked_back(self.request, HOW_IT_IS_MEANT)
        final.message.actions = stored_actions(reply)
        return replace(grounds, thread=thread)
