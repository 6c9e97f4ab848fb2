"""`prospector demo`: the samples' day and the Monday after, in the order a reader asks.

Lived twice: what the shipped rules and messages make of the shipped signals, what the README shows
of it (`make bless` writes it anew), and whether it is the same every time.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from prospector.app import App, open_app
from prospector.cli import prospector
from prospector.cli.demo import MONDAY, SAMPLES_DAY

Row = tuple[object, ...]
README = Path(__file__).parents[2] / "README.md"
START, END = "<!-- demo:start -->\n```text\n", "\n```\n<!-- demo:end -->"
#: Per command of the demo, how the lines begin that the README shows; "*" = all up to a blank line.
SHOWN: dict[str, tuple[str, ...]] = {
    "run": (
        "File",
        "sample_signals/crm/contacts_hubspot.csv ",
        "sample_signals/linkedin_posts/likers_fr.csv ",
        "sample_signals/events/open_day_besancon.csv ",
        "sample_signals/hiring/brennwerk.json ",
        "sample_signals/tech_changes/changes.csv ",
        "…",
        "collect ",
        "resolve ",
        "score ",
        "segment ",
        "draft ",
    ),
    "score --distribution": ("fit \\ intent", "A  ", "B  ", "C  ", "…"),
    "queue": ("grade", *("A1",) * 6, "…"),
    "queue --first": ("*",),
    "caps": ("cap", "20 messages a day", "25 e-mails a day", "2 first messages", "…"),
    "segments movements --since 2026-11-21": ("day", "2026-11-23", "2026-11-23"),
    "tasks list": ("due", "2026-11-26"),
}


def blocks(printed: str) -> Iterator[tuple[str, list[str]]]:
    """Each command the demo shows, and what it printed."""
    for part in printed.split("\n$ prospector ")[1:]:
        command, *lines = part.splitlines()
        yield command, [line.rstrip() for line in lines]


def excerpt(printed: str) -> str:
    """The part of the demo's output that the README shows."""
    found: dict[str, list[str]] = {}
    for command, lines in blocks(printed):
        found.setdefault(command, lines)  # on Monday it runs again
    return "\n\n".join(
        "\n".join([f"$ prospector {command}", *_lines(found[command], starts)])
        for command, starts in SHOWN.items()
    )


def _lines(lines: list[str], starts: tuple[str, ...]) -> Iterator[str]:
    if starts == ("*",):  # all but the title of what follows
        yield "\n".join(lines[:-1]).rstrip()
        return
    rest = iter(lines)
    for start in starts:
        yield start if start == "…" else next(line for line in rest if line.startswith(start))


class Demo(NamedTuple):
    """What the demo printed, and the workspace it left."""

    printed: str
    workspace: Path


def live(workspace: Path) -> Demo:
    result = CliRunner().invoke(prospector, ["demo", "--keep", str(workspace)])
    assert result.exit_code == 0, result.output
    return Demo(result.stdout, workspace)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, run and kept."""
    return live(tmp_path_factory.mktemp("demo") / "qqq")


@pytest.fixture(scope="module")
def lived(demo: Demo) -> Iterator[App]:
    """Its workspace, opened on the samples' day."""
    app = open_app(demo.workspace, as_of=datetime.fromisoformat(SAMPLES_DAY))
    yield app
    app.database.dispose()


def test_it_shows_every_block_in_order(demo: Demo) -> None:
    blocks = [
        "$ prospector run",
        "rejected",
        "$ prospector score --distribution",
        "A1",
        "$ prospector queue",
        "why now",
        "$ prospector queue --first",
        "cites:",
        "$ prospector export generic",
        "$ prospector caps",
        "left",
        "$ head -6 today.csv",
        "draft,lead,owner",
        "On Monday",
        "$ prospector run",
        "2 moved",
        "$ prospector segments movements",
        "$ prospector tasks list",
        "buying-less",
    ]
    rest = demo.printed.lower()
    for block in blocks:
        _, found, rest = rest.partition(block.lower())
        assert found, f"{block} is missing, or stands before what it should follow"
    assert (demo.workspace / "today.csv").exists()


def test_it_shows_the_same_every_time(demo: Demo) -> None:
    again = live(demo.workspace.parent / "zzz")
    assert again.printed.replace("zzz", "qqq") == demo.printed


def test_it_prints_what_the_readme_shows(demo: Demo, *, bless: bool) -> None:
    text = README.read_text(encoding="utf-8")
    before, _, shown = text.partition(START)
    shown, _, after = shown.partition(END)
    printed = excerpt(demo.printed)
    if bless:
        README.write_text(f"{before}{START}{printed}{END}{after}", encoding="utf-8")
    else:
        assert shown == printed


def asked(app: App, question: str) -> list[Row]:
    with app.database.read() as session:
        return [tuple(row) for row in session.execute(text(question)).all()]


