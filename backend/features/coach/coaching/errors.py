"""How the coach says no."""

from backend.core.errors import Conflict, NotFound


class CoachingSessionNotFound(NotFound):
    """There is no such session."""

    code = "coaching.session_not_found"
    detail = "There is no such coaching session among yours."


class SessionFinished(Conflict):
    """It is over."""

    code = "coaching.session_finished"
    detail = "This session is finished. Start another one; its conversation may still go on."


class NothingToConfirm(Conflict):
    """No commitment waits."""

    code = "coaching.nothing_to_confirm"
    detail = "No commitment of this session waits to be confirmed."
