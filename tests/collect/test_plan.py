"""Which column feeds which field."""

import pytest

from prospector.collect import plan
from prospector.collect.plan import Plan, Told
from prospector.collect.registry import GENERIC, PROFILES
from prospector.collect.values import Manner
from prospector.errors import UsageError


def make(*headers: str, profile: str = "generic", **told: dict[str, str]) -> Plan:
    return plan.make({h: h for h in headers}, PROFILES[profile], Told(**told), Manner())  # type: ignore[arg-type]


def test_it_knows_columns_by_alias_and_keeps_the_rest_as_attributes() -> None:
    found = make("E-mail", "Job title", "Favourite colour")
    assert found.sources == {"email": ("E-mail",), "title": ("Job title",)}
    assert found.attributes == {"favourite_colour": ("Favourite colour",)}


def test_it_takes_the_first_filled_of_two_columns_in_the_profiles_order() -> None:
    found = make("profileUrl", "profileLink", "postUrl", profile="post-engagement")
    assert found.sources["linkedin_url"] == ("profileLink", "profileUrl")


def test_it_takes_only_the_column_it_is_told() -> None:
    found = make(
        "E-mail", "Mail pro", "Foo", map={"email": "mail PRO", "title": "Foo", "seats": "x"}
    )
    assert found.sources == {"email": ("Mail pro",), "title": ("Foo",)}
    assert found.attributes == {"e_mail": ("E-mail",)}


def test_it_maps_a_column_to_a_declared_attribute() -> None:
    assert make("email", "Licences", map={"seats": "Licences"}).attributes == {
        "seats": ("Licences",)
    }


def test_it_reads_nom_as_family_name_only_beside_a_first_name() -> None:
    assert make("Nom", "Prénom", "E-mail").sources["last_name"] == ("Nom",)
    assert make("Nom", "E-mail").sources["name"] == ("Nom",)


def test_it_reads_name_as_the_companys_where_there_are_no_people() -> None:
    found = make("Name", "Website", "Employees")
    assert found.sources["company"] == ("Name",)
    assert found.notices
    assert "company" not in make("Name", "Website", "Email").sources


def test_it_lets_a_french_header_declare_the_locale() -> None:
    french = make("Prénom", "Nom", "Société", "Montant").manner
    assert (french.order, french.decimal) == ("dmy", ",")
    assert make("First name", "Company", "Amount").manner == Manner()
    told = make("Prénom", "Société", set={"locale": "en-us"}).manner
    assert (told.order, told.decimal) == ("mdy", ".")


def test_it_forgets_a_word_that_is_taken_back() -> None:
    told = Told({"email": "A"}, {"subject": "x"}).then(Told({}, {"subject": ""}, kind="met"))
    assert told == Told({"email": "A"}, {}, "met")


@pytest.mark.parametrize(
    "told",
    [
        Told(map={"emial": "A"}),
        Told(set={"nonsense": "A"}),
        Told(set={"locale": "xx"}),
        Told(set={"domain": "no domain"}),
        Told(set={"kind": "bought"}),
    ],
)
def test_it_refuses_words_that_cannot_be_meant(told: Told) -> None:
    with pytest.raises(UsageError):
        plan.check_told(told, {"seats"}, Manner(kinds=("purchased",)))


def test_it_accepts_words_that_can() -> None:
    told = Told(
        {"email": "A", "seats": "B"},
        {"locale": "fr", "kind": "purchased", "seats": "3", "topic": ""},
    )
    plan.check_told(told, {"seats"}, Manner(kinds=("purchased",)))
    assert GENERIC.name == "generic"


def test_it_names_the_field_that_a_slip_of_the_pen_means() -> None:
    with pytest.raises(UsageError, match=r"^--map emial=…: no such field; did you mean email\?$"):
        plan.check_told(Told(map={"emial": "A"}), set(), Manner(kinds=()))
    with pytest.raises(UsageError, match=r"--set nonsense=…: no such field; fields are kind, occ"):
        plan.check_told(Told(set={"nonsense": "A"}), set(), Manner(kinds=()))
