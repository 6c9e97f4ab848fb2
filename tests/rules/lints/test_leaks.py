"""Points for outcomes are told: they judge themselves."""

from pathlib import Path

import pytest

from tests.rules.lints.doubted import doubts, only


def intent(when: str, points: float = 5) -> str:
    return f'rules:\n- {{id: r, when: "{when}", points: {points}, why: x}}\n'


@pytest.mark.parametrize(
    "when",
    [
        "signal.kind = 'replied'",
        "signal.kind in ('post_liked', 'replied')",
        "signal.kind <> 'post_liked'",
        "signal.topic = 'boats'",
        "signal.kind = 'post_liked' and count_signals('replied', 30) > 0",
    ],
)
def test_it_finds_points_for_outcomes(tmp_path: Path, when: str) -> None:
    said = only(tmp_path, intent=intent(when))
    assert said.startswith(
        "rules/intent.yaml:2:17: r gives points for what came back (replied): whoever answered once"
    )


@pytest.mark.parametrize(
    "told",
    [
        intent("signal.kind = 'post_liked'"),
        intent("signal.topic = 'boats' and signal.kind in ('post_liked', 'job_posted')"),
        intent("signal.topic = 'boats' and not signal.kind = 'replied'"),
        # Whoever said no is worth less: nothing is predicted by that.
        intent("signal.kind = 'replied'", points=-5),
    ],
)
def test_it_is_silent_about_other_kinds_and_points_taken_away(tmp_path: Path, told: str) -> None:
    assert doubts(tmp_path, intent=told) == []
