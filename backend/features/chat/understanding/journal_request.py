"""What is wanted of the journal."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from backend.features.chat.understanding.request_kinds import RequestKind, RequestPart


class JournalAction(StrEnum):
    """What is wanted of the journal."""

    WRITE = "write"
    READ = "read"
    STREAK = "streak"  # for how many days in a row it was kept


class JournalRequest(RequestPart):
    """An entry of the journal to write, or a look into it.

    Attributes:
        words: of an entry what it says; of a look what it is about.
        day_from, day_to: whose entries are read; the latest where none is said.
    """

    kind: Literal[RequestKind.JOURNAL] = RequestKind.JOURNAL
    action: JournalAction
    words: Annotated[str, Field(max_length=5000)] = ""
    day_from: date | None = None
    day_to: date | None = None
