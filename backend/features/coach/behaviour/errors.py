"""How behaviour says no."""

from backend.core.errors import Conflict, NotFound


class PatternNotFound(NotFound):
    """There is no such pattern."""

    code = "coaching.pattern_not_found"
    detail = "There is no such pattern among yours."


class BehaviourEventNotFound(NotFound):
    """There is no such event."""

    code = "coaching.behaviour_event_not_found"
    detail = "There is no such event among yours."


class EventUnanswerable(Conflict):
    """No event of the pattern waits for an answer."""

    code = "coaching.nothing_to_answer"
    detail = "Every event of this pattern has been withdrawn or answered. Answer a single event to change an answer."
