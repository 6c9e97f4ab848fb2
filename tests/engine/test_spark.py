"""On a real Spark of two worker processes the compiled texts give what they give on DuckDB."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlglot import exp

from prospector import collect, policy, resolve, score
from prospector.app import open_app
from prospector.engine import scoring, segments, spark
from prospector.engine.fit import priors_of
from prospector.engine.frames import load_whole
from prospector.engine.worlds import World
from prospector.errors import SettingsError, SparkFailed
from prospector.rules import fields, spelling
from prospector.rules.conditions import parse
from prospector.rules.functions import FUNCTIONS
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import to_sql
from tests import sparks
from tests.cli.team import Team
from tests.proving import examples
from tests.rules.trees import ROWS, Sample, conditions, in_duckdb
from tests.rulesets import intent_rule, segment
from tests.score.worlds import stories
from tests.stories import Story, story, world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[2]
SAMPLES_DAY = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
#: Rulesets, and worlds each of them is run over.
RULESETS, WORLDS = examples(2, proven=20), examples(12, proven=90)
CONDITIONS = 150
# Any: rows of the engine.
Row = dict[str, Any]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession]":
    with sparks.cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


def some(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """The same `count` examples each time."""
    found: list[Any] = []

    @settings(
        max_examples=count, database=None, derandomize=True, deadline=None, phases=[Phase.generate]
    )
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def assert_alike(found: pl.DataFrame, wanted: pl.DataFrame, contributions: int) -> None:
    """Every text and flag the same; points to a nano-point per contribution."""
    found, wanted = found.select(wanted.columns).sort("lead_id"), wanted.sort("lead_id")
    whole = [name for name, kind in wanted.schema.items() if kind == pl.Int64]
    apart = [int(str((found[name] - wanted[name]).abs().max() or 0)) for name in whole]
    assert max(apart, default=0) <= contributions
    others = [name for name in wanted.columns if name not in whole]
    assert_frame_equal(found.select(others), wanted.select(others), rel_tol=1e-12, abs_tol=1e-9)


def test_it_runs_in_two_worker_processes(opened: "SparkSession") -> None:
    status = opened.sparkContext._jsc.sc().statusTracker()

    def processes() -> set[tuple[str, int]]:
        return {(one.host(), one.port()) for one in status.getExecutorInfos()}

    patience = time.monotonic() + 60  # the second one may come later than the session
    while len(processes()) < 3 and time.monotonic() < patience:
        time.sleep(0.1)
    assert opened.sparkContext.master == sparks.MASTER
    assert len(processes()) == 3  # the workers, and the process that plans


# --- what conditions mean -----------------------------------------------------------------------

#: Every function and operator that a condition may hold, unknowns among the values.
EXAMPLES = {
    "contains": "contains(lead.title, 'sale', 'of')",
    "starts_with": "starts_with(lead.title, 'sale', 'head')",
    "matches_word": "matches_word(lead.title, 'of', 'sales')",
    "has": "has(account.tools, 'SAP', account.city)",
    "coalesce": "coalesce(lead.title, account.city) = 'sales'",
    "operators": (
        "not (account.employees / account.sites > 3 and account.employees * 2 - 1 <= 9"
        " or -account.sites + 1 <> 0 and account.sites < 50 or account.employees >= 7)"
    ),
    "tests": (
        "(account.crm_in_place is true or account.city in ('of', 'lyon') or lead.title is null"
        " or account.sites between -1 and 1 or account.crm_in_place = false)"
        " and account.employees in (0, 7, -3)"
    ),
    "texts": "lead.title < 'l' or account.city >= 'of' and lead.title <> account.city",
    "x / 0": "account.employees / 0 is null and 0 / account.sites = 0",
    "large": "account.employees * 1e15 * 1e15 / 3 > 1e15",
}
#: They ask about all signals: the rules below call them.
ASKING = {"days_since", "count_signals", "distinct_people", "fired"}


def in_spark(opened: "SparkSession", folder: Path, sources: list[str]) -> list[list[object]]:
    """What conditions are worth on each of the rows, by one query."""
    frame = pl.DataFrame([{"n": n, **row} for n, row in enumerate(ROWS)], schema=SCHEMA)
    given = sparks.tables(opened, folder, {"rows": frame})
    spelled = [to_sql(parse(source, fields.FIT), lambda name: f'"{name}"') for source in sources]
    columns = ", ".join(f"{sql} AS c{number}" for number, sql in enumerate(spelled))
    found = given.run(f"SELECT n, {columns} FROM rows").sort("n")
    return [found[f"c{number}"].to_list() for number in range(len(sources))]


SCHEMA: dict[str, Any] = {
    "n": pl.Int64,
    "lead.title": pl.String,
    "account.city": pl.String,
    "account.employees": pl.Float64,
    "account.sites": pl.Float64,
    "account.crm_in_place": pl.Boolean,
    "account.tools": pl.List(pl.String),
}


def test_it_knows_every_function_and_operator(opened: "SparkSession", tmp_path: Path) -> None:
    found = in_spark(opened, tmp_path, list(EXAMPLES.values()))
    for source, values in zip(EXAMPLES.values(), found, strict=True):
        assert values == in_duckdb(source), source
        assert len(set(map(str, values))) > 1, source


def test_it_leaves_no_function_and_no_operator_out() -> None:
    assert set(FUNCTIONS) == (set(EXAMPLES) & set(FUNCTIONS)) | ASKING
    trees = [parse(source, fields.FIT).tree for source in EXAMPLES.values()]
    trees += [parse(source, fields.SEGMENT, allow_fired=True).tree for source in SEGMENTS]
    trees += [parse(rule["when"], fields.INTENT).tree for rule in RULES]
    used = {type(node) for tree in trees for node in tree.walk()}
    assert set(spelling._SPELLINGS) <= used | {exp.Paren}
    called = {node.name for tree in trees for node in tree.find_all(exp.Anonymous)}
    assert set(FUNCTIONS) <= called


def test_it_means_what_conditions_mean_in_python(opened: "SparkSession", tmp_path: Path) -> None:
    samples: list[Sample] = some(conditions, CONDITIONS)
    found = in_spark(opened, tmp_path, [sample.text for sample in samples])
    for sample, values in zip(samples, found, strict=True):
        assert values == [sample.worth(row) for row in ROWS], sample.text


# --- what rules come to -------------------------------------------------------------------------


def merged(ruleset_of: Story, told: list[Story]) -> World:
    """One world of many, under one story's rules; nobody of one knows anybody of another."""
    made = [world(replace(ruleset_of, **_people(one)))[0] for one in told]

    def stacked(name: str, *keys: str) -> pl.DataFrame:
        frames = [
            getattr(one, name).with_columns(pl.col(key) + 1_000 * place for key in keys)
            for place, one in enumerate(made)
        ]
        found: pl.DataFrame = pl.concat(frames)
        return found

    return replace(
        made[0],
        signals=stacked("signals", "id", "lead_id", "account_id"),
        leads=stacked("leads", "lead_id", "account_id"),
        accounts=stacked("accounts", "account_id"),
    )


