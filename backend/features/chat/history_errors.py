"""How search, export, import and analytics of the chat say no."""

from backend.core.errors import Invalid


class BadSearch(Invalid):
    """The search has no word that could be found."""

    code = "search.empty"
    detail = 'Search for at least one word that says something, such as: retest "opening range" -news.'


class SearchTooLong(Invalid):
    """The search is longer than 200 characters."""

    code = "search.too_long"
    detail = "Search for at most 200 characters."


class BadSpan(Invalid):
    """The end is not after the beginning."""

    code = "history.bad_span"
    detail = "Give moments from the earlier to the later."
