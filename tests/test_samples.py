"""The samples' day, lived once: what the shipped rules and messages make of the shipped signals."""

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector import collect, draft, resolve, score, segment
from prospector.app import App, open_app

ROOT = Path(__file__).parents[1]
SAMPLES_DAY = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A workspace in which the daily job has run on the samples' day."""
    workspace = tmp_path_factory.mktemp("samples")
    for folder in ("rules", "templates", "sample_signals"):
        shutil.copytree(ROOT / folder, workspace / folder)
    app = open_app(workspace, as_of=SAMPLES_DAY)
    collect.collect(app.runner(app.database), now=app.now)
    resolve.resolve(app.database, app.ruleset, now=app.now)
    score.score(app.database, app.ruleset, now=app.now)
    segment.segment(app.database, app.ruleset, now=app.now)
    draft.draft(
        app.database,
        app.ruleset,
        app.templates_dir,
        now=app.now,
        zone=app.settings.zone,
        key=app.suppression_key,
        language="en",
    )
    return app


def asked(app: App, question: str) -> list[Row]:
    with app.database.read() as session:
        return [tuple(row) for row in session.execute(text(question)).all()]


def test_it_brings_some_sixty_people_in_some_forty_companies(lived: App) -> None:
    people = asked(lived, "SELECT count(*) FROM lead WHERE merged_into IS NULL")
    companies = asked(lived, "SELECT count(*) FROM account")
    assert 55 <= int(str(people[0][0])) <= 70
    assert 35 <= int(str(companies[0][0])) <= 45


def test_it_refuses_rows_for_many_reasons_and_sees_others_again(lived: App) -> None:
    codes = {row[0] for row in asked(lived, "SELECT code FROM reject")}
    assert codes >= {
        "no_identity",
        "bad_date",
        "bad_number",
        "unknown_kind",
        "ragged",
        "stray_quote",
        "not_a_signal",
    }
    counts = asked(lived, "SELECT sum(rows), sum(taken), sum(seen), sum(rejected) FROM import_file")
    rows, taken, seen, rejected = (int(str(count)) for count in counts[0])
    assert rows == taken + seen + rejected
    assert seen > 0


def test_it_drafts_for_every_segment_in_both_languages(lived: App) -> None:
    drafted = asked(lived, "SELECT segment, language, status FROM draft")
    queued = Counter((row[0], row[1]) for row in drafted if row[2] == "queued")
    wanted = {
        (rule.id, language) for rule in lived.ruleset.segments.segments for language in ("en", "fr")
    }
    assert set(queued) == wanted


def test_it_holds_no_draft_back_for_what_it_says(lived: App) -> None:
    assert (
        asked(lived, "SELECT lead_id, held_gate, held_reason FROM draft WHERE status = 'held'")
        == []
    )


def test_it_writes_to_nobody_it_must_leave_alone(lived: App) -> None:
    written_to = asked(
        lived,
        "SELECT a.relation, d.segment FROM draft d JOIN lead l ON l.id = d.lead_id JOIN account a ON a.id = l.account_id",
    )
    relations = {relation for relation, segment in written_to if segment != "dormant-customer"}
    assert relations == {"prospect"}
    names = {
        row[0]
        for row in asked(lived, "SELECT l.last_name FROM draft d JOIN lead l ON l.id = d.lead_id")
    }
    assert names.isdisjoint(
        {"Lambert", "Roussel", "Perrot", "Marchal", "Joly", "Wirth", "Colin", "Tual"}
    )


def test_it_reaches_people_known_by_a_headline_only(lived: App) -> None:
    bare = asked(
        lived,
        "SELECT d.channel FROM draft d JOIN lead l ON l.id = d.lead_id WHERE l.email IS NULL AND l.account_id IS NULL AND d.segment = 'engaged-with-posts'",
    )
    assert len(bare) >= 3
    assert {row[0] for row in bare} == {"linkedin"}
