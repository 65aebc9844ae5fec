"""How much one trader and one address may ask: requests and events in general, and bytes of imports (ADR 27).

Signed-in requests count for their user and, in a bucket of its own, for their address: so a flood of strangers takes
nothing from those who are signed in behind the same address, and nobody can lock others out. What has stricter limits
of its own (sign-ins, registrations) is not counted here. A network of IPv6 is one address: its owner has 2^64 of them.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from backend.core.errors import OverLimit
from backend.core.rate_limits import Limit

NETWORK_BITS = 64  # what one customer is given of IPv6, at least


class TooManyRequests(OverLimit):
    """More requests than a trader or an address may send."""

    code = "traffic.too_many_requests"
    detail = "Too many requests in a short time. Wait as long as Retry-After says."


class TooManyImportBytes(OverLimit):
    """More bytes of imports than a trader may send in an hour."""

    code = "traffic.too_many_bytes"
    detail = "You have imported as much as may be imported in an hour. Nothing was imported; try again later."


class Tallies(Protocol):
    """Counts amounts in sliding windows."""

    def take(self, counts: Sequence[tuple[Limit, str]], *, amount: int = 1) -> int | None:
        """Count for all of these limits and keys, or for none where one does not fit: then the seconds to wait."""
        ...

    def take_now(self, counts: Sequence[tuple[Limit, str]], *, amount: int = 1) -> int | None:
        """The same after a look at what all processes have counted: for what is rare and weighs much."""
        ...


@dataclass(frozen=True, slots=True)
class TrafficLimits:
    """How much is allowed, by whom."""

    requests_of_user: Limit
    heavy_reads_of_user: Limit
    requests_of_address: Limit
    strangers_of_address: Limit
    events_of_user: Limit
    events_of_address: Limit
    imported_bytes: Limit


class Traffic:
    """Counts what comes in, and refuses what is too much."""

    def __init__(self, limits: TrafficLimits, tallies: Tallies) -> None:
        self._limits = limits
        self._tallies = tallies

    def request(self, user_id: UUID | None, address: str) -> None:
        """Count a request.

        Raises:
            TooManyRequests
        """
        limits = self._limits
        network = network_of(address)
        if user_id is None:
            self._count((limits.strangers_of_address, network))
            return
        of_user = (limits.requests_of_user, user_id.hex)
        self._count(of_user, (limits.requests_of_address, network))

    def heavy_read(self, user_id: UUID) -> None:
        """Count a search, report or export of a trader.

        Raises:
            TooManyRequests
        """
        self._count((self._limits.heavy_reads_of_user, user_id.hex))

    def event(self, user_id: UUID, address: str) -> None:
        """Count an event of a socket.

        Raises:
            TooManyRequests
        """
        of_user = (self._limits.events_of_user, user_id.hex)
        self._count(of_user, (self._limits.events_of_address, network_of(address)))

    def imported(self, user_id: UUID | None, address: str, size: int) -> None:
        """Count the bytes of an import, whatever comes of it.

        Raises:
            TooManyBytes
        """
        owner = network_of(address) if user_id is None else user_id.hex
        wait = self._tallies.take_now([(self._limits.imported_bytes, owner)], amount=size)
        if wait is not None:
            raise TooManyImportBytes(retry_after=wait)

    def _count(self, *counts: tuple[Limit, str]) -> None:
        wait = self._tallies.take(counts)
        if wait is not None:
            raise TooManyRequests(retry_after=wait)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Whom an address stands for: of IPv6 the network, of anything else itself."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, NETWORK_BITS), strict=False).network_address)
