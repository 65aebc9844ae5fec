"""Which maker answers which kind of request: one line a kind."""

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.makers.archive_answer import ArchiveAnswer
from backend.features.chat.assistant.makers.book_answer import BookAnswer
from backend.features.chat.assistant.makers.check_answer import CheckAnswer, SizeAnswer
from backend.features.chat.assistant.makers.clarification_answer import ClarificationAnswer
from backend.features.chat.assistant.makers.coach_answer import CoachAnswer
from backend.features.chat.assistant.makers.draft_answer import DraftAnswer, JournalAnswer
from backend.features.chat.assistant.makers.guarded_answer import GuardedAnswer
from backend.features.chat.assistant.makers.maker import AnswerMaker
from backend.features.chat.assistant.makers.memory_answer import MemoryAnswer
from backend.features.chat.assistant.makers.opinion_answer import OpinionAnswer
from backend.features.chat.assistant.makers.question_answer import QuestionAnswer
from backend.features.chat.assistant.makers.social_answer import SocialAnswer
from backend.features.chat.assistant.makers.talk_answer import TalkAnswer
from backend.features.chat.assistant.makers.trade_answer import TradeAnswer
from backend.features.chat.assistant.makers.verdict_answer import VerdictAnswer
from backend.features.chat.assistant.makers.withdrawal_answer import WithdrawalAnswer
from backend.features.chat.understanding.request_kinds import RequestKind
from backend.features.chat.understanding.requests import (
    CheckRequest,
    IdeaOpinion,
    SocialRequest,
)

MAKERS: dict[RequestKind, type[AnswerMaker]] = {
    RequestKind.IDEA: VerdictAnswer,
    RequestKind.IDEA_CHANGE: VerdictAnswer,
    RequestKind.IDEA_OPINION: OpinionAnswer,
    RequestKind.TRADE_ENTERED: TradeAnswer,
    RequestKind.TRADE_EXITED: TradeAnswer,
    RequestKind.LEVEL_MOVED: TradeAnswer,
    RequestKind.TRADE_CORRECTED: TradeAnswer,
    RequestKind.TRADE_DELETED: TradeAnswer,
    RequestKind.QUESTION: QuestionAnswer,
    RequestKind.BOOK: BookAnswer,
    RequestKind.PLAN: DraftAnswer,
    RequestKind.CHECK: CheckAnswer,
    RequestKind.SETTING: DraftAnswer,
    RequestKind.PROMISE: DraftAnswer,
    RequestKind.MEMORY: MemoryAnswer,
    RequestKind.ARCHIVE: ArchiveAnswer,
    RequestKind.JOURNAL: JournalAnswer,
    RequestKind.TRAINING: TalkAnswer,
    RequestKind.COACHING: CoachAnswer,
    RequestKind.SOCIAL: SocialAnswer,
    RequestKind.HELP: TalkAnswer,
    RequestKind.NEW_THREAD: TalkAnswer,
    RequestKind.OUTSIDE: TalkAnswer,
}


def maker_for(answer: AnswerRequest) -> type[AnswerMaker]:
    """What makes the answer: care for guarded words, a question back, or the maker of the kind."""
    if answer.guard is not None:
        return GuardedAnswer
    request = answer.request
    if request is None:
        return ClarificationAnswer
    if isinstance(request, IdeaOpinion) and request.wants == "verdict":
        return VerdictAnswer
    if isinstance(request, SocialRequest) and request.takes_back is not None:
        return WithdrawalAnswer
    if isinstance(request, CheckRequest) and request.wants == "size":
        return SizeAnswer
    return MAKERS[request.kind]
