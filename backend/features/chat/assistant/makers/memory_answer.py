"""Instructions to the memory: carried out, and answered by it, when the answer becomes final."""

from dataclasses import dataclass
from typing import ClassVar, Self

from backend.features.ai.ports import Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.maker import (
    AnswerGrounds,
    FinalAnswer,
    MakerTools,
    Preparation,
)
from backend.features.chat.understanding.requests import MemoryRequest
from backend.features.coach.coaching.service import CoachDesk, told_question
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.memory.extraction import MemoryCommand, MemoryCommandKind
from backend.features.coach.rule_coach.schemas import CoachReply
from backend.features.content.media.service import ImageReader


@dataclass(frozen=True, slots=True)
class MemoryAnswer:
    """The answer to: remember, forget, what do you know of me."""

    feature: ClassVar = Feature.PSYCHOLOGY
    preparation: ClassVar = Preparation.WITH_THE_MESSAGE
    leaves_out_forgotten: ClassVar = True

    request: AnswerRequest
    coach: CoachDesk
    command: MemoryCommand

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Nothing is read before it is carried out."""
        typed_request = request.request
        assert isinstance(typed_request, MemoryRequest), "chosen by its kind"
        command = MemoryCommand(
            MemoryCommandKind(typed_request.action),
            typed_request.words,
            private=typed_request.private,
            again=typed_request.again,
        )
        return cls(request, tools.coach, command)

    @property
    def announced(self) -> Idea | None:
        """No trade is announced."""
        return None

    def question(self, images: ImageReader | None) -> Question[CoachReply]:  # noqa: ARG002
        """No engine is asked, and nothing is said until it is done."""
        return told_question("")

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Carry it out; the memory says what it did."""
        request = self.request
        assert request.question_id is not None, "a message that was sent"
        final.session.flush()
        final.message.content, coaching = self.coach.obey(
            final.session,
            request.user_id,
            final.message.id,
            request.question_id,
            self.command,
            now=final.now,
        )
        return AnswerGrounds(coaching=coaching)
