"""Hosts nobody may fetch from."""

import pytest

from prospector.identifiers import hosts


@pytest.mark.parametrize(
    "host",
    [
        "linkedin.com",
        "www.linkedin.com",
        "fr.linkedin.com",
        "LinkedIn.COM.",
        "api.linkedin.com",
        "lnkd.in",
        "static.licdn.com",
        "www.linkedin.cn",
    ],
)
def test_it_refuses_linkedin_with_the_reason(host: str) -> None:
    assert "does not scrape LinkedIn" in (hosts.refused(host) or "")


@pytest.mark.parametrize("host", ["notlinkedin.com", "linkedin.com.example", "linkedin.example"])
def test_it_does_not_refuse_hosts_that_only_look_so(host: str) -> None:
    assert hosts.refused(host) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://alice:${PASS}@www.LinkedIn.com:443/x?y", "www.LinkedIn.com"),
        ("http://feeds.example", "feeds.example"),
        ("${WHOLE_ADDRESS}", ""),
    ],
)
def test_it_finds_the_host_people_mean(address: str, host: str) -> None:
    assert hosts.host_in(address) == host
