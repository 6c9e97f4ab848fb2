"""Write a workspace's files, keeping every one that exists."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import prospector
from prospector.config import FILE as SETTINGS_FILE
from prospector.errors import RulesError, WorkspaceError
from prospector.rules import documents, schema
from prospector.rules.models import CompanyFile
from prospector.workspace import texts

FOLDERS = ("rules", "templates", "sample_signals")
COMPANY = "rules/company.yaml"
FEEDS = "rules/feeds.yaml"


@dataclass(frozen=True)
class Created:
    """What `init` wrote, and what it found there and left alone."""

    workspace: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def starter() -> Path:
    """The folder to copy from: inside a wheel, else the repository beside the package.

    Raises:
        WorkspaceError: neither is there.
    """
    package = Path(prospector.__file__).parent
    for folder in (package / "starter", package.parent):
        if (folder / COMPANY).is_file():
            return folder
    raise WorkspaceError("the starter files are missing: install prospector again")


def company_of(folder: Path) -> CompanyFile | None:
    """What a workspace's company.yaml says, if somebody has written it already.

    Raises:
        RulesError: it is there and wrong.
    """
    try:
        raw = (folder / COMPANY).read_bytes()
    except FileNotFoundError:
        return None
    document, problems = documents.read(COMPANY, raw)
    if document is not None and not problems:
        company, problems = schema.validate(document, CompanyFile)
        if isinstance(company, CompanyFile):
            return company
    raise RulesError(problems)


def create(workspace: Path, company: CompanyFile, *, samples: bool = False) -> Created:
    """Make a company's workspace, or complete it: what exists is never overwritten.

    `samples` keeps the feeds of the sample signals in place, to see a run before own data.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    source = starter()
    contents = _contents(source, company)
    if not samples:
        feeds = (source / FEEDS).read_text(encoding="utf-8")
        contents[FEEDS] = texts.feeds_yaml(feeds)
    written, kept = [], []
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(contents.items()):
            target = workspace / name
            if target.exists():
                kept.append(name)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, content)
            written.append(name)
    except OSError as error:
        raise WorkspaceError(f"cannot write {error.filename}: {error.strerror}") from None
    return Created(workspace, tuple(written), tuple(kept))


def _contents(source: Path, company: CompanyFile) -> dict[str, str | Path]:
    """Every file of the workspace: its text, or the file to copy."""
    found: dict[str, str | Path] = {
        str(path.relative_to(source)): path
        for folder in FOLDERS
        for path in (source / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    return found | _named(source, company)


def _named(source: Path, company: CompanyFile) -> dict[str, str | Path]:
    """The files that carry the company's name, its people or its tools."""
    sample = company_of(source)
    if sample is None:
        raise WorkspaceError(f"the starter has no {COMPANY}: install prospector again")
    found: dict[str, str | Path] = {}
    for path in (source / "rules").glob("*.yaml"):
        found[f"rules/{path.name}"] = texts.rename_tools(
            path.read_text(encoding="utf-8"), sample, company
        )
    policy = str(found["rules/policy.yaml"])
    return found | {
        "rules/policy.yaml": texts.policy_yaml(policy, company.senders),
        "rules/proofs.yaml": texts.PROOFS,
        COMPANY: texts.company_yaml(company),
        SETTINGS_FILE: texts.settings_toml(company.default_language),
        ".gitignore": texts.GITIGNORE,
    }


def _write(target: Path, content: str | Path) -> None:
    """Write a file whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    if isinstance(content, Path):
        shutil.copyfile(content, part)
    else:
        part.write_text(content, encoding="utf-8")
    part.rename(target)
