"""Company names without their legal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospector.identifiers import company_key, spoken_company
from prospector.text import fold


@pytest.mark.parametrize(
    "name",
    ["Acme", "ACME SAS", "Acme S.A.S.", "acme sa", "Acme SARL", "S.A.R.L. Acme", "Acme SASU", "Acme EURL",
     "Acme GmbH", "Acme GmbH & Co. KG", "Acme AG", "Acme Ltd", "Acme Ltd.", "Acme (UK) Ltd", "Acme (UK Ltd",
     "Acme, Inc.", "Acme LLC", "Acme B.V.", "Acme BV", "Acme S.p.A.", "Acme Srl", "Acme S.r.l.", "Acme AB",
     "Acme Oy", "Acme A/S", "Acme Sp. z o.o.", "Acme PLC", "Acme Pty Ltd", "株式会社 Acme", "Acmé", "ACME [FR]"],
)  # fmt: skip
def test_it_sees_one_company_under_every_legal_form(name: str) -> None:
    assert company_key(name) == "acme"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Café & Co SAS", "cafe co"),
        ("Müller Söhne AG", "muller sohne"),
        ("Établissements Martin Frères", "martin freres"),
        ("SAS Institute", "sas institute"),
        ("AB Volvo", "ab volvo"),
        ("SA", "sa"),
        ("株式会社トヨタ", "トヨタ"),
        ("(Re)Think SAS", "re think"),
        ("3M", "3m"),
        ("1&1", "1 1"),
        ("Acme France", "acme france"),
    ],
)
def test_it_leaves_what_belongs_to_the_name(name: str, key: str) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-",
        "Freelance",
        "Self-employed",
        "Indépendante",
        "À l'écoute",
        "Étudiant",
        "confidentiel",
        "42",
    ],
)
def test_it_knows_when_nobody_is_named(name: str) -> None:
    assert company_key(name) is None


def test_it_keeps_look_alikes_apart() -> None:
    assert company_key("\u0410\u0441\u043c\u0435") != company_key("Acme")


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(["Acme", "SAS", "GmbH", "&", "Co.", "KG", "(UK)", "SA"]), max_size=6
    ).map(" ".join)
)
def test_it_is_idempotent(name: str) -> None:
    key = company_key(name)
    assert key is None or company_key(key) == key


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("ACME FRANCE SAS", "Acme France"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("SARL Dupont", "Dupont"),
        ("Salesloft (UK) Ltd", "Salesloft"),
        ("SNCF", "SNCF"),
        ("iAdvize", "iAdvize"),
        ("MARTIN & FILS SARL", "Martin & Fils"),
        ("Acme, Inc.", "Acme"),
        ("SAS", "SAS"),
    ],
)
def test_it_says_a_name_as_people_do(name: str, spoken: str) -> None:
    assert spoken_company(name) == spoken


@given(st.text(max_size=40))
def test_it_says_only_letters_that_were_there(name: str) -> None:
    assert set(fold(spoken_company(name))) <= set(fold(name)) | {" "}
