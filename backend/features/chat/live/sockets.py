"""The chat's socket events."""

from concurrent.futures import Future

from pydantic import BaseModel

from backend.core.clock import iso
from backend.core.types import JsonObject
from backend.features.chat.assistant.drafts import confirmation
from backend.features.chat.assistant.drafts.confirmation import PROPOSING
from backend.features.chat.live.draft_tools import draft_tools
from backend.features.chat.live.message_intake import MessageIntake, Sender
from backend.features.chat.live.schemas import (
    Acknowledged,
    InThisConversation,
    Pong,
    ThisMessage,
)
from backend.features.chat.messages import edits, service
from backend.features.chat.messages.draft_schemas import OfDraft
from backend.features.chat.messages.errors import (
    DraftSettled,
    EmptyMessage,
    NoDraft,
    TooManyMessages,
    TooManySockets,
    UnknownTrades,
)
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MessagePace
from backend.features.chat.messages.schemas import (
    AiDelta,
    AiThinking,
    AnswerMessageOut,
    Changed,
    ConversationDeleted,
    ConversationUpdated,
    EditOfMessage,
    InConversation,
    MessageFilter,
    MessageLog,
    MessageOut,
    MessageSaved,
    ModeChanged,
    OfMessage,
    Ping,
    Presence,
    ProblemMessage,
    Resync,
    Resynced,
    SendMessage,
    SentOut,
    SwitchMode,
)
from backend.features.chat.messages.serializers import (
    SentMessage,
    conversation_document,
    message_document,
)
from backend.features.content.conversations import queries
from backend.features.content.conversations.errors import (
    AnswerFinished,
    AnswerUnfinished,
    ClientIdTaken,
    ConversationNotFound,
    MessageNotFound,
    NothingToAnswer,
    NotYourWords,
    TooManyBranches,
)
from backend.features.content.conversations.schemas import ChangeConversation
from backend.features.content.media.errors import ForeignImage, UploadNotFound
from backend.features.content.media.service import Links
from backend.features.record.performance.schemas import PerformanceUpdated
from backend.features.record.rulebook.schemas import SessionStateOut
from backend.features.record.trades.errors import LOGGING
from backend.transport.contract import Call, SocketEvents

events = SocketEvents()
events.not_admitted.append(TooManySockets)
_SENT: dict[str, type[BaseModel]] = {
    "message_saved": MessageSaved,
    "ai_thinking": AiThinking,
    "ai_delta": AiDelta,
    "ai_response": MessageOut,
    "message_updated": MessageOut,
    "message_error": ProblemMessage,
    "mode_changed": ModeChanged,
    "conversation_updated": ConversationUpdated,
    "conversation_deleted": ConversationDeleted,
    "presence": Presence,
    "changed": Changed,
    "performance_updated": PerformanceUpdated,
    "rulebook_state": SessionStateOut,
}
for _name, _payload in _SENT.items():
    events.sends(_name, _payload)


LOOKED_UP = ("upload_ids", "image_url", "related_trade_ids")


@events.on(
    "send_message",
    acknowledges=SentOut,
    transaction="none",
    is_quick=lambda body: not any(body.get(field) for field in LOOKED_UP),
    raises=(
        EmptyMessage,
        UnknownTrades,
        ConversationNotFound,
        UploadNotFound,
        ForeignImage,
        TooManyMessages,
    ),
)
def send_message(call: Call, body: SendMessage) -> "Future[SentMessage]":
    """Send a message; acknowledged with the stored message and its pending answer."""
    sender = Sender(call.user_id, call.caller.session_id, call.caller.socket_id)
    return call.use(MessageIntake).send(sender, body, now=call.now)


@events.on(
    "join_conversation",
    acknowledges=InThisConversation,
    transaction="read",
    raises=(ConversationNotFound,),
)
def join_conversation(call: Call, body: InConversation) -> JsonObject:
    """Look at a conversation; acknowledged with it and its head, to compare with what one has."""
    conversation = queries.conversation(call.session, call.user_id, body.conversation_id)
    return {"conversation": conversation_document(conversation)}


@events.on(
    "leave_conversation",
    acknowledges=Acknowledged,
    transaction="read",
    raises=(ConversationNotFound,),
)
def leave_conversation(call: Call, body: InConversation) -> JsonObject:
    """Look elsewhere."""
    queries.conversation(call.session, call.user_id, body.conversation_id)
    return {}


