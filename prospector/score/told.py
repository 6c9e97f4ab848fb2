"""An explanation in lines of text, English or French: for the terminal and the page alike."""

from collections.abc import Iterator
from dataclasses import asdict

from prospector.french import numeral
from prospector.score.explanation import Explanation
from prospector.score.parts import IntentPart
from prospector.score.standing import Standing
from prospector.score.traits import FitPart
from prospector.score.wording import WORDS, points, tell


def heading(found: Explanation) -> Iterator[str]:
    """Who, as of when, by which rules, and why now."""
    words, lead = WORDS[found.language], found.lead
    who = (
        lead["name"]
        or lead["email"]
        or lead["linkedin_url"]
        or tell(found.language, "lead", id=lead["id"])
    )
    yield " · ".join(filter(None, (found.grade, who, lead["title"], lead["account"])))
    yield words["as_of"].format(
        at=f"{found.as_of:%Y-%m-%d %H:%M}",
        ruleset=found.ruleset,
        priority=numeral(f"{found.priority:.1f}", found.language),
    )
    if found.disqualified_by:
        yield words["disqualified"].format(rule=found.disqualified_by)
    yield words["why_now"].format(why=found.why_now) if found.why_now else words["silent"]


def outlook(found: Explanation) -> Iterator[str]:
    """What is worth finding, when the grade falls, what would lift it, how busy the company is."""
    words, falls, rises = WORDS[found.language], found.outlook.falls, found.outlook.rises
    if found.fit.upper > found.fit.score:
        yield words["could"].format(
            upper=points(found.fit.upper, found.language), field=found.fit.unknown_field
        )
    for one in found.questions:
        yield words["question"].format(why=one.why, fields=", ".join(one.unknown))
    if falls:
        yield words["falls"].format(to=falls.to, on=f"{falls.on:%Y-%m-%d}")
    if rises:
        yield words["rises"].format(
            rule=rises.rule, points=numeral(f"{rises.points:g}", found.language), to=rises.to
        )
    for pace in found.paces:
        if not pace.lately + pace.before:
            continue
        score = (
            words[pace.unknown] if pace.unknown else numeral(f"{pace.score:.1f}", found.language)
        )
        yield words["pace"].format(**{**asdict(pace), "name": words[pace.name], "score": score})


def standing(found: Standing, language: str) -> Iterator[str]:
    """Segment, behaviour with its advice, and how much of the evidence no message speaks of."""
    words = WORDS[language]
    if found.segment is None:
        yield words["no_segment"]
        return
    yield words["segment"].format(
        label=found.segment_label, name=found.segment, since=f"{found.since:%Y-%m-%d}"
    )
    if found.behaviour:
        named = words["behaviour"].format(label=found.behaviour_label)
        told = words["listed"].format(title=named) + f" {found.advice}"
        yield told if found.advice else named
    private = len(found.evidence) - len(found.citable)
    if not found.citable:
        yield words["cites_nothing"]
    if private:
        yield words["private"].format(count=private)


def factors(part: IntentPart, language: str) -> str:
    """How the points of a part came about: `24 points x decay 0.50; 10.0 days`."""
    words = WORDS[language]
    if part.source is None:
        return ""
    named = {
        "share": part.share,
        "confidence": part.confidence,
        "redundancy": part.redundancy,
        "decay": part.decay,
    }
    found = [f"{numeral(f'{part.rule_points:g}', language)} {words['points']}"]
    found += [
        f"{words[name]} {numeral(f'{value:.2f}', language)}"
        for name, value in named.items()
        if value not in (None, 1)
    ]
    age = words["days"].format(days=numeral(f"{part.age_days:.1f}", language))
    return words["came"].format(factors=" x ".join(found), age=age)


def source(part: IntentPart) -> str:
    """Where the signal of a part stands: feed, file and line, or request."""
    if part.source is None:
        return ""
    return f"{part.source.feed}, {part.source.file}:{part.source.line}"


def holds(part: FitPart, language: str) -> str:
    """Whether a trait holds, or what is missing to tell."""
    words = WORDS[language]
    if part.holds is None:
        return words["unknown"].format(
            worth=points(part.worth or 0, language), fields=", ".join(part.unknown)
        )
    return words["yes"] if part.holds else words["no"]
