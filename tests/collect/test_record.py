"""The record's fields and names."""

from prospector.collect import record
from prospector.collect.record import About


def test_it_holds_every_field_of_the_stable_record() -> None:
    stable = (
        "kind occurred_at external_id email phone linkedin_url first_name last_name name civility"
        " title function seniority language time_zone country postal_address posture"
        " decision_style preferred_channel owner domain company industry naf_code employees"
        " revenue sites city region crm_in_place sales_structure tools relation subject"
        " subject_of topic text url amount currency confidence"
    )
    assert set(stable.split()) | {"lifecycle"} == set(record.FIELDS)


def test_it_compares_headers_without_case_accents_and_spaces() -> None:
    assert record.key_of("  E-Mail ") == record.key_of("email") == "email"
    assert record.key_of("Prénom") == "prenom"


def test_it_names_attributes_as_rules_write_them() -> None:
    assert record.attribute_of("Attendance rate (%)") == "attendance_rate"
    assert record.attribute_of("reactionType") == "reaction_type"
    assert record.attribute_of("HubSpot score") == "hubspot_score"


def test_it_knows_whom_a_field_describes() -> None:
    assert "title" in record.names_about(About.LEAD)
    assert "employees" in record.names_about(About.ACCOUNT)
    assert "subject" in record.names_about(About.SIGNAL)
