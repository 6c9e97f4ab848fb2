"""A workspace is copied, named and never overwritten."""

from pathlib import Path

import pytest

import prospector
from prospector.errors import RulesError, WorkspaceError
from prospector.rules.loader import load_ruleset
from prospector.rules.models import CompanyFile
from prospector.workspace.create import company_of, create, starter
from tests.workspace.test_answers import YAML, read

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def company(tmp_path: Path) -> CompanyFile:
    said = YAML + "integrations: [Trellis ERP]\ncompetitors: ['Vigie: Software', \"L'Œil #2\"]\n"
    return read(tmp_path, said).company()


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_copies_every_starter_file(tmp_path: Path, company: CompanyFile) -> None:
    created = create(tmp_path / "new" / "team", company)
    found = files(tmp_path / "new" / "team")
    assert found == set(created.written)
    for folder in ("rules", "templates", "sample_signals"):
        assert {f"{folder}/{name}" for name in files(ROOT / folder)} <= found
    assert {"prospector.toml", ".gitignore", "rules/proofs.yaml"} <= found


def test_it_makes_rules_that_are_ours_and_right(tmp_path: Path, company: CompanyFile) -> None:
    create(tmp_path / "team", company)
    ruleset = load_ruleset(tmp_path / "team" / "rules")
    assert ruleset.company == company
    assert [(sdr.id, sdr.sender) for sdr in ruleset.policy.sdrs] == [("marie", "marie")]
    assert ruleset.proofs.proofs == []


def test_it_collects_the_samples_only_when_asked(tmp_path: Path, company: CompanyFile) -> None:
    create(tmp_path / "team", company)
    create(tmp_path / "trial", company, samples=True)
    assert load_ruleset(tmp_path / "team" / "rules").feeds.feeds == {}
    assert load_ruleset(tmp_path / "trial" / "rules").feeds.feeds != {}


def test_it_leaves_nothing_of_the_sample_company(tmp_path: Path, company: CompanyFile) -> None:
    create(tmp_path / "team", company)
    sample = company_of(ROOT)
    assert sample is not None
    names = [sample.name, *sample.own_domains, *sample.integrations, *sample.competitors]
    names += [text for sender in sample.senders for text in (sender.name, sender.email)]
    for path in (tmp_path / "team").rglob("*"):
        if path.is_file() and "sample_signals" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not [name for name in names if name in text], path


def test_it_keeps_every_file_that_exists(tmp_path: Path, company: CompanyFile) -> None:
    first = create(tmp_path, company)
    (tmp_path / "rules" / "fit.yaml").write_text("# mine\n")
    (tmp_path / "rules" / "grades.yaml").unlink()
    second = create(tmp_path, company)
    assert second.written == ("rules/grades.yaml",)
    assert set(second.kept) == set(first.written) - {"rules/grades.yaml"}
    assert (tmp_path / "rules" / "fit.yaml").read_text() == "# mine\n"


def test_it_leaves_no_half_written_file(
    tmp_path: Path, company: CompanyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, text: str, **_: object) -> int:
        with self.open("w") as file:
            file.write(text[:5])
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(WorkspaceError, match="No space left on device"):
        create(tmp_path / "team", company)
    assert not [name for name in files(tmp_path / "team") if not name.endswith(".part")]


def test_it_says_that_the_folder_cannot_be_written(tmp_path: Path, company: CompanyFile) -> None:
    (tmp_path / "team").write_text("a file")
    with pytest.raises(WorkspaceError, match="cannot write"):
        create(tmp_path / "team", company)


def test_it_says_what_is_wrong_with_a_company_file(tmp_path: Path) -> None:
    assert company_of(tmp_path) is None
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "company.yaml").write_text("nme: Acme\n")
    with pytest.raises(RulesError, match=r"rules/company\.yaml:1:1: unknown field 'nme'"):
        company_of(tmp_path)


def test_it_takes_the_starter_of_a_wheel_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert starter() == ROOT
    monkeypatch.setattr(prospector, "__file__", str(tmp_path / "prospector" / "__init__.py"))
    with pytest.raises(WorkspaceError, match="install prospector again"):
        starter()
    rules = tmp_path / "prospector" / "starter" / "rules"
    rules.mkdir(parents=True)
    (rules / "company.yaml").write_text("")
    assert starter() == tmp_path / "prospector" / "starter"
    with pytest.raises(RulesError):
        create(tmp_path / "team", read(tmp_path, YAML).company())
