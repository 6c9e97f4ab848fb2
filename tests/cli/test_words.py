"""Both languages say the same things, and every count of a report has a name."""

from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

from prospector.cli._words import COUNTS_IN_FRENCH, NOUNS, WORDS, Words
from prospector.collect import CollectReport
from prospector.collect.standing import FeedState
from prospector.draft import DraftReport
from prospector.resolve import ResolveReport
from prospector.rules.fields import RFM_SEGMENTS
from prospector.score import ScoreReport
from prospector.segment import SegmentReport
from tests.cli.handing_over import desk


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_it_has_every_word_in_both_languages_with_the_same_places() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    assert NOUNS["en"].keys() == NOUNS["fr"].keys()
    for name, text in WORDS["en"].items():
        assert places(text) == places(WORDS["fr"][name]), name


def test_it_names_every_state_of_a_feed_and_every_sort_of_buyer() -> None:
    names = {*(f"feeds.{state}" for state in FeedState), *(f"rfm.{one}" for one in RFM_SEGMENTS)}
    assert names <= WORDS["en"].keys()


@pytest.mark.parametrize(
    "report", [CollectReport, ResolveReport, ScoreReport, SegmentReport, DraftReport]
)
def test_it_names_every_count_of_a_run(report: type) -> None:
    counts = {one.name for one in fields(report) if one.type in (int, "int")}
    assert counts <= COUNTS_IN_FRENCH.keys()
    assert Words("en").counted("new_leads") == "new leads"
    assert Words("fr").counted("new_leads") == "personnes nouvelles"


def test_it_counts_as_each_language_does() -> None:
    english, french = Words("en"), Words("fr")
    assert [english.count(n, "draft") for n in (0, 1, 2)] == ["0 drafts", "1 draft", "2 drafts"]
    assert [french.count(n, "draft") for n in (0, 1, 2)] == [
        "0 brouillon",
        "1 brouillon",
        "2 brouillons",
    ]


def test_it_speaks_the_language_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = desk(tmp_path)
    said = {}
    for language in ("en", "fr"):
        monkeypatch.setenv("PROSPECTOR_LANGUAGE", language)
        said[language] = {
            verb: team.run(*verb.split()).out.splitlines()[0].split()
            for verb in ("queue", "ready", "caps", "feeds", "segments", "tasks", "rfm")
        }
    assert all(said["en"][verb] != said["fr"][verb] for verb in said["en"])
    assert said["fr"]["caps"] == ["plafond", "limite", "pris", "réservé", "reste"]
    assert said["fr"]["ready"] == ["barrière", "pers.", "reste", "gain", "que", "faire"]
    assert team.json("caps")[0].keys() >= {"label", "limit", "used", "booked", "left"}
