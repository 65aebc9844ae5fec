"""REST of the journal. Words are encrypted at rest; days, kinds, tags and measures are not."""

from backend.core.crypto import Keyring
from backend.core.days import AnyDay
from backend.core.db import Actor
from backend.core.encrypted_columns import SEALED
from backend.core.paging import BadCursor, Page
from backend.core.rows import TooMany
from backend.core.text_search import BadSearch, SearchTooLong
from backend.core.types import Id
from backend.features.content.media.errors import UploadNotFound
from backend.features.content.media.service import Links
from backend.features.record.journal import check_ins, service, templates
from backend.features.record.journal.errors import (
    BadDay,
    BadRange,
    CheckInLocked,
    CheckInNotFound,
    DayTaken,
    EntryDeleted,
    EntryNotFound,
    TemplateNotFound,
)
from backend.features.record.journal.review import calendar, day_view, mood_report, prompts
from backend.features.record.journal.review.mood_report import MoodDocument
from backend.features.record.journal.review.schemas import DayView
from backend.features.record.journal.schemas import (
    AddTemplate,
    ChangeEntry,
    ChangeTemplate,
    CheckInOut,
    CheckIns,
    DayRange,
    EntryFilter,
    JournalCalendar,
    JournalEntryOut,
    JournalPage,
    MoodReport,
    OneDay,
    OpenRange,
    Prompts,
    TemplateOut,
    Templates,
    WriteCheckIn,
    WriteEntry,
)
from backend.features.record.trades.errors import PlanNotFound, TradeNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED, light

routes = Routes("journal", "/api/trading/journal")
WRITING = (*SEALED, DayTaken, TradeNotFound, PlanNotFound, UploadNotFound)


@routes.get(
    "",
    returns=JournalPage,
    raises=(BadCursor, BadSearch, SearchTooLong, *SEALED),
    cost=HEAVY_WHEN_FILTERED,
)
def list_entries(call: Call, query: EntryFilter) -> Page[JournalEntryOut]:
    """List or search entries, latest day first if no other order is named."""
    return service.list_entries(
        call.session,
        call.user_id,
        query,
        call.use(Keyring),
        call.use(Links),
        now=call.now,
    )


@routes.post("", returns=JournalEntryOut, status=201, raises=WRITING)
def write_entry(call: Call, body: WriteEntry) -> JournalEntryOut:
    """Write an entry."""
    return service.write_entry(
        call.session,
        call.user_id,
        body,
        call.use(Keyring),
        call.use(Links),
        now=call.now,
    )


@routes.get("/check-ins", returns=CheckIns, raises=(BadRange, *SEALED), cost=HEAVY)
def list_check_ins(call: Call, query: DayRange) -> dict[str, list[CheckInOut]]:
    """List the check-ins of some days, latest first."""
    items = check_ins.list_check_ins(
        call.session,
        call.user_id,
        query,
        call.use(Keyring),
        now=call.now,
    )
    return {"items": items}


@routes.get("/check-ins/<day>", returns=CheckInOut, raises=(CheckInNotFound, *SEALED))
def read_check_in(call: Call, day: AnyDay) -> CheckInOut:
    """Read the check-in of a day."""
    return check_ins.read_check_in(call.session, call.user_id, day, call.use(Keyring))


@routes.put(
    "/check-ins/<day>",
    returns=CheckInOut,
    transaction="none",
    raises=(BadDay, CheckInLocked, *SEALED),
)
def write_check_in(call: Call, day: AnyDay, body: WriteCheckIn) -> CheckInOut:
    """Write or change the check-in of a day; from its first real trade on it stands."""
    actor = Actor((call.user_id,), call.caller.session_id)
    return check_ins.write_check_in(
        call.database,
        actor,
        day,
        body,
        call.use(Keyring),
        now=call.now,
    )


@routes.get(
    "/templates",
    returns=Templates,
    raises=SEALED,
    cost=light("what one has written oneself, limited"),
)
def list_templates(call: Call) -> dict[str, list[TemplateOut]]:
    """List templates: those built in, then your own."""
    return {"items": templates.list_templates(call.session, call.user_id, call.use(Keyring))}


