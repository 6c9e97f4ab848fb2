"""Whole rulesets from small dicts: `make_ruleset(intent={"rules": [...]})`."""

import json
from typing import Any

from prospector.rules import models, version
from prospector.rules.ruleset import Ruleset

KINDS: dict[str, Any] = {
    "post_liked": {"label": {"en": "liked a post", "fr": "a aimé un post"}},
    "post_commented": {"label": {"en": "commented on a post", "fr": "a commenté un post"}},
    "event_attended": {"label": "attended an event", "half_life": 30},
    "job_posted": {"label": "posted a job", "half_life": 30},
    "tool_adopted": {"label": "adopted a tool", "half_life": "never"},
    "pricing_visited": {"label": "visited pricing", "mention": "private", "needs": "consent"},
    "purchased": {"label": "bought", "half_life": 90},
    "replied": {"label": "replied", "outcome": True},
}
FIT: dict[str, Any] = {
    "profiles": [
        {
            "id": "core",
            "label": "Core",
            "groups": [
                {
                    "id": "size",
                    "rules": [
                        {
                            "id": "mid-size",
                            "when": "account.employees between 50 and 250",
                            "points": 60,
                        },
                        {"id": "large", "when": "account.employees > 250", "points": 30},
                    ],
                },
                {
                    "id": "role",
                    "rules": [
                        {"id": "director", "when": "lead.seniority = 'director'", "points": 40}
                    ],
                },
            ],
        }
    ]
}
PERSONA = dict.fromkeys(models.Persona.model_fields, "…")
DEFAULTS: dict[str, Any] = {
    "company": {
        "name": "Ours",
        "site": "https://ours.example",
        "offer": "make things simple",
        "postal_address": "1 rue de l'Exemple, 75001 Paris",
        "privacy_notice": "Ours writes to you because of your work; answer stop to object.",
        "own_domains": ["ours.example"],
        "senders": [
            {"id": "alice", "name": "Alice", "title": "Sales", "email": "alice@ours.example"}
        ],
    },
    "proofs": {},
    "feeds": {},
    "signals": {"kinds": KINDS},
    "fit": FIT,
    "intent": {"rules": []},
    "grades": {"fit": {"A": 70, "B": 40}, "intent": {"1": 50, "2": 20}},
    "segments": {"segments": []},
    "policy": {
        "grades": ["A1", "A2", "B1", "B2"],
        "sdrs": [{"id": "alice", "name": "Alice", "email": "alice@ours.example"}],
    },
}


def make_ruleset(**parts: Any) -> Ruleset:  # Any: each part is checked by its pydantic model
    """A ruleset whose files are the defaults above, each replaced whole by a keyword."""
    unknown = set(parts) - set(models.FILES)
    assert not unknown, f"no such files: {sorted(unknown)}"
    files = {
        stem: model.model_validate(parts.get(stem, DEFAULTS[stem]))
        for stem, model in models.FILES.items()
    }
    return Ruleset(
        **files,  # type: ignore[arg-type] # each stem names the field of its own model
        version=version.score_version(files),
        policy_version=version.policy_version(files["policy"]),
        texts={f"{stem}.yaml": _as_yaml(parts.get(stem, DEFAULTS[stem])) for stem in files},
    )


def intent_rule(rule_id: str, when: str, points: float, **more: Any) -> dict[str, Any]:
    """An intent rule in short."""
    return {"id": rule_id, "when": when, "points": points, "why": rule_id, **more}


def segment(segment_id: str, when: str, **more: Any) -> dict[str, Any]:
    """A segment in short."""
    return {
        "id": segment_id,
        "label": segment_id,
        "when": when,
        "purpose": "new_conversation",
        "persona": PERSONA,
        "sequence": [{"slug": "opening", "channels": ["email"]}],
        "caps": [{"window": "day", "limit": 10}],
        **more,
    }


def _as_yaml(part: dict[str, Any]) -> str:
    return json.dumps(part, ensure_ascii=False)  # JSON is YAML
