"""Trades that were told in the chat: a draft that shows what was understood, to confirm or to dismiss."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.db import after_commit
from backend.core.events import News
from backend.core.rows import TooMany
from backend.core.types import plain_decimal
from backend.core.validation import refusal_of
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.messages.errors import DraftSettled, NoDraft
from backend.features.chat.messages.ports import Push
from backend.features.chat.messages.schemas import DraftStatus
from backend.features.chat.messages.serializers import render
from backend.features.coach.language.ideas import Idea
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message
from backend.features.content.media.service import Links
from backend.features.record.plans import service as plan_book
from backend.features.record.plans.errors import BadPlan
from backend.features.record.plans.schemas import MakePlan
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.errors import TooManyCommitments
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.features.record.trades import service as trades
from backend.features.record.trades.ports import PlanBook
from backend.features.record.trades.schemas import LogTrade

PROPOSING = (BadPlan, TooMany, TooManyCommitments)
"""How a plan or commitment that was told may be refused, beside the ways of a trade."""
REQUIRED = ("entry_price", "position_size")  # what words may leave out and a trade may not


def trade_draft(idea: Idea, told_at: datetime) -> dict[str, Any] | None:
    """A draft where instrument, direction and entry or exit were said without contradiction; null otherwise.

    With "out 18290" it is a closed trade. A price that may be entry or exit is asked for, not guessed. Times are those
    of the message until the trader says others.
    """
    if idea.instrument is None or idea.direction is None or idea.conflicts or idea.despair:
        return None
    if idea.entry is None and not idea.is_told_with_its_end:
        return None
    sign = 1 if idea.direction == "long" else -1
    ahead = [
        target
        for target in idea.targets
        if idea.entry is not None and (target - idea.entry) * sign > 0
    ]
    target = ahead[0] if ahead and not idea.is_told_with_its_end else None
    prices = {
        "entry_price": idea.entry,
        "stop_price": idea.stop,
        "target_price": target,
        "exit_price": idea.exit,
        "position_size": idea.size,
    }
    trade: dict[str, Any] = {
        "instrument": idea.instrument.symbol,
        "direction": idea.direction,
        **{name: plain_decimal(value) for name, value in prices.items() if value is not None},
        "entry_time": iso(told_at),
        **({"exit_time": iso(told_at)} if idea.is_told_with_its_end else {}),
    }
    missing = [name for name in REQUIRED if name not in trade]
    missing += ["exit_price"] if "exit" in idea.unclear else []
    return {
        "kind": "trade",
        "status": DraftStatus.OPEN.value,
        "trade": trade,
        "missing": missing,
        "trade_id": None,
        "proposal": None,
        "created_id": None,
    }


def proposal_draft(intent: Intent) -> dict[str, Any] | None:
    """What an intent would create, to confirm; null where it only asks."""
    if intent.proposal is None:
        return None
    return {
        "kind": intent.kind.value,
        "status": DraftStatus.OPEN.value,
        "trade": {},
        "missing": list(intent.missing),
        "trade_id": None,
        "proposal": intent.proposal,
        "created_id": None,
    }


def confirm(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    changes: Mapping[str, Any],
    *,
    links: Links,
    push: Push,
    news: News,
    plans: PlanBook,
    now: datetime,
) -> dict[str, Any]:
    """Make the draft what it proposes, with what the trader corrects; the message with its draft as it is then.

    A trade is logged, a plan is frozen, a commitment is made.

    Raises:
        MessageNotFound, NoDraft
        DraftSettled: confirmed or dismissed before.
        InvalidInput: something is missing or wrong; the draft stays open.
        UnknownInstrument, BadTrade, AccountNotFound, StrategyNotFound, PlanNotFound, PlanSettled
        BadPlan, TooMany, TooManyCommitments
    """
    message, draft = _open(session, user_id, message_id)
    if draft["kind"] != "trade":
        settled = _created(session, user_id, message, draft, changes, links, now)
        return _settle(session, user_id, message, draft | settled, links, push)
    trade_fields = draft["trade"] | dict(changes)
    try:
        trade = LogTrade.model_validate(trade_fields)
    except ValidationError as error:
        raise refusal_of(error) from None
    where = {"conversation_id": message.conversation_id, "message_id": message.parent_message_id}
    trade = trade.model_copy(update=where)
    trade_id, _ = trades.log_trade(
        session,
        user_id,
        trade,
        news=news,
        now=now,
        source="chat",
        plans=plans,
    )
    settled = {
        "status": DraftStatus.CONFIRMED.value,
        "trade": trade_fields,
        "missing": [],
        "trade_id": str(trade_id),
    }
    return _settle(session, user_id, message, draft | settled, links, push)


def _created(
    session: Session,
    user_id: UUID,
    message: Message,
    draft: dict[str, Any],
    changes: Mapping[str, Any],
    links: Links,
    now: datetime,
) -> dict[str, Any]:
    """The plan or the commitment that a draft proposes."""
    fields = draft["proposal"] | dict(changes)
    try:
        if draft["kind"] == "plan":
            body = MakePlan.model_validate(
                fields | {"conversation_id": str(message.conversation_id)}
            )
            created = plan_book.make_plan(session, user_id, body, links, now=now).id
        else:
            created = commitments.make(
                session,
                user_id,
                MakeCommitment.model_validate(fields),
                now=now,
            ).id
    except ValidationError as error:
        raise refusal_of(error) from None
    return {
        "status": DraftStatus.CONFIRMED.value,
        "proposal": fields,
        "missing": [],
        "created_id": str(created),
    }


def dismiss(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    links: Links,
    push: Push,
) -> dict[str, Any]:
    """The trader does not want it.

    Raises:
        MessageNotFound, NoDraft, DraftSettled
    """
    message, draft = _open(session, user_id, message_id)
    return _settle(
        session,
        user_id,
        message,
        draft | {"status": DraftStatus.DISMISSED.value},
        links,
        push,
    )


def _open(session: Session, user_id: UUID, message_id: UUID) -> tuple[Message, dict[str, Any]]:
    message = queries.message(session, user_id, message_id, lock=True)
    if message.draft is None:
        raise NoDraft
    if message.draft["status"] != DraftStatus.OPEN:
        raise DraftSettled
    return message, message.draft


def _settle(
    session: Session,
    user_id: UUID,
    message: Message,
    draft: dict[str, Any],
    links: Links,
    push: Push,
) -> dict[str, Any]:
    message.draft = draft
    session.flush()
    subject = {
        "message_id": str(message.id),
        "trade_id": draft["trade_id"],
        "created_id": draft.get("created_id"),
    }
    payload = {"kind": f"draft_{draft['status']}", "subject": subject}
    after_commit(session, lambda: push.to_user(user_id, "notification", payload))
    return render(session, user_id, [message], links)[0]
