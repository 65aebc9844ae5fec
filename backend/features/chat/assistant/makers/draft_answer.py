"""Trades, plans and commitments that are to be written down: shown as understood, to confirm."""

from dataclasses import dataclass
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest, Purpose
from backend.features.chat.assistant.drafts import Draft, proposal_draft, stored_draft, trade_draft
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.coach.coaching.service import told_question
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.content.media.service import ImageReader

WRITTEN_DOWN = (IntentKind.TRADE, IntentKind.PLAN, IntentKind.COMMITMENT)
CONFIRM = (
    "This is what I understood. Confirm it, correct it, or put it aside:"
    " nothing is written before you do."
)
NOT_UNDERSTOOD = (
    "I did not understand that as a commitment. Say it like: if stopped, then 20 minutes off."
)


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """The answer to a wish to write something down: nothing is written by it."""

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.BY_ITSELF
    leaves_out_forgotten: ClassVar = False

    request: AnswerRequest
    intent: Intent

    @classmethod
    def takes(cls, purpose: Purpose) -> bool:
        """Whether something is to be written down."""
        return purpose.intent in WRITTEN_DOWN

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:  # noqa: ARG003
        """Nothing is read: a draft is made of the message alone."""
        assert request.intent is not None, "taken for its intent"
        return cls(request, request.intent)

    def question(self, images: ImageReader | None) -> Question[CoachReply]:  # noqa: ARG002
        """No engine is asked."""
        return told_question(draft_text(self.intent))

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Show the draft."""
        final.message.draft = stored_draft(self._draft())
        final.session.flush()
        return AnswerGrounds()

    def _draft(self) -> Draft | None:
        idea = self.intent.idea
        if idea is None:
            return proposal_draft(self.intent)
        return trade_draft(idea, self.request.said_at)


def draft_text(intent: Intent) -> str:
    """What is said to a draft, and what it still needs."""
    missing = ", ".join(name.replace("_", " ") for name in intent.missing)
    if intent.kind is IntentKind.TRADE and intent.idea is None:
        return (
            f"To log a trade I still need: {missing}. Say it in one line:"
            " /trade long NQ 18250 stop 18230 out 18290."
        )
    if intent.kind is IntentKind.COMMITMENT and not intent.proposal:
        return NOT_UNDERSTOOD
    if intent.kind is IntentKind.TRADE or not missing:
        return CONFIRM
    return f"{CONFIRM} I still need: {missing}."
