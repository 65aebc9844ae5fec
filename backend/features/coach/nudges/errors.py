"""How nudges say no."""

from backend.core.errors import NotFound


class NudgeNotFound(NotFound):
    """There is no such nudge."""

    code = "coaching.nudge_not_found"
    detail = "There is no such nudge among yours."
