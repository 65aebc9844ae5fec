"""How search, export, import and analytics of the chat say no."""

from backend.core.errors import Invalid


class BadMessageSearch(Invalid):
    """The search has no word that could be found."""

    code = "search.empty"
    detail = (
        'Search for at least one word that says something, such as: retest "opening range" -news.'
    )


class MessageSearchTooLong(Invalid):
    """The search is longer than 200 characters or 16 words."""

    code = "search.too_long"
    detail = "Search for at most 200 characters and 16 words."


class SearchTooBroad(Invalid):
    """The search would take too long over everything that was said."""

    code = "search.too_broad"
    detail = "This search takes too long over all that you have said. Add a word, a phrase, or a span of time."


class BadSpan(Invalid):
    """The end is not after the beginning."""

    code = "history.bad_span"
    detail = "Give days or moments from the earlier to the later, from 1971 to 2099."


class TooLongForPdf(Invalid):
    """A PDF holds at most 3,000 lines and 100 charts."""

    code = "export.too_long_for_pdf"
    detail = "A PDF holds at most 3,000 lines (some 50 pages) and 100 charts. Export this as Markdown, CSV or JSON."


class NotAnExport(Invalid):
    """The file is no export of conversations."""

    code = "import.not_an_export"
    detail = "This file is not a JSON export of conversations. Nothing was imported."


class BadConversation(Invalid):
    """A conversation in the file does not fit together."""

    code = "import.bad_conversation"
    detail = "A conversation in this file does not fit together. Nothing was imported."
