"""Addresses: read as requests connects, shown without secrets."""

import pytest

from prospector.errors import FeedRefused
from prospector.fetch import address


def test_it_takes_user_and_password_out() -> None:
    target = address.parse("https://alice:p%40ss@Feeds.Example/a.csv?key=secret#part")
    assert target.url == "https://feeds.example/a.csv?key=secret"
    assert target.authorization == "Basic YWxpY2U6cEBzcw=="
    assert target.shown == "https://feeds.example/a.csv"
    assert target.origin == ("https", "feeds.example", 443)


def test_it_adds_parameters_and_keeps_the_port() -> None:
    target = address.parse("http://feeds.example:8080?a=1", {"key": "x y"})
    assert target.url == "http://feeds.example:8080/?a=1&key=x+y"
    assert target.shown == "http://feeds.example:8080/"


def test_it_reads_hosts_as_requests_does() -> None:
    target = address.parse("http://Bücher.example/é")
    assert target.url == "http://xn--bcher-kva.example/%C3%A9"
    assert target.host == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("feeds.example/a.csv", "write https://"),
        ("file:///etc/hostname", "only http and https"),
        ("http://a.example\\@b.example/", "backslash"),
        ("http://a.example/\nx", "control character"),
        ("http://a b.example/", "a space"),
        ("http://", "write https://"),
        ("https:///x", "write https://"),
        ("http://x.example:99999/", "write https://"),
        ("http://\uff46eeds.example/", "write https://"),
    ],
)
def test_it_refuses_what_is_no_address(text: str, why: str) -> None:
    with pytest.raises(FeedRefused, match=why):
        address.parse(text)


def test_it_follows_redirects_without_a_user_of_theirs() -> None:
    here = address.parse("https://feeds.example/a/b.csv?key=secret")
    there = address.follow(here, "https://bob:x@other.example/c")
    assert (there.url, there.authorization) == ("https://other.example/c", None)
    assert address.follow(here, "../c?d=1").url == "https://feeds.example/c?d=1"
    # Headers come as Latin-1 whatever they were written in.
    assert address.follow(here, "/Ã©").url == "https://feeds.example/%C3%A9"


def test_it_follows_no_redirect_from_https_to_http() -> None:
    with pytest.raises(FeedRefused, match="from https to http"):
        address.follow(address.parse("https://feeds.example/"), "http://feeds.example/")
