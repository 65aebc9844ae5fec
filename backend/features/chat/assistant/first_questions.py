"""What a provider would be asked about a message that is not sent yet, so that it can be priced."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import Database
from backend.features.ai.budget import BudgetLimits
from backend.features.ai.ports import Question
from backend.features.chat.assistant.answer_request import ASKING_AN_ENGINE, unsent_request
from backend.features.chat.assistant.intent_extraction import wish_question
from backend.features.chat.assistant.makers.kinds import maker_for
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.conversations.models import Mode
from backend.features.record.questions.ports import PatternBook


class FirstQuestions:
    """The questions that messages would be which begin a conversation: nothing is sent."""

    def __init__(
        self,
        coach: CoachDesk,
        limits: BudgetLimits,
        patterns: PatternBook,
        database: Database,
    ) -> None:
        self._coach = coach
        self._patterns = patterns
        self._database = database
        self._limits = limits

    def questions(
        self,
        session: Session,
        user_id: UUID,
        words: str,
        upload_ids: Sequence[UUID],
        mode: Mode,
        *,
        now: datetime,
    ) -> list[Question[Any]]:
        """Whether a wish is to be read, and the answer; its images have no content.

        Raises:
            UploadNotFound
        """
        distinct_ids = list(dict.fromkeys(upload_ids))
        request = unsent_request(session, user_id, words, distinct_ids, mode, now=now)
        typed_request = request.request
        if typed_request is None or typed_request.kind not in ASKING_AN_ENGINE:
            return []
        tools = MakerTools(session, self._coach, self._limits, self._patterns, self._database)
        maker = maker_for(request).prepare(request, tools)
        answer = maker.question(None)
        wish = wish_question(request)
        if wish is None:
            return [answer]
        return [wish, answer]
