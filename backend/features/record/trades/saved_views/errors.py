"""How a view may be refused."""

from backend.core.errors import NotFound


class ViewNotFound(NotFound):
    """There is no such view."""

    code = "trade.view_not_found"
    detail = "There is no such view among yours."
