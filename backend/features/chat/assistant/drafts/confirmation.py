"""Drafts that are confirmed or put aside: each kind becomes what it proposes, with what the trader corrects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue, ValidationError
from sqlalchemy.orm import Session

from backend.core.crypto import Keyring
from backend.core.db import after_commit
from backend.core.events import News
from backend.core.rows import TooMany
from backend.core.types import JsonObject
from backend.core.validation import refusal_of
from backend.features.chat.assistant.drafts import record_corrections, settings_draft, trade_changes
from backend.features.chat.assistant.drafts.draft import Draft, DraftKind, stored_draft
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.chat.messages.errors import DraftSettled, NoDraft
from backend.features.chat.messages.ports import Push
from backend.features.chat.messages.serializers import ShownMessage, render
from backend.features.chat.threads import service as threads
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message
from backend.features.content.media.service import Links
from backend.features.record.journal import service as journal
from backend.features.record.journal.errors import CheckInLocked, DayTaken
from backend.features.record.journal.schemas import WriteEntry
from backend.features.record.plans import service as plan_book
from backend.features.record.plans.errors import BadPlan
from backend.features.record.plans.schemas import MakePlan
from backend.features.record.rulebook import commitments
from backend.features.record.rulebook.errors import BadRulebook, TooManyCommitments
from backend.features.record.rulebook.schemas import MakeCommitment
from backend.features.record.trades import service as trades_service
from backend.features.record.trades.errors import (
    EventStands,
    ExitTooLarge,
    FollowedByTrade,
    HistoryFull,
    TradeAlreadyClosed,
    TradeNotFound,
)
from backend.features.record.trades.ports import PlanBook

PROPOSING = (
    BadPlan,
    TooMany,
    TooManyCommitments,
    BadRulebook,
    CheckInLocked,
    DayTaken,
    TradeNotFound,
    TradeAlreadyClosed,
    ExitTooLarge,
    HistoryFull,
    EventStands,
    FollowedByTrade,
)
"""How what was told may be refused, beside the ways of a trade that is logged."""


MOST_TWINS = 20  # answers with drafts that are looked through
TOLD_OF_A_TRADE = ("instrument", "direction", "entry_price", "exit_price")


@dataclass(frozen=True, slots=True)
class DraftTools:
    """What confirming needs beside the session: who is told, and who keeps what."""

    links: Links
    push: Push
    news: News
    plans: PlanBook
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class ConfirmedDraft:
    """A draft that is confirmed: whose, beside which message, with which corrections, and when."""

    session: Session
    user_id: UUID
    message: Message
    draft: Draft
    changes: Mapping[str, JsonValue]
    tools: DraftTools
    now: datetime

    @property
    def fields(self) -> JsonObject:
        """What is proposed, with what the trader corrects."""
        assert self.draft.proposal is not None, "all but trades are proposed"
        return self.draft.proposal | dict(self.changes)


Maker = Callable[[ConfirmedDraft], Draft]


def confirm(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    changes: Mapping[str, JsonValue],
    tools: DraftTools,
    *,
    now: datetime,
) -> ShownMessage:
    """Make the draft what it proposes, with what the trader corrects; the message with its draft as it is then.

    A trade is logged, an exit or a level is recorded, what was told wrongly is corrected, a trade goes to the trash, a
    plan is frozen, a commitment is made, a setting is set, limits and an intention are written beside those that stand.

    Raises:
        MessageNotFound, NoDraft
        DraftSettled: confirmed or dismissed before.
        InvalidInput: something is missing or wrong; the draft stays open.
        UnknownInstrument, BadTrade, AccountNotFound, StrategyNotFound, PlanNotFound, PlanSettled
        TradeNotFound, TradeAlreadyClosed, ExitTooLarge, HistoryFull, EventStands, FollowedByTrade
        BadPlan, TooMany, TooManyCommitments, BadRulebook, CheckInLocked, DayTaken
    """
    message, draft = _open(session, user_id, message_id)
    make = _MAKERS[DraftKind(draft.kind)]
    try:
        outcome = make(ConfirmedDraft(session, user_id, message, draft, changes, tools, now))
    except ValidationError as error:
        raise refusal_of(error) from None
    confirmed = replace(outcome, status=DraftStatus.CONFIRMED.value, missing=[])
    if confirmed.trade_id is not None:
        threads.speak_of_trade(
            session,
            user_id,
            message.conversation_id,
            UUID(confirmed.trade_id),
            now=now,
        )
    if draft.kind == DraftKind.TRADE:
        _dismiss_twins(session, user_id, message, draft, tools)
    return _settle(session, user_id, message, confirmed, tools.links, tools.push)


def _dismiss_twins(
    session: Session, user_id: UUID, message: Message, draft: Draft, tools: DraftTools
) -> None:
    """A trade that is logged from one answer is not logged again from another: beside a verdict, or said twice."""
    for other in queries.drafts_beside(session, message, limit=MOST_TWINS):
        twin = Draft(**(other.draft or {}))
        if twin.status == DraftStatus.OPEN and _same_trade(twin, draft):
            dismissed = replace(twin, status=DraftStatus.DISMISSED.value)
            _settle(session, user_id, other, dismissed, tools.links, tools.push)


def _same_trade(twin: Draft, draft: Draft) -> bool:
    return twin.kind == draft.kind and all(
        twin.trade.get(name) == draft.trade.get(name) for name in TOLD_OF_A_TRADE
    )


def dismiss(
    session: Session,
    user_id: UUID,
    message_id: UUID,
    *,
    links: Links,
    push: Push,
    now: datetime,
) -> ShownMessage:
    """The trader does not want it; what was told of a trade that goes with it is not waited for either.

    Raises:
        MessageNotFound, NoDraft, DraftSettled
    """
    message, draft = _open(session, user_id, message_id)
    dismissed = replace(draft, status=DraftStatus.DISMISSED.value)
    if draft.kind == DraftKind.TRADE:
        threads.forget_deeds(session, user_id, message.conversation_id, now=now)
    return _settle(session, user_id, message, dismissed, links, push)


def _trade(confirmed: ConfirmedDraft) -> Draft:
    draft, message, tools = confirmed.draft, confirmed.message, confirmed.tools
    fields = draft.trade | dict(confirmed.changes)
    place = {"conversation_id": message.conversation_id, "message_id": message.parent_message_id}
    trade_id = trade_changes.log_told_trade(
        confirmed.session,
        confirmed.user_id,
        fields,
        draft.proposal,
        place=place,
        news=tools.news,
        plans=tools.plans,
        now=confirmed.now,
    )
    replaced = (draft.proposal or {}).get("replaces")
    if replaced is not None:
        _delete(confirmed, UUID(str(replaced)))
    return replace(draft, trade=fields, trade_id=str(trade_id))


def _exit(confirmed: ConfirmedDraft) -> Draft:
    return _recorded(confirmed, trade_changes.record_exits)


def _level(confirmed: ConfirmedDraft) -> Draft:
    return _recorded(confirmed, trade_changes.record_level)


def _correction(confirmed: ConfirmedDraft) -> Draft:
    return _recorded(confirmed, record_corrections.record_correction)


def _deletion(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    _delete(confirmed, record_corrections.trade_to_delete(fields))
    return replace(confirmed.draft, proposal=fields)


def _delete(confirmed: ConfirmedDraft, trade_id: UUID) -> None:
    trades_service.delete_trade(
        confirmed.session,
        confirmed.user_id,
        trade_id,
        news=confirmed.tools.news,
        now=confirmed.now,
    )


def _recorded(confirmed: ConfirmedDraft, record: trade_changes.Recorder) -> Draft:
    """The draft of something that happened to a trade, once it is in the history of that trade."""
    fields = confirmed.fields
    trade_id = record(
        confirmed.session,
        confirmed.user_id,
        fields,
        news=confirmed.tools.news,
        now=confirmed.now,
    )
    return replace(confirmed.draft, proposal=fields, trade_id=str(trade_id))


def _plan(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    conversation: JsonObject = {"conversation_id": str(confirmed.message.conversation_id)}
    plan = MakePlan.model_validate(fields | conversation)
    created = plan_book.make_plan(
        confirmed.session,
        confirmed.user_id,
        plan,
        confirmed.tools.links,
        now=confirmed.now,
    )
    return replace(confirmed.draft, proposal=fields, created_id=str(created.id))


def _commitment(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    commitment = MakeCommitment.model_validate(fields)
    created = commitments.make(confirmed.session, confirmed.user_id, commitment, now=confirmed.now)
    return replace(confirmed.draft, proposal=fields, created_id=str(created.id))


def _setting(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    settings_draft.apply(
        confirmed.session,
        confirmed.user_id,
        fields,
        keyring=confirmed.tools.keyring,
        now=confirmed.now,
    )
    return replace(confirmed.draft, proposal=fields)


def _limits(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    settings_draft.write_limits(confirmed.session, confirmed.user_id, fields, now=confirmed.now)
    return replace(confirmed.draft, proposal=fields)


def _check_in(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    settings_draft.write_intention(
        confirmed.session,
        confirmed.user_id,
        fields,
        confirmed.tools.keyring,
        now=confirmed.now,
    )
    return replace(confirmed.draft, proposal=fields)


def _journal(confirmed: ConfirmedDraft) -> Draft:
    fields = confirmed.fields
    entry = journal.write_entry(
        confirmed.session,
        confirmed.user_id,
        WriteEntry.model_validate(fields),
        confirmed.tools.keyring,
        confirmed.tools.links,
        now=confirmed.now,
    )
    return replace(confirmed.draft, proposal=fields, created_id=str(entry.id))


_MAKERS: dict[DraftKind, Maker] = {
    DraftKind.TRADE: _trade,
    DraftKind.EXIT: _exit,
    DraftKind.LEVEL: _level,
    DraftKind.CORRECTION: _correction,
    DraftKind.DELETION: _deletion,
    DraftKind.PLAN: _plan,
    DraftKind.COMMITMENT: _commitment,
    DraftKind.SETTING: _setting,
    DraftKind.LIMITS: _limits,
    DraftKind.CHECK_IN: _check_in,
    DraftKind.JOURNAL: _journal,
}


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
