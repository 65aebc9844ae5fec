"""REST of conversations and messages: what the sockets do, without a socket."""

from hashlib import sha256

from backend.core.changes import Resource, changed
from backend.core.errors import Refusal
from backend.core.idempotency import IdempotencyKeyReused
from backend.core.paging import BadCursor, Page
from backend.core.types import Id, JsonObject
from backend.features.chat.assistant.drafts import confirmation
from backend.features.chat.assistant.drafts.confirmation import PROPOSING
from backend.features.chat.live.draft_tools import draft_tools
from backend.features.chat.live.message_intake import MessageIntake, Sender
from backend.features.chat.live.schemas import Siblings
from backend.features.chat.messages import edits, feedback, service
from backend.features.chat.messages.draft_schemas import ConfirmDraft
from backend.features.chat.messages.errors import (
    DraftSettled,
    EmptyMessage,
    NoDraft,
    NotSavedInTime,
    TooManyMessages,
    UnknownTrades,
)
from backend.features.chat.messages.ports import Bell, Push
from backend.features.chat.messages.rate_limit import MessagePace
from backend.features.chat.messages.schemas import (
    AnswerMessageOut,
    EditMessage,
    GiveAnswerFeedback,
    MessageFilter,
    MessageLog,
    MessageOut,
    SendMessage,
    SentOut,
)
from backend.features.chat.messages.serializers import SentMessage, ShownMessage
from backend.features.content.conversations import queries
from backend.features.content.conversations import service as conversations
from backend.features.content.conversations.errors import (
    AnswerFinished,
    AnswerUnfinished,
    ClientIdTaken,
    ConversationNotFound,
    MessageNotFound,
    NotAnAnswer,
    NothingToAnswer,
    NotYourWords,
    TooManyBranches,
)
from backend.features.content.conversations.models import Conversation
from backend.features.content.conversations.schemas import (
    ChangeConversation,
    ConversationFilter,
    ConversationOut,
    ConversationPage,
    NewConversation,
    ReadConversation,
)
from backend.features.content.conversations.service import Listed
from backend.features.content.media.errors import (
    IMAGE_REFUSALS,
    ForeignImage,
    TooManyImages,
    UploadNotFound,
)
from backend.features.content.media.service import ImageDesk, Links
from backend.features.record.trades.errors import LOGGING
from backend.transport.contract import Call, Routes, UploadedFile
from backend.transport.operation_cost import heavy_when_filtered, light

conversation_routes = Routes("conversations", "/api/conversations")
message_routes = Routes("messages", "/api/messages")

_SENDING: tuple[type[Refusal], ...] = (
    EmptyMessage,
    UnknownTrades,
    ConversationNotFound,
    UploadNotFound,
    ForeignImage,
    TooManyMessages,
    NotSavedInTime,
    IdempotencyKeyReused,
    *IMAGE_REFUSALS,
)


@conversation_routes.post("", returns=ConversationOut, status=201)
def begin_conversation(call: Call, body: NewConversation) -> Conversation:
    """Begin an empty conversation."""
    return service.begin_conversation(
        call.session,
        call.user_id,
        body,
        push=call.use(Push),
        now=call.now,
    )


@conversation_routes.get(
    "",
    returns=ConversationPage,
    raises=(BadCursor,),
    cost=heavy_when_filtered("archived"),
)
def list_conversations(call: Call, query: ConversationFilter) -> Page[Listed]:
    """List conversations, most recently used first."""
    return conversations.list_recent(call.session, call.user_id, query)


@conversation_routes.get(
    "/<conversation_id>",
    returns=ConversationOut,
    raises=(ConversationNotFound,),
)
def read_conversation(call: Call, conversation_id: Id) -> Conversation:
    """Read one conversation."""
    return queries.conversation(call.session, call.user_id, conversation_id)


@conversation_routes.patch(
    "/<conversation_id>",
    returns=ConversationOut,
    raises=(ConversationNotFound,),
)
def change_conversation(call: Call, conversation_id: Id, body: ChangeConversation) -> Conversation:
    """Rename, archive, pin, or switch the mode."""
    return service.change_conversation(
        call.session,
        call.user_id,
        conversation_id,
        body,
        push=call.use(Push),
    )


