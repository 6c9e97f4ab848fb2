"""Numbers out of reach are told, with the place and what to do."""

from pathlib import Path

import pytest

from tests.rules.folders import segment, segments
from tests.rules.lints.doubted import doubts, only

#: Intent comes to 60 at most: 20 by a rule's own cap, 40 by its group's.
INTENT = """\
groups: {posts: {cap: 40}}
rules:
- {id: liked, group: posts, when: signal.kind = 'post_liked', points: 30, why: x}
- {id: fair, when: signal.kind = 'event_attended', points: 20, cap: 20, why: x}
- {id: no, when: signal.kind = 'job_posted', points: -90, why: x}
"""
FIT = 'fit: {A: 70, B: 40}\nintent: {"1": 50, "2": 20}\n'


def test_it_is_silent_about_numbers_in_reach(tmp_path: Path) -> None:
    assert doubts(tmp_path, intent=INTENT, grades=FIT) == []
    exact = FIT.replace('"1": 50', '"1": 60')
    assert doubts(tmp_path, intent=INTENT, grades=exact) == []


def test_it_finds_a_cut_above_what_caps_let_through(tmp_path: Path) -> None:
    high = FIT.replace('"1": 50', '"1": 61')
    said = doubts(tmp_path, intent=INTENT, grades=high)
    assert said[0] == (
        "rules/grades.yaml:2:15: no lead can be a 1: the caps in intent.yaml let intent come to 60 at most; lower the cut or raise a cap"
    )
    assert [line.partition(": ")[2][:26] for line in said[1:]] == [
        "no lead can be graded A1: ",
        "no lead can be graded B1: ",
    ]


def test_it_knows_that_a_rule_without_a_cap_has_no_limit(tmp_path: Path) -> None:
    high = FIT.replace('"1": 50', '"1": 100')
    endless = INTENT.replace("points: 20, cap: 20", "points: 20")
    assert doubts(tmp_path, intent=endless, grades=high) == []


@pytest.mark.parametrize(
    ("cuts", "said"),
    [
        ("fit: {A: 70, B: 70}", "1:17: no lead can be a B: whoever reaches 70 is a A already"),
        ("fit: {A: 70, B: 0}", "1:17: no lead can be a C: nobody is below 0; raise this cut"),
    ],
)
def test_it_finds_grades_nobody_gets(tmp_path: Path, cuts: str, said: str) -> None:
    grades = f'{cuts}\nintent: {{"1": 50, "2": 20}}\n'
    assert doubts(tmp_path, intent=INTENT, grades=grades)[0].startswith(f"rules/grades.yaml:{said}")


def test_it_finds_points_that_a_cap_never_lets_through(tmp_path: Path) -> None:
    own = INTENT.replace("points: 20, cap: 20", "points: 25, cap: 20")
    assert only(tmp_path, intent=own, grades=FIT) == (
        "rules/intent.yaml:4:60: fair never gives its 25 points: its cap is 20; raise the cap or lower the points"
    )
    shared = INTENT.replace("points: 30", "points: 45")
    assert "liked never gives its 45 points: the cap of group posts is 40" in only(
        tmp_path, intent=shared, grades=FIT
    )


@pytest.mark.parametrize(
    "when",
    [
        "intent > 60",
        "fit > 100",
        "intent >= 61 and lead.seniority = 'director'",
        "fit.known_share > 1",
    ],
)
def test_it_finds_segments_that_ask_for_too_much(tmp_path: Path, when: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "s").mkdir()
    (tmp_path / "templates" / "s" / "1-hello.email.en.j2").touch()
    said = only(tmp_path, intent=INTENT, grades=FIT, segments=segments(segment("s", when)))
    assert said.startswith("rules/segments.yaml:2:")
    assert "nobody comes to s: it asks for a number or grade that no lead can have" in said
    assert "intent comes to 60 at most" in said


def test_it_names_the_alternative_that_cannot_hold(tmp_path: Path) -> None:
    told = segments(segment("s", "intent >= 60 or fit.upper > 100"))
    (tmp_path / "templates" / "s").mkdir(parents=True)
    (tmp_path / "templates" / "s" / "1-hello.email.en.j2").touch()
    said = only(tmp_path, intent=INTENT, grades=FIT, segments=told)
    assert "nobody comes to s by `fit.upper > 100`" in said


def test_it_finds_segments_of_a_grade_nobody_gets(tmp_path: Path) -> None:
    (tmp_path / "templates" / "s").mkdir(parents=True)
    (tmp_path / "templates" / "s" / "1-hello.email.en.j2").touch()
    told = segments(segment("s", "grade = 'A1'"))
    high = FIT.replace('"1": 50', '"1": 61')
    said = doubts(tmp_path, intent=INTENT, grades=high, segments=told)
    assert any("nobody comes to s: " in line for line in said)
    assert doubts(tmp_path, intent=INTENT, grades=FIT, segments=told) == []
