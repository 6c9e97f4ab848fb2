"""A file being taken in: how it is read, and what is counted meanwhile."""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePath

from prospector.collect import plan, registry
from prospector.collect.arriving import Stamp
from prospector.collect.batch import Ready
from prospector.collect.dates import date_in_name, noon
from prospector.collect.keys import Ordinals
from prospector.collect.plan import Plan, Told
from prospector.collect.profile import Profile
from prospector.collect.reading import Opened
from prospector.collect.record import key_of
from prospector.collect.reject import Reject, storable
from prospector.collect.report import Bytes, FileReport, Reasons
from prospector.collect.stable import Patience
from prospector.collect.table import Table
from prospector.collect.times import Clock
from prospector.collect.values import Manner
from prospector.columns import to_micros
from prospector.errors import InputError
from prospector.rules.ruleset import Ruleset
from prospector.tables import ImportFile, RejectStatus


@dataclass(frozen=True)
class Options:
    """What the command line says about the files."""

    feed: str | None = None
    profile: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    encoding: str | None = None
    delimiter: str | None = None
    backfill: bool = False
    #: Files under this folder are named relative to it.
    base: Path | None = None
    #: How a file that may still be written is waited for; None = it is not.
    patience: Patience | None = None


@dataclass
class Taking:
    """A file about to be taken in, and its counts so far."""

    label: str
    opened: Opened | None
    profile: Profile
    feed: str
    told: Told
    ruleset: Ruleset
    manner: Manner
    day: date | None
    exported_at: datetime
    stamp: Stamp
    file_id: int = 0
    #: Whether rows that were refused before are taken again: they know nothing newer of anybody.
    again: bool = False
    rows: int = 0
    good: int = 0
    taken: int = 0
    bytes: Bytes = field(default_factory=Bytes)
    reasons: Reasons = field(default_factory=Reasons)
    notices: dict[str, None] = field(default_factory=dict)
    #: Counts equal rows; none = equal rows are one.
    ordinals: Ordinals | None = field(default_factory=Ordinals)
    refused: set[int] = field(default_factory=set)
    #: Rejects that rows of this file mend, with the check of their texts.
    mended: dict[int, str] = field(default_factory=dict)

    @property
    def follows_visitors(self) -> bool:
        """Whether the feed declares that people consented to being followed."""
        rule = self.ruleset.feeds.feeds.get(self.feed)
        return rule is not None and rule.consent

    def plan_for(self, table: Table) -> Plan:
        """Which of a table's columns feed which field."""
        return plan.make(table.headers, self.profile, self.told, self.manner)

    def clock(self, previous: Mapping[str, int]) -> Clock:
        """What is known about the time of undated rows."""
        return Clock(self.day, self.exported_at, previous)

    def export_was(self, at: datetime) -> None:
        """Say when the list was exported, if that was before now."""
        self.exported_at = at
        self.stamp = replace(self.stamp, exported_at=to_micros(at))

    def came_at(self, at: datetime, *, is_json: bool) -> None:
        """Say when these rows first came, in a file long gone."""
        self.stamp = replace(self.stamp, received_at=to_micros(at))
        if self.day is None:
            self.export_was(at)
        if is_json:
            self.manner = replace(self.manner, decimal=".")

    def came_one_by_one(
        self, told: Mapping[int, int], apart: AbstractSet[int] = frozenset()
    ) -> None:
        """Say when each line was sent to us: items of webhooks, JSON, of which equal ones are one.

        Those `apart` are equal to none: a person said so.
        """
        self.stamp = replace(self.stamp, told=told, apart=apart)
        self.manner = replace(self.manner, decimal=".")
        self.ordinals = None

    def count(self, table: Table, ready: Ready, taken: int) -> None:
        """Add a batch to the counts."""
        self.bytes.add(table, ready.rejects)
        self.rows += ready.rows
        self.good += ready.good
        self.taken += taken
        self.reasons.add(ready.rejects)
        self.refused.update(reject.line for reject in ready.rejects)
        self.notices.update(dict.fromkeys(ready.notices))

    def refuse(self, reject: Reject) -> Reject:
        """Count a row that was refused before anything could be read in it."""
        self.rows += 1
        self.reasons.add([reject])
        self.refused.add(reject.line)
        return reject

    def check_whole(self) -> None:
        """Refuse to finish a file of which a byte was neither taken nor refused.

        Raises:
            InputError: it changed while it was read.
        """
        if self.opened is None:
            return
        checked = self.opened.checked
        # The last character may lack bytes: its line was refused.
        self.bytes.rejected -= checked.encoding.lacking(checked.size)
        if self.bytes.total != checked.size:
            raise InputError(
                f"{self.label}: {self.bytes.total} bytes were read of {checked.size}: it changed meanwhile:"
                " import it again, what was taken will be seen"
            )

    def file_row(self, opened: Opened, *, run_id: int, now: datetime) -> ImportFile:
        """The file's own row, before its first row is taken."""
        return ImportFile(
            run_id=run_id,
            feed=self.feed,
            path=self.label,
            sha256=opened.checked.sha256,
            size=opened.checked.size,
            format=f"{self.profile.name}/{opened.container}",
            encoding=opened.checked.encoding.name,
            delimiter=opened.delimiter,
            received_at=now,
        )

    def reject_row(self, reject: Reject, *, run_id: int, now: datetime) -> dict[str, object]:
        """A refused row with everything needed to take it later."""
        header = self.opened.header_raw if self.opened else None
        return {
            "run_id": run_id,
            "import_file_id": self.file_id,
            "feed": self.feed,
            "file": self.label,
            "line": reject.line,
            "raw": reject.raw,
            "header": None if header is None else storable(header),
            "code": reject.code.value,
            "detail": reject.detail,
            "received_at": now,
            "status": RejectStatus.OPEN,
            "waits_for": reject.waits_for,
        }

    def _noticed(self) -> Iterator[str]:
        yield from self.notices
        if self.opened is not None and self.rows == 0:
            layout = self.opened.layout
            yield f"no row below the header (line {layout.line})" if layout else "no item in it"

    def report(self) -> FileReport:
        """The counts so far."""
        opened = self.opened
        return FileReport(
            file=self.label,
            feed=self.feed,
            profile=self.profile.name,
            format=opened.container if opened else "rejects",
            encoding=opened.checked.encoding.name if opened else "utf-8",
            delimiter=opened.delimiter if opened else None,
            rows=self.rows,
            taken=self.taken,
            seen=self.good - self.taken,
            rejected=self.rows - self.good,
            reasons=self.reasons.most_frequent(),
            notices=tuple(self._noticed()),
            bytes=self.bytes,
            header_line=opened.layout.line if opened and opened.layout else None,
        )


