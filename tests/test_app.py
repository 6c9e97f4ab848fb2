"""One workspace, opened at one instant."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prospector.app import open_app
from prospector.errors import WorkspaceError
from prospector.workspace.create import starter
from tests.rules.folders import write

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def test_it_says_what_to_do_in_a_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="prospector init"):
        open_app(tmp_path)


def test_it_knows_by_default_what_was_known_then() -> None:
    app = open_app(starter(), as_of=NOW)
    assert (app.now, app.known_at) == (NOW, NOW)


def test_it_makes_the_suppression_key_once_outside_the_database(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    key = open_app(tmp_path, as_of=NOW).suppression_key
    assert open_app(tmp_path, as_of=NOW).suppression_key == key
    file = tmp_path / ".prospector" / "suppression.key"
    assert file.stat().st_mode & 0o777 == 0o600


def test_it_takes_the_suppression_key_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setenv("PROSPECTOR_SUPPRESSION_KEY", "open sesame")
    assert open_app(tmp_path, as_of=NOW).suppression_key == b"open sesame"
    assert not (tmp_path / ".prospector").exists()


def test_it_works_with_what_was_published_and_the_rest_as_written(tmp_path: Path) -> None:
    write(tmp_path)
    first = open_app(tmp_path, as_of=NOW)
    assert first.existing() is None
    told: list[str] = []
    assert first.begin(first.database, told.append) == first.written
    assert told == []
    first.database.dispose()
    there = first.existing()
    assert there is not None
    there.dispose()
    write(tmp_path, intent="rules: [{id: a, when: 'true', points: 5, why: x}]", feeds="feeds: {}")
    app = open_app(tmp_path, as_of=NOW)
    assert app.ruleset.version == first.written.version != app.written.version
    assert app.ruleset.texts["feeds.yaml"] == "feeds: {}"
    assert app.against(first.written.version[:6]).intent == first.written.intent
    app.database.dispose()
    other = open_app(tmp_path, as_of=NOW, rules_dir=tmp_path / "rules")
    assert other.ruleset is other.written


def test_it_looks_again_when_a_file_of_the_rules_is_saved(tmp_path: Path) -> None:
    write(tmp_path)
    looks = open_app(tmp_path).after_each_save()
    first = next(looks)
    version = first.written.version
    write(tmp_path, intent="rules: [{id: a, when: 'true', points: 5, why: x}]")
    second = next(looks)
    assert second.written.version != version
    assert second.now > first.now
    assert second.database is first.database
    first.database.dispose()


def test_it_looks_again_at_the_time_that_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path)
    look = next(open_app(tmp_path, as_of=NOW).after_each_save())
    assert (look.now, look.known_at) == (NOW, NOW)
    look.database.dispose()
