"""Which profile a file is of."""

import pytest

from prospector.collect import registry
from prospector.collect.record import FIELDS, key_of
from prospector.errors import UsageError


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("fullName,profileUrl,headline,postUrl", "post-engagement"),
        ("name,profile url,headline,post url", "post-engagement"),
        ("guest_id,name,email,approval_status,checked_in_at", "luma"),
        ("ID d'enregistrement,Prénom,Nom,Adresse e-mail", "hubspot"),
        ("Record ID,First name,Last name,Email,Lifecycle stage", "hubspot"),
        ("First Name,Last Name,Company,Position,Connected On", "linkedin-connections"),
        ("id,title,absolute_url,updated_at,internal_job_id,location.name", "greenhouse"),
        ("domain,technology,change,date", "tool-changes"),
        ("email,product,type,amount", "generic"),
        ("email", "generic"),
    ],
)
def test_it_recognises_a_file_by_its_columns(headers: str, name: str) -> None:
    keys = frozenset(key_of(header) for header in headers.split(","))
    assert registry.recognise(keys).name == name


def test_it_knows_profiles_by_name() -> None:
    assert registry.named("luma").name == "luma"
    with pytest.raises(UsageError, match="choose one of"):
        registry.named("lumma")


def test_it_maps_only_to_fields_of_the_record() -> None:
    for profile in registry.PROFILES.values():
        assert set(profile.aliases.values()) <= {*FIELDS, ""}
        assert profile.help
