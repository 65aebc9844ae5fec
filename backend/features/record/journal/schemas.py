"""What the journal takes and gives."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from backend.core.choices import Choice
from backend.core.days import Day, DaySpan
from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, Cost, Id, In, Moment, Opaque, Out, Text
from backend.features.content.media.schemas import ImageOut
from backend.features.record.journal.models import MEASURES, EntryKind, TemplateKind
from backend.features.record.performance.schemas import ExcludedOut, MetricOut
from backend.features.record.trades.schemas import Note, Tag, Tags

OLDER_NAMES = {"day_from": "from_day", "day_to": "to_day"}
T = TypeVar("T")


def _hours(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "it is finite"
    if value > 24 or exponent < -2:
        raise PydanticCustomError("hours", "From 0 to 24 hours, with up to two decimals.")
    return value


def _once_each(value: list[T]) -> list[T]:
    return list(dict.fromkeys(value))


Score = Annotated[int, Field(ge=1, le=5)]
Hours = Annotated[Cost, AfterValidator(_hours), Field(examples=["7.5"])]
Title = Annotated[
    Text, StringConstraints(max_length=200), Field(examples=["Two losses, then a walk"])
]
Body = Annotated[
    Text,
    StringConstraints(min_length=1, max_length=20_000),
    Field(description="Markdown.", examples=["I **waited**."]),
]
Short = Annotated[Text, StringConstraints(min_length=1, max_length=100)]
EntryTags = Annotated[Tags, AfterValidator(_once_each)]


class MeasuresIn(In):
    """How you were: from 1 (little) to 5 (much), and hours of sleep."""

    mood: Score | None = None
    energy: Score | None = None
    focus: Score | None = None
    stress: Score | None = None
    sleep_hours: Hours | None = None


class MeasuresOut(Out):
    """The same as it is kept; not encrypted, because it is counted."""

    mood: int | None
    energy: int | None
    focus: int | None
    stress: int | None
    sleep_hours: Amount | None


class EntryLinks(In):
    """What an entry is about; each must be yours. A list that is not given stays as it is."""

    trade_ids: Annotated[list[Id], Field(max_length=50), AfterValidator(_once_each)] | None = None
    plan_ids: Annotated[list[Id], Field(max_length=50), AfterValidator(_once_each)] | None = None
    upload_ids: Annotated[list[Id], Field(max_length=20), AfterValidator(_once_each)] | None = None


class WriteEntry(MeasuresIn):
    """An entry; without a day it is of today in your time zone. A day has one `daily` entry and one `review`."""

    kind: EntryKind = EntryKind.FREE
    day: Day | None = None
    title: Title | None = None
    body: Body
    tags: EntryTags = []
    links: EntryLinks = EntryLinks()


class ChangeEntry(MeasuresIn):
    """What is given changes; null empties what may be empty."""

    kind: EntryKind | None = None
    day: Day | None = None
    title: Title | None = None
    body: Body | None = None
    tags: EntryTags | None = None
    links: EntryLinks | None = None


class EntrySort(Choice):
    """By what entries are sorted; a minus begins with the latest."""

    FIRST_DAY = "day"
    LAST_DAY = "-day"
    OLDEST = "created_at"
    LATEST = "-created_at"
    LONGEST_UNCHANGED = "updated_at"
    LAST_CHANGED = "-updated_at"


class EntryFilter(DaySpan):
    """Which entries to list."""

    older_names = OLDER_NAMES

    day: Day | None = None
    kind: EntryKind | None = None
    tag: Tag | None = None
    trade_id: Id | None = None
    plan_id: Id | None = None
    q: Annotated[
        Opaque | None,
        Field(
            description='Words that must all occur, and "phrases"; at most 200 characters.',
            examples=["revenge"],
        ),
    ] = None
    deleted: Annotated[
        bool, Field(description="Those that were deleted in the last 30 days, instead.")
    ] = False
    sort: EntrySort = EntrySort.LAST_DAY
    limit: Limit = 50
    cursor: Cursor | None = None


class EntryLinksOut(Out):
    """What an entry is about."""

    trade_ids: list[Id]
    plan_ids: list[Id]
    upload_ids: list[Id]


class JournalEntryOut(MeasuresOut):
    """An entry. Title and body are encrypted at rest; day, kind, tags, measures and links are not."""

    id: Id
    day: date
    kind: EntryKind
    title: str | None
    body: Annotated[str, Field(description="Markdown, as it was written.")]
    html: Annotated[str, Field(description="The same, safe to show.")]
    tags: list[str]
    links: EntryLinksOut
    images: list[ImageOut]
    highlights: Annotated[
        list[str], Field(description="Where a search found it: words between « and ».")
    ]
    version: Annotated[int, Field(description="Raised by every change.")]
    created_at: Moment
    updated_at: Moment
    deleted_at: Moment | None


class JournalPage(Out):
    """Entries in their order. A search that reads a lot may give a short page with a cursor: go on with it."""

    items: list[JournalEntryOut]
    next_cursor: str | None


class WriteCheckIn(MeasuresIn):
    """How you come to the session. It replaces what was there; at least one thing must be said."""

    note: Note | None = None
    intention: Annotated[
        Note | None, Field(examples=["Two trades at most, none before 10:00."])
    ] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) in (None, "") for name in (*MEASURES, "note", "intention")):
            raise PydanticCustomError("empty", "Say at least one thing about how you are.")
        return self


class CheckInOut(MeasuresOut):
    """A check-in. Note and intention are encrypted at rest; the measures are not."""

    day: date
    note: str | None
    intention: str | None
    locked: Annotated[
        bool,
        Field(description="Whether the day's first real trade is in the record: it stands then."),
    ]
    locked_at: Annotated[
        Moment | None, Field(description="When the lock was noticed and written down.")
    ]
    late: Annotated[
        bool,
        Field(description="Whether it was written or changed after the day's first real trade."),
    ]
    created_at: Moment
    updated_at: Moment


class CheckIns(Out):
    """Check-ins, latest day first."""

    items: list[CheckInOut]


class DayRange(DaySpan):
    """Days, both ends included: at most 400; the last 90 if none are named."""

    older_names = OLDER_NAMES


class OpenRange(DaySpan):
    """Days, both ends included; an end that is not named is open."""

    older_names = OLDER_NAMES


class OneDay(In):
    """A day; today in your time zone if none is named."""

    day: Day | None = None


class AddTemplate(In):
    """Words to begin an entry with."""

    name: Short
    kind: TemplateKind = TemplateKind.OTHER
    body: Body


class ChangeTemplate(In):
    """What is given changes."""

    name: Short | None = None
    kind: TemplateKind | None = None
    body: Body | None = None


class TemplateOut(Out):
    """A template; a built-in one has no id and cannot be changed. Your own are encrypted at rest."""

    id: Id | None
    built_in: bool
    kind: TemplateKind
    name: str
    body: str
    created_at: Moment | None
    updated_at: Moment | None


class Templates(Out):
    """The built-in templates, then your own, oldest first."""

    items: list[TemplateOut]


class PromptOut(Out):
    """A question for the review of a day, the figures that made it, and the trades that it is about."""

    question: str
    because: str
    trade_ids: list[Id]


class Prompts(Out):
    """Questions for the review of a day; the same record gives the same questions."""

    day: date
    items: list[PromptOut]


class CheckInState(StrEnum):
    """Whether a day has a check-in that was written before its first trade."""

    IN_TIME = "in_time"
    LATE = "late"


class EntryCounts(Out):
    """Entries of a day by kind."""

    daily: int
    free: int
    review: int


class DayMoney(Out):
    """What real trades realised on one session day in one currency."""

    currency: str
    results: Annotated[int, Field(description="Exits, dividends and charges of financing.")]
    net: Amount


class JournalDay(Out):
    """One day with anything in the journal or in the record of real trades, each on its own day."""

    day: date
    entries: EntryCounts
    check_in: CheckInState | None
    trades: Annotated[int, Field(description="Real trades entered on this session day.")]
    closed: Annotated[int, Field(description="Real trades whose last exit was on this day.")]
    money: Annotated[
        list[DayMoney],
        Field(description="Realised on this day, also by exits of a part, by currency of account."),
    ]
    net_r: Annotated[
        Amount | None,
        Field(description="The same over the initial risk of each trade, for those that have one."),
    ]
    mood: Annotated[int | None, Field(description="Of the check-in, else of the daily entry.")]


class Streaks(Out):
    """Weekdays in a row with an entry or a check-in; weekends neither count nor break."""

    current: int
    longest: int


class JournalCalendar(Out):
    """Days in order; those with nothing are left out."""

    day_from: date
    day_to: date
    from_day: Annotated[
        date,
        Field(description="Older name of `day_from`.", json_schema_extra={"deprecated": True}),
    ]
    to_day: Annotated[
        date,
        Field(description="Older name of `day_to`.", json_schema_extra={"deprecated": True}),
    ]
    days: list[JournalDay]
    streaks: Streaks


class MoodLevel(StrEnum):
    """Where a measure lay: 1 to 2, 3, 4 to 5; for sleep below 6 hours, below 7.5, from 7.5 on."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class MoodGroup(Out):
    """Trades of the days on which a measure lay there."""

    level: MoodLevel
    n: Annotated[int, Field(description="Closed real trades with an R.")]
    days: int
    mean_r: MetricOut


CheckInMeasure = Literal[*MEASURES]  # type: ignore[valid-type]  # mypy knows written ones alone


class MoodMeasure(Out):
    """What one measure does to R."""

    measure: Annotated[str, ShapeOf(CheckInMeasure)]
    groups: list[MoodGroup]
    difference: Annotated[MetricOut, Field(description="High minus low.")]
    left_out: Annotated[
        list[ExcludedOut], Field(description="Trades of days whose check-in does not say it.")
    ]


class MoodReport(Out):
    """What check-ins, written before the first trade, have to do with R. Trades of one day are not independent."""

    as_of: Moment
    measures: list[MoodMeasure]
    left_out: Annotated[
        list[ExcludedOut], Field(description="Real trades that count for no measure.")
    ]
