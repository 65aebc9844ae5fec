"""How messages are refused."""

from backend.core.errors import Conflict, Invalid, NotFound, OverLimit, Unavailable
from backend.features.content.conversations.errors import TooManyMessages as TooManyMessages


class EmptyMessage(Invalid):
    """A message needs words or an image."""

    code = "message.empty"
    detail = "Write a few words, or add a chart."


class UnknownTrades(Invalid):
    """Some related trades are not among yours."""

    code = "message.unknown_trades"
    detail = "Some of the related trades are not among yours."


class NoDraft(NotFound):
    """The message carries no draft."""

    code = "draft.not_found"
    detail = "This message carries no draft."


class DraftSettled(Conflict):
    """The draft was confirmed or dismissed before."""

    code = "draft.settled"
    detail = "This draft was confirmed or dismissed already."


class TooManySockets(OverLimit):
    """As many open sockets as one user may have."""

    code = "socket.too_many"
    detail = "Too many windows are connected. Close one, then try again."


class NotSavedInTime(Unavailable):
    """The message could not be saved in time."""

    code = "message.not_saved"
    detail = "The message could not be saved in time. Send it again with the same client_message_id: it will not double."
