"""What the verbs that take files in share: options, progress, and the table of counts."""

import dataclasses
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from prospector.cli._listing import listing
from prospector.cli._shared import console, story
from prospector.cli._years import complaint
from prospector.errors import Unsure, UsageError

if TYPE_CHECKING:
    from prospector.cli._words import Words
    from prospector.collect import ImportReport, Options
    from prospector.collect.report import FileReport

F = TypeVar("F", bound=Callable[..., object])
#: Examples of refused rows printed per file.
EXAMPLES = 2


class Day(click.ParamType[date]):
    """A day, as ISO 8601 writes it."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Parse it, or say how it is written."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write 2026-11-22", param, ctx)
        if (wrong := complaint(value, day)) is not None:
            self.fail(wrong, param, ctx)
        return day


def mapping_options(function: F) -> F:
    """`--map`, `--set`, `--date`, `--profile`: how columns are read."""
    for option in (
        click.option("--profile", metavar="NAME", help="Read as this sort of file."),
        click.option(
            "--date", "day", type=Day(), help="The day of rows without a time: of the export."
        ),
        click.option(
            "--set",
            "constants",
            multiple=True,
            metavar="FIELD=VALUE",
            help="A value for every row, remembered for the feed; FIELD= takes it back.",
        ),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="The column of a field, remembered for the feed; FIELD= takes it back.",
        ),
    ):
        function = option(function)
    return function


def pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """`FIELD=TEXT` words as a dictionary.

    Raises:
        UsageError: one has no `=`.
    """
    found: dict[str, str] = {}
    for word in given:
        name, equals, text = word.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"{option} {word!r}: write FIELD=… , such as {option} email=Mail")
        found[name.strip()] = text.strip()
    return found


def asking(take: "Callable[[Options], ImportReport]", options: "Options") -> "ImportReport":
    """Take files in; where one can be read in several ways, ask on a terminal."""
    while True:
        try:
            return take(options)
        except Unsure as error:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            choice = click.prompt(
                f"{error.problem}\n{error.option}", type=click.Choice(error.choices), err=True
            )
            if error.option == "--encoding":
                options = dataclasses.replace(options, encoding=choice)
            else:
                options = dataclasses.replace(options, delimiter=choice)


def print_files(files: "Sequence[FileReport]", say: "Words") -> None:
    """Counts per file, example reasons below; notices go to stderr."""
    from prospector.collect.french import help_of, retold
    from prospector.collect.reject import RejectCode

    names = ("file", "feed", "rows", "taken", "seen", "rejected")
    rows = [
        (file.file, file.feed, *map(str, (file.rows, file.taken, file.seen, file.rejected)))
        for file in files
    ]
    listing([say(f"files.{name}") for name in names], rows, below=(say("files.file"),))
    out = console()
    for file in files:
        for notice in file.notices:
            story(say("files.note", file=file.file, note=retold(notice, say.language)))
        for reason in file.reasons[:EXAMPLES]:
            times = say.count(reason.count, "row")
            why = retold(reason.detail, say.language)
            where = f"{file.file}:{reason.line}"
            told = say("files.reason", where=where, code=reason.code, why=why, times=times)
            out.print(f"  {told}", markup=False)
    found = {reason.code for file in files for reason in file.reasons}
    for code in sorted(found & {RejectCode.AMBIGUOUS_DATE, RejectCode.AMBIGUOUS_NUMBER}):
        story(help_of(code, say.language))  # one word on the command line takes all of them
    if any(file.rejected for file in files):
        story(say("files.list"))


def tell_manner(files: "Sequence[FileReport]", say: "Words") -> None:
    """How each file was read, one line on stderr: a wrong pick is seen at once."""
    from prospector.collect.header import delimiter_name

    for file in files:
        told = {"file": file.file, "profile": file.profile, "encoding": file.encoding}
        if file.delimiter is None:
            story(say("files.items", format=file.format, **told))
            continue
        name = delimiter_name(file.delimiter)
        mark = say(f"files.{name}") if name != file.delimiter else repr(name)
        story(say("files.cells", delimiter=mark, line=file.header_line, **told))


def write_out(path: Path, content: bytes) -> None:
    """Write what `--out` asked for; a folder that is not there is a mistake of the caller."""
    from prospector.errors import WorkspaceError

    try:
        path.write_bytes(content)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}") from error
