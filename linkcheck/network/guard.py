"""Which addresses may be connected to.

A link in a post must not make the reader's machine ask its own router or a cloud's metadata service
(169.254.169.254); so addresses are judged after name resolution, for each redirect anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from linkcheck.network.settings import Network

NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the IPv4 address is the last four bytes."""

Address = IPv4Address | IPv6Address


def allowed(address: Address, allow_networks: Sequence[Network]) -> bool:
    """Tell whether `address` is public, or in a network that the user allows.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is judged by what it carries.
    """
    carried = _carried(address)
    for candidate in (address, carried):
        if any(candidate in network for network in allow_networks if network.version == candidate.version):
            return True
    return carried.is_global and not carried.is_multicast


def literal(host: str) -> Address | None:
    """Return the address that a host is by itself, or None for a name."""
    try:
        return ip_address(host.strip("[]").split("%", 1)[0])
    except ValueError:
        return None


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
