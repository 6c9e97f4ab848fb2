"""Rules and segments nobody can meet."""

from pathlib import Path

import pytest

from tests.rules.folders import complaints, only, segment, segments

INTENT = "rules:\n- {id: a, when: WHEN, points: 1, why: x}\n"


@pytest.mark.parametrize(
    "when",
    ["signal.kind = 'post_liked' and signal.kind = 'replied'", "false", "'a' = 'b'"],
)
def test_it_refuses_rules_that_never_hit(tmp_path: Path, when: str) -> None:
    assert only(tmp_path, intent=INTENT.replace("WHEN", f'"{when}"')) == (
        "rules/intent.yaml:2:17: nobody can meet this condition: it contradicts itself"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("true", "grade = 'A1'"),
        ("grade = 'A1'", "grade = 'A1'"),
        ("grade = 'A1'", "fit > 50 and grade = 'A1'"),
        ("grade = 'A1' or fit > 50", "fit > 50"),
        ("fit > 50 or grade in ('A1', 'A2')", "grade = 'A1' or fit > 60"),
        ("lead.title is null or lead.title is not null", "fit > 50"),
    ],
)
def test_it_refuses_segments_behind_a_wider_one(tmp_path: Path, first: str, second: str) -> None:
    found = only(tmp_path, segments=segments(segment("wide", first), segment("narrow", second)))
    assert found == (
        "rules/segments.yaml:3:45: never reached: whoever meets this condition meets that of 'wide' first (line 2)"
    )


def test_it_accepts_narrow_before_wide(tmp_path: Path) -> None:
    text = segments(
        segment("best", "grade = 'A1'"), segment("good", "fit > 50"), segment("all", "true")
    )
    assert complaints(tmp_path, segments=text) == []


def test_it_blames_the_contradiction_and_not_the_order(tmp_path: Path) -> None:
    text = segments(segment("all", "true"), segment("none", "fit > 5 and fit < 3"))
    assert only(tmp_path, segments=text).endswith("it contradicts itself")


def test_it_refuses_behaviours_behind_a_wider_one_and_keeps_them_apart_from_segments(
    tmp_path: Path,
) -> None:
    calm = {"id": "calm", "label": "Calm", "when": "true"}
    quick = {"id": "quick", "label": "Quick", "when": "intent > 50"}
    good = segment("good", "intent > 50")
    found = only(tmp_path, segments=segments(good, behaviours=[calm, quick]))
    assert found.endswith("meets that of 'calm' first (line 3)")
    assert complaints(tmp_path, segments=segments(good, behaviours=[quick, calm])) == []


def test_it_accepts_a_segment_only_moves_lead_to(tmp_path: Path) -> None:
    both = (segment("thanks", "false"), segment("loyal", "rfm.frequency >= 4"))
    move = {"id": "came", "to": "loyal", "then": "purpose", "segment": "thanks"}
    assert only(tmp_path, segments=segments(*both)).endswith("it contradicts itself")
    assert complaints(tmp_path, segments=segments(*both, on_move=[move])) == []
