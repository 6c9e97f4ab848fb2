"""Which addresses are refused."""

import ipaddress

import pytest

from prospector.fetch import guard

#: None of these is anybody's feed; `ipaddress` calls those marked with * global, or not private.
CLOSED = """
127.0.0.1 127.1.1.1 127.255.255.254 0.0.0.0 0.1.2.3
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255
169.254.169.254 169.254.170.2 169.254.0.1
100.64.0.1 100.100.100.200 100.127.255.255
168.63.129.16 192.0.0.192 192.0.0.1 192.88.99.1
192.0.2.1 198.51.100.7 203.0.113.9 198.18.0.1 198.19.255.255
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:100.64.0.1 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::7f00:1
2002:7f00:1:: 2002:a00:1:: 2002:c0a8:1::1 2001::1 2001:0:53aa:64c:0:7fff:80ff:fffe
fc00::1 fd00:ec2::254 fd12:3456:789a::1 fe80::1 fe80::1%eth0 fec0::1 febf::1 fd20:ce::254
ff02::1 ff0e::1 2001:db8::1 100::1 4000::1 8000::1 5f00::1
"""
OPEN = """
93.184.215.14 8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.167.255.255
169.253.255.255 11.0.0.1 126.255.255.255 128.0.0.1 223.255.255.255 ::ffff:8.8.8.8
2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4007:80e::200e
"""
OWN = "127.0.0.1 ::1 10.1.2.3 172.20.0.1 192.168.1.1 100.64.0.1 fd12::1 ::ffff:10.0.0.1 64:ff9b::a00:1"
NEVER = """
169.254.169.254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe fe80::1 100.100.100.200 fd00:ec2::254
168.63.129.16 0.0.0.0 :: 224.0.0.1 255.255.255.255 2002:7f00:1:: ::127.0.0.1 ff02::1
"""


@pytest.mark.parametrize("address", CLOSED.split())
def test_it_closes_addresses_no_feed_is_at(address: str) -> None:
    assert guard.refused_address(address, allow_private=False)


@pytest.mark.parametrize("address", OPEN.split())
def test_it_leaves_the_rest_open(address: str) -> None:
    assert guard.refused_address(address, allow_private=False) is None


def test_it_opens_ones_own_network_where_the_feed_says_so() -> None:
    for address in OWN.split():
        assert guard.may_open(address), address


@pytest.mark.parametrize("address", NEVER.split())
def test_it_never_opens_metadata_nor_what_is_no_network(address: str) -> None:
    assert guard.refused_address(address, allow_private=True)
    assert not guard.may_open(address)


def test_it_knows_more_than_the_standard_library() -> None:
    """`is_private` would let these through: the reason for a list of our own."""
    missed = [
        one for one in CLOSED.split() if not ipaddress.ip_address(one.partition("%")[0]).is_private
    ]
    assert len(missed) >= 15
    assert {"100.64.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1"} <= set(missed)
