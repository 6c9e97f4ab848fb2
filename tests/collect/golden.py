"""Compare what a sample brings with the expected output beside it; `--bless` rewrites that."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from prospector.collect import ImportReport, Options, import_files
from prospector.store.database import Database
from tests.collect import kit

SAMPLES = Path(__file__).parent / "samples"


def check(
    database: Database, sample: str, *, bless: bool, **options: Any
) -> ImportReport:  # Any: `Options`
    """Take a sample in, twice; what arrived must be what stands in `<stem>.expected.json`."""
    report = _take(database, sample, options)
    found = json.dumps(_outcome(database, report), ensure_ascii=False, indent=1, sort_keys=True)
    again = _take(database, sample, options)
    assert (again.rows, again.taken, again.rejected) == (report.rows, 0, report.rejected)
    assert _outcome(database, report) == json.loads(found)
    expected = SAMPLES / f"{Path(sample).stem}.expected.json"
    if bless:
        expected.write_text(f"{found}\n", encoding="utf-8")
    assert json.loads(found) == json.loads(expected.read_text(encoding="utf-8"))
    return report


def _take(database: Database, sample: str, options: dict[str, Any]) -> ImportReport:
    told = Options(base=SAMPLES, **options)
    return import_files(database, kit.ruleset(), [SAMPLES / sample], told, now=kit.NOW)


def _outcome(database: Database, report: ImportReport) -> dict[str, Any]:
    (file,) = report.files
    return {
        "report": json.loads(json.dumps(dataclasses.asdict(file))),
        "signals": kit.signals(database),
        "sightings": kit.sightings(database),
        "rejects": kit.rejected(database),
    }
