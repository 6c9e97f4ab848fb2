"""Files with our name on them: readable, complete, and free of the sample company."""

import tomllib

import pytest
from ruamel.yaml import YAML

from prospector.config import Settings
from prospector.rules.models import CompanyFile, PolicyFile, ProofsFile, Sender
from prospector.workspace import texts

SAMPLE = CompanyFile.model_validate(
    {
        "name": "Sample",
        "site": "https://sample.example",
        "offer": "help",
        "postal_address": "somewhere",
        "privacy_notice": "we write",
        "own_domains": ["sample.example"],
        "integrations": ["Orme ERP", "Brio GMAO"],
        "competitors": ["Machino"],
        "senders": [{"id": "zoe", "name": "Zoe", "title": "Sales", "email": "zoe@sample.example"}],
    }
)
RULES = """\
when: contains(signal.subject, 'Orme ERP', 'Brio GMAO') or contains(signal.subject, 'Machino')
tests:
  - {subject: Orme ERP}
  - {subject: orme erp}
  - {subject: Machino Pro}
  - {subject: Machinoscopy}
"""


def ours(**values: object) -> CompanyFile:
    return SAMPLE.model_copy(update=values)


def test_it_writes_a_company_file_that_reads_back_the_same() -> None:
    odd = ours(name="A: #1 'Co' & \"Sons\"", postal_address="- 3 rue\tX", offer="true")
    text = texts.company_yaml(odd)
    assert CompanyFile.model_validate(YAML(typ="safe").load(text)) == odd
    for key, field in CompanyFile.model_fields.items():
        assert key == "tests" or (field.description or "?") in text


def test_it_shows_a_proof_that_works_once_uncommented() -> None:
    assert ProofsFile.model_validate(YAML(typ="safe").load(texts.PROOFS)).proofs == []
    head, _, example = texts.PROOFS.partition("# proofs:")
    assert head
    example = "proofs:" + example.replace("\n# ", "\n")
    assert len(ProofsFile.model_validate(YAML(typ="safe").load(example)).proofs) == 1


def test_it_writes_settings_that_change_nothing_but_the_language() -> None:
    assert tomllib.loads(texts.settings_toml("en")) == {}
    text = texts.settings_toml("fr")
    assert tomllib.loads(text) == {"language": "fr"}
    for key in Settings.model_fields:
        assert (f"{key} =" in text) == (key != "suppression_key")
    assert tomllib.loads(text.replace('# database_url = ""', 'database_url = ""'))


@pytest.mark.parametrize("after", ["", "# more\ntests: []\n"])
def test_it_puts_our_people_in_the_policy_and_keeps_the_rest(after: str) -> None:
    sample = f"# a comment\ngrades: [A1]\nsdrs:\n  - {{id: zoe, name: Zoe, email: z@x.example}}\n\n  # old\n{after}"
    alice = Sender(id="alice", name="Alice", title="Sales", email="alice@acme.example")
    text = texts.policy_yaml(sample, [alice])
    policy = PolicyFile.model_validate(YAML(typ="safe").load(text))
    assert [(sdr.id, sdr.sender) for sdr in policy.sdrs] == [("alice", "alice")]
    assert text.startswith("# a comment\ngrades: [A1]\n")
    assert text.endswith(after)
    assert "zoe" not in text


def test_it_puts_our_tools_in_place_of_the_samples() -> None:
    text = texts.rename_tools(
        RULES,
        SAMPLE,
        ours(integrations=["Figue CRM", "Brio GMAO", "L'outil: #3"], competitors=["Vigie"]),
    )
    assert text == (
        "when: contains(signal.subject, 'Figue CRM', 'Brio GMAO', 'L outil 3')"
        " or contains(signal.subject, 'Vigie')\n"
        "tests:\n  - {subject: Figue CRM}\n  - {subject: figue crm}\n"
        "  - {subject: Vigie Pro}\n  - {subject: Machinoscopy}\n"
    )


def test_it_keeps_the_samples_feeds_for_reading_only() -> None:
    sample = "# Where from.\nfeeds:\n  likers:\n    path: a.csv\n    origin: x\n\n  # more\n"
    text = texts.feeds_yaml(sample)
    assert YAML(typ="safe").load(text) == {"feeds": {}}
    assert text.startswith("# Where from.\nfeeds: {}\n")
    tail = text[text.rindex("# feeds:") :]
    assert "".join(f"{line[2:]}\n" for line in tail.splitlines()) == sample.partition("\n")[2]


def test_it_leaves_invented_tools_where_we_have_none() -> None:
    assert texts.rename_tools(RULES, SAMPLE, ours(integrations=[], competitors=[])) == RULES


def test_it_ignores_what_must_not_be_shared() -> None:
    assert {"prospector.db*", ".prospector/", "exports/"} <= set(texts.GITIGNORE.splitlines())
