"""An explanation as a page that loads and runs nothing."""

import re
from dataclasses import replace

from prospector.score.discounts import Discount
from prospector.score.page import STYLE, page
from prospector.score.parts import Source
from prospector.score.uncounted import Uncounted
from prospector.sheet import policy
from tests.cli.test_explained import FOUND
from tests.stories import NOW

EVIL = "<script>alert(1)</script>"


def test_it_shows_pictures_parts_and_what_gave_nothing() -> None:
    lost = Uncounted(9, "page_visited", EVIL, NOW, Source("web", "hook/7", 1), "no_rule", "no rule")
    text = page(replace(FOUND, uncounted=[lost]))
    assert text.count("<svg") == 2
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
    text = page(
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
    text = page(replace(FOUND, language="fr", whys={}))
    assert '<html lang="fr">' in text
    assert "pourquoi maintenant : aucun signal ne le dit" in text


def test_it_says_that_nothing_counts() -> None:
    empty = replace(FOUND.intent, parts=[], score=0, raw=0)
    assert "nothing counts" in page(replace(FOUND, intent=empty))
