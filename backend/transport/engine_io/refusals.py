"""What the Engine.IO endpoint refuses, in words that say what to do instead."""

from backend.core.errors import OverLimit, Refusal, TooLarge, Unavailable
from backend.transport.engine_io.http_responses import EngineRefusal


class TransportUnknown(EngineRefusal):
    """Neither of the two."""

    code = 0
    message = "Transport unknown"
    detail = "Say transport=polling or transport=websocket."


class SessionUnknown(EngineRefusal):
    """It has ended, is held by another server, or is not the asker's."""

    code = 1
    message = "Session ID unknown"
    detail = (
        "This session has ended, or another server holds it: connect again. Where several servers stand behind one"
        " address, each client must be brought back to the same one (config/nginx.conf: `hash $remote_addr`);"
        ' where that cannot be, connect with transports: ["websocket"].'
    )


class BadMethod(EngineRefusal):
    """A session cannot begin like this."""

    code = 2
    message = "Bad handshake method"
    detail = "A session begins with GET."


class NoUpgrade(EngineRefusal):
    """A WebSocket was asked for by a plain request."""

    detail = "transport=websocket needs a WebSocket handshake; a proxy must pass Upgrade and Connection on."


class OriginRefused(EngineRefusal):
    """A page of another site."""

    status = 403
    code = 4
    message = "Forbidden"
    detail = "Not an accepted origin. ALLOWED_ORIGINS names the other sites that may connect."


class VersionUnsupported(EngineRefusal):
    """Another Engine.IO."""

    code = 5
    message = "Unsupported protocol version"
    detail = "Engine.IO 4 is spoken here (EIO=4): Socket.IO clients of versions 3 and 4, python-socketio 5."


class TransportMismatch(EngineRefusal):
    """The session goes on over its WebSocket, or is about to."""

    detail = "This session does not speak over this transport."


class Overlapping(EngineRefusal):
    """Two requests of a session at once."""

    detail = "One poll and one POST of a session at a time. The session is closed."


class Malformed(EngineRefusal):
    """Not what a POST carries."""

    detail = "This is no payload of packets. The session is closed."


class NoJsonp(EngineRefusal):
    """The oldest way to poll."""

    detail = "JSONP is not served: poll by XMLHttpRequest or fetch, or use WebSocket."


class NotPossibleHere(Refusal):
    """The web server gives no connection to keep."""

    status = 501
    title = "Not possible here"
    code = "socket.not_possible"
    detail = "Sockets need gunicorn as config/gunicorn.py sets it up, and TLS that ends before it."


class PollingOff(Refusal):
    """Long polling was turned off."""

    status = 501
    title = "No long polling here"
    code = "socket.no_polling"
    detail = (
        'Long polling is turned off here (SOCKET_POLLING). Connect with transports: ["websocket"].'
    )


class PollingNotHere(PollingOff):
    """Several processes that cannot hand requests on to each other."""

    detail = (
        "Long polling cannot work here: several web processes share this port, and none can hand a request on to"
        ' another. Connect with transports: ["websocket"], or start gunicorn with -c config/gunicorn.py, or set'
        " WEB_PROCESSES=1."
    )


class SocketsBusy(Unavailable):
    """This process holds as many sockets as it may."""

    code = "socket.busy"
    detail = "Too many connections right now. Try again in a few seconds."


class TooManyStrangers(OverLimit):
    """One address has opened many sessions, and has not said who it is in any of them."""

    code = "socket.too_many_strangers"
    detail = "Too many connections of your address have not said yet who they are. Sign in on those, or wait a little."


class PayloadTooLarge(TooLarge):
    """A POST, or a packet in it, beyond what is taken."""

    code = "socket.too_large"
    detail = "The payload is too large: `maxPayload` says what one packet may have. Nothing of it was taken."