def _people(one: Story) -> Row:
    return {"leads": one.leads, "accounts": one.accounts, "signals": one.signals}


def test_it_scores_random_rules_over_random_worlds(opened: "SparkSession", tmp_path: Path) -> None:
    told: list[Story] = some(stories(), WORLDS)
    worlds = [merged(one, told) for one in told]
    expected = [scoring.priors(one.ruleset, made) for one, made in zip(told, worlds, strict=True)]
    wanted = [scoring.scores(*one) for one in zip(_rulesets(told), worlds, expected, strict=True)]
    richest = sorted(range(WORLDS), key=lambda n: wanted[n]["raw"].n_unique(), reverse=True)
    for n in richest[:RULESETS]:
        assert wanted[n]["raw"].n_unique() > 5
        found = sparks.scores(opened, tmp_path, told[n].ruleset, worlds[n], expected[n])
        assert_alike(found, wanted[n], worlds[n].signals.height)


def _rulesets(told: list[Story]) -> list[Ruleset]:
    return [one.ruleset for one in told]


RULES = [
    intent_rule("all-of-it", "days_since('post_liked') < 30", 3, scope="account", share=0.5),
    intent_rule("often", "count_signals('post_liked', 30) >= 2 and signal.amount is null", 2),
    intent_rule("many", "distinct_people('post_liked', 90) >= 2 and account.surge > 50", 5),
    intent_rule("early", "signal.occurred_at < date '2026-11-15'", 1, decay="linear"),
    intent_rule("thirds", "signal.kind = 'event_attended'", 1 / 3, redundancy=0.3, half_life=9.7),
]
SEGMENTS = [
    "fired('many') and fit.known_share < 1",
    "rfm.frequency >= 2 and rfm.monetary > 100 or grade = 'C3' and account.momentum is null",
    "days_since('purchased') > 10 or count_signals('post_liked', 7) > 1",
    "distinct_people('purchased', 400) = 1 or intent >= 0.1 and fit.profile = 'core'",
]


