"""Show every part of a lead's score: they add up to it exactly."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prospector.cli import _explained
from prospector.cli._files import write_out
from prospector.cli._shared import console, emit_json, json_option, story, with_app
from prospector.cli._standing import standing
from prospector.cli._words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session

    from prospector.app import App
    from prospector.policy import Gate
    from prospector.score.explanation import Explanation
    from prospector.score.standing import Standing
    from prospector.tables import Lead

#: What every explanation has, and that of a suppressed lead has empty.
_OF_A_SCORE = ("as_of", "known_at", "ruleset", "fit", "intent", "grade", "priority", "outlook")


@click.command()
@click.argument("lead")
@click.option(
    "--html",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as a page with pictures to this file instead; it loads nothing.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    help="Of the sentences (default: the workspace's).",
)
@click.option(
    "--ruleset",
    "by",
    metavar="VERSION|DIR",
    help="By these rules: a kept version (its first letters are enough), or a folder.",
)
@json_option
@with_app
def command(
    app: "App",
    *,
    lead: str,
    out: Path | None,
    language: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Explain the score of LEAD (an id, e-mail address or profile URL).

    A waterfall, then every part with its signal, its source and what it was discounted for, then
    the signals that gave nothing. It is the stored score, as of when it was made; `prospector
    --as-of TIME explain LEAD` computes the score of that time instead, with --ruleset by the rules of
    another one. Who is suppressed has no score: it says since when and why instead.
    """
    from prospector import score
    from prospector.store import leads

    told = language or app.settings.language
    with app.database.read() as session:
        found = leads.find(session, lead)
        ruleset = app.against(by) if by else app.ruleset
        if gate := _closed(app, session, found, told):
            beside = _beside(app, found, lead)
            _tell_closed(gate, found, beside, Words(told), as_json=as_json)
            return
        as_of, known_at = _times(app, found.id or 0, ruleset.version, Words(told))
        explanation = score.explain(
            session,
            ruleset,
            found.id or 0,
            as_of=as_of,
            known_at=known_at,
            language=told,
        )
    beside = _beside(app, found, lead)
    where = standing(app, found.id or 0, told)
    if as_json:
        emit_json({**explanation.as_json(), **beside, "evidence": where.evidence})
        return
    for line in _notes(beside, Words(told)):
        story(line)
    if out is not None:
        from prospector.score.page import page

        write_out(out, page(explanation, where).encode())
        story(Words(told)("explain.written", path=out))
        return
    _print(explanation, where)


def _closed(app: "App", session: "Session", lead: "Lead", language: str) -> "Gate | None":
    """The gate of a lead that is suppressed: there is no score to explain."""
    from prospector import policy
    from prospector.store import suppressions

    lead_id = lead.id or 0
    found = suppressions.matching(session, key=app.suppression_key, lead_ids={lead_id})
    return policy.objection(found.get(lead_id, ()), app.settings.zone, language=language)


def _tell_closed(
    gate: "Gate", lead: "Lead", beside: dict[str, object], say: Words, *, as_json: bool
) -> None:
    if as_json:
        known = {"id": lead.id, "email": lead.email, "linkedin_url": lead.linkedin_url}
        why = {"gate": gate.code, "reason": gate.reason, "suppressed_since": lead.suppressed_at}
        emit_json({"lead": known, **dict.fromkeys(_OF_A_SCORE), **why, **beside})
        return
    for line in _notes(beside, say):
        story(line)
    who = lead.email or lead.linkedin_url or say("lead.id", id=lead.id)
    click.echo(say("explain.closed", who=who, gate=say.called(gate.code)))
    click.echo(f"  {gate.reason}.")
    click.echo(f"  {gate.action}")


def _print(found: "Explanation", where: "Standing") -> None:
    from prospector.score import told
    from prospector.score.waterfall import fit_bars, intent_bars
    from prospector.score.wording import WORDS

    words, language = WORDS[found.language], found.language
    for line in (*told.heading(found), *told.outlook(found)):
        click.echo(line)
    for line in told.standing(where, language):
        click.echo(line)
    click.echo()
    pictures = (
        (intent_bars(found.intent.parts), found.intent.score, words["intent"]),
        (fit_bars(found.fit.parts), found.fit.score, words["fit"]),
    )
    for bars, score, label in pictures:
        for line in _explained.bars(bars, score, label=label.lower(), language=language):
            click.echo(line)
        click.echo()
    console().print(_explained.intent(found), _explained.fit(found), sep="\n")
    if where.citable:
        click.echo()
        for line in _explained.citable(where.citable, language):
            click.echo(line)
    if found.uncounted:
        click.echo()
        for line in _explained.uncounted(found.uncounted, language):
            click.echo(line)


def _beside(app: "App", found: "Lead", asked: str) -> dict[str, object]:
    """What else there is to know of a lead: segment, behaviour, a merge, a suppression."""
    from prospector.store import memberships, suppressions

    lead_id = found.id or 0
    with app.database.read() as session:
        member = memberships.of_lead(session, lead_id)
        closed = suppressions.matching(session, key=app.suppression_key, lead_ids={lead_id})
    number = asked.strip().removeprefix("#")
    merged = int(number) if number.isdigit() and int(number) != lead_id else None
    return {
        "segment": member.segment if member else None,
        "behaviour": member.behaviour if member else None,
        "merged_from": merged,
        "suppressed": [one.reason for one in closed.get(lead_id, ())],
    }


def _notes(beside: dict[str, object], say: Words) -> "Iterator[str]":
    from prospector.store.suppressions import BOUNCED

    if beside["merged_from"]:
        yield say("explain.merged", lead=beside["merged_from"])
    if beside["suppressed"] == [BOUNCED]:
        yield say("explain.bounced")


def _times(app: "App", lead_id: int, version: str, say: Words) -> "tuple[datetime, datetime]":
    """Those of the stored score, unless the command was given a time."""
    from prospector.store import scores

    asked = click.get_current_context().find_root().params
    with app.database.read() as session:
        stored = scores.of_lead(session, lead_id)
    if stored is None or asked.get("as_of") or asked.get("known_at"):
        return app.now, app.known_at
    if stored.ruleset != version == app.ruleset.version:
        story(say("explain.stale"))
    return stored.as_of, stored.known_at
