"""A full disk stops a score or an export with one clear line; nothing is half done, and it goes on afterwards."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector.errors import StoreFull
from prospector.export import ExportReport, export
from prospector.score import score
from prospector.store.database import PRAGMAS, Database, open_database
from tests import races
from tests.collect.test_full_disk import small
from tests.policy.world import KEY, NOW, PARIS

RULES = races.ruleset(100, full=False)


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "prospector.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def crowded(path: Path, people: int) -> None:
    """People with approved drafts."""
    database = opened(path)
    races.crowd(database, people)
    database.dispose()


def opened(path: Path) -> Database:
    return open_database(f"sqlite:///{path}", path.parent)


def tight(path: Path, more: int) -> Database:
    """The store on a disk with room for so many more pages."""
    return small(path, path.stat().st_size // int(PRAGMAS["page_size"]) + more)


def look(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def hand_over(database: Database, out: Path) -> ExportReport:
    return export(database, RULES, "generic", out, now=NOW, zone=PARIS, key=KEY)


def test_it_stops_a_score_at_a_full_disk_and_goes_on_when_there_is_space(
    path: Path,
) -> None:
    crowded(path, 600)
    database = tight(path, 0)
    with pytest.raises(StoreFull, match="free some, then run this again"):
        score(database, RULES, now=NOW)
    assert look(database, "SELECT count(*) FROM run WHERE stage = 'score' AND status = 'done'") == [
        (0,)
    ]
    assert look(database, "PRAGMA integrity_check") == [("ok",)]
    database.dispose()
    database = opened(path)
    assert score(database, RULES, now=NOW).leads == 600
    assert score(database, RULES, now=NOW).changed == 0
    database.dispose()


def test_it_stops_an_export_at_a_full_disk_and_hands_each_draft_over_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospector.export.stage.CHUNK", 20)
    crowded(path, 100)
    out = path.parent / "out"
    for more in (0, 2):
        database = tight(path, more)
        with pytest.raises(StoreFull, match="free some, then run this again"):
            hand_over(database, out)
        left = look(database, "SELECT count(*) FROM draft WHERE status = 'exported'")
        assert left == look(database, "SELECT count(*) FROM touch")
        assert left < [(100,)]
        database.dispose()
    database = opened(path)
    hand_over(database, out)
    assert look(database, "SELECT count(*) FROM touch") == [(100,)]
    assert look(database, "PRAGMA integrity_check") == [("ok",)]
    database.dispose()
    files = [path.read_text("utf-8-sig") for path in out.iterdir()]
    handed = [row["draft"] for file in files for row in csv.DictReader(io.StringIO(file, ""))]
    assert len(handed) == len(set(handed)) == 100
