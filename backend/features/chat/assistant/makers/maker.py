"""What makes an answer of one kind: prepared from the database, asked for, and kept beside its message."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, ClassVar, Protocol, Self

from sqlalchemy.orm import Session

from backend.core.db import Database
from backend.features.ai.budget import BudgetLimits
from backend.features.ai.ports import EngineAnswer, Feature, Question
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.tools.tool_table import ToolShelf
from backend.features.chat.messages.ports import Push
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.memory.models import CoachingAnswer
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations.models import Message
from backend.features.content.media.service import ImageReader
from backend.features.record.questions.ports import PatternBook


class Preparation(Enum):
    """In which transaction an answer is prepared; none is open while an engine thinks."""

    WITH_THE_MESSAGE = auto()  # the one that reads the message, and writes nothing
    BY_ITSELF = auto()  # one of its own, for reports are kept
    AFTER_WARM_UP = auto()  # the same, once the coach's reports are computed side by side


@dataclass(frozen=True, slots=True)
class MakerTools:
    """What answers are prepared with.

    Attributes:
        database: in which a model's tools read, each in a transaction of its own.
    """

    session: Session
    coach: CoachDesk
    limits: BudgetLimits
    patterns: PatternBook
    database: Database

    @property
    def shelf(self) -> ToolShelf:
        """Where a model's tools come from."""
        return ToolShelf(self.database, self.coach, self.patterns)


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What the engines answered, its message, and who hears of it, in the transaction that makes it final."""

    session: Session
    message: Message
    answer: EngineAnswer[Any]
    push: Push
    now: datetime


@dataclass(frozen=True, slots=True)
class AnswerGrounds:
    """What was stored beside an answer, to be shown with it.

    Attributes:
        thread: what the conversation is about from now on; null where that stays.
    """

    verdict: Verdict | None = None
    coaching: CoachingAnswer | None = None
    thread: ThreadState | None = None


class AnswerMaker(Protocol):
    """An answer of one kind, prepared for one message.

    Attributes:
        feature: what a provider is paid for.
        preparation: when it is prepared.
        leaves_out_forgotten: whether it leaves out by itself what was forgotten while it was made;
            any other answer is made again then.
    """

    feature: ClassVar[Feature]
    preparation: ClassVar[Preparation]
    leaves_out_forgotten: ClassVar[bool]

    @property
    def request(self) -> AnswerRequest:
        """What is answered."""
        ...

    @property
    def announced(self) -> Idea | None:
        """The trade that is announced, for the interlock to answer beside; null for most."""
        ...

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read what the answer needs."""
        ...

    def question(self, images: ImageReader | None) -> Question[Any]:
        """What the engines are asked, or the answer, where it is known.

        Without a reader its images have no content.
        """
        ...

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Store with the message, and beside it, what belongs to it; its text is there already."""
        ...