@conversation_routes.delete("/<conversation_id>", raises=(ConversationNotFound,))
def delete_conversation(call: Call, conversation_id: Id) -> None:
    """Delete a conversation with all its messages."""
    service.delete_conversation(call.session, call.user_id, conversation_id, push=call.use(Push))


@conversation_routes.post(
    "/<conversation_id>/read",
    returns=ConversationOut,
    raises=(ConversationNotFound,),
)
def read_up_to(call: Call, conversation_id: Id, body: ReadConversation) -> Conversation:
    """Say up to where you have read; what comes after it is unread."""
    changed(call.session, call.user_id, Resource.CONVERSATIONS, conversation_id)
    return conversations.read_up_to(call.session, call.user_id, conversation_id, body.seq)


@conversation_routes.get(
    "/<conversation_id>/messages",
    returns=MessageLog,
    raises=(ConversationNotFound, MessageNotFound),
    cost=light("a page of one conversation, by its index of seq"),
)
def read_messages(call: Call, conversation_id: Id, query: MessageFilter) -> service.ShownLog:
    """Read messages in order of seq: the last ones, those before a seq, all that came after one, or those around one.

    With `after_seq` this is the fallback for clients that cannot hold a socket: ask again and again.
    """
    return service.read_log(call.session, call.user_id, conversation_id, query, call.use(Links))


@message_routes.post(
    "",
    returns=SentOut,
    status=201,
    transaction="none",
    file_part="image",
    raises=_SENDING,
)
def send_message(
    call: Call,
    body: SendMessage,
    file: UploadedFile | None,
    idempotency_key: str | None,
) -> SentMessage:
    """Send a message: JSON, or multipart with the chart in the part `image`.

    The answer is made by a worker; read it from the conversation, or receive `ai_response` on a socket. The same
    `client_message_id` again is the same message; an `Idempotency-Key` stands in for one.
    """
    sender = Sender(call.user_id, call.caller.session_id)
    if file is not None:
        try:
            upload = call.use(ImageDesk).take_in(
                call.user_id,
                call.caller.session_id,
                file.content,
                now=call.now,
            )
        except TooManyImages:
            known = _sent_before(call, sender, body.client_message_id)
            # A key is compared with the image, which nobody has read.
            if known is None or idempotency_key is not None:
                raise
            return known
        body = body.model_copy(update={"upload_ids": [*(body.upload_ids or []), upload.id]})
    if body.client_message_id is None and idempotency_key is not None:
        digest = sha256(idempotency_key.encode()).hexdigest()
        body = body.model_copy(update={"client_message_id": f"key:{digest}"})
    sent = call.use(MessageIntake).send_and_wait(sender, body, now=call.now)
    is_repeated = idempotency_key is not None and sent.duplicate
    if is_repeated and not _is_the_same(body, MessageOut.model_validate(sent.message)):
        raise IdempotencyKeyReused
    return sent


def _sent_before(call: Call, sender: Sender, client_message_id: str | None) -> SentMessage | None:
    if client_message_id is None:
        return None
    return call.use(MessageIntake).sent_before(sender, client_message_id)


def _is_the_same(body: SendMessage, message: MessageOut) -> bool:
    """Whether a message is what a body would have made of it; where the body leaves open, anything is."""
    image_ids = [image.id for image in message.images]
    if body.image_url is None:
        has_its_images = image_ids == (body.upload_ids or [])
    else:
        has_its_images = bool(image_ids)
    return (
        message.content == (body.content or "")
        and body.mode in (None, message.mode)
        and body.conversation_id in (None, message.conversation_id)
        and has_its_images
        and message.related_trade_ids == (body.related_trade_ids or [])
    )


@message_routes.get("/<message_id>", returns=MessageOut, raises=(MessageNotFound,))
def read_message(call: Call, message_id: Id) -> ShownMessage:
    """Read one message, with fresh links to its images."""
    return service.read_message(call.session, call.user_id, message_id, call.use(Links))


