"""What search, export, import and analytics of the chat take and give."""

import re
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.paging import Cursor, Limit
from backend.core.types import SEEN, Form, Id, In, Moment, Opaque, Out, Text
from backend.features.chat.messages.schemas import MessageOut
from backend.features.coach.coaching.schemas import CoachingOut
from backend.features.coach.rule_coach.schemas import SentenceOut
from backend.features.coach.verdicts.schemas import VerdictKind, VerdictOut
from backend.features.content.conversations.models import MessageType, Mode
from backend.features.content.media.schemas import ImageOut

LARGEST_INTEGER = 2**31 - 1  # what the columns hold

Symbol = Annotated[Text, StringConstraints(min_length=1, max_length=32), Field(examples=["ES"])]


class Speaker(Choice):
    """Whose words are searched."""

    USER = "user"
    AI = "ai"


class MessageSpan(DaySpan):
    """Days in your time zone; or moments, of which the end is not in the span."""

    first_at: Annotated[Moment | None, Field(alias="from", description="From this moment on.")] = (
        None
    )
    last_at: Annotated[Moment | None, Field(alias="to", description="Before this moment.")] = None

    @model_validator(mode="after")
    def _one_end_each(self) -> Self:
        for day, moment, names in (
            (self.day_from, self.first_at, "day_from or from"),
            (self.day_to, self.last_at, "day_to or to"),
        ):
            if day is not None and moment is not None:
                raise PydanticCustomError("one_of", f"Give {names}, not both.")
        return self


class SearchFilter(MessageSpan):
    """What to look for in your conversations, and where."""

    q: Annotated[
        Opaque,
        Field(
            description='At most 16 words: words, "phrases", `or`, and `-word` for what must not occur.',
            examples=['retest "opening range"'],
        ),
    ]
    mode: Mode | None = None
    type: Speaker | None = None
    conversation_id: Id | None = None
    verdict: Annotated[
        VerdictKind | None, Field(description="Of the answer, or of an answer to the question.")
    ] = None
    instrument: Annotated[Symbol | None, Field(description="As the verdict read it.")] = None
    has_image: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class FoundMessage(Out):
    """A message that has what was looked for; read around it with `GET …/messages?after_seq=`."""

    message_id: Id
    conversation_id: Id
    conversation_title: str
    seq: int
    type: MessageType
    mode: Mode
    created_at: Moment
    rank: Annotated[
        float, Field(description="How well it fits: more words, closer together, rank higher.")
    ]
    highlight: Annotated[str, Field(description="Plain text with « and » around what was found.")]


class FoundPage(Out):
    """What was found, the best first, and among equals the latest."""

    items: list[FoundMessage]
    next_cursor: str | None


class ExportedImage(ImageOut):
    """An image of a message; by `sha256` an import finds it again, the links expire."""

    sha256: Annotated[str, Form(re.compile(r"^[0-9a-f]{64}$"), "This is 64 digits from 0 to f.")]


class ExportedVerdict(VerdictOut):
    """A verdict, with what it cost and what its shown confidence stands on."""

    shown_confidence: Annotated[int, Field(ge=0, le=100)] | None
    struck: Annotated[int, Field(ge=0, le=1000)]
    calibrated_on: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
    input_tokens: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
    output_tokens: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]


class ExportedCoaching(CoachingOut):
    """What an answer of the coach stands on."""

    engine: Annotated[str, StringConstraints(max_length=50)]
    evidence: Annotated[
        list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=500)
    ]
    sentences: Annotated[list[SentenceOut], Field(max_length=500)]


class ExportedMessage(MessageOut):
    """A final message, with everything that stands on it."""

    seq: Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
    content: Annotated[str, StringConstraints(max_length=100_000)]
    branch_index: Annotated[int, Field(ge=0, le=32_767)]
    images: list[ExportedImage]  # type: ignore[assignment]  # of an image that says more; the lists are only read
    verdict: ExportedVerdict | None
    coaching: ExportedCoaching | None = None


class ExportedHead(Out):
    """A conversation without its messages."""

    id: Id
    title: Annotated[str, StringConstraints(min_length=1, max_length=200), SEEN]
    mode: Mode
    archived: bool
    pinned: bool
    created_at: Moment
    updated_at: Moment


class ExportedConversation(ExportedHead):
    """A conversation as an export has it."""

    messages: list[ExportedMessage]


class ConversationFormat(Choice):
    """What one conversation can be exported as."""

    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"
    PDF = "pdf"


class ArchiveFormat(Choice):
    """What all conversations can be exported as."""

    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"


class ConversationExport(In):
    """As what to export one conversation."""

    format: ConversationFormat = ConversationFormat.JSON


class ArchiveExport(In):
    """As what to export all conversations."""

    format: ArchiveFormat = ArchiveFormat.JSON


class ImportedConversation(Out):
    """What became of one conversation of the file."""

    conversation_id: Id
    source_id: Id
    title: str
    messages: int
    duplicate: Annotated[
        bool, Field(description="Whether it was imported before; nothing was added then.")
    ]


class ImportedConversations(Out):
    """What an import came to."""

    conversations: list[ImportedConversation]
    missing_images: Annotated[
        list[str],
        Field(description="By sha256; upload them, delete what was imported, and import again."),
    ]


class ConversationCounts(Out):
    """Conversations that were begun in the span."""

    n: int
    by_mode: dict[str, int]
    archived: int
    imported: int


class MessageCounts(Out):
    """Final messages of the span."""

    n: int
    by_type: dict[str, int]
    by_mode: dict[str, int]


class AnswerCounts(Out):
    """Answers among them."""

    n: int
    by_status: dict[str, int]
    by_engine: Annotated[dict[str, int], Field(description="Of those with a verdict.")]


class VerdictCounts(Out):
    """Verdicts on them."""

    n: int
    by_verdict: dict[str, int]


class ResponseTimes(Out):
    """From the question, or from when another answer was asked for, to the whole answer."""

    n: int
    median: float | None
    p95: float | None


class DayStreaks(Out):
    """Days with a message of yours, one after the other."""

    days: Annotated[int, Field(description="Days with messages at all.")]
    longest: int
    current: Annotated[
        int, Field(description="Up to today, or up to yesterday while today has none.")
    ]


class AnalyticsOut(Out):
    """What your conversations come to."""

    timezone: str
    conversations: ConversationCounts
    messages: MessageCounts
    answers: AnswerCounts
    verdicts: VerdictCounts
    response_seconds: ResponseTimes
    hours: Annotated[
        list[int], Field(description="Your messages by hour of the day, from 0 to 23.")
    ]
    weekdays: Annotated[list[int], Field(description="Your messages by weekday, from Monday on.")]
    streaks: DayStreaks