@events.on("switch_mode", acknowledges=InThisConversation, raises=(ConversationNotFound,))
def switch_mode(call: Call, body: SwitchMode) -> JsonObject:
    """Switch what a conversation is about; all windows hear `mode_changed`."""
    change = ChangeConversation(mode=body.mode)
    changed = service.change_conversation(
        call.session,
        call.user_id,
        body.conversation_id,
        change,
        push=call.use(Push),
    )
    return {"conversation": conversation_document(changed)}


@events.on("typing", acknowledges=Acknowledged, transaction="read", raises=(ConversationNotFound,))
def typing(call: Call, body: InConversation) -> JsonObject:
    """Tell the user's other windows that somebody types here."""
    queries.conversation(call.session, call.user_id, body.conversation_id)
    news = {"event": "typing", "conversation_id": str(body.conversation_id)}
    call.use(Push).to_user(call.user_id, "presence", news, except_socket=call.caller.socket_id)
    return {}


@events.on(
    "stop_generation",
    acknowledges=AnswerMessageOut,
    raises=(MessageNotFound, NothingToAnswer, AnswerFinished),
)
def stop_generation(call: Call, body: OfMessage) -> JsonObject:
    """Stop an answer that is being made; what was written is kept."""
    answer = service.stop(
        call.session,
        call.user_id,
        body.message_id,
        links=call.use(Links),
        push=call.use(Push),
        now=call.now,
    )
    return {"answer": answer}


@events.on(
    "regenerate",
    acknowledges=AnswerMessageOut,
    raises=(MessageNotFound, NothingToAnswer, AnswerUnfinished, TooManyBranches, TooManyMessages),
)
def regenerate(call: Call, body: OfMessage) -> JsonObject:
    """Answer a question again; the earlier answers stay."""
    answer = service.regenerate(
        call.session,
        call.user_id,
        body.message_id,
        pace=call.use(MessagePace),
        links=call.use(Links),
        push=call.use(Push),
        bell=call.use(Bell),
        now=call.now,
    )
    return {"answer": answer}


@events.on(
    "edit_message",
    acknowledges=SentOut,
    raises=(
        MessageNotFound,
        NotYourWords,
        ClientIdTaken,
        EmptyMessage,
        TooManyBranches,
        TooManyMessages,
    ),
)
def edit_message(call: Call, body: EditOfMessage) -> SentMessage:
    """Say a message again in other words; acknowledged like `send_message`."""
    return edits.edit(
        call.session,
        call.user_id,
        body.message_id,
        body,
        pace=call.use(MessagePace),
        links=call.use(Links),
        push=call.use(Push),
        bell=call.use(Bell),
        now=call.now,
    )


@events.on(
    "confirm_draft",
    acknowledges=ThisMessage,
    raises=(MessageNotFound, NoDraft, DraftSettled, *LOGGING, *PROPOSING),
)
def confirm_draft(call: Call, body: OfDraft) -> JsonObject:
    """Make what the coach understood what it proposes, with corrections."""
    message = confirmation.confirm(
        call.session,
        call.user_id,
        body.message_id,
        body.changes,
        draft_tools(call),
        now=call.now,
    )
    return {"message": message_document(message)}


@events.on(
    "dismiss_draft", acknowledges=ThisMessage, raises=(MessageNotFound, NoDraft, DraftSettled)
)
def dismiss_draft(call: Call, body: OfMessage) -> JsonObject:
    """Put a draft aside."""
    message = confirmation.dismiss(
        call.session,
        call.user_id,
        body.message_id,
        links=call.use(Links),
        push=call.use(Push),
        now=call.now,
    )
    return {"message": message_document(message)}


@events.on("resync", acknowledges=Resynced, transaction="read", raises=(ConversationNotFound,))
def resync(call: Call, body: Resync) -> Resynced:
    """Exactly what was missed: every message after a seq, in order, and the answers still to come."""
    query = MessageFilter(after_seq=body.since_seq, limit=service.RESYNC_ROWS)
    log = service.read_log(call.session, call.user_id, body.conversation_id, query, call.use(Links))
    shown = MessageLog.model_validate(log)
    return Resynced(
        conversation_id=body.conversation_id,
        head=shown.head,
        messages=shown.items,
        unfinished=shown.unfinished,
        more=shown.more,
    )


@events.on("ping", acknowledges=Pong, transaction="read")
def ping(call: Call, body: Ping) -> JsonObject:  # noqa: ARG001  an empty object is what it takes
    """The time, and the head of each recent conversation: a client that has less calls `resync`."""
    heads = queries.heads(call.session, call.user_id, limit=service.HEADS)
    return {
        "now": iso(call.now),
        "heads": {str(conversation_id): head for conversation_id, head in heads.items()},
    }
