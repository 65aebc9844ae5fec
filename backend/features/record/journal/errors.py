"""How the journal says no."""

from backend.core.errors import Conflict, Invalid, NotFound, Unavailable


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


class BadSearch(Invalid):
    """Nothing can be searched by this."""

    code = "journal.bad_search"
    detail = 'Search for at least one word that says something, such as: revenge "moved my stop".'


class SearchTooLong(Invalid):
    """More than a search takes."""

    code = "journal.search_too_long"
    detail = "Search for at most 200 characters."


class KeyGone(Unavailable):
    """A key of the journal's encryption is missing on the server."""

    code = "journal.key_missing"
    detail = (
        "This was encrypted with a key that the server does not have now. Nothing is lost: whoever runs it must put"
        " that key back into DATA_KEYS."
    )


class WordsDamaged(Unavailable):
    """Encrypted words were changed in the database, or moved to another row."""

    code = "journal.damaged"
    detail = "What is stored here was changed or is not in its place, so it cannot be shown."


SEALED = (KeyGone, WordsDamaged)
"""How reading and writing of encrypted words may be refused."""
