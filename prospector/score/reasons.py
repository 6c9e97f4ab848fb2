"""Explain one lead of a world: contributions, traits, outlook, put together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from prospector.columns import from_micros
from prospector.engine import scoring
from prospector.engine.fit import Priors
from prospector.engine.traits import flags, groups_of
from prospector.engine.worlds import World
from prospector.rules.ruleset import Ruleset
from prospector.score.ahead import outlook
from prospector.score.explanation import Explanation, Fit, Intent
from prospector.score.paces import paces
from prospector.score.parts import IntentPart, Row, Told, intent_parts, why
from prospector.score.questions import questions
from prospector.score.repeats import repeats
from prospector.score.traits import Sheet, fit_parts
from prospector.score.uncounted import uncounted


def contributions(ruleset: Ruleset, world: World) -> Sequence[Row]:
    """Every contribution to the leads of a world."""
    rules = pl.DataFrame({"rule": range(len(ruleset.intent.rules))}, schema={"rule": pl.Int32})
    wanted = world.leads.select("lead_id").join(rules, how="cross")
    return scoring.contributions(ruleset, world, wanted).rows(named=True)


def explain(
    ruleset: Ruleset, world: World, expected: Priors, found: Sequence[Row], told: Told
) -> Explanation:
    """The explanation of the one lead of a world; `found` is what `contributions` gave."""
    told = replace(told, repeats=repeats(world, ruleset.outcomes))
    card = scoring.scores(ruleset, world, expected).row(0, named=True)
    parts, sums = intent_parts(ruleset, found, told)
    traits = scoring.traits(ruleset, world).row(0, named=True)
    return Explanation(
        lead=_person(told),
        as_of=from_micros(world.as_of),
        known_at=from_micros(world.known_at),
        ruleset=ruleset.version,
        fit=_fit(ruleset, traits, card, told.language),
        intent=Intent(score=card["intent"], raw=sums.raw, parts=parts),
        grade=card["grade"],
        disqualified_by=card["disqualified_by"],
        questions=questions(ruleset, traits, told.language),
        priority=card["priority"],
        outlook=outlook(ruleset, world, expected, card, sums.before_caps),
        paces=paces(ruleset, world),
        language=told.language,
        whys=_whys(ruleset, parts, told),
        uncounted=uncounted(
            ruleset, {row["signal_id"] for row in found}, told, from_micros(world.as_of)
        ),
    )


def _whys(ruleset: Ruleset, parts: Sequence[IntentPart], told: Told) -> dict[str, str]:
    """Why now, in each language: the rule and signal that give most."""
    best = next((part for part in parts if part.cap is None and part.nano > 0), None)
    if best is None or best.signal is None:
        return {}
    rule, signal = ruleset.intent_by_id[str(best.rule)], told.signals[best.signal]
    return {
        language: why(ruleset, rule, signal, replace(told, language=language))
        for language in ("en", "fr")
    }


def _person(told: Told) -> dict[str, Any]:  # Any: a JSON object
    names = (told.lead.get("first_name"), told.lead.get("last_name"))
    return {
        "id": told.lead["id"],
        "email": told.lead.get("email"),
        "name": " ".join(name for name in names if name) or None,
        "title": told.lead.get("title"),
        "linkedin_url": told.lead.get("linkedin_url"),
        "account": told.account.get("name"),
    }


def _fit(ruleset: Ruleset, traits: Row, card: Row, language: str) -> Fit:
    groups = groups_of(ruleset)
    sheet = Sheet(
        groups=[group for group in groups if group.profile.id == card["profile"]],
        traits=traits,
        flags=flags(groups),
        language=language,
    )
    return Fit(
        profile=card["profile"],
        score=card["lower"],
        upper=card["upper"],
        expected=card["expected"],
        unknown_field=card["unknown_field"],
        parts=fit_parts(sheet),
    )
