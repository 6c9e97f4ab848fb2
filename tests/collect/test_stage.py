"""Files into the store: taken, seen or rejected, whatever the order, and nothing half done."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from prospector.collect import Options, import_files
from prospector.errors import InputError, UsageError
from prospector.store.database import Database, open_database
from prospector.tables import ImportFile, Run
from tests.collect import kit
from tests.collect.test_posts import POST

HEADER = "kind,occurred_at,email,subject,amount\n"
GOOD = "purchased,2026-11-02,alice@acme.example,Licence,10\n"
BAD = "purchased,soon,alice@acme.example,Licence,10\n"


def runs(database: Database) -> list[Run]:
    with database.read() as session:
        return list(session.exec(select(Run).order_by(Run.id)))  # type: ignore[arg-type]


def test_it_counts_rows_as_taken_seen_or_rejected(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    report = kit.take(database, path, HEADER + GOOD + GOOD + BAD)
    assert kit.counts(report) == (3, 1, 1, 1)
    assert kit.counts(kit.take(database, path, HEADER + GOOD + GOOD + BAD)) == (3, 0, 2, 1)
    with database.read() as session:
        files = session.exec(select(ImportFile)).all()
    assert [(f.rows, f.taken, f.seen, f.rejected) for f in files] == [(3, 1, 1, 1), (3, 0, 2, 1)]
    assert runs(database)[0].counts == {"rows": 3, "taken": 1, "seen": 1, "rejected": 1}


def test_it_keeps_a_reject_with_everything_needed_to_take_it_later(
    database: Database, tmp_path: Path
) -> None:
    kit.take(database, tmp_path / "f.csv", HEADER + GOOD + BAD)
    assert kit.rejected(database) == [
        {
            "feed": "generic",
            "line": 3,
            "code": "bad_date",
            "detail": "occurred_at: 'soon' is no date we can read",
            "raw": BAD,
            "status": "open",
        }
    ]


def test_it_keeps_a_bad_row_once_however_often_it_comes(database: Database, tmp_path: Path) -> None:
    kit.take(database, tmp_path / "f.csv", HEADER + BAD + BAD)
    kit.take(database, tmp_path / "f.csv", HEADER + BAD + BAD)
    assert len(kit.rejected(database)) == 2


def test_it_settles_what_the_same_file_brings_after_a_fix(
    database: Database, tmp_path: Path
) -> None:
    text = HEADER + "purchased,03/04/2026,alice@acme.example,Licence,10\n" + BAD
    kit.take(database, tmp_path / "f.csv", text)
    report = kit.take(database, tmp_path / "f.csv", text, set={"locale": "fr"})
    assert kit.counts(report) == (2, 1, 0, 1)
    assert [row["status"] for row in kit.rejected(database)] == ["replayed", "open"]


def test_it_takes_an_update_once_and_again_when_it_says_something_new(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "crm.csv"
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 8, 15, 22)]
    owners = ["Ann", "Ben", "Ann", "Ann"]
    taken = [
        kit.take(
            database, path, f"email,owner\nalice@acme.example,{owner}\n# {n},\n", now=now
        ).taken
        for n, (now, owner) in enumerate(zip(days, owners, strict=True))
    ]
    assert taken == [1, 1, 1, 0]
    newest = max(kit.sightings(database), key=lambda row: str(row["seen_at"]))
    assert newest["lead_values"]["owner"] == "Ann"


def test_it_makes_no_news_of_two_rows_about_one_person(database: Database, tmp_path: Path) -> None:
    rows = "email,owner\nalice@acme.example,Ann\nalice@acme.example,Ben\n"
    taken = [
        kit.take(
            database,
            tmp_path / "crm.csv",
            f"{rows}x{day}@b.example,C\n",
            now=datetime(2026, 11, day, tzinfo=UTC),
        ).taken
        for day in (1, 8, 15)
    ]
    assert taken == [3, 1, 1]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", r"a\.png:1: this is a PNG image.*: save"),
        ("a.xlsx", b"PK\x03\x04", r"a\.xlsx:1: .*workbook.*: save"),
        ("a.csv", b"", r"a\.csv:1: the file is empty: export"),
        ("a.csv", b"foo,bar\n1,2\n", r"a\.csv:1: no line.*: add a header line"),
        ("a.json", b'{"jobs": [{"a": 1}, {"b"', r"a\.json:1: .*cut short, export"),
        ("a.csv", b"\xff\xfe\xfd" * 9 + bytes(range(32)) * 4, r"a\.csv:1: "),
    ],
)
def test_it_refuses_a_file_that_is_none_in_one_line_and_leaves_nothing(
    database: Database, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / "good.csv").write_text(HEADER + GOOD)
    (tmp_path / name).write_bytes(content)
    paths = [tmp_path / "good.csv", tmp_path / name]
    with pytest.raises(InputError, match=f"^{message}") as caught:
        import_files(database, kit.ruleset(), paths, Options(base=tmp_path), now=kit.NOW)
    assert "\n" not in str(caught.value)
    assert runs(database) == []
    assert kit.signals(database) == []


def test_it_refuses_options_that_cannot_be_meant(database: Database, tmp_path: Path) -> None:
    for options in ({"set": {"emial": "x"}}, {"map": {"nope": "kind"}}, {"set": {"amount": "x"}}):
        with pytest.raises(UsageError):
            kit.take(database, tmp_path / "f.csv", HEADER + GOOD, **options)


ROW = st.builds(
    lambda kind, who, subject, n: {
        "like": f"post_liked,2026-11-0{len(who) % 9 + 1},{who},{subject},",
        "came": f"event_attended,2026-11-0{len(who) % 9 + 1}T10:00:00Z,{who},{subject},",
        "bought": f"purchased,2026-11-0{n},{who},{subject},{n}0",
        "undated": f"post_liked,,{who},{POST},",
        "bad kind": f"bought,2026-11-0{n},{who},{subject},",
        "bad date": f"purchased,soon,{who},{subject},",
    }[kind],
    kind=st.sampled_from(["like", "came", "bought", "undated", "bad kind", "bad date"]),
    who=st.sampled_from(
        ["alice@acme.example", "bob@globex.example", "info@acme.example", "nobody"]
    ),
    subject=st.sampled_from(["Open Day", "Fair"]),
    n=st.integers(1, 3),
)


def plain(database: Database) -> list[dict[str, Any]]:
    """What the signals say, without where they stood in which file."""
    rows = [
        {k: v for k, v in row.items() if k not in ("file", "line")} for row in kit.signals(database)
    ]
    return sorted(rows, key=lambda row: str(row["external_id"]))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROW, min_size=1, max_size=12, unique=True), seed=st.integers(0, 1_000))
def test_it_comes_to_the_same_signals_in_any_order_split_and_repetition(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[str],
    seed: int,
) -> None:
    chance = random.Random(seed)
    lines = [f"{row}\n" for row in rows]
    mixed = chance.sample(lines, len(lines))
    cut = chance.randrange(len(lines) + 1)
    outcomes = []
    for parts in ([lines], [mixed[:cut], mixed[cut:], mixed[:cut]]):
        folder = tmp_path_factory.mktemp("order")
        (folder / "prospector.db").write_bytes(sqlite_template.read_bytes())
        database = open_database(f"sqlite:///{folder}/prospector.db", folder)
        for part in parts:
            kit.counts(kit.take(database, folder / "f.csv", HEADER + "".join(part)))
        outcomes.append((plain(database), sorted({row["raw"] for row in kit.rejected(database)})))
        database.dispose()
    assert outcomes[0] == outcomes[1]


def test_it_comes_to_the_same_on_this_database(database: Database, tmp_path: Path) -> None:
    chance = random.Random(7)
    kinds = ["post_liked", "event_attended", "purchased"]
    lines = [
        f"{chance.choice(kinds)},2026-11-0{chance.randrange(1, 9)},p{chance.randrange(9)}@a{n % 5}.example,{chance.choice(['x', POST])},{n % 3}\n"
        for n in range(300)
    ]
    kit.take(database, tmp_path / "f.csv", HEADER + "".join(lines))
    once = plain(database)
    mixed = chance.sample(lines, len(lines))
    for part in (mixed[:100], mixed[100:], mixed[50:150]):
        assert kit.take(database, tmp_path / "g.csv", HEADER + "".join(part)).taken == 0
    assert plain(database) == once


def test_it_takes_every_character_both_databases_can_hold(
    database: Database, tmp_path: Path
) -> None:
    naughty = [
        "\u202eevil",
        "\u200bzero",
        "🚀",
        "'; DROP TABLE lead;--",
        "=1+1",
        "\u00ad",
        "\ufdfa",
        "x" * 9_000,
        "%s %(x)s :feed",
    ]
    rows = "".join(
        f'page_visited,2026-11-02,a{n}@acme.example,"{text}",1\n' for n, text in enumerate(naughty)
    )
    assert kit.counts(kit.take(database, tmp_path / "f.csv", HEADER + rows)) == (
        len(naughty),
        len(naughty),
        0,
        0,
    )
    assert sorted(row["subject"] for row in kit.signals(database)) == sorted(naughty)
