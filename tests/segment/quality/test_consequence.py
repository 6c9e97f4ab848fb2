"""Two segments that differ for us, but not for who receives their messages."""

from typing import Any

import pytest

from prospector.rules.models.acting import SegmentRule
from prospector.segment.quality.consequence import same_in_practice
from tests.rulesets import segment

TEXTS = {"1-hello.email.en.j2": "Hello {{ lead.spoken_name }}", "2-again.email.en.j2": "Again"}


def rule(name: str, **more: Any) -> SegmentRule:
    return SegmentRule.model_validate({**segment(name, "true"), **more})


def found(other: dict[str, str], **more: Any) -> tuple[tuple[str, ...], ...]:
    """Whether `two`, with these texts and rules, is `one` in practice."""
    rules = [rule("one"), rule("two", **more), rule("silent"), rule("silent-too")]
    return same_in_practice(rules, {"one": TEXTS, "two": other, "silent": {}})


def test_it_finds_segments_nobody_could_tell_apart() -> None:
    assert found(TEXTS) == (("one", "two"),)


def test_it_looks_through_names_spaces_and_comments() -> None:
    renamed = {
        "1-salut.email.en.j2": "{# ours #}\nHello  {{ lead.spoken_name }}\n",
        "2-again.email.en.j2": "Again",
    }
    assert found(renamed, when="false", label="Other", purpose="win_back") == (("one", "two"),)


@pytest.mark.parametrize(
    "more",
    [
        {"caps": [{"window": "day", "limit": 3}]},
        {"sequence": [{"slug": "hello", "channels": ["linkedin"]}]},
        {"sequence": [{"slug": "hello", "channels": ["email"], "wait": 9}]},
        {"language": "fr"},
    ],
)
def test_it_keeps_apart_what_comes_otherwise(more: dict[str, Any]) -> None:
    assert found(TEXTS, **more) == ()


def test_it_keeps_apart_what_reads_otherwise() -> None:
    assert found({**TEXTS, "2-again.email.en.j2": "Once more"}) == ()
    assert found({"1-hello.email.en.j2": TEXTS["1-hello.email.en.j2"]}) == ()


def test_it_keeps_apart_texts_that_speak_of_their_persona() -> None:
    own = {"1-hello.email.en.j2": "You want {{ persona.wants }}"}
    rules = [rule("one"), rule("two")]
    assert same_in_practice(rules, {"one": own, "two": own}) == ()
