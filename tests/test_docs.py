"""The docs say what the code says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML
from sqlmodel import SQLModel

from prospector import tables
from prospector.cli import prospector, verbs
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


def typed(text: str) -> Iterator[str]:
    """The commands of ours that a page shows, in blocks and in sentences."""
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if fenced or line.startswith("    "):
            parts = re.split(r" {2,}|\$ | #| >> | && | \| ", line)
        else:
            parts = re.findall(r"`([^`|]+)`", line)
        yield from (part for part in parts if part.startswith("prospector "))


def mistake(line: str) -> str | None:
    """What the program says to a command line before it does anything; None = it would begin."""
    words = shlex.split(re.sub(r"[\[\]…]", "", line))  # [--out FILE] = may be left out
    command: click.Command = prospector
    context: click.Context | None = None
    try:
        while words:
            name, *rest = words
            context = command.make_context(name, rest, parent=context)
            words = [*context._protected_args, *context.args]
            if not isinstance(command, click.Group) or not words:
                break
            _, found, rest = command.resolve_command(context, words)
            assert found is not None
            command, words = found, [words[0], *rest]
    except click.BadParameter as error:  # LEAD, DIR and my-file.csv stand for something
        choice = isinstance(error.param and error.param.type, click.Choice)
        return error.format_message() if choice else None
    except click.UsageError as error:
        return error.format_message()
    return None


def test_it_types_only_what_the_program_knows() -> None:
    lines = [
        (path.name, line)
        for path in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]
        if path.name != "cli.md"  # written from the commands themselves
        for line in typed(path.read_text(encoding="utf-8"))
    ]
    assert len(lines) > 150
    assert [(*one, told) for one in lines if (told := mistake(one[1]))] == []


@pytest.mark.parametrize(
    "line",
    [
        "prospector querie",
        "prospector queue --first --frist",
        "prospector rules publsh",
        "prospector export lemlist --format csv",
        "prospector queue --status queud",
        "prospector caps today",
    ],
)
def test_it_notices_what_the_program_does_not_know(line: str) -> None:
    assert mistake(line)


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
