"""Certificates: a known authority's for the right name count, and errors say what to do."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from prospector.errors import FeedRefused
from prospector.fetch import trust
from prospector.fetch.client import HttpClient
from tests.fetch.authority import Authority
from tests.fetch.net import NOW, Reply, Site


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in trust.VARIABLES:
        monkeypatch.delenv(name, raising=False)


def fetch(context: ssl.SSLContext) -> bytes:
    with (
        Site(lambda _request: Reply(body=b"hello")) as site,
        HttpClient(clock=lambda: NOW, within=20.0, allow_private=True) as client,
    ):
        site.encrypt(context)
        return client.get(f"https://127.0.0.1:{site.port}/").content


@pytest.mark.parametrize("variable", trust.VARIABLES)
def test_it_knows_the_authority_the_environment_names(
    authority: Authority, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(authority.file))
    assert fetch(authority.serves("127.0.0.1")) == b"hello"


def test_it_refuses_other_names_and_ended_certificates(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with pytest.raises(FeedRefused, match="for another name: write the host as"):
        fetch(authority.serves("127.0.0.2"))
    with pytest.raises(FeedRefused, match="has expired: whoever runs the server"):
        fetch(authority.serves("127.0.0.1", left=timedelta(days=-1)))


def test_it_refuses_an_unknown_authority_and_says_how_to_name_ones_own(
    authority: Authority,
) -> None:
    with pytest.raises(FeedRefused, match="set REQUESTS_CA_BUNDLE or SSL_CERT_FILE to a file"):
        fetch(authority.serves("127.0.0.1"))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_it_says_which_variable_names_no_certificates(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "all.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(FeedRefused, match=r"\$SSL_CERT_FILE: .*all\.pem is no file"):
        trust.authorities({"SSL_CERT_FILE": str(file)})


def test_it_knows_the_public_ones_where_nothing_is_named() -> None:
    assert Path(trust.authorities({"SSL_CERT_FILE": ""})).name == "cacert.pem"


def test_it_has_no_doubt_where_something_else_went_wrong() -> None:
    assert trust.doubt(ssl.SSLError(1, "wrong version number")) is None


def test_it_reads_a_file_of_authorities_once_in_a_run(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(trust.VARIABLES[0], str(authority.file))
    with (
        Site(lambda _request: Reply(body=b"hello")) as site,
        HttpClient(clock=lambda: NOW, within=20.0, allow_private=True) as client,
    ):
        assert client.get(f"http://127.0.0.1:{site.port}/").content == b"hello"
        monkeypatch.setenv(trust.VARIABLES[0], str(authority.file.parent / "none.pem"))
        assert client.get(f"http://127.0.0.1:{site.port}/").content == b"hello"
