"""Who we are, from a file or from a dialogue."""

from pathlib import Path

import pytest

from prospector.errors import RulesError, UsageError, WorkspaceError
from prospector.workspace.answers import Answers, from_replies, questions, read_answers, slug

ROOT = Path(__file__).parent.parent.parent
YAML = """\
name: Acme
site: https://www.acme.example/fr
offer: keep workshops running
postal_address: 1 rue du Test, 75001 Paris
sender_name: Marie-Line Durand
sender_title: {en: Sales, fr: Ventes}
sender_email: ml@mail-acme.example
"""
TOML = """\
name = "Acme"
site = "https://acme.example"
offer = { en = "keep workshops running", fr = "faisons tourner les ateliers" }
postal_address = "1 rue du Test, 75001 Paris"
sender_name = "Alice Martin"
sender_title = "Sales"
sender_email = "alice@acme.example"
competitors = ["Vigie Software"]
"""


def read(tmp_path: Path, text: str, name: str = "answers.yaml") -> Answers:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_answers(tmp_path / name)


def refused(tmp_path: Path, text: str, name: str = "answers.yaml") -> list[str]:
    with pytest.raises(RulesError) as caught:
        read(tmp_path, text, name)
    return [str(problem) for problem in caught.value.problems]


def test_it_fills_in_what_follows_from_the_answers(tmp_path: Path) -> None:
    company = read(tmp_path, YAML).company()
    assert company.own_domains == ["acme.example", "mail-acme.example"]
    assert [sender.id for sender in company.senders] == ["marie"]
    assert company.default_language == "en"
    assert "Acme, 1 rue du Test, 75001 Paris" in str(company.privacy_notice)


def test_it_takes_no_freemail_domain_for_ours(tmp_path: Path) -> None:
    company = read(tmp_path, YAML.replace("mail-acme.example", "gmail.com")).company()
    assert company.own_domains == ["acme.example"]


def test_it_keeps_what_was_said(tmp_path: Path) -> None:
    said = YAML + "own_domains: [acme.test]\nprivacy_notice: We are Acme.\n"
    company = read(tmp_path, said).company()
    assert (company.own_domains, company.privacy_notice) == (["acme.test"], "We are Acme.")


def test_it_reads_toml(tmp_path: Path) -> None:
    company = read(tmp_path, TOML, "answers.toml").company()
    assert (company.name, company.competitors) == ("Acme", ["Vigie Software"])


def test_it_takes_several_senders(tmp_path: Path) -> None:
    text = "\n".join(line for line in YAML.splitlines() if not line.startswith("sender_"))
    text += """
senders:
  - {id: alice, name: Alice, title: Sales, email: alice@acme.example}
  - {id: bob, name: Bob, title: Sales, email: bob@acme.example}
"""
    assert [sender.id for sender in read(tmp_path, text).company().senders] == ["alice", "bob"]


def test_it_reads_the_example_of_the_docs_which_shows_every_key(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "workspace.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    answers = read(tmp_path, example)
    assert set(Answers.model_fields) - answers.model_fields_set == {"senders"}


def test_it_names_every_wrong_answer_with_its_line(tmp_path: Path) -> None:
    wrong = YAML.replace("postal_address", "postal_adress") + "default_language: de\n"
    found = refused(tmp_path, wrong)
    assert any(
        line.startswith("answers.yaml:4:1: unknown field 'postal_adress'; did you mean")
        for line in found
    )
    assert any(line.startswith("answers.yaml:8:") and "'en' or 'fr'" in line for line in found)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("answers.yaml", "name: [Acme\n", "answers.yaml:"),
        ("answers.yaml", "name: Acme\n", "missing field 'postal_address'"),
        ("answers.yaml", YAML.replace("sender_email: ml@mail-acme.example\n", ""), "sender_email"),
        ("answers.toml", "name = \n", "answers.toml:1:1: Invalid value (at line 1"),
        ("answers.toml", TOML + "sitte = 1\n", "unknown field 'sitte'; did you mean 'site'?"),
    ],
)
def test_it_says_what_is_wrong(tmp_path: Path, name: str, text: str, reason: str) -> None:
    assert any(reason in line for line in refused(tmp_path, text, name))


def test_it_says_that_the_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"nowhere\.yaml: cannot be read: No such file"):
        read_answers(tmp_path / "nowhere.yaml")


def test_it_asks_for_what_it_must_know() -> None:
    asked = questions()
    assert {key for key, (_, default) in asked.items() if default is None} == {
        "name", "site", "offer", "postal_address", "sender_name", "sender_title", "sender_email",
    }  # fmt: skip
    assert asked["default_language"][1] == "en"
    assert all(question for question, _ in asked.values())


def test_it_understands_typed_replies() -> None:
    replies = dict.fromkeys(questions(), "x") | {
        "site": "acme.example",
        "own_domains": "",
        "integrations": " Trellis ERP, Figue CRM ,",
        "default_language": "fr",
        "default_country": "FR",
    }
    answers = from_replies(replies)
    assert answers.integrations == ["Trellis ERP", "Figue CRM"]
    assert answers.company().own_domains == ["acme.example"]
    with pytest.raises(UsageError, match="default_language: Input should be 'en' or 'fr'"):
        from_replies(replies | {"default_language": "de"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Élodie Le Goff", "elodie"), ("東京", "sdr"), ("", "sdr"), ("J.-P. Martin", "j")],
)
def test_it_makes_a_short_id_of_a_name(name: str, expected: str) -> None:
    assert slug(name) == expected
