"""Plans, promises, settings and entries of the journal that are to be written down: shown as understood, to confirm."""

from dataclasses import dataclass
from typing import Self

from backend.features.chat.assistant import journal_answers
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import CONFIRM, Draft, stored_draft
from backend.features.chat.assistant.makers.clarification_answer import asked_back
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.assistant.proposals import draft_of
from backend.features.chat.assistant.setting_proposals import SettingProposal, proposal_of
from backend.features.chat.messages.actions import Reply
from backend.features.chat.understanding.journal_request import JournalAction, JournalRequest
from backend.features.chat.understanding.requests import Request, SettingRequest


@dataclass(frozen=True, slots=True)
class DraftAnswer(ToldAnswer):
    """The answer to a wish to write something down: nothing is written by it."""

    draft: Draft | None = None

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Put together what would be written, as far as it was said."""
        typed_request = request.request
        assert typed_request is not None, "chosen by its kind"
        if isinstance(typed_request, SettingRequest):
            return cls._of_settings(request, proposal_of(tools.session, request, typed_request))
        return cls._proposed(request, typed_request)

    @classmethod
    def _proposed(cls, request: AnswerRequest, typed_request: Request) -> Self:
        proposal = draft_of(request, typed_request)
        words = f"{proposal.summary} {CONFIRM}"
        if proposal.draft.missing:
            names = ", ".join(name.replace("_", " ") for name in proposal.draft.missing)
            words = f"{words} I still need: {names}."
        return cls(request, Reply(words), proposal.thread, proposal.draft)

    @classmethod
    def _of_settings(cls, request: AnswerRequest, proposal: SettingProposal) -> Self:
        if proposal.question is not None:
            reply, thread = asked_back(request, proposal.question)
            return cls(request, reply, thread)
        if proposal.draft is None:
            return cls(request, Reply(proposal.words))
        words = " ".join([proposal.words, *proposal.remarks, CONFIRM])
        return cls(request, Reply(words, proposal.actions), draft=proposal.draft)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Show the draft, or what can be answered where something is asked back."""
        final.message.draft = stored_draft(self.draft)
        return ToldAnswer.finish(self, final)


@dataclass(frozen=True, slots=True)
class JournalAnswer(DraftAnswer):
    """The answer to a look into the journal, or the entry that would be written."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the journal, or put the entry together."""
        typed_request = request.request
        assert isinstance(typed_request, JournalRequest), "chosen by its kind"
        if typed_request.action is JournalAction.WRITE:
            return cls._proposed(request, typed_request)
        reply = journal_answers.reply_to(
            tools.session,
            request.user_id,
            typed_request,
            tools.coach.keyring,
            now=request.now,
        )
        return cls(request, reply)
