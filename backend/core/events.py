"""News that travels up: a feature publishes what happened, and those above react without being imported.

The table from event to handlers is written once, in `backend/wiring/container.py`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session


class News:
    """Who reacts to which event; handlers run in the transaction of the cause."""

    def __init__(self) -> None:
        self._handlers: dict[type[Any], list[Callable[[Session, Any], None]]] = defaultdict(list)

    def subscribe(self, event: type[Any], handler: Callable[[Session, Any], None]) -> None:
        """Call the handler for each event of exactly this class."""
        self._handlers[event].append(handler)

    def publish(self, session: Session, event: object) -> None:
        """Tell everybody who subscribed to this class of event."""
        for handler in self._handlers[type(event)]:
            handler(session, event)
