"""An explanation as a page that loads and runs nothing."""

import re
from dataclasses import replace

from prospector.score.discounts import Discount
from prospector.score.explanation import Explanation
from prospector.score.page import STYLE, page
from prospector.score.parts import Source
from prospector.score.standing import Cited, Standing
from prospector.score.uncounted import Uncounted
from prospector.sheet import policy
from tests.cli.test_explained import FOUND
from tests.stories import NOW

EVIL = "<script>alert(1)</script>"
HERE = Standing(
    "loyal",
    "Loyal customer",
    NOW,
    "zen",
    "Zen",
    "One question.",
    [
        Cited(7, "purchased", "bought", "Kit", NOW, Source("orders", "o.csv", 4), citable=True),
        Cited(8, "page_visited", "visited", "/x", NOW, Source("web", "w.csv", 5), citable=False),
    ],
)


def shown(found: Explanation, standing: Standing = HERE) -> str:
    return page(found, standing)


def test_it_shows_pictures_parts_and_what_gave_nothing() -> None:
    lost = Uncounted(9, "page_visited", EVIL, NOW, Source("web", "hook/7", 1), "no_rule", "no rule")
    text = shown(replace(FOUND, uncounted=[lost]))
    assert [text.count(f'<svg class="{css}"') for css in ("wide", "narrow")] == [2, 2]
    for words in (
        "Alice liked Post 1",
        "a colleague&#x27;s: counts 50%",
        "likers, likers.csv:7",
        "unknown (40.0 at stake): lead.seniority",
        "falls to C3 on 2026-12-04",
        "Signals that gave nothing",
        "web, hook/7:1",
    ):
        assert words in text, words


def test_it_loads_and_runs_nothing_and_escapes_everything() -> None:
    lead = {**FOUND.lead, "name": EVIL, "title": '" onload="x'}
    evil = FOUND.intent.parts[0]
    evil = replace(
        evil,
        why=EVIL,
        source=Source(EVIL, EVIL, 1),
        discounts=(Discount("share", 0.5, EVIL),),
    )
    trait = replace(FOUND.fit.parts[1], why=EVIL, unknown=(EVIL,))
    text = shown(
        replace(
            FOUND,
            lead=lead,
            whys={"en": EVIL},
            intent=replace(FOUND.intent, parts=[evil]),
            fit=replace(FOUND.fit, parts=[trait], profile=EVIL, unknown_field=EVIL),
            uncounted=[Uncounted(9, EVIL, EVIL, NOW, Source(EVIL, EVIL, 1), "no_rule", EVIL)],
        )
    )
    assert text.count("&lt;script&gt;") >= 12
    assert "<script" not in text
    assert not re.search(r"https?:|src=|href=|style=|url\(|@import", text)
    assert f'content="{policy(STYLE)}"' in text


def test_it_speaks_french() -> None:
    text = shown(replace(FOUND, language="fr", whys={}))
    assert '<html lang="fr">' in text
    assert "pourquoi maintenant\xa0: aucun signal ne le dit" in text


def test_it_says_that_nothing_counts() -> None:
    empty = replace(FOUND.intent, parts=[], score=0, raw=0)
    assert "nothing counts" in shown(replace(FOUND, intent=empty))


def test_it_shows_segment_behaviour_and_what_a_message_may_cite() -> None:
    text = shown(FOUND)
    for words in (
        "segment Loyal customer (loyal), since 2026-11-21",
        "behaviour Zen: One question.",
        "bought · Kit",
        "orders, o.csv:4",
        "1 more of the evidence only prioritise",
    ):
        assert words in text, words
    assert "w.csv" not in text
    assert "in no segment" in shown(FOUND, Standing())


def test_it_escapes_what_a_message_may_cite() -> None:
    source = Source(EVIL, EVIL, 1)
    cited = Cited(7, EVIL, EVIL, EVIL, NOW, source, citable=True)
    evil = Standing(EVIL, EVIL, NOW, EVIL, EVIL, EVIL, [cited])
    assert "<script" not in shown(FOUND, evil)