@message_routes.get(
    "/<message_id>/siblings",
    returns=Siblings,
    raises=(MessageNotFound,),
    cost=light("of one question, a hundred at the most"),
)
def read_siblings(call: Call, message_id: Id) -> dict[str, object]:
    """Read which other answers there are to the same question, or other wordings of the same message."""
    items = feedback.siblings(call.session, call.user_id, message_id)
    index = [message.id for message in items].index(message_id)
    return {"items": items, "count": len(items), "index": index}


@message_routes.put(
    "/<message_id>/feedback",
    returns=MessageOut,
    raises=(MessageNotFound, NotAnAnswer),
)
def give_feedback(call: Call, message_id: Id, body: GiveAnswerFeedback) -> ShownMessage:
    """Say whether an answer helped or was wrong, and in which way; it can be changed."""
    return feedback.give(
        call.session,
        call.user_id,
        message_id,
        body,
        links=call.use(Links),
        push=call.use(Push),
        now=call.now,
    )


@message_routes.delete("/<message_id>/feedback", raises=(MessageNotFound, NotAnAnswer))
def take_feedback_back(call: Call, message_id: Id) -> None:
    """Take back what you said of an answer."""
    feedback.take_back(
        call.session, call.user_id, message_id, links=call.use(Links), push=call.use(Push)
    )


@message_routes.post(
    "/<message_id>/stop",
    returns=AnswerMessageOut,
    raises=(MessageNotFound, NothingToAnswer, AnswerFinished),
)
def stop_answer(call: Call, message_id: Id) -> JsonObject:
    """Stop an answer that is being made; what was written is kept."""
    answer = service.stop(
        call.session,
        call.user_id,
        message_id,
        links=call.use(Links),
        push=call.use(Push),
        now=call.now,
    )
    return {"answer": answer}


@message_routes.post(
    "/<message_id>/regenerate",
    returns=AnswerMessageOut,
    status=201,
    raises=(MessageNotFound, NothingToAnswer, AnswerUnfinished, TooManyBranches, TooManyMessages),
)
def regenerate_answer(call: Call, message_id: Id) -> JsonObject:
    """Answer a question again; the earlier answers stay."""
    answer = service.regenerate(
        call.session,
        call.user_id,
        message_id,
        pace=call.use(MessagePace),
        links=call.use(Links),
        push=call.use(Push),
        bell=call.use(Bell),
        now=call.now,
    )
    return {"answer": answer}


@message_routes.post(
    "/<message_id>/edit",
    returns=SentOut,
    status=201,
    raises=(
        MessageNotFound,
        NotYourWords,
        ClientIdTaken,
        EmptyMessage,
        TooManyBranches,
        TooManyMessages,
    ),
)
def edit_message(call: Call, message_id: Id, body: EditMessage) -> SentMessage:
    """Say it again in other words: a message beside the first one, with its own answer."""
    return edits.edit(
        call.session,
        call.user_id,
        message_id,
        body,
        pace=call.use(MessagePace),
        links=call.use(Links),
        push=call.use(Push),
        bell=call.use(Bell),
        now=call.now,
    )


@message_routes.post(
    "/<message_id>/draft/confirm",
    returns=MessageOut,
    raises=(MessageNotFound, NoDraft, DraftSettled, *LOGGING, *PROPOSING),
)
def confirm_draft(call: Call, message_id: Id, body: ConfirmDraft) -> ShownMessage:
    """Make a draft what it proposes, with your corrections: a trade, an exit, a level, a plan, a promise, a setting."""
    return confirmation.confirm(
        call.session,
        call.user_id,
        message_id,
        body.changes,
        draft_tools(call),
        now=call.now,
    )


@message_routes.post(
    "/<message_id>/draft/dismiss",
    returns=MessageOut,
    raises=(MessageNotFound, NoDraft, DraftSettled),
)
def dismiss_draft(call: Call, message_id: Id) -> ShownMessage:
    """Put a draft aside."""
    return confirmation.dismiss(
        call.session,
        call.user_id,
        message_id,
        links=call.use(Links),
        push=call.use(Push),
        now=call.now,
    )
