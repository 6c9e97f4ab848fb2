"""The messages we ship: one per step, channel and language, fit to be sent as they are."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader

from prospector.draft import checks, compose, context, wording
from prospector.draft.context import CitedSignal, DraftContext, SignalFacts
from prospector.draft.grounding import Sources
from prospector.rules import sandbox
from prospector.rules.loader import load_ruleset
from prospector.rules.models import SegmentRule, Step, say
from prospector.rules.ruleset import Ruleset
from prospector.rules.sandbox import Sandbox
from prospector.tables import Channel

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
LANGUAGES = ("en", "fr")
_TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
LONG_COMPANY = "Mécanique de Précision du Haut-Jura"
LONG_SUBJECT = "Ingénieur technico-commercial, secteur Grand Est (F/H)"
#: What a segment's message may speak of, beside nothing at all.
SPOKEN_OF: dict[str, tuple[str, ...]] = {
    "open-to-work": ("open_to_work",),
    "dormant-customer": ("purchased",),
    "loyal-buying-less": ("purchased",),
    "loyal": ("purchased",),
    "occasional": ("purchased",),
    "thanks": ("purchased",),
    "attended-event": ("event_attended",),
    "competitor-tool": ("tool_dropped", "competitor_tool_used", "tool_adopted"),
    "integrated-tool": ("tool_adopted",),
    "hiring-sales-team": ("job_posted",),
    "industrial-sme": ("post_liked", "post_commented", "job_posted", "site_opened", "met"),
    "structured-mid-cap": ("post_shared", "executive_hired", "job_posted", "site_opened", "met"),
    "engaged-with-posts": ("post_liked", "post_commented", "post_shared", "page_followed"),
}


@cache
def shipped() -> Ruleset:
    return load_ruleset(ROOT / "rules")


@cache
def library() -> Sandbox:
    return Sandbox(FileSystemLoader(TEMPLATES))


def messages() -> Iterator[tuple[SegmentRule, int, Step, Channel]]:
    for segment in shipped().segments.segments:
        for number, step in enumerate(segment.sequence, start=1):
            for channel in step.channels:
                yield segment, number, step, channel


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.j2") if path.parent.name != "_partials")


def named(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def signal_of(kind: str, *, told: bool) -> CitedSignal:
    facts = SignalFacts(
        kind=kind,
        label=kind,
        subject=LONG_SUBJECT if told else None,
        topic="les micro-arrêts sur les lignes de conditionnement" if told else None,
        text="Chez nous on les note encore sur une feuille." if told else None,
        subject_of=None,
        date="12 November" if told else None,
        days_ago=8 if told else None,
        amount=None,
        currency=None,
        url=None,
    )
    return CitedSignal(1, facts, {})


def context_of(
    segment: SegmentRule,
    language: str,
    signal: CitedSignal | None,
    *,
    company: str | None,
    behaviour: str | None = None,
) -> DraftContext:
    ours, sender = shipped().company, shipped().company.senders[0]
    proof = next((p for p in shipped().proofs.proofs if segment.id in p.segments), None)
    return DraftContext(
        greeting="Bonjour Madame de La Rochebrune"
        if company
        else wording.greeting(language, first_name=None, last_name=None, civility=None),
        lead=context.LeadFacts(
            first_name=None,
            last_name=None,
            spoken_name=None,
            civility=None,
            title=None,
            function=None,
            seniority=None,
            behaviour=behaviour,
        ),
        account=context.AccountFacts(
            name=company or wording.NO_COMPANY[language],
            industry=None,
            city=None,
            region=None,
            country=None,
            employees=None,
            sites=None,
            tools=[],
        ),
        sender=context.SenderFacts(
            name=sender.name, title=say(sender.title, language), email=sender.email
        ),
        company=context.CompanyFacts(
            name=ours.name,
            site=ours.site,
            offer=say(ours.offer, language),
            integrations=[],
            postal_address=ours.postal_address,
        ),
        signal=signal,
        signals=[signal] if signal else [],
        proof=context.ProofFacts(claim=say(proof.claim, language), link=proof.link)
        if proof and company
        else None,
        persona=context.PersonaFacts(
            **{
                question: say(getattr(segment.persona, question), language)
                for question in type(segment.persona).model_fields
            }
        ),
        notice=say(ours.privacy_notice, language),
        opt_out=wording.OPT_OUT[language],
        step=1,
        language=language,
    )


def behaviours_in(path: Path) -> list[str]:
    """The behaviours a template chooses its words by."""
    if "lead.behaviour" not in path.read_text(encoding="utf-8"):
        return []
    return [one.id for one in shipped().segments.behaviours]


def renderings(path: Path) -> Iterator[str]:
    """The template over everything it may meet: nothing known, little known, all of it and long."""
    segment = shipped().segments_by_id[path.parent.name]
    language = path.name.split(".")[-2]
    signals = [
        None,
        *(signal_of(kind, told=told) for kind in SPOKEN_OF[segment.id] for told in (False, True)),
    ]
    for signal in signals:
        for company in (None, LONG_COMPANY):
            for behaviour in (None, *behaviours_in(path)):
                given = context_of(segment, language, signal, company=company, behaviour=behaviour)
                yield sandbox.render(sandbox.get(library(), named(path)), given.variables())


def test_it_says_something_else_to_each_behaviour_in_both_languages() -> None:
    varied = [path for path in templates() if behaviours_in(path)]
    assert {named(path) for path in varied} == {
        f"{name}.email.{language}.j2"
        for name in ("attended-event/1-thank-you", "loyal/1-your-view")
        for language in LANGUAGES
    }
    for path in varied:
        segment, language = shipped().segments_by_id[path.parent.name], path.name.split(".")[-2]
        said = {
            sandbox.render(
                sandbox.get(library(), named(path)),
                context_of(segment, language, None, company=None, behaviour=one).variables(),
            )
            for one in ("go-getter", "prudent", "discoverer", "zen")
        }
        assert len(said) == 4, named(path)


def test_it_has_a_message_for_every_step_channel_and_language() -> None:
    wanted = {
        f"{segment.id}/{number}-{step.slug}.{channel}.{language}.j2"
        for segment, number, step, channel in messages()
        for language in LANGUAGES
    }
    assert {path.relative_to(TEMPLATES).as_posix() for path in templates()} == wanted


def test_it_has_every_partial_in_both_languages() -> None:
    names = {path.name for path in (TEMPLATES / "_partials").glob("*.j2")}
    stems = {name.rsplit(".", 2)[0] for name in names}
    assert names == {f"{stem}.{language}.j2" for stem in stems for language in LANGUAGES}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_asks_one_thing_and_praises_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prose = _TAG.sub("", text)
    assert "!" not in prose
    flattery = re.compile(
        r"\b(impress\w*|amazing|awesome|love (what|your)|congratulations|félicitations|bravo|passionnant|inspirant)\b",
        re.IGNORECASE,
    )
    assert not flattery.search(prose)
    folded = " ".join(prose.lower().split())
    assert [wording for wording in checks.SPAM_WORDING if f" {wording} " in f" {folded} "] == []


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_has_a_subject_in_e_mails_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Subject: ") is (".email." in path.name)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_says_who_we_are_and_how_to_object(path: Path) -> None:
    if ".email." not in path.name:
        return
    language = path.name.split(".")[-2]
    partial = "footer" if path.name.startswith("1-") else "signature"
    text = path.read_text(encoding="utf-8")
    assert text.rstrip().endswith(f'{{% include "_partials/{partial}.{language}.j2" %}}')
    ends = (TEMPLATES / f"_partials/{partial}.{language}.j2").read_text(encoding="utf-8")
    assert "{{ opt_out }}" in ends
    assert ("{{ notice }}" in ends) is path.name.startswith("1-")


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_sets_french_punctuation_with_spaces_that_do_not_break(path: Path) -> None:
    if ".fr." not in path.name:
        return
    prose = _TAG.sub("", path.read_text(encoding="utf-8")).replace("Subject: ", "")
    assert not re.search(r"[ \w][?!;»]|« |\w:(?=\s)", prose), "write a no-break space"
    assert not re.search(r"\b(tu|toi|tes|ton)\b", prose), "vous"


def test_it_reads_only_what_a_message_may_know() -> None:
    known = context.names()
    partials = sorted((TEMPLATES / "_partials").glob("*.j2"))
    for path in [*templates(), *partials]:
        for tag in _TAG.findall(path.read_text(encoding="utf-8")):
            without_texts = re.sub(r"'[^']*'|\"[^\"]*\"", "", tag)
            for name, field in re.findall(r"\b([a-z_]+)\.([a-z_]+)\b", without_texts):
                assert field in known[name], f"{path.name}: {name}.{field}"


def test_it_names_the_tool_somebody_adopted() -> None:
    for path in (TEMPLATES / "integrated-tool").glob("1-*.j2"):
        assert "{{ signal.subject" in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_leaves_no_hole_and_keeps_its_length_whatever_is_known(path: Path) -> None:
    channel, step = Channel(path.name.split(".")[-3]), int(path.name.partition("-")[0])
    company, sender = shipped().company, shipped().company.senders[0]
    language = path.name.split(".")[-2]
    for rendered in renderings(path):
        subject, body = compose.split(rendered, channel)
        grounds = checks.Grounds(
            sources=Sources((rendered,)),
            literal=path.read_text(encoding="utf-8"),
            notice=say(company.privacy_notice, language),
            opt_out=wording.OPT_OUT[language],
            hosts=frozenset(company.own_domains),
            links=frozenset({sender.linkedin_url or ""}),
        )
        found = checks.check(checks.Text(subject, body, channel, step), grounds)
        assert found == [], rendered


@pytest.mark.parametrize("path", templates(), ids=named)
def test_it_asks_at_most_two_questions(path: Path) -> None:
    for rendered in renderings(path):
        asked = rendered.partition("\n\n")[2] if ".email." in path.name else rendered
        assert asked.count("?") <= 3, rendered
