"""Notifications over the socket."""

from backend.core.paging import BadCursor
from backend.features.notifications import service
from backend.features.notifications.schemas import (
    NotificationFilter,
    NotificationNews,
    NotificationPage,
    ReadThese,
    UnreadCount,
)
from backend.transport.contract import Call, SocketEvents
from backend.transport.operation_cost import HEAVY_WHEN_FILTERED

events = SocketEvents()
events.sends("notification", NotificationNews)
events.sends("notifications_read", UnreadCount)


@events.on(
    "list_notifications",
    transaction="read",
    raises=(BadCursor,),
    cost=HEAVY_WHEN_FILTERED,
    acknowledges=NotificationPage,
)
def list_notifications(call: Call, body: NotificationFilter) -> NotificationPage:
    """List notifications, latest first, and count the unread ones."""
    inbox = service.list_notifications(call.session, call.user_id, body)
    return NotificationPage.model_validate(inbox)


@events.on("mark_notifications_read", acknowledges=UnreadCount)
def mark_notifications_read(call: Call, body: ReadThese) -> UnreadCount:
    """Mark some or all as read; all windows hear `notifications_read`."""
    return service.read_these(call.session, call.user_id, body, now=call.now)
