"""Answers to greetings, thanks and nods; a nod to a draft that still waits says that it does."""

from dataclasses import dataclass, fields
from typing import Any, Self

from backend.features.ai.ports import Question
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import (
    CONFIRM,
    Draft,
    DraftKind,
    read_draft,
    stored_draft,
)
from backend.features.chat.assistant.drafts.superseded_drafts import close_drafts_of
from backend.features.chat.assistant.makers.coach_answer import CoachAnswer
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, MakerTools
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.chat.understanding.requests import SocialAct, SocialRequest
from backend.features.coach.coach_context.wording import clock
from backend.features.coach.coaching.service import told_question
from backend.features.content.conversations import queries
from backend.features.content.media.service import ImageReader

IF_TAKEN = "A trade, if you are in it."
WAITS = "It is not written yet: confirm the draft above, and it is."
NODS = (SocialAct.AGREEMENT, SocialAct.THANKS)


@dataclass(frozen=True, slots=True)
class SocialAnswer(CoachAnswer):
    """One sentence of the coach, or that something waits to be confirmed."""

    is_draft_open: bool = False
    offered: Draft | None = None

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Gather what the coach knows; to a nod, whether the last answer has a draft that is open."""
        coach = CoachAnswer.prepare(request, tools)
        act = request.request
        is_nod = isinstance(act, SocialRequest) and act.act in NODS
        conversation_id = request.conversation_id
        is_open = False
        offered = None
        if is_nod and conversation_id is not None:
            draft = queries.last_draft(tools.session, request.user_id, conversation_id)
            is_open = draft is not None and draft.get("status") == DraftStatus.OPEN
            is_agreed = isinstance(act, SocialRequest) and act.act is SocialAct.AGREEMENT
            if draft is not None and is_open and is_agreed and request.thread.last == "idea":
                offered = read_draft(draft)
                is_said = coach.briefing.scene.said.has(f"{IF_TAKEN} {CONFIRM}")
                offered = None if is_said or offered.kind != DraftKind.TRADE else offered
        values = {field.name: getattr(coach, field.name) for field in fields(CoachAnswer)}
        return cls(**values, is_draft_open=is_open, offered=offered)

    def question(self, images: ImageReader | None) -> Question[Any]:
        """What the coach says, what waits, or the trade that the trader nods to."""
        if self.offered is not None:
            return told_question(f"{IF_TAKEN} {CONFIRM}")
        if self.is_draft_open:
            return told_question(self._waiting())
        return CoachAnswer.question(self, images)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Keep what the answer stands on; what waits stands on nothing, and what was offered is offered here."""
        if self.offered is not None:
            close_drafts_of(final.session, final.message, self.offered, final.push)
            final.message.draft = stored_draft(self.offered)
            final.session.flush()
            return AnswerGrounds(thread=self.request.thread)
        if self.is_draft_open:
            return AnswerGrounds(thread=self.request.thread)
        return CoachAnswer.finish(self, final)

    def _waiting(self) -> str:
        """That the draft waits, in other words where it was said."""
        scene = self.briefing.scene
        at = clock(scene.context.now, scene.context)
        again = f"At {at} the draft above still waits for you to confirm it."
        last = f"At {at}, {len(scene.before)} answers in, the draft above still waits for you to confirm it."
        return next((words for words in (WAITS, again) if not scene.said.has(words)), last)
