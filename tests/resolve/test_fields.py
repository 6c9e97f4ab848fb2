"""What rows say, field by field."""

from typing import Any

from prospector.resolve.fields import Record, Row, account_statements, lead_statements, settle
from prospector.resolve.values import Origin
from prospector.tables import SourceRank


def row(number: int = 1, *, rank: str = "crm", **given: Any) -> Row:  # Any: fields of the row
    """A row seen and received at its number."""
    origin = Origin("feed", SourceRank(rank), "x.csv", number, number, number, str(number))
    return Row(number, origin, given.pop("lead", {}), given.pop("account", {}), **given)


def lead(*rows: Row) -> Record:
    return settle(lead_statements(rows))


def account(*rows: Row) -> Record:
    return settle(account_statements(rows))


def test_it_takes_columns_as_they_are_given() -> None:
    record = lead(row(lead={"title": "CEO", "language": "fr", "company": "never a lead's"}))
    assert record.values["title"] == "CEO"
    assert record.values["language"] == "fr"
    assert "company" not in record.values


def test_it_derives_names_function_and_seniority() -> None:
    record = lead(row(lead={"name": "DURAND Claire", "title": "Directrice commerciale"}))
    assert record.values == {
        "first_name": "Claire",
        "last_name": "DURAND",
        "spoken_name": "Claire",
        "title": "Directrice commerciale",
        "function": "sales",
        "seniority": "director",
    }
    assert {field: record.sources[field].get("from") for field in record.values} == {
        "first_name": "name",
        "last_name": "name",
        "spoken_name": "first_name",
        "title": None,
        "function": "title",
        "seniority": "title",
    }


def test_it_lets_what_is_given_beat_what_it_derives() -> None:
    record = lead(
        row(1, rank="feed", lead={"function": "finance", "first_name": "CLAIRE"}),
        row(2, lead={"title": "VP Sales", "name": "Bob Martin"}),
    )
    assert record.values["function"] == "finance"
    assert record.values["first_name"] == "CLAIRE"
    assert record.values["spoken_name"] == "Claire"
    assert record.values["last_name"] == "Martin"


def test_it_forgets_the_function_of_an_older_title() -> None:
    record = lead(row(1, lead={"title": "VP Sales"}), row(2, lead={"title": "Globetrotter"}))
    assert "function" not in record.values
    assert "function" not in record.sources
    assert ("function", "sales") in [(field, old.value) for field, old in record.replaced]


def test_it_prefers_a_company_address_and_a_readable_profile() -> None:
    record = lead(
        row(1, email="claire@acme.example", profile="linkedin.com/in/claire"),
        row(2, email="claire@gmail.com", profile="linkedin.com/in/ACoAAB1234567890abc"),
    )
    assert record.values["email"] == "claire@acme.example"
    assert record.values["linkedin_url"] == "https://www.linkedin.com/in/claire"


def test_it_takes_the_newest_employer() -> None:
    record = lead(row(1, account_id=4), row(3, account_id=None), row(2, account_id=5))
    assert record.values["account_id"] == 5
    assert [(field, old.value, old.until) for field, old in record.replaced] == [
        ("account_id", 4, 2)
    ]


def test_it_keeps_attributes_and_the_guess_apart() -> None:
    record = lead(row(lead={"attributes": {"plan": "gold"}, "company_guess": "Acme"}))
    assert record.attributes == {"plan": "gold", "company_guess": "Acme"}
    assert set(record.sources) == {"attributes.plan", "attributes.company_guess"}


def test_it_judges_a_company() -> None:
    record = account(
        row(
            1,
            domain="acme.example",
            account={"company": "ACME FRANCE SAS", "employees": 40, "tools": ["A", "B"]},
        ),
        row(2, rank="feed", account={"employees": 50, "attributes": {"ticker": "ACM"}}),
    )
    assert record.values["domain"] == "acme.example"
    assert record.values["name"] == "ACME FRANCE SAS"
    assert record.values["spoken_name"] == "Acme France"
    assert record.values["employees"] == 40
    assert record.values["tools"] == ["A", "B"]
    assert record.attributes == {"ticker": "ACM"}


def test_it_takes_country_and_owner_of_a_company_from_rows_without_a_person() -> None:
    record = account(
        row(1, names_person=False, account={"country": "FR"}, lead={"owner": "alice"}),
        row(2, account={"country": "DE"}, lead={"owner": "bob"}),
    )
    assert record.values["country"] == "FR"
    assert record.values["owner"] == "alice"


def test_it_infers_a_companys_country_from_its_people_else() -> None:
    record = account(row(1, lead={"country": "DE", "owner": "bob"}))
    assert record.values == {"country": "DE"}
    assert record.sources["country"]["from"] == "its people"
