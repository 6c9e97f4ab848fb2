"""Evidence about two leads, in words and as a confidence."""

import pytest

from prospector.resolve.comparing.evidence import (
    WEIGHTS,
    WORTHWHILE,
    Card,
    Evidence,
    compare,
    weigh,
)
from prospector.resolve.comparing.names import Alike

MAIL = Card(1, 1, "Claire", "Quileroand", "claire.quileroand@acme.example", None)
PROFILE = Card(2, 1, "Claire", "Quileroand", None, "https://www.linkedin.com/in/claire")
E = Evidence


def found(one: Card, other: Card, homonyms: int = 1) -> frozenset[Alike | Evidence]:
    evidence = compare(one, other, homonyms)
    assert evidence is not None
    assert evidence == compare(other, one, homonyms)
    return evidence


def test_it_says_what_two_leads_have_in_common() -> None:
    assert found(MAIL, PROFILE) == {Alike.SAME, E.SAME_COMPANY, E.MAIL_AND_PROFILE}
    said = weigh(found(MAIL, PROFILE))
    assert said.reason == "same name, same company, one by e-mail, one by profile"
    assert said.confidence > 0.9


def test_it_tells_what_speaks_against_after_but() -> None:
    other = PROFILE._replace(account_id=2, title="CEO")
    said = weigh(found(MAIL._replace(title="Sales Manager"), other))
    assert said.reason.endswith("; but another company, another function")
    assert said.confidence < weigh(found(MAIL, PROFILE)).confidence


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (MAIL, MAIL._replace(lead_id=2, email="c.quileroand@acme.example"), E.BOTH_SPELL),
        (MAIL, MAIL._replace(lead_id=2, email="claire.quileroand2@acme.example"), E.NUMBERED),
        (MAIL, MAIL._replace(lead_id=2, email="tiger@acme.example"), E.TWO_ADDRESSES),
        (MAIL, MAIL._replace(lead_id=2, email="tiger@gmail.com"), E.PRIVATE_ADDRESS),
        (MAIL, Card(2, 1, "Claire", "Quileroand", None, None), E.ONE_IS_A_NAME),
        (PROFILE, PROFILE._replace(linkedin_url="https://www.linkedin.com/in/cq"), E.TWO_PROFILES),
        (
            PROFILE,
            PROFILE._replace(linkedin_url="https://www.linkedin.com/in/ACoAAB1234567890abc"),
            E.OPAQUE_PROFILE,
        ),
        (MAIL._replace(phone="+331"), PROFILE._replace(phone="+331"), E.SAME_PHONE),
        (MAIL._replace(phone="+331"), PROFILE._replace(phone="+332"), E.OTHER_PHONE),
        (MAIL._replace(title="CEO"), PROFILE._replace(title="ceo"), E.SAME_TITLE),
        (
            MAIL._replace(company="Varit", domain="varit.example"),
            PROFILE._replace(account_id=2, company="Varit Conseil"),
            E.ALIKE_COMPANIES,
        ),
        (MAIL._replace(first_name="Marie", last_name="Martin"),
         PROFILE._replace(first_name="Marie", last_name="Martin"), E.COMMON_NAME),
    ],
)  # fmt: skip
def test_it_names_each_piece_of_evidence(one: Card, other: Card, expected: Evidence) -> None:
    assert expected in found(one, other)


def test_it_trusts_a_name_the_less_the_more_bear_it() -> None:
    assert E.HOMONYMS in found(MAIL, PROFILE, homonyms=9)
    assert weigh(found(MAIL, PROFILE, 9)).confidence < weigh(found(MAIL, PROFILE)).confidence


def test_it_shows_no_namesakes_told_apart_by_a_number_or_two_profiles() -> None:
    numbered = MAIL._replace(lead_id=2, email="claire.quileroand2@acme.example")
    assert weigh(found(MAIL, numbered)).confidence < WORTHWHILE
    two = PROFILE._replace(lead_id=3, linkedin_url="https://www.linkedin.com/in/cq")
    assert weigh(found(PROFILE, two)).confidence < WORTHWHILE


def test_it_finds_no_likeness_without_a_name_or_phone() -> None:
    assert compare(MAIL, PROFILE._replace(first_name="Bob"), 1) is None
    by_phone = compare(MAIL, PROFILE._replace(first_name="Bob"), 1, [E.SAME_PHONE])
    assert by_phone is not None
    assert E.NO_NAME in by_phone


def test_it_reads_a_name_in_the_address_of_somebody_without_one() -> None:
    nameless = Card(3, 1, None, None, "c.quileroand@acme.example", None)
    assert Alike.SPELLED in found(nameless, PROFILE)
    assert compare(nameless._replace(email="x@acme.example"), PROFILE, 1) is None


def test_it_has_a_weight_for_everything_it_says() -> None:
    assert set(WEIGHTS) == {*Alike, *Evidence}
