"""Decides which addresses may be connected to.

A link in a post must not make the reader's machine ask its own router or a cloud's metadata service
(169.254.169.254); so addresses are judged after name resolution, for each redirect anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from linkcheck.web.network.settings import Network

CARRYING = (
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052
    IPv6Network("::/96"),  # IPv4-compatible, RFC 4291 §2.5.5.1
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated, RFC 2765
)
"""Here the last four bytes are an IPv4 address; mapped and 6to4 ones the standard library knows."""
REFUSED = (
    IPv6Network("64:ff9b:1::/48"),  # local NAT64, RFC 8215: where it leads only the local network knows
    IPv6Network("fec0::/10"),  # site-local, RFC 3879
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
)
"""Not for the public, though `ipaddress` calls them global."""

Address = IPv4Address | IPv6Address


def allowed(address: Address, allow_networks: Sequence[Network]) -> bool:
    """Tell whether `address` is public, or in a network that the user allows.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is judged by what it carries.
    """
    carried = _carried(address)
    for candidate in (address, carried):
        if any(candidate in network for network in allow_networks if network.version == candidate.version):
            return True
    if any(candidate in network for candidate in (address, carried) for network in REFUSED):
        return False
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
    if any(address in network for network in CARRYING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
