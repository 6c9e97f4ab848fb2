"""Where a lead stands beside its score, read from the store."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospector.app import App
    from prospector.draft.material import Material
    from prospector.score.standing import Cited, Standing
    from prospector.tables import Signal


def standing(app: "App", lead_id: int, language: str) -> "Standing":
    """The segment and behaviour a lead is in now, and what a message to it may cite."""
    from prospector.rules.models import say
    from prospector.score.standing import Standing
    from prospector.store import memberships

    with app.database.read() as session:
        member = memberships.of_lead(session, lead_id)
    if member is None:
        return Standing()
    segment = app.ruleset.segments_by_id.get(member.segment)
    behaviours = {one.id: one for one in app.ruleset.segments.behaviours}
    behaviour = behaviours.get(member.behaviour or "")
    return Standing(
        segment=member.segment,
        segment_label=say(segment.label, language) if segment else member.segment,
        since=member.since,
        behaviour=member.behaviour,
        behaviour_label=say(behaviour.label, language) if behaviour else member.behaviour or "",
        advice=say(behaviour.advice, language) if behaviour else "",
        evidence=_evidence(app, lead_id, member.drafts_as or member.segment, language),
    )


def _evidence(app: "App", lead_id: int, segment: str, language: str) -> "list[Cited]":
    from prospector.draft import material
    from prospector.draft.stage import material_for
    from prospector.draft.templates import Slot

    if segment not in app.ruleset.segments_by_id:
        return []
    slot = Slot(segment, 1, "", "email")
    made_of: Material = material_for(app.database, str(lead_id), slot, app.ruleset)
    spoken = {signal.id for signal in material.citable(made_of, app.ruleset)}
    return [_cited(app, one, language, citable=one.id in spoken) for one in made_of.evidence]


def _cited(app: "App", signal: "Signal", language: str, *, citable: bool) -> "Cited":
    from prospector.rules.models import say
    from prospector.score.parts import Source
    from prospector.score.standing import Cited

    kind = app.ruleset.signals.kinds.get(signal.kind)
    return Cited(
        signal=signal.id or 0,
        kind=signal.kind,
        label=say(kind.label, language) if kind else signal.kind,
        subject=signal.subject,
        occurred_at=signal.occurred_at,
        source=Source(signal.feed, signal.file, signal.line),
        citable=citable,
    )
