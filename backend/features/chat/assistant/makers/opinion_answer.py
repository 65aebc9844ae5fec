"""Why a verdict was what it was, and how a trade went: from what is stored, without judging anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.types import JsonObject
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.held_trades import looked_back_trade
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.makers.told_answer import ToldAnswer
from backend.features.chat.assistant.trade_look_back import look_back, terms_of_trade
from backend.features.chat.messages.actions import Action, Reply, look, say
from backend.features.chat.understanding.requests import IdeaOpinion, IdeaTerms
from backend.features.chat.understanding.thread_changes import with_entered, with_trade
from backend.features.coach.verdicts import queries as verdicts
from backend.features.coach.verdicts.models import Verdict

NO_VERDICT = "There is no verdict here yet that I could explain. Tell me the trade, and I judge it."
NO_TRADE = "Which trade? I know of none that we spoke of here."
MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class OpinionAnswer(ToldAnswer):
    """The reasons of the last verdict, or the look back on a trade."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Read the verdict or the trade."""
        typed_request = request.request
        assert isinstance(typed_request, IdeaOpinion), "chosen by its kind"
        if typed_request.wants == "look_back":
            return cls._back(request, typed_request, tools)
        return cls(request, _reasons(tools.session, request))

    @classmethod
    def _back(cls, request: AnswerRequest, typed_request: IdeaOpinion, tools: MakerTools) -> Self:
        session, user_id = tools.session, request.user_id
        trade = looked_back_trade(session, user_id, typed_request, request.thread)
        if trade is None:
            return cls(request, Reply(_none_of(typed_request)))
        words = look_back(session, user_id, trade, request.text)
        thread = with_trade(with_entered(request.thread, terms_of_trade(trade)), trade.id)
        return cls(request, Reply(words, (_whole(trade.id),)), thread, trade_ids=(trade.id,))


def _none_of(request: IdeaOpinion) -> str:
    """That there is no such trade, and what was looked for."""
    if request.terms == IdeaTerms() and request.day is None:
        return NO_TRADE
    named = " ".join(part for part in (request.terms.instrument, request.terms.direction) if part)
    day = "" if request.day is None else f" of {request.day.day} {request.day:%B %Y}"
    return f"I find no {named + ' ' if named else ''}trade{day} on your record."


def _reasons(session: Session, request: AnswerRequest) -> Reply:
    message_id = request.thread.verdict_message_id
    verdict_rows = (
        [] if message_id is None else verdicts.of_messages(session, request.user_id, [message_id])
    )
    if not verdict_rows:
        return Reply(NO_VERDICT)
    verdict = verdict_rows[0]
    lines = [f"{verdict.verdict.capitalize()}, and this is what it stands on:"]
    lines += [f"- {statement}" for statement in _strongest(verdict)]
    if verdict.invalidation:
        lines.append(f"It is wrong if: {verdict.invalidation}")
    return Reply("\n".join(lines), (say("What would make it better?"),))


def _strongest(verdict: Verdict) -> Sequence[str]:
    """The facts that the verdict cites, then what else speaks of it."""
    cited = set(verdict.evidence)
    of_verdict: list[JsonObject] = [fact for fact in verdict.facts if fact["id"] in cited]
    statements = [str(fact["statement"]) for fact in of_verdict]
    return (statements or list(verdict.key_points))[:MOST_REASONS]


def _whole(trade_id: UUID) -> Action:
    return look("The whole trade", f"/api/trading/trades/{trade_id}")
