"""What a trader takes back: the trade on the table, or what was told of it last; its draft is closed."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import CONFIRM, Draft, trade_draft
from backend.features.chat.assistant.drafts.superseded_drafts import close_drafts_of
from backend.features.chat.assistant.drafts.told_deeds import with_deeds
from backend.features.chat.assistant.held_trades import trade_words
from backend.features.chat.assistant.makers.draft_answer import DraftAnswer
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, MakerTools
from backend.features.chat.assistant.spoken_ideas import idea_of
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.requests import IdeaTerms, SocialRequest
from backend.features.chat.understanding.thread_changes import with_withdrawal
from backend.features.chat.understanding.thread_words import idea_words
from backend.features.coach.ideas.ideas import Idea
from backend.features.record.trades import queries
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.models import Trade

CLOSED = (
    "Taken back: {idea} is no trade of yours. Its draft is closed, and nothing of it is logged."
)
NO_DRAFT = "Taken back: {idea} is off the table, and nothing of it is logged."
ON_RECORD = "{trade} is on your record, and I take nothing off it by a word. Open it, and void what did not happen."
LAST_GONE = "What you told last is taken back; the trade is as it was before it."


@dataclass(frozen=True, slots=True)
class WithdrawalAnswer(DraftAnswer):
    """The answer to a trade that is taken back.

    Attributes:
        closes: the trade whose drafts are closed; null where there can be none.
    """

    closes: Draft | None = None

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Find what is taken back; a trade on record stays there."""
        typed_request = request.request
        assert isinstance(typed_request, SocialRequest), "chosen by its kind"
        trade = _on_record(tools.session, request)
        if trade is not None:
            button = look("Open it", f"/api/trading/trades/{trade.id}")
            return cls(request, Reply(ON_RECORD.format(trade=trade_words(trade)), (button,)))
        idea = request.thread.idea or IdeaTerms()
        draft = trade_draft(idea_of(idea, Idea()), request.said_at)
        if typed_request.takes_back == "deed" and draft is not None:
            return cls._without_the_last(request, draft)
        words = (NO_DRAFT if draft is None else CLOSED).format(idea=idea_words(idea) or "it")
        return cls(request, Reply(words), with_withdrawal(request.thread), closes=draft)

    @classmethod
    def _without_the_last(cls, request: AnswerRequest, draft: Draft) -> Self:
        thread = request.thread.model_copy(update={"told": request.thread.told[:-1], "asked": None})
        course = with_deeds(draft, thread.told)
        words = f"{LAST_GONE} {CONFIRM}"
        return cls(request, Reply(words), thread, course.draft, closes=draft)

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Close what could be confirmed of it."""
        if self.closes is not None:
            close_drafts_of(final.session, final.message, self.closes, final.push)
        return DraftAnswer.finish(self, final)


def _on_record(session: Session, request: AnswerRequest) -> Trade | None:
    trade_id = request.thread.trade_id
    if trade_id is None:
        return None
    try:
        return queries.trade(session, request.user_id, trade_id)
    except TradeNotFound:  # it was taken off the record since
        return None
