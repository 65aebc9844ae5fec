"""Trades that were told in the chat: a draft that shows what was understood, to confirm or to dismiss."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue, ValidationError
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.db import after_commit
from backend.core.events import News
from backend.core.rows import TooMany
from backend.core.types import JsonObject, plain_decimal
from backend.core.validation import refusal_of
from backend.features.chat.assistant.intents import Intent
from backend.features.chat.messages.errors import DraftSettled, NoDraft
from backend.features.chat.messages.ports import Push
from backend.features.chat.messages.schemas import DraftStatus
from backend.features.chat.messages.serializers import ShownMessage, render
from backend.features.coach.language.ideas import Idea
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message
from backend.features.content.media.service import Links
from backend.features.market.instruments import instruments
from backend.features.market.instruments.instruments import (
    Identified,
    Instrument,
    InstrumentKind,
)
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands beside its message (`DraftOut`); earlier versions had no proposal and no `created_id`."""

    kind: str
    status: str = DraftStatus.OPEN.value
    trade: JsonObject = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    trade_id: str | None = None
    proposal: JsonObject | None = None
    created_id: str | None = None


def stored_draft(draft: Draft | None) -> JsonObject | None:
    """A draft as it is stored beside its message."""
    if draft is None:
        return None
    return asdict(draft)


def trade_draft(idea: Idea, told_at: datetime) -> Draft | None:
    """A draft where instrument, direction and entry or exit were said without contradiction; null otherwise.

    With "out 18290" it is a closed trade. A price that may be entry or exit is asked for, not guessed. Times are those
    of the message until the trader says others.
    """
    if idea.instrument is None or idea.direction is None or idea.conflicts or idea.despair:
        return None
    if idea.entry is None and not idea.is_told_with_its_end:
        return None
    prices = {
        "entry_price": idea.entry,
        "stop_price": idea.stop,
        "target_price": _target_ahead(idea),
        "exit_price": idea.exit,
        "position_size": idea.size,
    }
    symbol = _symbol_of(idea, idea.instrument, told_at)
    trade: JsonObject = {"instrument": symbol, "direction": idea.direction}
    for name, price in prices.items():
        if price is not None:
            trade[name] = plain_decimal(price)
    trade["entry_time"] = iso(told_at)
    if idea.is_told_with_its_end:
        trade["exit_time"] = iso(told_at)
    missing = [name for name in REQUIRED if name not in trade]
    if "exit" in idea.unclear:
        missing.append("exit_price")
    return Draft(kind="trade", trade=trade, missing=missing)


def _symbol_of(idea: Idea, instrument: Instrument, told_at: datetime) -> str:
    """With the month of a future, where one was named."""
    if idea.contract is not None and instrument.kind is InstrumentKind.FUTURE:
        named = instruments.identify(idea.contract, today=told_at.date())
        if isinstance(named, Identified) and named.month is not None:
            return idea.contract.upper()
    return instrument.symbol


def _target_ahead(idea: Idea) -> Decimal | None:
    """The first target that a trade still has before it."""
    if idea.entry is None or idea.is_told_with_its_end:
        return None
    sign = 1 if idea.direction == "long" else -1
    for target in idea.targets:
        if (target - idea.entry) * sign > 0:
            return target
    return None


def proposal_draft(intent: Intent) -> Draft | None:
    """What an intent would create, to confirm; null where it only asks."""
    if intent.proposal is None:
        return None
    return Draft(kind=intent.kind.value, missing=list(intent.missing), proposal=intent.proposal)


def confirm(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    changes: Mapping[str, JsonValue],
    *,
    links: Links,
    push: Push,
    news: News,
    plans: PlanBook,
    now: datetime,
) -> ShownMessage:
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
    if draft.kind != "trade":
        created = _created(session, user_id, message, draft, changes, links, now)
        return _settle(session, user_id, message, created, links, push)
    trade_fields = draft.trade | dict(changes)
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
    logged = replace(
        draft,
        status=DraftStatus.CONFIRMED.value,
        trade=trade_fields,
        missing=[],
        trade_id=str(trade_id),
    )
    return _settle(session, user_id, message, logged, links, push)


def _created(
    session: Session,
    user_id: UUID,
    message: Message,
    draft: Draft,
    changes: Mapping[str, JsonValue],
    links: Links,
    now: datetime,
) -> Draft:
    """The draft with the plan or the commitment that it proposes."""
    assert draft.proposal is not None, "a plan or commitment is proposed"
    fields = draft.proposal | dict(changes)
    try:
        if draft.kind == "plan":
            conversation = {"conversation_id": str(message.conversation_id)}
            plan = MakePlan.model_validate(fields | conversation)
            created_id = plan_book.make_plan(session, user_id, plan, links, now=now).id
        else:
            commitment = MakeCommitment.model_validate(fields)
            created_id = commitments.make(session, user_id, commitment, now=now).id
    except ValidationError as error:
        raise refusal_of(error) from None
    return replace(
        draft,
        status=DraftStatus.CONFIRMED.value,
        proposal=fields,
        missing=[],
        created_id=str(created_id),
    )


def dismiss(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    links: Links,
    push: Push,
) -> ShownMessage:
    """The trader does not want it.

    Raises:
        MessageNotFound, NoDraft, DraftSettled
    """
    message, draft = _open(session, user_id, message_id)
    dismissed = replace(draft, status=DraftStatus.DISMISSED.value)
    return _settle(session, user_id, message, dismissed, links, push)


def _open(session: Session, user_id: UUID, message_id: UUID) -> tuple[Message, Draft]:
    message = queries.message(session, user_id, message_id, lock=True)
    if message.draft is None:
        raise NoDraft
    draft = Draft(**message.draft)
    if draft.status != DraftStatus.OPEN:
        raise DraftSettled
    return message, draft


def _settle(
    session: Session,
    user_id: UUID,
    message: Message,
    draft: Draft,
    links: Links,
    push: Push,
) -> ShownMessage:
    message.draft = stored_draft(draft)
    session.flush()
    subject: JsonObject = {
        "message_id": str(message.id),
        "trade_id": draft.trade_id,
        "created_id": draft.created_id,
    }
    payload: JsonObject = {"kind": f"draft_{draft.status}", "subject": subject}
    after_commit(session, lambda: push.to_user(user_id, "notification", payload))
    return render(session, user_id, [message], links)[0]
