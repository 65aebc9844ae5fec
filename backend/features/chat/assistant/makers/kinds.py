"""The kinds of answers, in the order in which they are offered a message: the first that takes it makes the answer."""

from backend.features.chat.assistant.answer_request import Purpose
from backend.features.chat.assistant.makers.coach_answer import CoachAnswer
from backend.features.chat.assistant.makers.draft_answer import DraftAnswer
from backend.features.chat.assistant.makers.guarded_answer import GuardedAnswer
from backend.features.chat.assistant.makers.maker import AnswerMaker
from backend.features.chat.assistant.makers.memory_answer import MemoryAnswer
from backend.features.chat.assistant.makers.record_answer import RecordAnswer
from backend.features.chat.assistant.makers.verdict_answer import VerdictAnswer

MAKERS: tuple[type[AnswerMaker], ...] = (
    MemoryAnswer,
    DraftAnswer,
    RecordAnswer,
    GuardedAnswer,
    VerdictAnswer,
    CoachAnswer,
)


def maker_for(purpose: Purpose) -> type[AnswerMaker]:
    """The kind of answer that a message wants."""
    return next(maker for maker in MAKERS if maker.takes(purpose))
