"""Write one message: choose the template, render it, say what it cites, judge the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospector.draft import checks, material, wording
from prospector.draft.checks import Finding, Grounds, Severity
from prospector.draft.context import DraftContext, SignalFacts
from prospector.draft.grounding import Sources, sources_of
from prospector.draft.material import Material, Prepared
from prospector.draft.templates import Choice, Library, Slot
from prospector.rules import sandbox, sentences
from prospector.rules.filters import MissingValue
from prospector.rules.models import say
from prospector.rules.ruleset import Ruleset
from prospector.rules.sandbox import Refused
from prospector.tables import Channel, Signal

CHECKS_GATE = "checks"
NEEDS_DATA_GATE = "needs_data"
_SUBJECT = "subject:"


@dataclass(frozen=True)
class Desk:
    """What every message of a run is written with."""

    library: Library
    ruleset: Ruleset
    today: date
    zone: ZoneInfo
    #: The workspace's language: of a lead whose own is unknown, and of what people see.
    language: str


@dataclass(frozen=True)
class Message:
    """A written message, or what there is of one, and whether it may be queued."""

    subject: str | None
    body: str
    language: str
    template: str
    template_hash: str
    evidence_hash: str
    cites: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str | None = None
    held_gate: str | None = None
    held_reason: str | None = None

    @property
    def notes(self) -> list[str]:
        """What a reviewer should know."""
        noted = [each.sentence for each in self.findings if each.severity is Severity.NOTE]
        return [self.note, *noted] if self.note else noted


def compose(made_of: Material, slot: Slot, desk: Desk) -> Message:
    """The message for one lead and step. It is held, with the reason, where it may not be queued."""
    wanted = language_of(made_of, desk.language)
    choice = desk.library.choose(slot, wanted, made_of.segment.language, made_of.lead.id or 0)
    if choice is None:
        missing = slot.in_(made_of.segment.language)
        return _held(Choice(missing, wanted, None), "", CHECKS_GATE, f"no template {missing}", "")
    return write(made_of, slot, choice, desk)


class Rendering(NamedTuple):
    """A rendered template, with what it was rendered from."""

    prepared: Prepared
    text: checks.Text


def prepare(made_of: Material, choice: Choice, desk: Desk) -> Prepared:
    """What the chosen template may read of one lead."""
    return material.prepare(
        made_of, desk.ruleset, choice.language, today=desk.today, zone=desk.zone
    )


def render(prepared: Prepared, slot: Slot, choice: Choice, desk: Desk) -> Rendering:
    """Render one template from what was prepared for it.

    Raises:
        MissingValue: a value the template needs is unknown.
        Refused: the template is wrong.
    """
    rendered = sandbox.render(desk.library.compiled(choice.name), prepared.context.variables())
    channel = Channel(slot.channel)
    try:
        subject, body = split(rendered, channel)
    except ValueError as error:
        raise Refused(str(error), choice.name, 1) from None
    return Rendering(prepared, checks.Text(subject, body, channel, slot.step))


def judge(made_of: Material, choice: Choice, rendering: Rendering, desk: Desk) -> list[Finding]:
    """Everything the checks find in a rendering."""
    literal = desk.library.literal(choice.name)
    grounds = grounds_of(rendering.prepared, made_of, literal, desk.ruleset)
    return checks.check(rendering.text, grounds)


def write(made_of: Material, slot: Slot, choice: Choice, desk: Desk) -> Message:
    """The message of one template."""
    prepared = prepare(made_of, choice, desk)
    evidence = material.evidence_hash(prepared, material.citable(made_of, desk.ruleset))
    template_hash = desk.library.fingerprint(choice.name)
    try:
        rendering = render(prepared, slot, choice, desk)
    except MissingValue as missing:
        return _held(choice, template_hash, NEEDS_DATA_GATE, str(missing), evidence)
    except Refused as refused:
        return _held(choice, template_hash, CHECKS_GATE, f"templates/{refused}", evidence)
    findings = judge(made_of, choice, rendering, desk)
    holding = [each.sentence for each in findings if each.severity is Severity.HOLD]
    return Message(
        subject=rendering.text.subject,
        body=rendering.text.body,
        language=choice.language,
        template=choice.name,
        template_hash=template_hash,
        evidence_hash=evidence,
        cites=tuple(rendering.prepared.read),
        findings=tuple(findings),
        note=choice.note,
        held_gate=CHECKS_GATE if holding else None,
        held_reason="; ".join(holding) or None,
    )


def _held(choice: Choice, template_hash: str, gate: str, reason: str, evidence: str) -> Message:
    return Message(
        subject=None,
        body="",
        language=choice.language,
        template=choice.name,
        template_hash=template_hash,
        evidence_hash=evidence,
        note=choice.note,
        held_gate=gate,
        held_reason=reason,
    )


def language_of(made_of: Material, default: str) -> str:
    """The language this lead is written to in, where a template of it exists."""
    account = made_of.account
    return wording.language_of(
        made_of.lead.language, made_of.lead.country, account.country if account else None, default
    )


def split(rendered: str, channel: Channel) -> tuple[str | None, str]:
    """Subject and body of a rendered template; the body without loose ends of blank lines.

    Raises:
        ValueError: an e-mail does not begin with its subject.
    """
    text = rendered.strip()
    if channel is not Channel.EMAIL:
        return None, tidy(text)
    first, _, rest = text.partition("\n")
    if not first.lower().startswith(_SUBJECT):
        raise ValueError("the first line must be 'Subject: …'")
    return " ".join(first[len(_SUBJECT) :].split()), tidy(rest)


def tidy(text: str) -> str:
    """No space at the end of a line, at most one blank line between two."""
    lines: list[str] = []
    for line in (each.rstrip() for each in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


def grounds_of(prepared: Prepared, made_of: Material, literal: str, ruleset: Ruleset) -> Grounds:
    """What this message may draw on, and what it must contain."""
    context, company = prepared.context, ruleset.company
    feed = material.source_feed(made_of.lead)
    links = [made_of.sender.linkedin_url, context.proof.link if context.proof else None]
    return Grounds(
        sources=Sources((literal, *_own_texts(context), *_their_texts(context, prepared.read))),
        literal=literal,
        notice=context.notice,
        opt_out=context.opt_out,
        hosts=frozenset({checks.host_of(company.site), *company.own_domains}),
        links=frozenset(link.lower() for link in links if link),
        undeclared=feed if feed and feed not in ruleset.feeds.feeds else None,
        private=_private_texts(material.private(made_of, ruleset)),
    )


def _own_texts(context: DraftContext) -> tuple[str, ...]:
    proof = material.values(context.proof) if context.proof else {}
    facts: list[Mapping[str, object]] = [
        material.values(context.sender),
        material.values(context.company),
        material.values(context.persona),
        proof,
    ]
    texts = sources_of(value for each in facts for value in each.values())
    return (*texts, context.notice, context.opt_out)


def _their_texts(context: DraftContext, read: Mapping[int, SignalFacts]) -> tuple[str, ...]:
    facts: list[Mapping[str, object]] = [
        {k: v for k, v in material.values(context.lead).items() if k != "behaviour"},
        material.values(context.account),
        *(material.values(signal) for signal in read.values()),
    ]
    texts = sources_of(value for each in facts for value in each.values())
    return (*texts, context.greeting, str(context.step))


def _private_texts(signals: Sequence[Signal]) -> list[str]:
    told = ((signal.subject, signal.topic, signal.text, signal.url) for signal in signals)
    return [text for texts in told for text in texts if text]


def why_now(made_of: Material, ruleset: Ruleset, language: str) -> str:
    """Why now, in one sentence for the reviewer: the best rule with the signal it speaks of."""
    rules = [ruleset.intent_by_id[each] for each in made_of.fired if each in ruleset.intent_by_id]
    for rule in rules:
        for signal in made_of.evidence:
            if f"'{signal.kind}'" in rule.when or "signal.kind" not in rule.when:
                return sentences.sentence(
                    rule.why,
                    language,
                    signal=_told(signal, ruleset),
                    lead=made_of.lead.model_dump(),
                    account=_their_company(made_of, language),
                )
    if made_of.evidence:
        return sentences.label(_told(made_of.evidence[0], ruleset), language)
    return say(made_of.segment.label, language)


def _their_company(made_of: Material, language: str) -> dict[str, object]:
    """The account's columns, with its name as one says it."""
    if made_of.account is None:
        return {}
    spoken = material.account_facts(made_of.account, language).name
    return {**made_of.account.model_dump(), "name": spoken}


def _told(signal: Signal, ruleset: Ruleset) -> dict[str, object]:
    kind = ruleset.signals.kinds.get(signal.kind)
    return {**signal.model_dump(), "label": kind.label if kind else None}
