"""Why rows were not taken, and what an import notes, in French."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospector import collect
from prospector.collect.delimited import Trouble
from prospector.collect.french import help_of, retold
from prospector.collect.registry import PROFILES
from prospector.collect.reject import RejectCode
from prospector.collect.standing import stopped


def said(node: ast.expr) -> str | None:
    """A text of the code, with something in its places."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_filled, node.values))
    return None


def _filled(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "1 or 1.0" if "either" in ast.unparse(part) else "'x'"


def details() -> Iterator[str]:
    """Every detail written beside a code of a reject."""
    for path in Path(collect.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
            codes = [
                place
                for place, one in enumerate(given)
                if isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "RejectCode"
            ]
            for place in codes[:1]:
                for one in given[place + 1 : place + 2]:
                    if (text := said(one)) is not None:
                        yield text


def test_it_has_french_for_every_detail_of_a_reject() -> None:
    found = set(details())
    assert len(found) > 20
    named = {
        *(trouble.value for trouble in Trouble),
        "a visitor nobody named, of a feed that declares no consent",
        "a visitor nobody named: waits until a call says who that is",
        "byte 0xFF at character 3: no character in the file's encoding",
        "bytes at character 3: no character in the file's encoding",
        "characters encoded twice",
        "no e-mail, phone, profile URL, domain or company",
        "nobody is found by email crawler",
        "9 cells where the header has 20",
        "'x' is no personal profile page",
        "'x' is no domain",
        "'x' is no e-mail address",
        "'x' is no phone number",
    }
    assert sorted(text for text in found | named if retold.french(text) is None) == []


def test_it_has_french_for_what_profiles_want_to_know() -> None:
    wanted = [wish for one in PROFILES.values() for wish in one.wants.values()]
    assert wanted
    assert [wish for wish in wanted if retold.french(f"nothing says {wish}") is None] == []


@pytest.mark.parametrize("code", RejectCode)
def test_it_has_french_help_for_every_code(code: RejectCode) -> None:
    assert help_of(code, "en") == code.help != help_of(code, "fr")


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            "occurred_at: '45/10/2026' is no date we can read",
            "occurred_at\xa0: '45/10/2026' n'est pas une date lisible",
        ),
        (
            "occurred_at: '3/5/26' can be 5 March or 3 May",
            "occurred_at\xa0: '3/5/26' peut être le 5 mars ou le 3 mai",
        ),
        ("'1,234' can be 1234 or 1.234", "'1,234' peut être 1234 ou 1.234"),
        ("approval_status is declined", "approval_status vaut «\xa0declined\xa0»"),
        (
            "Expecting ',' delimiter: line 1 column 9 (char 8)",
            "',' est attendu\xa0: ligne 1, colonne 9",
        ),
        (
            "employees: 3 not understood and left out, first in line 7: 'many' is no head count",
            "employees\xa0: non compris et laissé de côté (3 fois, d'abord en ligne 7)\xa0: 'many' n'est pas un effectif",
        ),
        (
            "remembered for feed crm: country='FR' (take back with --set country=)",
            "retenu pour le flux crm\xa0: country='FR' (à retirer avec --set country=)",
        ),
        ("Total: 5 lines", "Total: 5 lines"),
    ],
)
def test_it_tells_details_and_notes_again(english: str, french: str) -> None:
    assert retold(english, "fr") == french
    assert retold(english, "en") == english


def test_it_tells_that_a_run_stopped() -> None:
    assert retold(stopped(40), "fr").startswith("s'est arrêté après la page 40")
