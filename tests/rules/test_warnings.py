"""What is allowed but looks like a slip."""

import json
from pathlib import Path

from prospector.rules import loader, warnings
from tests.rules.folders import problems, segment, segments, write
from tests.rulesets import FIT

INTENT = "rules:\n- {id: liked, when: signal.kind = 'post_liked', points: 5, why: x}\n"


def found(root: Path, **files: str) -> list[str]:
    (root / "templates").mkdir(exist_ok=True)
    return [str(doubt) for doubt in warnings.find(loader.load(write(root, **files)).folder)]


def expecting(*expectations: str) -> str:
    return "tests:\n" + "".join(f"- {{name: n, expect: {one}}}\n" for one in expectations)


def test_it_is_silent_about_tested_rules(tmp_path: Path) -> None:
    covered = INTENT + expecting("{rules: [liked]}", "{no_rules: [liked]}")
    assert found(tmp_path, intent=covered) == []


def test_it_misses_tests_of_intent_rules(tmp_path: Path) -> None:
    assert found(tmp_path, intent=INTENT) == [
        "rules/intent.yaml:2:8: liked: no test that hits it (`rules: [liked]`), and none that just misses it (`no_rules: [liked]`)"
    ]
    assert found(tmp_path, intent=INTENT + expecting("{rules: [liked]}")) == [
        "rules/intent.yaml:2:8: liked: no test that just misses it (`no_rules: [liked]`)"
    ]


def test_it_misses_tests_of_disqualifying_rules(tmp_path: Path) -> None:
    rules = json.loads(json.dumps(FIT))
    rules["profiles"][0]["groups"][0]["rules"][0]["disqualify"] = True
    assert found(tmp_path, fit=json.dumps(rules))[0].partition(": ")[2] == (
        "mid-size: no test that hits it (`disqualified: mid-size`), and none that just misses it (`disqualified: false`)"
    )
    rules["tests"] = [
        {"name": "n", "expect": {"disqualified": "mid-size"}},
        {"name": "n", "expect": {"disqualified": False}},
    ]
    assert found(tmp_path, fit=json.dumps(rules)) == []


def test_it_misses_tests_of_segments(tmp_path: Path) -> None:
    here = [{"name": "n", "expect": {"segment": "s"}}]
    (tmp_path / "templates" / "s").mkdir(parents=True)
    (tmp_path / "templates" / "s" / "1-hello.email.en.j2").touch()
    alone = segments(segment("s", "grade = 'A1'"))
    assert found(tmp_path, segments=alone)[0].partition(": ")[2] == (
        "s: no test that hits it (`segment: s`), and none that just misses it (another `segment`)"
    )
    assert (
        "just misses" in found(tmp_path, segments=segments(segment("s", "fit > 3"), tests=here))[0]
    )
    both = [*here, {"name": "n", "expect": {"segment": None}}]
    assert found(tmp_path, segments=segments(segment("s", "fit > 3"), tests=both)) == []
    move = {"id": "m", "then": "purpose", "segment": "s"}
    assert found(tmp_path, segments=segments(segment("s", "false"), on_move=[move])) == []


def test_it_names_messages_nobody_sends(tmp_path: Path) -> None:
    for name in ("s/1-hello.email.en.j2", "s/2-hello.email.en.j2", "gone/1-x.email.en.j2"):
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "templates" / "_partials").mkdir()
    text = segments(
        segment("s", "fit > 3"),
        tests=[{"name": "n", "expect": {"segment": one}} for one in ("s", None)],
    )
    assert found(tmp_path, segments=text) == [
        "templates/gone:1:1: no segment has this name",
        "templates/s/2-hello.email.en.j2:1:1: no step of its segment has this name and channel",
    ]


def test_it_says_when_there_are_no_messages_at_all(tmp_path: Path) -> None:
    doubts = warnings.find(loader.load(write(tmp_path)).folder)
    assert [str(doubt) for doubt in doubts] == [
        "templates:1:1: no such folder: no draft can be written"
    ]


def test_it_explains_that_never_is_not_long_ago(tmp_path: Path) -> None:
    when = (
        "signal.kind = 'post_liked' and 30 < days_since('replied') and days_since('replied') < 90"
    )
    intent = INTENT.replace("signal.kind = 'post_liked'", when)
    tested = intent + expecting("{rules: [liked]}", "{no_rules: [liked]}")
    assert found(tmp_path, intent=tested) == [
        "rules/intent.yaml:2:57: days_since('replied') is unknown, not large, where there never was one: add `or days_since('replied') is null` if you mean those too"
    ]


def test_it_wonders_about_rules_without_points(tmp_path: Path) -> None:
    tested = INTENT.replace("5", "0") + expecting("{rules: [liked]}", "{no_rules: [liked]}")
    assert found(tmp_path, intent=tested) == [
        "rules/intent.yaml:2:57: points: 0 never fires and changes no score"
    ]


def test_it_doubts_schedules_at_times_that_clocks_skip(tmp_path: Path) -> None:
    def feeds(**schedule: str) -> str:
        feed = {"path": "in", "origin": "x", "schedule": schedule}
        return json.dumps({"feeds": {"crm": feed}})

    assert found(tmp_path, feeds=feeds(cron="30 2 * * *")) == [
        "rules/feeds.yaml:1:70: 02:30 in Europe/Paris may be skipped or come twice when clocks are changed: it runs once all the same, perhaps later; from 04:00 on there is no doubt"
    ]
    for schedule in (
        {"cron": "30 4 * * *"},
        {"cron": "30 2 * * *", "zone": "UTC"},
        {"cron": "*/30 * * * *"},
        {"every": "1 d"},
    ):
        assert found(tmp_path, feeds=feeds(**schedule)) == []


def test_it_doubts_feeds_that_read_what_another_one_reads(tmp_path: Path) -> None:
    likes = {"path": "in/*.csv", "origin": "x", "kind": "post_liked"}
    feeds = {
        "likes": likes,
        "again": {**likes, "origin": "y", "schedule": {"every": "1 d"}},
        "comments": {**likes, "kind": "post_commented"},
        "hook": {"collector": "hook", "hook": {"mode": "token", "secrets": ["x"]}, "origin": "x"},
        "other hook": {
            "collector": "hook",
            "hook": {"mode": "token", "secrets": ["x"]},
            "origin": "x",
        },
    }
    (doubt,) = found(tmp_path, feeds=json.dumps({"feeds": feeds}))
    assert doubt.endswith("again reads what likes reads: its signals count twice")


def test_it_refuses_numbered_weekdays_with_the_fix(tmp_path: Path) -> None:
    feed = "{path: in, origin: x, schedule: {cron: 30 6 * * 1-5}}"
    assert [str(problem) for problem in problems(tmp_path, feeds=f"feeds:\n  crm: {feed}\n")] == [
        "rules/feeds.yaml:2:47: cron: '1-5' numbers the days of the week, and tools differ about which is 1: write mon-fri, not '30 6 * * 1-5'"
    ]
