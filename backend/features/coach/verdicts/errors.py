"""How verdicts say no."""

from backend.core.errors import NotFound


class VerdictNotFound(NotFound):
    """There is no such verdict among yours."""

    code = "verdict.not_found"
    detail = "There is no such verdict among yours."
