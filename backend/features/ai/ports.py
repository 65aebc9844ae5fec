"""What the gateway needs of an engine, in the product's words.

A `Question` is structured: it names the schema that the answer must satisfy and how the rules would answer it.
An engine yields text as it comes (`Delta`) and ends with exactly one `Answer`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.features.ai.errors import FailureReason
from backend.features.content.conversations.models import Mode

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: `prompts/<name>.md` with its version."""

    name: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; `role` is `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class EngineImage:
    """An image as an engine may have it: the cleaned bytes, or a URL that the provider can fetch."""

    content_type: str
    sha256: str
    content: bytes | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ToolFact:
    """A statement that a tool read: data, never instruction; a figure of the answer may come from it.

    Attributes:
        id: by which the answer cites it.
        source: what it is read from.
        value: its figure, exact, where it has one.
    """

    id: str
    source: str
    statement: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool read, the most telling statements first; `note` says what the statements leave out."""

    facts: tuple[ToolFact, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may have read while it answers. It reads for one trader and writes nothing.

    Attributes:
        name: letters, digits and `_`, 64 at the most.
        description: for the model: what it reads, and when to ask for it.
        arguments: the model of what it is asked; what does not satisfy it never reaches `run`.
        run: reads, in a transaction of its own. A refusal, or `ToolRefused`, is told to the model in its words.
    """

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Any], ToolResult]


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A call of a tool that was answered, and how.

    Attributes:
        name: as it was called; perhaps of no tool.
        text: what the model is told: JSON, marked as data.
        facts: the statements in it.
        refused: whether it is words of refusal.
    """

    name: str
    text: str
    facts: tuple[ToolFact, ...] = ()
    refused: bool = False


class Sentences(Protocol):
    """A text that is checked while it is written."""

    def add(self, piece: str) -> str:
        """What may be shown now that this piece is there."""

    def rest(self, answer: BaseModel) -> str:
        """What is left when nothing more comes, and the whole answer is known."""


class Proof(Protocol):
    """Knows what supports the figures of an answer."""

    def sentences(self) -> Sentences:
        """A new text."""

    def proved(self, value: T) -> T:
        """An answer whose figures are all supported."""

    def learn(self, facts: Sequence[ToolFact]) -> None:
        """Have the figures of these facts support those of the answer, too."""


class EngineName(StrEnum):
    """Who answers: a provider of the OpenAI protocol, or the rules, which need none."""

    OPENAI = "openai"
    RULES = "rules"


class Feature(StrEnum):
    """What an answer is for."""

    VERDICT = "verdict"
    PSYCHOLOGY = "psychology"
    PLAN = "plan"
    TRADE = "trade"
    INTENT = "intent"


@dataclass(slots=True)
class Billing:
    """Who pays for an answer, and what it came to.

    Attributes:
        message_id: the answer that is made, where it is a message.
        fresh: another answer is wanted than the one that may be kept.
        paid: US dollars so far; null while no provider was paid.
    """

    user_id: UUID
    feature: Feature
    message_id: UUID | None = None
    fresh: bool = False
    paid: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One structured question.

    Attributes:
        prompt: the instruction, versioned.
        words: what the trader wrote: data, never instruction.
        facts: statements from deterministic readers, one a line, each with its id.
        images: the cleaned images.
        history: earlier turns, oldest first.
        schema: the pydantic model that the answer must satisfy.
        spoken_field: the top-level text field of `schema` that is streamed to the trader while it is written.
        by_rules: the deterministic answer to the same question; never fails, asks nobody.
        private: no provider may see it; the rules answer.
        proof: what a provider's figures must stand on; null where none are to be checked.
        billing: who pays; without it no provider is asked where there is a budget.
        attempts: calls of a provider at the most, where fewer than usual will do.
        is_shown: whether the spoken field is shown to the trader, so that it has to say something.
        is_stopped: whether nobody waits any more; asked while a provider is silent, and between its calls.
        tools: what a provider may have read while it answers; the rules read nothing.
    """

    prompt: Prompt
    words: str
    facts: tuple[str, ...]
    images: tuple[EngineImage, ...]
    history: tuple[Turn, ...]
    schema: type[T]
    spoken_field: str
    by_rules: Callable[[], T]
    private: bool = False
    proof: Proof | None = None
    billing: Billing | None = None
    attempts: int | None = None
    is_shown: bool = True
    is_stopped: Callable[[], bool] | None = None
    tools: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """Text of the spoken field, in order; empty while other fields are written.

    `restart` discards everything said before: another attempt, or another engine, has taken over.
    """

    text: str
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a provider reported for the call, all attempts together; zeros for the rules."""

    input_tokens: int = 0
    output_tokens: int = 0
    latency_seconds: Decimal = Decimal(0)
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one call; `cached` are those of `input` that the provider had seen before."""

    input: int = 0
    cached: int = 0
    output: int = 0


@dataclass(slots=True)
class ProviderCall:
    """One call of a provider: yielded before it is made, filled in while it goes on.

    Attributes:
        input_bound: tokens of what is sent, without the images, at the most.
        images: how many of them.
        output_bound: tokens that may be written, at the most.
        sent_characters: of what is sent, without the images.
        written_characters: of the answer so far, whatever part of it is spoken.
        heard: whether anything came back.
        reported: what the provider says that it used.
        call_before: why the call before it, for the same answer, brought nothing; null where that one asked for tools,
            or where there was none.
    """

    input_bound: int
    images: int
    output_bound: int
    sent_characters: int
    written_characters: int = 0
    heard: bool = False
    reported: Tokens | None = None
    call_before: FailureReason | None = None


@dataclass(frozen=True, slots=True)
class EngineAnswer(Generic[T]):
    """A validated answer and where it came from.

    Attributes:
        engine: `openai` or `rules`.
        model: the model's name, or the version of the rules.
        fallback_reason: why the rules answered although a provider is configured: `timeout`, `rate_limited`,
            `provider_error`, `invalid_answer`, `refused`, `circuit_open`, `over_budget`; null otherwise.
        tool_uses: what was read for it, in order.
    """

    value: T
    engine: str
    model: str
    usage: Usage
    fallback_reason: str | None = None
    tool_uses: tuple[ToolUse, ...] = ()

    @property
    def tool_facts(self) -> tuple[ToolFact, ...]:
        """The statements that were read for it."""
        return tuple(fact for use in self.tool_uses for fact in use.facts)


class Engine(Protocol):
    """Something that answers structured questions."""

    name: str
    model: str

    def answer(
        self, question: Question[T]
    ) -> Iterator[Delta | ProviderCall | ToolUse | EngineAnswer[T]]:
        """Yield the spoken text as it comes, then exactly one `Answer`; before each call of a provider, the call.

        What a tool read comes before the call that tells it.

        Closing the iterator stops the provider's call at once.

        Raises:
            EngineFailed: nothing usable came; says whether another try may help.
            Stopped: nobody waits any more.
        """
        ...


class Provider(Engine, Protocol):
    """An engine that costs money."""

    def first_call(self, question: Question[T]) -> ProviderCall:
        """The call that a question begins with; nothing is sent."""
        ...


class Questions(Protocol):
    """Makes the questions that a message would be, without sending them."""

    def questions(
        self,
        session: Session,
        user_id: UUID,
        words: str,
        upload_ids: Sequence[UUID],
        mode: Mode,
        *,
        now: datetime,
    ) -> list[Question[Any]]:
        """Whatever a provider would be asked, in order; none where the record answers. Images have no content.

        Raises:
            UploadNotFound
        """
        ...
