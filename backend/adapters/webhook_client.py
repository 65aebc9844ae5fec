"""Posts webhooks to the very address that was judged, so that a name cannot lead elsewhere in between.

No redirect is followed, no proxy is used, nothing of the answer is read but its status and headers, and all of it takes
no longer than one limit.
"""

import socket
import ssl
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException

from backend.adapters.deadline import Deadline
from backend.adapters.dial import Resolve, opened, resolved, system_addresses
from backend.features.notifications.channels.url_policy import (
    BadUrl,
    UrlTarget,
    refusal_of,
    target_of,
)
from backend.features.notifications.ports import GONE, NotDelivered
from backend.version import VERSION


class PinnedHooks:
    """The outside world of webhooks.

    Args:
        timeout_seconds: one attempt, from the name to the last header.
        loopback: this machine's own addresses are allowed, also by http: for development.
        resolve: who knows the addresses of names.
        tls: who is trusted; the system's authorities where nothing is given.
    """

    def __init__(
        self,
        *,
        timeout_seconds: float,
        loopback: bool = False,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout_seconds
        self._loopback = loopback
        self._resolve = resolve or system_addresses
        self._tls = tls or ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post once; the status of a success.

        Raises:
            NotDelivered
        """
        try:
            target = target_of(url, loopback=self._loopback)
        except BadUrl as error:
            raise NotDelivered("bad_address", str(error)) from None
        with Deadline(self._timeout) as deadline:
            try:
                addresses = self._addresses(target, deadline)
                status = self._ask(target, addresses, deadline, body, headers)
            except (OSError, HTTPException) as error:
                raise _failure(error, deadline) from error
            if deadline.is_over:  # the end that the deadline made looks like the end of the headers
                raise NotDelivered("timeout", "It did not answer in time.")
        return _judged(status)

    def _addresses(self, target: UrlTarget, deadline: Deadline) -> Sequence[str]:
        """Where the name leads; none of it where a part of it leads inside."""
        addresses = resolved(self._resolve, target.host, target.port, deadline)
        for address in addresses:
            reason = refusal_of(address, loopback=self._loopback)
            if reason is not None:
                raise NotDelivered("bad_address", f"{reason} Nothing was sent.")
        return addresses

    def _ask(
        self,
        target: UrlTarget,
        addresses: Sequence[str],
        deadline: Deadline,
        body: bytes,
        headers: Mapping[str, str],
    ) -> int:
        connection = _PinnedConnection(target, addresses, deadline, self._tls)
        sent_headers = {
            "Host": target.authority,
            "Content-Type": "application/json",
            "User-Agent": f"EliteTradingCoach/{VERSION}",
            "Connection": "close",
            **headers,
        }
        try:
            connection.request("POST", target.path, body, sent_headers)
            return connection.getresponse().status
        finally:
            connection.close()


class _PinnedConnection(HTTPConnection):
    """Connects to one of the judged addresses; TLS still asks for the name."""

    def __init__(
        self,
        target: UrlTarget,
        addresses: Sequence[str],
        deadline: Deadline,
        tls: ssl.SSLContext,
    ) -> None:
        super().__init__(target.host, target.port)
        self._target = target
        self._addresses = addresses
        self._deadline = deadline
        self._tls = tls

    def connect(self) -> None:
        self.sock = opened(self._addresses, self._target.port, self._deadline)
        if self._target.scheme == "https":
            secured = self._tls.wrap_socket(self.sock, server_hostname=self._target.host)
            self._deadline.guard(lambda: secured)
            self.sock = secured


def _judged(status: int) -> int:
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        raise NotDelivered(
            "redirected",
            f"It answered {status}; redirects are not followed.",
            status=status,
        )
    raise NotDelivered("answered", f"It answered {status}.", status=status, final=status == GONE)


def _failure(error: OSError | HTTPException, deadline: Deadline) -> NotDelivered:
    if deadline.is_over or isinstance(error, TimeoutError):
        return NotDelivered("timeout", "It did not answer in time.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotDelivered("tls", f"Its certificate is not good: {error.verify_message}.")
    if isinstance(error, ssl.SSLError):
        return NotDelivered("tls", "No secure connection could be made.")
    if isinstance(error, socket.gaierror):
        return NotDelivered("no_such_name", "The name leads nowhere.")
    if isinstance(error, HTTPException):
        return NotDelivered("bad_answer", "What it answered is not HTTP, or it broke off.")
    return NotDelivered("unreachable", f"No connection: {error.strerror or type(error).__name__}.")
