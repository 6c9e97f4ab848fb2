"""Import files: every row ends up taken, seen or rejected."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from prospector.collect import source
from prospector.collect.intake.stage import Progress, check, open_checked, take_all
from prospector.collect.report import ImportReport
from prospector.collect.taking import Options
from prospector.rules.ruleset import Ruleset
from prospector.store.database import Database


def import_files(  # noqa: PLR0913 - one has a default
    database: Database,
    ruleset: Ruleset,
    paths: Sequence[Path],
    options: Options,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Take files in: every row ends up taken, seen or rejected.

    Every file is opened and recognised before the first row is written.

    Raises:
        InputError: a file cannot be taken at all; none was.
        UsageError: the options cannot mean that.
    """
    found = [
        open_checked(database, ruleset, check(path, options), options, now=now)
        for path in source.files(paths)
    ]
    return take_all(database, found, options, now=now, progress=progress)
