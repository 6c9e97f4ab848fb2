"""The model lead."""

import pytest

from prospector.draft import material, model
from prospector.draft.model import Knowledge
from tests.draft.desk import TODAY, ZONE, ruleset
from tests.rulesets import segment


def test_it_has_the_evidence_its_segment_asks_for() -> None:
    rules = ruleset()
    made = model.material(rules, rules.segments_by_id["hiring"], 2, "en", today=TODAY)
    assert [signal.kind for signal in made.evidence] == ["job_posted"]
    assert (made.fired, made.step) == (["hires"], 2)
    assert material.citable(made, rules) == made.evidence


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_known_fully_or_barely(language: str) -> None:
    rules = ruleset()
    hiring = rules.segments_by_id["hiring"]
    told = {
        knowledge: material.prepare(
            model.material(rules, hiring, 1, language, today=TODAY, knowledge=knowledge),
            rules,
            language,
            today=TODAY,
            zone=ZONE,
        ).context
        for knowledge in Knowledge
    }
    full, bare = told[Knowledge.FULL], told[Knowledge.BARE]
    assert full.signal is not None
    assert bare.signal is not None
    assert full.lead.title
    assert (full.account.name, full.signal.date is not None) == ("Acme", True)
    assert (bare.lead.title, bare.signal.subject, bare.signal.date) == (None, None, None)
    assert bare.account.name in ("your company", "votre entreprise")
    assert bare.greeting in ("Hello", "Bonjour")


def test_it_speaks_of_our_own_tools_where_the_kind_does() -> None:
    rules = ruleset(
        company={**ruleset().company.model_dump(), "integrations": ["Orme ERP"]},
        signals={"kinds": {"tool_adopted": {"label": "adopted a tool"}}},
        intent={
            "rules": [
                {"id": "hires", "when": "signal.kind = 'tool_adopted'", "points": 1, "why": "x"}
            ]
        },
    )
    made = model.material(rules, rules.segments_by_id["hiring"], 1, "en", today=TODAY)
    assert made.evidence[0].subject == "Orme ERP"


def test_it_has_the_evidence_of_those_whom_moves_bring_to_its_messages() -> None:
    rules = ruleset(
        segments={
            "segments": [segment("hiring", "fired('hires')"), segment("thanks", "false")],
            "on_move": [{"id": "m", "to": "hiring", "then": "purpose", "segment": "thanks"}],
        }
    )
    made = model.material(rules, rules.segments_by_id["thanks"], 1, "en", today=TODAY)
    assert (made.fired, [signal.kind for signal in made.evidence]) == (["hires"], ["job_posted"])