def telling() -> Story:
    """A world in which every question has several answers."""
    likes = [
        {"id": f"l{age}{by}", "by": by, "kind": "post_liked", "age": age, "subject": "Post"}
        for age in (0.5, 3, 8, 44, 80)
        for by in ("alice", "bob", "carol")
    ]
    events = [
        {"id": f"e{age}", "by": "dave", "kind": "event_attended", "age": age, "confidence": 0.7}
        for age in (1.1, 2.3, 33.3)
    ]
    bought = [
        {"id": f"p{by}{age}", "by": by, "kind": "purchased", "age": age, "amount": 70.07 * age,
         "currency": currency}
        for by, age, currency in (
            ("alice", 12, "EUR"), ("bob", 400, "EUR"), ("dave", 5, None), ("dave", 60, "USD")
        )
    ]  # fmt: skip
    return story(
        {
            "intent": {"rules": RULES},
            "segments": {"segments": [segment(f"s{n}", when) for n, when in enumerate(SEGMENTS)]},
            "accounts": {"acme": {"employees": 100}, "globex": {}},
            "leads": {
                "alice": {"account": "acme", "seniority": "director"},
                "bob": {"account": "acme"},
                "carol": {"account": "globex"},
                "dave": {},
                "erin": {"seniority": "intern"},
            },
            "signals": [*likes, *events, *bought],
        }
    )


def test_it_answers_what_asks_about_all_signals(opened: "SparkSession", tmp_path: Path) -> None:
    told = telling()
    made, _ = world(told)
    expected = scoring.priors(told.ruleset, made)
    given = sparks.scored(opened, tmp_path, told.ruleset, made, {})
    priors = given.run(scoring.compiled(told.ruleset).priors)
    wanted = scoring.scores(told.ruleset, made, expected)
    found = sparks.scores(opened, tmp_path, told.ruleset, made, expected)
    assert priors_of(told.ruleset, priors) == expected
    assert_alike(found, wanted, len(told.signals))
    for index in range(len(RULES)):
        assert wanted[f"r{index}"].n_unique() > 1, RULES[index]["id"]
    inside = segments.memberships(told.ruleset, made, wanted).sort("lead_id")
    given = sparks.tables(opened, tmp_path, segments.frames(told.ruleset, made, found))
    again = given.run(segments._segments_sql(told.ruleset)).sort("lead_id")
    assert_frame_equal(again, inside, check_dtypes=False)
    assert inside["place"].n_unique() > 1


# --- a whole run --------------------------------------------------------------------------------


