"""One key per profile, in whatever shape its address comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import profile_key
from prospector.identifiers.profiles import is_opaque

OPAQUE = "ACoAABcDeFgHiJkLmNoP"


@pytest.mark.parametrize(
    "raw",
    [
        "https://www.linkedin.com/in/claire-durand",
        "https://www.linkedin.com/in/Claire-Durand/?trk=people-guest",
        "http://uk.linkedin.com/in/claire-durand",
        "linkedin.com/in/claire-durand/",
        "www.linkedin.com/in/claire-durand/details/experience/",
        "https://www.linkedin.com/comm/in/claire-durand?midToken=x",
        "https://m.linkedin.com/mwlite/in/claire-durand",
        "/in/claire-durand",
        "in/claire-durand",
        "<https://linkedin.com/in/claire-durand#about>",
    ],
)
def test_it_brings_every_shape_to_one(raw: str) -> None:
    assert profile_key(raw) == "linkedin.com/in/claire-durand"


def test_it_keeps_the_case_of_an_opaque_id() -> None:
    key = profile_key(f"https://www.linkedin.com/in/{OPAQUE}/")
    assert key == f"linkedin.com/in/{OPAQUE}"
    assert key == profile_key(f"urn:li:fsd_profile:{OPAQUE}")
    assert is_opaque(key)
    assert not is_opaque("linkedin.com/in/claire-durand")


def test_it_undoes_percent_encoding_even_twice() -> None:
    for raw in ("ren%C3%A9-dupont", "ren%25C3%25A9-dupont", "René-Dupont", "Rene\u0301-dupont"):
        assert profile_key(f"https://www.linkedin.com/in/{raw}") == "linkedin.com/in/rené-dupont"


@pytest.mark.parametrize(
    "raw",
    ["", "claire-durand", "https://www.linkedin.com/company/acme", "https://notlinkedin.com/in/claire",
     "https://linkedin.com.evil.example/in/claire", "https://www.linkedin.com/in/", "https://lnkd.in/abc",
     "https://www.linkedin.com/pub/claire/1/2/3", "https://[broken/in/x", "https://acme.example/in/claire"],
)  # fmt: skip
def test_it_refuses_what_is_no_personal_profile(raw: str) -> None:
    assert profile_key(raw) is None


def test_it_keeps_look_alike_slugs_apart() -> None:
    assert profile_key("linkedin.com/in/cl\u0430ire") != profile_key("linkedin.com/in/claire")


@given(
    st.text(max_size=30), st.sampled_from(["", "https://www.linkedin.com/in/", "linkedin.com/in/"])
)
def test_it_is_idempotent(text: str, before: str) -> None:
    key = profile_key(before + text)
    assert key is None or profile_key(key) == key
