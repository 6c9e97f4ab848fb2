"""What an import took, saw and refused. Rows = taken + seen + rejected, always."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from prospector.collect.reject import Reject, RejectCode
from prospector.collect.table import Table


@dataclass(frozen=True)
class Reason:
    """Why some rows of a file were refused, with the first of them."""

    code: RejectCode
    count: int
    line: int
    detail: str


@dataclass
class Bytes:
    """What became of each byte of a file; unpacked, where it came packed."""

    #: Notes above the header, and the byte order mark.
    preamble: int = 0
    #: The header; of a JSON document, what stands around its items.
    header: int = 0
    #: Rows taken or seen.
    rows: int = 0
    rejected: int = 0
    #: Lines of text below or between the rows; they are kept as rejects.
    footer: int = 0
    blank: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.preamble + self.header + self.rows + self.rejected + self.footer + self.blank

    def add(self, table: Table, rejects: Iterable[Reject]) -> None:
        """Count a batch of which these rows were refused."""
        whole = table.weight
        for reject in rejects:
            whole -= reject.size
            if reject.code is RejectCode.FOOTER:
                self.footer += reject.size
            else:
                self.rejected += reject.size
        self.rows += whole
        self.blank += table.blank


@dataclass(frozen=True)
class FileReport:
    """One file's counts, how it was read, and why rows were refused."""

    file: str
    feed: str
    profile: str
    format: str
    encoding: str
    delimiter: str | None
    rows: int
    taken: int
    seen: int
    rejected: int
    reasons: tuple[Reason, ...] = ()
    notices: tuple[str, ...] = ()
    bytes: Bytes = field(default_factory=Bytes)
    #: The line the header was found in; None = the file has none.
    header_line: int | None = None


@dataclass(frozen=True)
class ImportReport:
    """All files' counts together, the run that holds them, and each file's own."""

    rows: int
    taken: int
    seen: int
    rejected: int
    run: int | None
    files: tuple[FileReport, ...]


@dataclass(frozen=True)
class CollectReport:
    """What the feeds brought: counts over the new files, and what could not be read at all."""

    feeds: int
    rows: int
    taken: int
    seen: int
    rejected: int
    files: tuple[FileReport, ...] = ()
    errors: tuple[str, ...] = field(default=())
    #: Feeds with a schedule that had nothing to do yet.
    not_due: tuple[str, ...] = ()
    #: Feeds that fail until somebody mends them: they are not asked again before their next slot.
    refused: tuple[str, ...] = ()
    #: Feed → the page behind which it stopped, with perhaps more to come.
    stopped_at_page: Mapping[str, int] = field(default_factory=dict)


def total(files: Sequence[FileReport], run: int) -> ImportReport:
    """The report of an import from its files'."""
    return ImportReport(**counts(files), run=run, files=tuple(files))


def collected(
    files: Sequence[FileReport],
    *,
    feeds: int,
    errors: Sequence[str],
    refused: Sequence[str] = (),
    stopped_at_page: Mapping[str, int] | None = None,
) -> CollectReport:
    """The report of a collect from its files'."""
    return CollectReport(
        feeds=feeds,
        **counts(files),
        files=tuple(files),
        errors=tuple(errors),
        not_due=(),
        refused=tuple(refused),
        stopped_at_page=stopped_at_page or {},
    )


def joined(
    reports: Sequence[CollectReport],
    *,
    feeds: int,
    errors: Sequence[str] = (),
    not_due: Sequence[str] = (),
) -> CollectReport:
    """One report over those of several runs, with what else went wrong."""
    return CollectReport(
        feeds=feeds,
        **counts(reports),
        files=tuple(file for one in reports for file in one.files),
        errors=(*(error for one in reports for error in one.errors), *errors),
        not_due=tuple(not_due),
        refused=tuple(feed for one in reports for feed in one.refused),
        stopped_at_page={
            feed: page for one in reports for feed, page in one.stopped_at_page.items()
        },
    )


def counts(files: Sequence[FileReport] | Sequence[CollectReport]) -> dict[str, int]:
    """The four counts over files, or over whole reports."""
    return {
        name: sum(getattr(file, name) for file in files)
        for name in ("rows", "taken", "seen", "rejected")
    }


class Reasons:
    """Counts rejects by code while a file is read; keeps the first of each."""

    def __init__(self) -> None:
        self._found: dict[RejectCode, Reason] = {}

    def add(self, rejects: Iterable[Reject]) -> None:
        """Count some more."""
        ordered = sorted(rejects, key=lambda reject: (reject.code, reject.line))
        for code, group in groupby(ordered, key=lambda reject: reject.code):
            some = list(group)
            first = self._found.get(code) or Reason(code, 0, some[0].line, some[0].detail)
            self._found[code] = Reason(code, first.count + len(some), first.line, first.detail)

    def most_frequent(self) -> tuple[Reason, ...]:
        """The reasons, the most frequent first."""
        return tuple(sorted(self._found.values(), key=lambda reason: (-reason.count, reason.line)))
