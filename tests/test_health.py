"""Every planted fault is named, with its fix; a sound installation has none."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from prospector import health
from prospector.app import KEY_FILE
from prospector.engine import copies
from prospector.health import Finding, Level, Place, examine
from prospector.rules.loader import load_ruleset
from prospector.store import inbox, migrate, suppressions
from prospector.store.database import PRAGMAS, Database
from prospector.store.suppressions import canonical
from prospector.tables import Lead
from tests.cli import hooked
from tests.cli.team import Team, make
from tests.review.rows import NOW


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A workspace in order, for tests that change nothing in it."""
    team = make(tmp_path_factory.mktemp("sound"))
    team.database().dispose()
    return team


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return make(tmp_path)


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Render the templates only for the tests about them: it takes most of the time."""
    if "template" not in request.node.name and "sound" not in request.node.name:
        monkeypatch.setattr("prospector.health.inspect", lambda _: [])


def everything(folder: Path, environ: dict[str, str] | None = None) -> list[Finding]:
    place = Place(
        workspace=folder,
        rules_dir=folder / "rules",
        now=NOW,
        environ=environ or {},
        variables={"PROSPECTOR_QUEUE_OWNER"},
    )
    return examine(place)


def look(folder: Path, environ: dict[str, str] | None = None) -> dict[str, Finding]:
    """The findings by name; the last of a name wins."""
    return {finding.name: finding for finding in everything(folder, environ)}


def bad(folder: Path, environ: dict[str, str] | None = None) -> list[str]:
    found = everything(folder, environ)
    return [f"{one.name}: {one.found}" for one in found if one.level is Level.BAD]


def test_it_finds_nothing_bad_in_a_sound_installation(sound: Team) -> None:
    found = look(sound.folder)
    assert not bad(sound.folder)
    assert found["settings.timezone"].found == "Europe/Paris (default)"
    assert found["sqlite.journal_mode"].found == "wal"
    assert found["sqlite.synchronous"].found == "2"
    assert found["sqlite.foreign_keys"].found == "1"
    assert found["schema"].found == migrate.head()
    for name in (
        "writable",
        "feeds",
        "caps",
        "integrity",
        "suppression key",
        "disk",
        "rules",
        "templates",
        "hooks",
    ):
        assert found[name].level is Level.OK


def test_it_makes_no_database_by_looking(team: Team) -> None:
    assert look(team.folder)["database"].found.startswith("none yet")
    assert not (team.folder / "prospector.db").exists()


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 40, 1), Level.WARN),
        ((3, 51, 2), Level.WARN),
        ((3, 51, 3), Level.OK),
        ((3, 7, 0), Level.WARN),
    ],
)
def test_it_knows_which_sqlite_may_lose_a_store(
    sound: Team, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], level: Level
) -> None:
    monkeypatch.setattr("prospector.health.sqlite3.sqlite_version_info", version)
    found = look(sound.folder)["sqlite"]
    assert found.level is level
    assert (found.fix or "").startswith("Run one writing command at a time") == (level == "warn")


def test_it_shows_where_a_setting_comes_from_and_hides_secrets(sound: Team) -> None:
    found = look(
        sound.folder,
        {
            "PROSPECTOR_SUPPRESSION_KEY": "open sesame",
            "PROSPECTOR_LANGUAGE": "fr",
        },
    )
    assert found["settings.language"].found == "fr ($PROSPECTOR_LANGUAGE)"
    assert found["settings.suppression_key"].found == (
        "set, not shown ($PROSPECTOR_SUPPRESSION_KEY)"
    )
    assert found["suppression key"].found == "from the settings"


def test_it_hides_the_password_of_the_database() -> None:
    shown = health._without_password("postgresql://bob:sesame@127.0.0.1:1/x")
    assert shown == "postgresql://bob:***@127.0.0.1:1/x"
    assert health._without_password("nonsense") == "set, not shown"


def test_it_names_variables_that_mean_nothing(sound: Team) -> None:
    found = look(sound.folder, {"PROSPECTOR_TIMZONE": "x", "PROSPECTOR_QUEUE_OWNER": "alice"})
    assert found["environment"] == Finding(
        "environment",
        Level.WARN,
        "$PROSPECTOR_TIMZONE is not a variable of ours",
        "Did you mean PROSPECTOR_TIMEZONE?",
    )


def test_it_goes_on_after_wrong_settings(sound: Team) -> None:
    found = look(sound.folder, {"PROSPECTOR_TIMEZONE": "Mars/Olympus"})
    assert found["settings"].level is Level.BAD
    assert "unknown time zone 'Mars/Olympus'" in found["settings"].found
    assert found["rules"].level is Level.OK


def test_it_names_what_is_wrong_with_the_rules(team: Team) -> None:
    (team.folder / "rules" / "grades.yaml").write_text("fit: {A: 70}\n")
    assert any(line.startswith("rules: rules/grades.yaml:1:") for line in bad(team.folder))


def test_it_names_what_is_wrong_with_a_template(team: Team) -> None:
    path = next((team.folder / "templates").glob("[a-z]*/1-*.email.en.j2"))
    path.write_text(path.read_text() + "{{ lead.nickname }}\n")
    assert any("nickname" in line for line in bad(team.folder) if line.startswith("templates:"))


def test_it_looks_at_every_byte_of_signal_files(team: Team) -> None:
    database = team.database()
    with database.write() as session:
        session.add(Lead(email="alice@acme.example", first_seen_at=NOW))
    place = team.folder / ".prospector" / "files"
    assert look(team.folder)["signal files"].found.startswith("none")
    ruleset = load_ruleset(team.folder / "rules")
    copies.bring_up(database, ruleset.signals, least=0)
    found = look(team.folder)["signal files"]
    assert (found.level, found.found.endswith("MB")) == (Level.OK, True)
    part = next(place.glob("lead-*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    found = look(team.folder)["signal files"]
    assert (found.level, part.name in found.found) == (Level.WARN, True)
    assert "--rebuild-files" in str(found.fix)
    copies.bring_up(database, ruleset.signals, anew=True, least=0)
    with database.write() as session:
        session.execute(text("UPDATE file_stamp SET stamp = 'restored', before = NULL"))
    assert "another state" in look(team.folder)["signal files"].found
    database.dispose()


def test_it_names_what_a_killed_run_on_spark_left(team: Team) -> None:
    team.database().dispose()
    left = team.folder / ".prospector" / "spark-abc"
    left.mkdir(parents=True, exist_ok=True)
    assert "spark" not in look(team.folder)
    os.utime(left, (0, 0))
    found = look(team.folder)["spark"]
    assert (found.level, ".prospector/spark-abc" in found.found) == (Level.WARN, True)


def test_it_says_that_there_is_no_workspace(tmp_path: Path) -> None:
    assert bad(tmp_path / "nowhere") == [f"workspace: no folder {tmp_path / 'nowhere'}"]


def test_it_says_that_the_address_is_wrong(sound: Team) -> None:
    assert bad(sound.folder, {"PROSPECTOR_DATABASE_URL": "mysql://x"}) == [
        "database: database_url: mysql is not supported; use sqlite or postgresql"
    ]


def test_it_notices_a_database_that_cannot_be_written(sound: Team) -> None:
    address = f"sqlite:///file:{sound.folder / 'prospector.db'}?mode=ro&uri=true"
    assert bad(sound.folder, {"PROSPECTOR_DATABASE_URL": address}) == [
        "writable: the database is read-only: make prospector.db and its folder writable"
    ]


def test_it_notices_a_schema_of_another_version(team: Team) -> None:
    database = team.database()
    with database.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert any("upgrade prospector" in line for line in bad(team.folder))
    with database.write() as session:
        session.connection().execute(text("DELETE FROM alembic_version"))
    assert look(team.folder)["schema"].level is Level.WARN
    database.dispose()


def test_it_notices_a_file_that_is_no_database(team: Team) -> None:
    (team.folder / "prospector.db").write_bytes(b"not a database at all" * 100)
    assert bad(team.folder) == ["database: file is not a database"]


def test_it_notices_a_damaged_database(team: Team) -> None:
    team.database().dispose()
    path = team.folder / "prospector.db"
    raw = bytearray(path.read_bytes())
    size = int(PRAGMAS["page_size"])
    for page in range(3, len(raw) // size):
        raw[page * size : page * size + 64] = b"\xff" * 64
    path.write_bytes(raw)
    assert any(line.startswith(("integrity:", "database:")) for line in bad(team.folder))


def test_it_notices_pragmas_that_did_not_take(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.database().dispose()
    facts = {"journal_mode": "delete", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 1}
    monkeypatch.setattr("prospector.health.database.facts", lambda _: facts)
    assert bad(team.folder) == [
        "sqlite.journal_mode: delete, not wal",
        "sqlite.synchronous: 1, not 2",
    ]


def test_it_notices_an_overspent_cap(team: Team) -> None:
    database = team.database()
    with database.write() as session:
        session.connection().execute(text("PRAGMA ignore_check_constraints = ON"))
        session.connection().execute(
            text("INSERT INTO cap VALUES ('sender', 'alice', 'day', '2026-11-16', 0, 26, 25, 0)")
        )
    database.dispose()
    assert any("sender alice day 2026-11-16: 26 taken of 25" in line for line in bad(team.folder))


def test_it_notices_a_key_that_others_can_read(team: Team) -> None:
    team.database().dispose()
    path = team.folder / KEY_FILE
    path.parent.mkdir()
    path.write_text("0" * 64)
    path.chmod(0o644)
    assert look(team.folder)["suppression key"] == Finding(
        "suppression key",
        Level.BAD,
        ".prospector/suppression.key can be read by others (644)",
        "chmod 600 .prospector/suppression.key",
    )
    path.chmod(0o600)
    assert look(team.folder)["suppression key"].level is Level.OK


def test_it_notices_a_lost_key(team: Team) -> None:
    database = team.database()
    with database.write() as session:
        value = canonical("bob@acme.example", "FR")
        suppressions.add(session, value, key=b"k", reason="opted_out", source="test", at=NOW)
    database.dispose()
    found = look(team.folder)["suppression key"]
    assert (found.level, found.found) == (Level.BAD, "lost, with 1 suppressions")


def test_it_looks_at_the_disk(sound: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 5_000_000

    monkeypatch.setattr("prospector.health.shutil.disk_usage", lambda _: Usage)
    assert bad(sound.folder) == ["disk: 0.0 GB free"]


def test_it_looks_at_postgresql_as_it_is(sound: Team, database: Database) -> None:
    address = database.url.render_as_string(hide_password=False)
    found = look(sound.folder, {"PROSPECTOR_DATABASE_URL": address})
    assert found["schema"].level is Level.OK
    if database.dialect == "postgresql":
        assert found["postgresql"].level is Level.OK
        assert found["postgresql.fsync"].level is Level.BAD  # the tests' own server runs without
        assert found["postgresql.synchronous_commit"].level is Level.OK


def test_it_finds_what_waits_for_a_feed_that_was_renamed(team: Team) -> None:
    feeds = team.folder / "rules" / "feeds.yaml"
    feeds.write_text(hooked.FEEDS, encoding="utf-8")
    store = team.database()
    with inbox.desk(store) as desk:
        inbox.keep(desk, [inbox.make_item("site", name, "{}", {}, 0) for name in "ab"])
    assert "inbox" not in look(team.folder, dict(hooked.ENVIRON))
    feeds.write_text(hooked.FEEDS.replace("site:", "visits:"), encoding="utf-8")
    found = look(team.folder, dict(hooked.ENVIRON))["inbox"]
    assert (found.level, found.found.split(":")[0]) == (Level.WARN, "site was posted 2 items")
    store.dispose()


def test_it_finds_hooks_that_serve_could_not_take(team: Team) -> None:
    feeds = team.folder / "rules" / "feeds.yaml"
    feeds.write_text(hooked.FEEDS, encoding="utf-8")
    found = look(team.folder)["hooks"]
    assert (found.level, found.found.partition(":")[0]) == (Level.WARN, "feed site")
    assert "$SITE_SECRET is not set" in found.found
    assert (
        look(team.folder, dict(hooked.ENVIRON))["hooks"].found == "feeds that can be posted to: 1"
    )
