"""Where a request comes from, as limits count it: one machine or household, and the network around it."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

_IPV4 = (32, 24)
# A household has a /64 or more for itself and may use every address of it; a provider hands out /48s.
_IPV6 = (64, 48)
_LONGEST_TEXT = 64


@dataclass(frozen=True, slots=True)
class NetworkOrigin:
    """The narrow network that one client can use freely, and the wide one in which it is."""

    host: str
    network: str


def origin_of(address: str) -> NetworkOrigin:
    """The networks of an address; what is no address (a socket of the machine itself) is its own.

    An IPv4 address that is written as an IPv6 one is the IPv4 address: the same client counts once.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return NetworkOrigin(address[:_LONGEST_TEXT], address[:_LONGEST_TEXT])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    narrow, wide = _bits(parsed.version)
    return NetworkOrigin(
        host=str(ip_network((parsed, narrow), strict=False)),
        network=str(ip_network((parsed, wide), strict=False)),
    )


def _bits(version: int) -> tuple[int, int]:
    if version == 4:
        return _IPV4
    return _IPV6