@routes.post("/templates", returns=TemplateOut, status=201, raises=(TooMany,))
def add_template(call: Call, body: AddTemplate) -> TemplateOut:
    """Keep words to begin an entry with."""
    return templates.add_template(
        call.session,
        call.user_id,
        body,
        call.use(Keyring),
        now=call.now,
    )


@routes.patch("/templates/<template_id>", returns=TemplateOut, raises=(TemplateNotFound, *SEALED))
def change_template(call: Call, template_id: Id, body: ChangeTemplate) -> TemplateOut:
    """Change what is given of a template."""
    return templates.change_template(
        call.session,
        call.user_id,
        template_id,
        body,
        call.use(Keyring),
        now=call.now,
    )


@routes.delete("/templates/<template_id>", raises=(TemplateNotFound,))
def remove_template(call: Call, template_id: Id) -> None:
    """Remove a template."""
    templates.remove_template(call.session, call.user_id, template_id)


@routes.get("/prompts", returns=Prompts, cost=HEAVY)
def read_prompts(call: Call, query: OneDay) -> Prompts:
    """Read questions for the review of a day, made from its record."""
    return prompts.prompts(call.session, call.user_id, query.day, now=call.now)


@routes.get("/calendar", returns=JournalCalendar, raises=(BadRange,), cost=HEAVY)
def read_calendar(call: Call, query: DayRange) -> JournalCalendar:
    """Read what there is on each day, beside its trades, and your streaks."""
    return calendar.calendar(call.session, call.user_id, query, now=call.now)


@routes.get("/days/<day>", returns=DayView, raises=(BadDay, *SEALED), cost=HEAVY)
def read_day(call: Call, day: AnyDay) -> day_view.DayOverview:
    """Read everything of one day: entries, check-in, trades, and what happened to them."""
    ports = call.use(Keyring), call.use(Links)
    return day_view.read_day(call.session, call.user_id, day, *ports, now=call.now)


@routes.get("/mood", returns=MoodReport, cost=HEAVY)
def read_mood(call: Call, query: OpenRange) -> MoodDocument:
    """Read what mood, energy, focus, stress and sleep have to do with R."""
    return mood_report.mood(call.session, call.user_id, query, now=call.now)


@routes.get("/<entry_id>", returns=JournalEntryOut, raises=(EntryNotFound, *SEALED), versioned=True)
def read_entry(call: Call, entry_id: Id) -> JournalEntryOut:
    """Read one entry."""
    return service.read_entry(
        call.session,
        call.user_id,
        entry_id,
        call.use(Keyring),
        call.use(Links),
        now=call.now,
    )


@routes.patch(
    "/<entry_id>",
    returns=JournalEntryOut,
    raises=(EntryNotFound, EntryDeleted, *WRITING),
    versioned=True,
)
def change_entry(call: Call, entry_id: Id, body: ChangeEntry) -> JournalEntryOut:
    """Change what is given of an entry."""
    ports = call.use(Keyring), call.use(Links)
    return service.change_entry(
        call.session,
        call.user_id,
        entry_id,
        body,
        *ports,
        now=call.now,
    )


@routes.delete("/<entry_id>", raises=(EntryNotFound,))
def delete_entry(call: Call, entry_id: Id) -> None:
    """Delete an entry; it can be restored for 30 days."""
    service.delete_entry(call.session, call.user_id, entry_id, now=call.now)


@routes.post(
    "/<entry_id>/restore",
    returns=JournalEntryOut,
    raises=(EntryNotFound, DayTaken, *SEALED),
)
def restore_entry(call: Call, entry_id: Id) -> JournalEntryOut:
    """Take the deletion of an entry back."""
    ports = call.use(Keyring), call.use(Links)
    return service.restore_entry(
        call.session,
        call.user_id,
        entry_id,
        *ports,
        now=call.now,
    )
