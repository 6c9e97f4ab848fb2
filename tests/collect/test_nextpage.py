"""Next addresses: at home or declared, kept without keys and asked with them."""

import pytest

from prospector.collect import nextpage
from prospector.collect.nextpage import Base
from prospector.errors import FeedRefused

BASE = Base(
    "https://alice:pass@api.example/v1/people?team=7&key=k3y", {"token": "t0k", "size": "50"}
)


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ('<https://api.example/?page=2>; rel="next"', "https://api.example/?page=2"),
        ('</a>; rel="prev", </b>; rel="next last"', "/b"),
        ("</b>; rel=next; title=x", "/b"),
        ('</b>;title="a, <b>; rel=x";REL="Next"', "/b"),
        ('</a>; rel="nextish"', None),
        ('</a>; rel="prev"', None),
        ("", None),
    ],
)
def test_it_reads_link_headers(header: str, address: str | None) -> None:
    assert nextpage.linked(header) == address


def test_it_keeps_no_key_and_asks_with_it_again() -> None:
    said = "https://api.example/v1/people?team=7&key=k3y&token=t0k&size=50&after=x%2By#top"
    kept = nextpage.kept(said, BASE.url, BASE, [])
    assert kept == "https://api.example/v1/people?after=x%2By"
    url, params = nextpage.restored(kept, BASE, {"size": "50"})
    assert url == "https://alice:pass@api.example/v1/people?after=x%2By&team=7&key=k3y"
    assert params == {"token": "t0k", "size": "50"}


def test_it_does_not_overrule_what_the_next_address_says() -> None:
    base = Base("https://api.example/people?page=1&key=k3y", {})
    kept = nextpage.kept("?page=2&key=k3y", base.url, base, [])
    assert kept == "https://api.example/people?page=2"
    assert nextpage.restored(kept, base, {"page": "9"}) == (
        "https://api.example/people?page=2&key=k3y",
        {},
    )


@pytest.mark.parametrize(
    "said",
    [
        "https://other.example/x",
        "//other.example/x",
        "http://api.example/x",
        "https://api.example:8443/x",
        "https://api.example.other.example/x",
        "https://api.example@other.example/x",
        "https://other.example\\@api.example/x",
        "https://api.example\\@other.example/x",
        "https://api.example:x/",
        "https://api.example/a b",
        "https://ap\u0131.example/x",
    ],
)
def test_it_stays_at_home(said: str) -> None:
    with pytest.raises(FeedRefused, match="the next page is at"):
        nextpage.kept(said, BASE.url, BASE, [])


def test_it_goes_where_the_feed_declares() -> None:
    said = "https://pages.example/x"
    assert nextpage.kept(said, BASE.url, BASE, ["pages.example"]) == said
    assert nextpage.restored(said, BASE, {})[0].startswith("https://pages.example/x?")
    with pytest.raises(FeedRefused):
        nextpage.kept("http://pages.example/x", BASE.url, BASE, ["pages.example"])


def test_it_asks_for_the_parameter_of_a_cursor_that_is_no_address() -> None:
    with pytest.raises(FeedRefused, match="param"):
        nextpage.kept("b2Zmc2V0", BASE.url, BASE, [])
    assert nextpage.is_address("HTTPS://x.example")
    assert not nextpage.is_address("/b2Zm")
