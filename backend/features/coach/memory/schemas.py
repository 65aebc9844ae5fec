"""What the memory takes and gives, and what a trader allows the coach."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf
from backend.core.types import Form, Id, In, Moment, Out, Text, not_blank
from backend.features.coach.memory.models import (
    JournalWords,
    MemoryKind,
    MemorySource,
    MemoryStatus,
    Sharing,
)
from backend.features.coach.memory.statement_matching import LONGEST_STATEMENT

Statement = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=LONGEST_STATEMENT),
    AfterValidator(not_blank),
    Field(examples=["I trade worse after two losses"]),
]
ProviderName = Annotated[
    str,
    Form(
        re.compile(r"^[A-Za-z0-9.:_-]{1,100}$"),
        "The host of a provider looks like api.openai.com.",
    ),
    Field(examples=["api.openai.com"]),
]


Evidence = Annotated[
    str,
    Form(
        re.compile(
            r"^(trade|plan|pattern):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        ),
        "Evidence is trade:, plan: or pattern: and an identifier.",
    ),
    Field(examples=["trade:0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"]),
]


class TeachMemory(In):
    """Something to remember; the kind is read from the words where it is not given."""

    statement: Statement
    kind: MemoryKind | None = None
    sharing: Annotated[
        Sharing | None, Field(description="Which provider may be told; null: as your settings say.")
    ] = None
    providers: Annotated[list[ProviderName], Field(max_length=10)] = []
    again: Annotated[bool, Field(description="Teach it although it was forgotten before.")] = False
    evidence: Annotated[
        list[Evidence],
        Field(
            max_length=20,
            description="What of your record it rests on: `trade:<id>`, `plan:<id>`, `pattern:<id>`.",
        ),
    ] = []


class CorrectMemory(In):
    """What to change; `number` is the version that was read, so that two corrections at once do not hide each other."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    statement: Statement | None = None
    kind: MemoryKind | None = None
    sharing: Sharing | None = None
    providers: Annotated[list[ProviderName], Field(max_length=10)] | None = None


class MemoryOut(Out):
    """One thing that is remembered."""

    id: Id
    kind: MemoryKind
    status: MemoryStatus
    statement: Annotated[
        str | None, Field(description="Null once it is forgotten: the words are erased.")
    ]
    number: Annotated[int, Field(description="Version; each correction makes a new one.")]
    source: MemorySource
    message_id: Annotated[Id | None, Field(description="The message in which you said it.")]
    evidence: Annotated[list[str], Field(description="Ids of what it rests on.")]
    confidence: Annotated[float, Field(description="When it was last confirmed, 0 to 1.")]
    confidence_now: Annotated[float, Field(description="What is left of it by now.")]
    half_life_days: Annotated[
        int, Field(description="In which half of the confidence fades, by kind.")
    ]
    in_use: Annotated[
        bool, Field(description="Whether the coach is given it: kept, and not faded.")
    ]
    fades_at: Annotated[
        Moment | None, Field(description="When it is no longer used, if it is not confirmed.")
    ]
    sharing: Sharing
    providers: list[str]
    learned_at: Moment
    confirmed_at: Moment
    forgotten_at: Moment | None


class MemoryVersionOut(Out):
    """How a memory read before it was corrected."""

    number: int
    kind: MemoryKind
    statement: str
    since: Moment
    until: Moment


class MemoryCarrier(TypedDict):
    """A message that carries a memory, and how: `given` to a provider for its answer, `told`, `cited`, or in its words."""

    message_id: Id
    how: Literal["told", "cited", "given", "words"]


class MemoryWhole(MemoryOut):
    """A memory with its earlier versions and where it went."""

    versions: Annotated[
        list[MemoryVersionOut], Field(description="Latest first; erased when it is forgotten.")
    ]
    carried_by: Annotated[
        list[Annotated[dict[str, Any], ShapeOf(MemoryCarrier)]],
        Field(
            description="Messages that carry it, and how: `told`, `cited`, `given` to a provider, `words`. Once it is"
            " forgotten no prompt shows them. Latest 100.",
            examples=[[{"message_id": "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b", "how": "cited"}]],
        ),
    ]


class MemoryPage(Out):
    """Memories, latest first."""

    items: list[MemoryOut]
    next_cursor: str | None


class MemoryFilter(In):
    """Which memories to list."""

    kind: MemoryKind | None = None
    status: MemoryStatus | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class CoachSettingsOut(Out):
    """What the coach may do, and which provider it would ask."""

    learns: Annotated[bool, Field(description="Whether what you say by the way is remembered.")]
    journal_words: Annotated[
        JournalWords, Field(description="Who may read note and intention of your check-ins.")
    ]
    sharing: Annotated[
        Sharing, Field(description="For new memories: `any` provider may be told, or `none`.")
    ]
    provider: Annotated[
        str | None, Field(description="The provider of this server; null: there is none.")
    ]


class ChangeCoachSettings(In):
    """Settings to change; what is left out stays."""

    learns: bool | None = None
    journal_words: JournalWords | None = None
    sharing: Annotated[Sharing | None, AfterValidator(lambda value: _all_or_none(value))] = None


def _all_or_none(value: Sharing | None) -> Sharing | None:
    if value is Sharing.SOME:
        raise PydanticCustomError(
            "sharing",
            "New memories are shared with `any` provider or with `none`.",
        )
    return value
