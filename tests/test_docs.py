"""The docs say what the code says."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlmodel import SQLModel

from prospector import tables
from prospector.cli import verbs
from prospector.config import Settings
from prospector.fetch import connecting, retrying
from prospector.fetch.client import Limits
from prospector.rules.models import FeedsFile

DOCS = Path(__file__).parent.parent / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("table", sorted(SQLModel.metadata.tables))
def test_it_defines_every_table_among_the_words(table: str) -> None:
    words = (
        table.replace("_", " ").removeprefix("segment ")
        if table == "segment_movement"
        else table.replace("_", " ")
    )
    assert f"**{words}**" in page("concepts.md"), f"{table} is not in docs/concepts.md"


@pytest.mark.parametrize("status", list(tables.DraftStatus))
def test_it_defines_every_draft_status(status: tables.DraftStatus) -> None:
    assert f"| {status} |" in page("concepts.md")


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_it_documents_every_command(verb: str) -> None:
    assert f"## `prospector {verb}`" in page("cli.md"), "run: make docs"


@pytest.mark.parametrize("key", Settings.model_fields)
def test_it_documents_every_setting(key: str) -> None:
    assert f"| `{key}` |" in page("config.md"), "run: make docs"


def test_it_links_only_to_pages_that_exist() -> None:
    broken = [
        f"{path.name} -> {target}"
        for path in [*DOCS.rglob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CHANGELOG.md"]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not broken


@pytest.mark.parametrize(
    "text", re.findall(r"^```yaml\n(.*?)^```", page("feeds.md"), re.DOTALL | re.MULTILINE)
)
def test_it_shows_feeds_that_are_read_as_they_stand(text: str) -> None:
    assert FeedsFile.model_validate(YAML(typ="safe").load(text)).feeds


@pytest.mark.parametrize(
    "limit", ["at most 3", "50 MB", "10 s to connect", "30 s", "120 s", "4 times"]
)
def test_it_states_the_limits_of_fetching(limit: str) -> None:
    kept = Limits()
    said = {
        "at most 3": kept.redirects == 3,
        "50 MB": kept.body == 50 * 1024 * 1024,
        "10 s to connect": connecting.CONNECT_SECONDS == 10,
        "30 s": kept.read == 30,
        "120 s": kept.request == retrying.LONGEST_ASKED == 120,
        "4 times": retrying.ATTEMPTS == 4,
    }
    assert said[limit]
    assert limit in page("feeds.md")
