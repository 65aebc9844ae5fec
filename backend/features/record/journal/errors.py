"""How the journal says no."""

from backend.core.errors import Conflict, Invalid, NotFound


class EntryNotFound(NotFound):
    """There is no such entry in your journal."""

    code = "journal.not_found"
    detail = "There is no such entry in your journal, or it was deleted more than 30 days ago."


class EntryDeleted(Conflict):
    """The entry was deleted; it can be restored for 30 days."""

    code = "journal.deleted"
    detail = "This entry was deleted. Restore it first."


class DayTaken(Conflict):
    """The day has its daily entry, or its review, already."""

    code = "journal.day_taken"
    detail = "This day has an entry of this kind already. Change that one."


class CheckInNotFound(NotFound):
    """There is no check-in for the day."""

    code = "journal.no_check_in"
    detail = "There is no check-in for this day."


class CheckInLocked(Conflict):
    """The first trade of the day was taken, so its check-in stands."""

    code = "journal.check_in_locked"
    detail = "Your first trade of this day is in the record, so its check-in stands. Write an entry instead."


class TemplateNotFound(NotFound):
    """There is no such template among yours."""

    code = "journal.template_not_found"
    detail = "There is no such template among yours."


class BadDay(Invalid):
    """A day that a journal cannot have."""

    code = "journal.bad_day"
    detail = "Give a day from 1971 to tomorrow."


class BadRange(Invalid):
    """Days that end before they begin, or too many of them."""

    code = "journal.bad_range"
    detail = "Give days from the earlier to the later, at most 400 of them."
