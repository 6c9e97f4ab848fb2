"""Segment, behaviour and evidence of a lead, in words."""

from prospector.score import told
from prospector.score.parts import Source
from prospector.score.standing import Cited, Standing
from tests.stories import NOW

SEEN = Cited(7, "post_liked", "liked a post", "Post 1", NOW, Source("f", "f.csv", 2), citable=True)
HIDDEN = Cited(8, "pricing_visited", "visited", None, NOW, Source("f", "f.csv", 3), citable=False)


def standing(*evidence: Cited) -> Standing:
    return Standing(
        "loyal", "Loyal customer", NOW, "zen", "Zen", "One question.", evidence=list(evidence)
    )


def test_it_tells_what_may_be_cited_from_what_only_prioritises() -> None:
    assert standing(SEEN, HIDDEN).citable == [SEEN]
    assert list(told.standing(standing(SEEN, HIDDEN), "en")) == [
        "segment Loyal customer (loyal), since 2026-11-21",
        "behaviour Zen: One question.",
        "1 more of the evidence only prioritise: no message speaks of them",
    ]


def test_it_says_so_where_there_is_nothing_to_cite() -> None:
    assert list(told.standing(standing(), "fr"))[-1] == (
        "un message ne peut rien citer de ce qui est connu"
    )
    assert list(told.standing(Standing(), "en")) == ["in no segment: no message is written"]
