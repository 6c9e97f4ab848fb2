"""The gates have one order, and a subject knows how to be called."""

from pathlib import Path

from prospector.policy.gates import GateCode
from prospector.policy.judge import STANDING
from tests.policy.people import subject

IN_ORDER = (
    "own_staff customer open_opportunity other_owner competitor partner suggested_match"
    " suppressed country disqualified no_signal grade no_segment no_channel enrolled_elsewhere"
    " cool_down account_limit caps quiet_day capacity"
)


def test_it_names_the_gates_in_the_order_they_are_asked() -> None:
    assert [code.value for code in GateCode] == IN_ORDER.split()
    assert [code for code, _ in STANDING] == list(GateCode)[:-4]


def test_it_calls_a_company_by_what_is_known_of_it() -> None:
    assert subject().company == "Globex"
    assert subject(account_name=None).company == "globex.example"
    assert subject(account_name=None, account_domain=None).company is None


def test_it_documents_every_gate_in_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
    table = page.split("## Whose queue")[0].split("| lifts |")[1]
    places = [table.find(f"`{code.value}`") for code in GateCode]
    assert -1 not in places
    assert places == sorted(places)
