"""What messages look like, on REST and on sockets."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from backend.core.changes import Resource
from backend.core.paging import Limit
from backend.core.shapes import ShapeNamed, ShapeOf, Variant, told_apart
from backend.core.types import AtMost, Cost, Id, In, Moment, Opaque, Out, Text
from backend.features.chat.messages.actions import ActionKind
from backend.features.chat.messages.draft_schemas import DraftOut
from backend.features.coach.coaching.schemas import CoachingOut
from backend.features.coach.ideas.ideas import Guard
from backend.features.coach.verdicts.schemas import VerdictOut
from backend.features.content.conversations.models import (
    AnswerVerdict,
    MessageStatus,
    MessageType,
    Mode,
)
from backend.features.content.conversations.schemas import ConversationOut
from backend.features.content.media.schemas import ImageOut
from backend.features.record.plans.pre_trade_check.schemas import CheckOut

LONGEST_MESSAGE = 5000
MOST_IMAGES = 4

Content = Annotated[
    Opaque, StringConstraints(max_length=LONGEST_MESSAGE)
]  # one that shows nothing is none
ClientMessageId = Annotated[
    Opaque, StringConstraints(min_length=1, max_length=100), Field(examples=["7f3c…"])
]
FeedbackWords = Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
ImageUrl = Annotated[Text, StringConstraints(min_length=1, max_length=2000)]


class SendMessage(In):
    """A message: words, images, or both. Without a conversation a new one begins."""

    client_message_id: ClientMessageId | None = None
    conversation_id: Id | None = None
    content: Content | None = None
    image_url: ImageUrl | None = None
    upload_ids: Annotated[list[Id], AtMost(MOST_IMAGES, "charts a message")] | None = None
    mode: Mode | None = None
    related_trade_ids: Annotated[list[Id], Field(max_length=20)] | None = None


class InConversation(In):
    """Which conversation."""

    conversation_id: Id


class SwitchMode(InConversation):
    """Which conversation, and what it is about from now on."""

    mode: Mode


class EditMessage(In):
    """The same message in other words."""

    content: Content
    client_message_id: ClientMessageId | None = None


class EditOfMessage(EditMessage):
    """Which message, and its new words."""

    message_id: Id


class OfMessage(In):
    """Which message."""

    message_id: Id


class Resync(InConversation):
    """Everything after a seq, in order."""

    since_seq: Annotated[int, Field(ge=0, le=2**53)]


class Ping(In):
    """Nothing: the answer is what counts."""


class MessageError(Out):
    """Why an answer failed."""

    code: str
    detail: str


_ACTIONS = [
    Variant(
        "OpenMessageAction",
        [ActionKind.OPEN_MESSAGE],
        {"conversation_id": Id, "message_id": Id, "seq": int},
    ),
    Variant("OpenAction", [ActionKind.DOWNLOAD, ActionKind.OPEN]),
    Variant("SayAction", [ActionKind.SAY], {"text": str}),
]


class ActionOut(Out):
    """What can be done with an answer: `GET path` with your sign-in, a message to jump to, or one to send (`say`)."""

    kind: ActionKind
    label: str
    path: Annotated[str, Field(examples=["/api/conversations/export?format=json"])]
    conversation_id: Annotated[Id | None, Field(description="For `open_message`: where it stands.")]
    message_id: Id | None
    seq: int | None
    text: Annotated[str | None, Field(description="For `say`: what to send.")] = None

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """One of several, told apart by `kind`."""
        return told_apart("kind", _ACTIONS, schema, handler)


class QuestionPartOut(Out):
    """One part of a question to the record, and the question without it."""

    label: Annotated[str, Field(examples=["Mondays"])]
    without: Annotated[
        dict[str, Any],
        ShapeNamed("RecordQuery"),
        Field(description="As `POST /api/trading/query` takes it, to ask again."),
    ]


class UnderstoodOut(Out):
    """What the coach took a message for, on its answer."""

    kind: Annotated[
        str,
        Field(
            description="What the message was taken for: more kinds may come.",
            examples=["question", "idea"],
        ),
    ]
    about: Annotated[
        str | None,
        Field(description="What the conversation is about now.", examples=["MES long 4500"]),
    ] = None
    not_understood: Annotated[
        list[str], Field(description="Words that were read into nothing, and said back.")
    ] = []
    query: Annotated[
        Annotated[dict[str, Any], ShapeNamed("RecordQuery")] | None,
        Field(description="The question to the record, as `POST /api/trading/query` takes it."),
    ] = None
    parts: Annotated[
        list[QuestionPartOut], Field(description="What of the question can be taken away.")
    ] = []
    asked: Annotated[
        str | None, Field(description="What is asked back: the field that is unclear.")
    ] = None


class GiveAnswerFeedback(In):
    """Whether an answer helped, and what was wrong with it; it replaces what was said before."""

    verdict: AnswerVerdict
    words: FeedbackWords | None = None


class AnswerFeedbackOut(Out):
    """What the trader said of an answer."""

    verdict: AnswerVerdict
    words: str | None
    updated_at: Moment


class MessageOut(Out):
    """A message. `seq` is null until the message is final: done, stopped, failed, or saved."""

    id: Id
    conversation_id: Id
    seq: int | None
    type: MessageType
    mode: Mode
    content: str
    images: list[ImageOut]
    parent_message_id: Id | None
    branch_index: int
    client_message_id: str | None
    related_trade_ids: list[Id]
    status: MessageStatus
    verdict: VerdictOut | None
    error: MessageError | None
    draft: Annotated[
        DraftOut | None, Field(description="What the coach understood of a trade, to confirm.")
    ]
    interlock: Annotated[
        CheckOut | None, Field(description="Whether a trade that was announced is allowed.")
    ]
    guard: Annotated[
        Guard | None,
        Field(
            description="On a message that was met with care or declined, and on that answer, once it is given. No"
            " provider sees such a message."
        ),
    ] = None
    actions: list[ActionOut] = []
    understood: UnderstoodOut | None = None
    cost: Annotated[
        Cost | None,
        Field(
            description="US dollars that a provider was paid for this answer; null when none was asked."
        ),
    ]
    coaching: Annotated[
        CoachingOut | None,
        Field(description="What an answer of the coach stands on, sentence by sentence."),
    ] = None
    feedback: Annotated[
        AnswerFeedbackOut | None, Field(description="What the trader said of this answer.")
    ] = None
    created_at: Moment
    finished_at: Moment | None


class SentOut(Out):
    """The stored message and its pending answer."""

    message: MessageOut
    answer: MessageOut
    duplicate: Annotated[
        bool, Field(description="Whether it was stored before, under the same client_message_id.")
    ]


class AnswerMessageOut(Out):
    """An answer that is being made."""

    answer: MessageOut


class MessageLog(Out):
    """Messages in order of seq, and the answers that are still to come."""

    items: list[MessageOut]
    unfinished: list[MessageOut]
    head: Annotated[int, Field(description="The last seq of the conversation.")]
    more: Annotated[
        bool, Field(description="Whether there are more in the direction that was asked for.")
    ]


class Resynced(Out):
    """What was missed of a conversation, and whether there is more."""

    conversation_id: Id
    head: int
    messages: list[MessageOut]
    unfinished: list[MessageOut]
    more: bool


class MessageFilter(In):
    """Which messages: those after a seq, the last ones before a seq, or those around a message; one of these."""

    around: Annotated[
        Id | None, Field(description="A final message of the conversation, to stand in the middle.")
    ] = None
    after_seq: Annotated[int, Field(ge=0, le=2**53)] | None = None
    before_seq: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Limit = 50

    @model_validator(mode="after")
    def _names_one_place(self) -> Self:
        places = (self.around, self.after_seq, self.before_seq)
        if self.around is not None and any(place is not None for place in places[1:]):
            raise PydanticCustomError("one_place", "Give `around`, or a seq: not both.")
        return self


class MessageSaved(Out):
    """A message of this user was stored, by another window."""

    message: MessageOut
    answer: MessageOut


class AiThinking(Out):
    """A worker has begun to answer."""

    conversation_id: Id
    message_id: Id
    parent_message_id: Id


class AiDelta(Out):
    """Text of an answer as it comes: `content = content[:offset] + text`; offset 0 starts again."""

    conversation_id: Id
    message_id: Id
    offset: int
    text: str


class ProblemMessage(Out):
    """A problem document, with what it is about; with the code `socket.unreadable` the socket is closed after it."""

    code: str
    status: int
    title: str
    detail: str
    conversation_id: Id | None = None
    message_id: Id | None = None
    client_message_id: str | None = None


class ModeChanged(Out):
    """A conversation is about something else now."""

    conversation_id: Id
    mode: Mode


class ConversationUpdated(ConversationOut):
    """A conversation is new, or changed: its title, mode, place, or head; whether it is archived or pinned."""


class ConversationDeleted(Out):
    """A conversation and all of its messages are gone; an answer that was being made ends with it."""

    conversation_id: Id


class Changed(Out):
    """Something of the trader's is another one now, or gone; told to every window but the one that asked for it."""

    resource: Resource
    id: Annotated[
        Id | None,
        Field(
            description="Which one; null: the trader's one rulebook or settings, or very many at once."
        ),
    ] = None
    version: Annotated[
        int | None,
        Field(description="The version that it has now, where its answer has a `version`."),
    ] = None


class PresenceEvent(StrEnum):
    """What another window did."""

    ARRIVED = "arrived"
    LEFT = "left"
    TYPING = "typing"


class Presence(Out):
    """Other windows of the same user."""

    event: Annotated[str, ShapeOf(PresenceEvent)]
    conversation_id: Id | None = None