def test_it_brings_some_seventy_people_in_some_forty_companies(lived: App) -> None:
    people = asked(lived, "SELECT count(*) FROM lead WHERE merged_into IS NULL")
    companies = asked(lived, "SELECT count(*) FROM account")
    assert 60 <= int(str(people[0][0])) <= 75
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
    drafted = set(asked(lived, "SELECT DISTINCT segment, language FROM draft"))
    segments = {rule.id for rule in lived.ruleset.segments.segments}
    assert drafted == {(one, language) for one in segments for language in ("en", "fr")} - {
        ("thanks", "en")  # lent to one who became loyal by Monday, and who reads French
    }


def test_it_has_people_of_every_behaviour(lived: App) -> None:
    told = asked(lived, "SELECT behaviour FROM segment_membership WHERE behaviour IS NOT NULL")
    assert set(told) == {(one.id,) for one in lived.ruleset.segments.behaviours}


def test_it_writes_as_people_decide(lived: App) -> None:
    bodies = asked(
        lived,
        """SELECT m.behaviour, d.body FROM draft d JOIN segment_membership m ON m.lead_id = d.lead_id
        WHERE d.template = 'attended-event/1-thank-you.email.fr.j2'""",
    )
    phrase = {"go-getter": "un jour pour l'essayer", "prudent": "ce qui plaide contre"}
    for behaviour, words in phrase.items():
        said = [words in str(body) for one, body in bodies if one == behaviour]
        assert said, behaviour
        assert all(said), behaviour
    assert not any(
        words in str(body) for one, body in bodies if one == "zen" for words in phrase.values()
    )


def test_it_moves_customers_on_monday_and_sets_something_off(lived: App) -> None:
    moves = asked(
        lived,
        "SELECT from_segment, to_segment, set_off FROM segment_movement WHERE from_segment IS NOT NULL ORDER BY set_off",
    )
    assert moves == [
        ("occasional", "loyal", "became-loyal"),
        ("loyal", "loyal-buying-less", "buying-less"),
    ]


def test_it_holds_no_draft_back_for_what_it_says(lived: App) -> None:
    assert (
        asked(
            lived,
            "SELECT lead_id, held_gate, held_reason FROM draft WHERE held_gate IN ('checks', 'needs_data')",
        )
        == []
    )


def test_it_writes_to_nobody_it_must_leave_alone(lived: App) -> None:
    written_to = asked(
        lived,
        "SELECT a.relation, d.segment FROM draft d JOIN lead l ON l.id = d.lead_id JOIN account a ON a.id = l.account_id",
    )
    customers = ("dormant-customer", "loyal-buying-less", "loyal", "occasional", "thanks")
    relations = {relation for relation, segment in written_to if segment not in customers}
    assert relations == {"prospect"}
    names = {
        row[0]
        for row in asked(lived, "SELECT l.last_name FROM draft d JOIN lead l ON l.id = d.lead_id")
    }
    assert names.isdisjoint({"Lambert", "Roussel", "Perrot", "Marchal", "Wirth", "Colin", "Tual"})


def test_it_reaches_people_known_by_a_headline_only(lived: App) -> None:
    bare = asked(
        lived,
        "SELECT d.channel FROM draft d JOIN lead l ON l.id = d.lead_id WHERE l.email IS NULL AND l.account_id IS NULL AND d.segment = 'engaged-with-posts'",
    )
    assert len(bare) >= 3
    assert {row[0] for row in bare} == {"linkedin"}


#: Words no French sentence of ours has; of a path, a code or a name of a field they are no words.
ENGLISH = re.compile(
    r"(?<![\w./:-])(the|is|are|of|and|with|no|not|nobody|they|was|by|if)(?![\w./:=-])"
)


@pytest.mark.parametrize(
    "verb", ["explain claire.vasseur@biscuiterie-valorbe.example", "duplicates", "rejects list"]
)
def test_it_speaks_french_where_the_workspace_does(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("PROSPECTOR_LANGUAGE", "fr")
    start = ["--workspace", str(demo.workspace), "--as-of", MONDAY]
    told = CliRunner().invoke(prospector, [*start, *verb.split()])
    assert told.exit_code == 0, told.output
    said = (told.stdout + told.stderr).replace("'not a date'", "")  # a cell of the samples
    assert ENGLISH.findall(said) == []
    if verb.startswith("explain"):
        lines = told.stdout.splitlines()
        assert lines[0] == "A1 · Claire Vasseur · Directrice technique · Biscuiterie Valorbe"
        assert lines[2] == "pourquoi maintenant\xa0: A participé à « Portes ouvertes, Besançon »"
        assert lines[3] == "passe à A2 le 2026-12-03 si rien ne se passe"
        assert any(line.endswith("+15,0") for line in lines)
        assert "déclin 0,72\xa0; 10,0 jours\xa0; event-open-day" in told.stdout