def recognise(opened: Opened, headers: Mapping[str, str], options: Options) -> Profile:
    """The sort of file by its columns, or the one that was named.

    Raises:
        InputError: `--map` names a column the file does not have.
    """
    keys = {key_of(header): header for header in headers.values()}
    for column in options.map.values():
        if column and key_of(column) not in keys:
            near = difflib.get_close_matches(key_of(column), keys, n=1)
            hint = (
                f"did you mean {keys[near[0]]!r}?"
                if near
                else ", ".join(map(repr, headers.values()))
            )
            raise InputError(f"{opened.checked.label}: no column {column!r}: {hint}")
    if options.profile is not None:
        return registry.named(options.profile)
    return registry.recognise(frozenset(keys))


def start(  # noqa: PLR0913, PLR0917 - what is known about a file before its first row
    label: str,
    opened: Opened | None,
    profile: Profile,
    told: Told,
    options: Options,
    ruleset: Ruleset,
    *,
    now: datetime,
) -> Taking:
    """A file about to be taken in, with its times and rank settled."""
    feed = options.feed or profile.name
    day = options.day or date_in_name(PurePath(label).name)
    exported_at = min(noon(day), now) if day else now
    rule = ruleset.feeds.feeds.get(feed)
    said = rule is not None and "rank" in rule.model_fields_set
    return Taking(
        label=label,
        opened=opened,
        profile=profile,
        feed=feed,
        told=told,
        ruleset=ruleset,
        manner=manner(ruleset, opened),
        day=day,
        exported_at=exported_at,
        stamp=Stamp(
            rank=rule.rank if rule and said else profile.rank,
            received_at=to_micros(now),
            exported_at=to_micros(exported_at),
            backfill=options.backfill,
            declared=ruleset.signals.fields,
        ),
        bytes=Bytes(opened.preamble_bytes, opened.header_bytes) if opened else Bytes(),
    )


def manner(ruleset: Ruleset, opened: Opened | None) -> Manner:
    """How values are written: JSON numbers have a decimal point, the rest is declared."""
    is_json = opened is not None and opened.layout is None
    return Manner(
        decimal="." if is_json else None,
        country=ruleset.company.default_country,
        kinds=tuple(ruleset.signals.kinds),
    )


def told_by_rules(ruleset: Ruleset, feed: str) -> Told:
    """What feeds.yaml says about a feed."""
    rule = ruleset.feeds.feeds.get(feed)
    return Told(map=rule.map, set=rule.set, kind=rule.kind) if rule else Told()


def remembered_notices(feed: str, remembered: Told, options: Options) -> list[str]:
    """Say aloud which constants an earlier command gave: they may be another file's."""
    return [
        f"remembered for feed {feed}: {name}={value!r} (take back with --set {name}=)"
        for name, value in remembered.set.items()
        if name not in options.set
    ]


def new_texts(found: list[Reject], known: Counter[str]) -> list[Reject]:
    """The rejects whose text is not kept already, with texts as both databases can hold them."""
    kept = []
    for reject in found:
        raw = storable(reject.raw)
        if known[raw] > 0:
            known[raw] -= 1
            continue
        kept.append(reject._replace(raw=raw, detail=storable(reject.detail)))
    return kept
