"""How a change of many trades may be refused."""

from backend.core.errors import NotFound


class BulkChangeNotFound(NotFound):
    """There is no such change, or it is too old to be undone."""

    code = "trade.change_not_found"
    detail = "There is no such change among yours, or it is more than 30 days old."
