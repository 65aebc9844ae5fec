"""What the search over everything takes and gives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from backend.core.choices import Choice
from backend.core.paging import Cursor, Limit
from backend.core.types import Id, In, Moment, Opaque, Out


class FoundKind(Choice):
    """What something is that was found."""

    MESSAGE = "message"
    TRADE = "trade"
    PLAN = "plan"
    JOURNAL = "journal"
    PATTERN = "pattern"
    MEMORY = "memory"


class EverythingFilter(In):
    """What to look for, and among what."""

    q: Annotated[
        Opaque,
        Field(
            description='Words that must all occur, and "phrases"; at most 16 words, 200 characters.',
            examples=["revenge"],
        ),
    ]
    kind: Annotated[
        FoundKind | None,
        Field(description="Only among these, page by page; else the first of each."),
    ] = None
    limit: Annotated[Limit, Field(description="Of each kind at the most.")] = 50
    cursor: Annotated[Cursor | None, Field(description="Of a page of one kind.")] = None


class FoundThing(Out):
    """Something that has what was looked for, and where it is opened."""

    kind: FoundKind
    id: Id
    title: str
    snippets: Annotated[
        list[str], Field(description="Where it was found, each find between « and ».")
    ]
    at: Annotated[Moment, Field(description="When it was said, entered, made or last seen.")]
    conversation_id: Annotated[Id | None, Field(description="Of a message: where it stands.")] = (
        None
    )
    seq: Annotated[int | None, Field(description="Of a message: its place there.")] = None
    day: Annotated[date | None, Field(description="Of an entry of the journal: its day.")] = None


class FoundThings(Out):
    """What was found, kind by kind in the order of the kinds."""

    items: list[FoundThing]
    next_cursor: Annotated[
        str | None,
        Field(
            description="Of one kind: the next page; a page may be short where much is looked through."
        ),
    ]
    more: Annotated[
        list[FoundKind], Field(description="Of all kinds: those that have more; ask with `kind`.")
    ]
