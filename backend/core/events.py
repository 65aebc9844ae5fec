"""News that travels up: a feature publishes what happened, and those above react without being imported.

The table from event to handlers is written once, in `backend/wiring/container.py`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Handler = Callable[[Session, Any], None]


class News:
    """Who reacts to which event; handlers run in the transaction of the cause."""

    def __init__(self) -> None:
        self._handlers: dict[type[object], list[Handler]] = defaultdict(list)

    def subscribe(self, event: type[object], handler: Handler) -> None:
        """Call the handler for each event of exactly this class."""
        handlers = self._handlers[event]
        handlers.append(handler)

    def publish(self, session: Session, event: object) -> None:
        """Tell everybody who subscribed to this class of event."""
        handlers = self._handlers[type(event)]
        for handler in handlers:
            handler(session, event)
