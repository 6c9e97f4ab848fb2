"""Which addresses a feed may never reach: pure.

`ipaddress` alone is no guard: it calls carrier-grade NAT, NAT64, 6to4 and site-local addresses
global. What is not in `_CLOSED` and global by its word is open.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address


class Closed(NamedTuple):
    """A range of addresses nobody's feed is at, and whether the feed may open it."""

    range: str
    name: str
    opens: bool = False


#: The first range that holds an address says what it is; `opens` = by `allow_private: true`.
_CLOSED = tuple(
    (ip_network(closed.range), closed)
    for closed in (
        # Clouds answer secrets here to whoever asks from inside: never, even in one's own network.
        Closed("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
        Closed("100.100.100.200/32", "a cloud's metadata address"),
        Closed("168.63.129.16/32", "a cloud's metadata address"),
        Closed("192.0.0.192/32", "a cloud's metadata address"),
        Closed("fd00:ec2::/32", "a cloud's metadata address"),
        Closed("fd20:ce::/32", "a cloud's metadata address"),
        Closed("fe80::/10", "a link-local address"),
        Closed("127.0.0.0/8", "this machine", opens=True),
        Closed("::1/128", "this machine", opens=True),
        Closed("10.0.0.0/8", "a private address", opens=True),
        Closed("172.16.0.0/12", "a private address", opens=True),
        Closed("192.168.0.0/16", "a private address", opens=True),
        Closed("fc00::/7", "a private address", opens=True),
        Closed("fec0::/10", "a site-local address", opens=True),
        Closed("100.64.0.0/10", "an address behind a carrier's NAT", opens=True),
        Closed("64:ff9b::/96", "a NAT64 address", opens=True),
        Closed("64:ff9b:1::/48", "a private NAT64 address"),
        Closed("2002::/16", "a 6to4 address"),
        Closed("2001::/32", "a Teredo address"),
        Closed("::/96", "an IPv4-compatible address"),
        Closed("::ffff:0:0:0/96", "an IPv4-translated address"),
        Closed("0.0.0.0/8", "an unspecified address"),
        Closed("192.0.0.0/24", "a protocol's own address"),
        Closed("192.88.99.0/24", "a 6to4 relay"),
        Closed("198.18.0.0/15", "a benchmark's address"),
        Closed("224.0.0.0/4", "a multicast address"),
        Closed("ff00::/8", "a multicast address"),
        Closed("240.0.0.0/4", "a reserved address"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
#: IPv6 addresses that are given out are all in here.
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def refused_address(address: str, *, allow_private: bool) -> str | None:
    """What an address is that no connection may go to; None = it is open."""
    found = _unmapped(ip_address(address))
    for network, closed in _CLOSED:
        if found.version == network.version and found in network:
            if not (closed.opens and allow_private):
                return closed.name
            inner = _behind_nat64(found)
            return refused_address(str(inner), allow_private=True) if inner else None
    if not found.is_global or (isinstance(found, IPv6Address) and found not in _GLOBAL_UNICAST):
        return "an address for special use"
    return None


def may_open(address: str) -> bool:
    """Whether `allow_private: true` would open a refused address."""
    return refused_address(address, allow_private=True) is None


def _unmapped(address: Address) -> Address:
    """An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) as what it is; zones are dropped."""
    if not isinstance(address, IPv6Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


def _behind_nat64(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv6Address) and address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
