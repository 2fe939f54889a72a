"""Decides which addresses may be connected to.

A link in a post must not make the reader's machine ask its own router or a cloud's metadata service
(169.254.169.254); so addresses are judged after name resolution, for each redirect anew.

Metadata services give the machine's own credentials to whoever asks, so that a network in a settings file does not open
them: who starts the run has to name them.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

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

METADATA = (
    IPv4Network("169.254.0.0/16"),  # link-local: AWS, Azure, Google, OpenStack, Oracle, Tencent, and containers' own
    IPv6Network("fe80::/10"),  # link-local: OpenStack at fe80::a9fe:a9fe
    IPv6Network("fd00:ec2::/32"),  # AWS
    IPv6Network("fd20:ce::/32"),  # Google
    IPv6Network("fd00:42::/32"),  # Scaleway
    IPv4Network("100.100.100.200/32"),  # Alibaba
    IPv4Network("192.0.0.192/32"),  # Oracle, formerly
    IPv4Network("168.63.129.16/32"),  # Azure's platform: a public address, but another machine behind it for each guest
)
"""Where clouds tell a machine its own secrets."""
NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.IGNORECASE)
"""An IPv4 address as C libraries and browsers read one: `0x7f.1`, `2130706433`."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def allowed(address: Address, allow_networks: Sequence[Network], given: Sequence[Network] = ()) -> bool:
    """Tell whether `address` is public, or in a network that is allowed; `given` opens metadata services, too.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is judged by what it carries.
    """
    carried = _carried(address)
    if _within(METADATA, address, carried):
        return _within(given, address, carried)
    if _within((*allow_networks, *given), address, carried):
        return True
    if _within(REFUSED, address, carried):
        return False
    return carried.is_global and not carried.is_multicast


def why_refused(host: str, *addresses: Address) -> str:
    """Return words for addresses of `host` that may not be connected to."""
    if any(_within(METADATA, address, _carried(address)) for address in addresses):
        return f"{host} is where clouds tell secrets; only --allow-network on the command line opens that"
    words = "is a private address" if literal(host) else "has only private addresses"
    return f"{host} {words}, outside of allow_networks"


def literal(host: str) -> Address | None:
    """Return the address that a host is by itself, however it is spelt, or None for a name."""
    try:
        return ip_address(host.strip("[]").split("%", 1)[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host.rstrip("."))) if NUMBER.fullmatch(host) else None
    except OSError:
        return None


def _within(networks: Sequence[Network], *addresses: Address) -> bool:
    return any(address in network for address in addresses for network in networks)


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in CARRYING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