def test_it_scores_the_samples_from_signal_files(opened: "SparkSession", tmp_path: Path) -> None:
    for folder in ("rules", "sample_signals"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    app = open_app(tmp_path, as_of=SAMPLES_DAY)
    collect.collect(app.runner(app.database), now=app.now)
    resolve.resolve(app.database, app.ruleset, now=app.now)
    policy.let_leave(app.database, now=app.now, key=app.suppression_key)
    here = score.score(app.database, app.ruleset, now=app.now)
    words = ("run", "--until", "score", "--engine", "spark", "--json")
    there = json.loads(Team(tmp_path).run(*words, now=SAMPLES_DAY).out)["score"]
    assert there == {"leads": here.leads, "changed": 0, "moved": 0, "removed": 0}
    assert here.changed == here.leads > 50
    made = load_whole(app.database, app.ruleset, as_of=app.now, known_at=app.now)
    scored = scoring.scores(app.ruleset, made, scoring.priors(app.ruleset, made))
    inside = segments.memberships(app.ruleset, made, scored).sort("lead_id")
    given = sparks.tables(opened, tmp_path, segments.frames(app.ruleset, made, scored))
    again = given.run(segments._segments_sql(app.ruleset)).sort("lead_id")
    assert_frame_equal(again, inside, check_dtypes=False)
    assert inside["place"].n_unique() > 3
    assert list((tmp_path / ".prospector").glob("spark-*")) == []


# --- what can go wrong --------------------------------------------------------------------------


def test_it_adds_up_exactly_or_not_at_all(opened: "SparkSession", tmp_path: Path) -> None:
    numbers = pl.DataFrame({"a": [2**62, 2**62]})
    given = sparks.tables(opened, tmp_path, {"numbers": numbers})
    from pyspark.errors import ArithmeticException

    with pytest.raises(ArithmeticException):
        given.run("SELECT sum(a) AS a FROM numbers")


def test_it_rounds_half_away_from_zero(opened: "SparkSession", tmp_path: Path) -> None:
    halves = pl.DataFrame(
        {"n": range(8), "x": [0.5, 1.5, 2.5, -0.5, -2.5, 0.49999999999999994, 2.0**52 + 1, -1e15]}
    )
    given = sparks.tables(opened, tmp_path, {"t": halves})
    found = given.run("SELECT n, CAST(round(x) AS BIGINT) AS x FROM t").sort("n")
    assert found["x"].to_list() == [1, 2, 3, -1, -3, 0, 2**52 + 1, -(10**15)]


def test_it_keeps_the_names_of_runs_apart(opened: "SparkSession") -> None:
    one, other = spark.Tables(opened), spark.Tables(opened)
    one.tell("t", pl.DataFrame({"a": 1}))
    other.tell("t", pl.DataFrame({"a": "two words"}))
    assert one.run("SELECT a FROM t").rows() == [(1,)]
    assert other.run("SELECT a FROM t").rows() == [("two words",)]


def test_it_joins_the_session_there_is_and_leaves_it_open(opened: "SparkSession") -> None:
    with spark.session("local[1]") as joined:
        assert joined.sparkContext.master == sparks.MASTER
    assert opened.sql("SELECT 1 AS one").collect()[0].one == 1


def test_it_says_in_one_line_why_spark_gave_up(opened: "SparkSession", tmp_path: Path) -> None:
    rows = tmp_path / "rows.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(rows)
    given = spark.Tables(opened)
    given.read("t", [rows])
    rows.unlink()
    with pytest.raises(SparkFailed) as failed, spark.session():
        given.write("SELECT a FROM t", tmp_path / "out")
    told = str(failed.value)
    assert "at the same path" in told
    assert "rows.parquet" in told
    assert "\n" not in told


def test_it_says_when_workers_wrote_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "_SUCCESS").touch()
    with pytest.raises(SparkFailed, match="at the same path"):
        spark.seen_here(tmp_path)


def test_it_names_the_command_where_java_is_missing(tmp_path: Path) -> None:
    (tmp_path / "bash").symlink_to("/bin/bash")
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    assert told_by_start(None, {"PATH": str(tmp_path)}) == spark.NO_JAVA


def test_it_names_the_master_where_spark_does_not_start(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    told = told_by_start("head.example:7077", {"JAVA_HOME": str(tmp_path)})
    assert told == spark.NOT_STARTED.format(master="head.example:7077")


def told_by_start(master: str | None, told: dict[str, str]) -> str:
    """What a process of its own says that starts Spark in another environment."""
    code = f"""
from prospector.engine import spark
from prospector.errors import SettingsError
try:
    with spark.session({master!r}): pass
except SettingsError as error:
    print(error)
"""
    ours = {"JAVA_HOME", "SPARK_HOME"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | told,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_it_names_the_command_where_spark_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with (
        pytest.raises(SettingsError, match=r"pip install 'intent-prospector\[spark\]'"),
        spark.session(),
    ):
        pass
