"""REST of threads."""

from backend.core.types import Id
from backend.features.chat.threads import service
from backend.features.chat.threads.schemas import ThreadOut
from backend.features.chat.threads.serializers import thread_out
from backend.features.content.conversations.errors import ConversationNotFound
from backend.features.record.questions.schemas import RecordQuery
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("conversations", "/api/conversations")


@routes.get(
    "/<conversation_id>/thread",
    returns=ThreadOut,
    raises=(ConversationNotFound,),
    cost=light("one row, by its conversation"),
)
def read_thread(call: Call, conversation_id: Id) -> ThreadOut:
    """Read what a conversation is about: the idea on the table, the last question, what was asked back."""
    return thread_out(service.show(call.session, call.user_id, conversation_id))


@routes.put("/<conversation_id>/thread/query", returns=ThreadOut, raises=(ConversationNotFound,))
def speak_of_query(call: Call, conversation_id: Id, body: RecordQuery) -> ThreadOut:
    """Say which question to the record is spoken of, where a part of the last one was taken away: the next leans on it."""
    state = service.speak_of_query(
        call.session,
        call.user_id,
        conversation_id,
        body,
        now=call.now,
    )
    return thread_out(state)


@routes.delete("/<conversation_id>/thread", raises=(ConversationNotFound,))
def clear_thread(call: Call, conversation_id: Id) -> None:
    """Clear what a conversation is about; what is said next begins anew. The messages stay."""
    service.clear(call.session, call.user_id, conversation_id)
