"""Every template of a workspace, looked at before a lead is."""

import pytest

from prospector.draft import inspection
from prospector.draft.checks import Severity
from prospector.draft.model import Knowledge
from prospector.rules.ruleset import Ruleset
from prospector.rules.sandbox import Refused
from tests.draft.desk import EMAIL_EN, SOURCES, desk, ruleset
from tests.rulesets import segment

NAME = "hiring/1-opening.email.en.j2"
GOOD = EMAIL_EN.replace("{{ signal.subject }}", "{{ signal.subject|default('colleague') }}")


def problems(source: str = GOOD, name: str = NAME) -> list[str]:
    return [str(problem) for problem in inspection.inspect(desk({name: source}))]


def test_it_finds_nothing_wrong_with_good_templates() -> None:
    assert problems() == []
    assert inspection.inspect(desk(SOURCES)) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hiring/opening.j2", "not named <segment>/<step>-<slug>.<channel>.<language>.j2"),
        ("hirign/1-opening.email.en.j2", "(did you mean 'hiring'?)"),
        ("hiring/1-other.email.en.j2", "no step 1-other; it has 1-opening, 2-again"),
        ("hiring/2-again.linkedin.en.j2", "not sent by linkedin; it is by email"),
        ("hiring/1-opening.email.de.j2", "language 'de'; there are en, fr"),
    ],
)
def test_it_knows_where_a_template_belongs(name: str, message: str) -> None:
    (found,) = problems(name=name)
    assert found.startswith(f"templates/{name}:1:1: ")
    assert message in found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{% macro x() %}{% endmacro %}", "7:1: macro is not allowed in a template"),
        ("{{ lead.titel }}", "7:1: unknown field 'lead.titel' (did you mean 'lead.title'?)"),
        ("{{ 1 / 0 }}", "7:1: division by zero (with everything known)"),
        ("{% include '_partials/none.j2' %}", "7:1: no template '_partials/none.j2'"),
        ("{{ proof.claim }}", "proof is unknown even with everything known"),
        ("{{ 12 * 12 }}", "'144' is neither in the template"),
        ("You use {{ lead.title or '' }} , they say.", "a word is missing"),
        ("See https://evil.example now.", "https://evil.example is neither ours"),
    ],
)
def test_it_says_where_a_template_is_wrong(line: str, message: str) -> None:
    found = problems(GOOD.replace("Shall I", f"{line}\n\nShall I"))
    assert any(message.removesuffix(" (with everything known)") in each for each in found), found
    assert all(each.startswith(f"templates/{NAME}:") for each in found)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hiring/1-opening.email.fr.b.j2", "hiring/1-opening.email.fr.j2 is missing"),
        ("hiring/2-again.email.en.b.j2", "only first messages have variants"),
        ("hiring/1-other.email.en.b.j2", "no step 1-other"),
    ],
)
def test_it_refuses_variants_that_nothing_is_learnt_from(name: str, message: str) -> None:
    found = [str(one) for one in inspection.inspect(desk({**SOURCES, name: GOOD}))]
    assert [each.partition(":")[0] for each in found] == [f"templates/{name}"]
    assert message in found[0]


def test_it_looks_at_a_variant_as_at_any_template() -> None:
    second = "hiring/1-opening.email.en.b.j2"
    assert inspection.inspect(desk({**SOURCES, second: GOOD})) == []
    (found,) = inspection.inspect(desk({**SOURCES, second: f"{GOOD}{{{{ leed }}}}"}))
    assert str(found).startswith(f"templates/{second}:")
    assert "Subject: The dates Acme promises" in inspection.sample(
        second, desk({**SOURCES, second: GOOD})
    )


def test_it_accepts_a_draft_that_would_be_held_for_data() -> None:
    assert problems(EMAIL_EN) == []


def test_it_looks_at_partials_once() -> None:
    sources = {"_partials/x.en.j2": "\n{{ leed }}", NAME: GOOD}
    (found,) = inspection.inspect(desk(sources))
    assert str(found).startswith("templates/_partials/x.en.j2:2:1: unknown variable 'leed'")


def test_it_finds_every_problem_at_once() -> None:
    sources = {NAME: "{{ x", "other/1-opening.email.en.j2": "{{ y", "z.j2": ""}
    assert len(inspection.inspect(desk(sources))) == 3


def test_it_shows_a_template_with_much_and_with_little_known() -> None:
    shown = inspection.sample(NAME, desk({NAME: GOOD}))
    assert shown.startswith(f"# {NAME}\n\n## everything known\n\nSubject: The dates Acme promises")
    assert "## only what a draft cannot do without\n\nSubject: The dates your company" in shown
    assert shown.count("cites: job_posted") == 2
    assert "held: signal.subject is unknown" in inspection.sample(NAME, desk({NAME: EMAIL_EN}))


def test_it_shows_what_the_checks_find() -> None:
    shown = inspection.sample(NAME, desk({NAME: "Subject: Hi\n\nHello"}))
    assert f"{Severity.HOLD}: every e-mail must contain {{{{ opt_out }}}}" in shown
    assert inspection.findings(NAME, Knowledge.BARE, desk({NAME: GOOD})) == []


def test_it_refuses_a_sample_of_a_template_without_a_place() -> None:
    with pytest.raises(Refused, match="no segment has this template"):
        inspection.sample("gone/1-x.email.en.j2", desk())


def by_behaviour() -> Ruleset:
    return ruleset(
        segments={
            "segments": [segment("hiring", "fired('hires')")],
            "behaviours": [
                {"id": "prudent", "label": "Prudent", "when": "intent < 20"},
                {"id": "zen", "label": "Zen", "when": "intent >= 20"},
            ],
        }
    )


def test_it_renders_what_each_behaviour_would_read() -> None:
    varied = GOOD.replace(
        "Shall I", "{% if lead.behaviour == 'zen' %}{{ proof.claim }}{% endif %}Shall I"
    )
    found = [str(one) for one in inspection.inspect(desk({NAME: varied}, by_behaviour()))]
    (problem,) = found
    assert problem.endswith("proof is unknown even with everything known, behaviour zen")


def test_it_shows_a_template_by_behaviour_where_its_words_hang_on_it() -> None:
    partial = "_partials/call.en.j2"
    varied = GOOD.replace("Shall I", f"{{% include '{partial}' %}}Shall I")
    calling = "{% if lead.behaviour == 'zen' %}No hurry. {% endif %}"
    there = desk({NAME: varied, partial: calling}, by_behaviour())
    shown = inspection.sample(NAME, there)
    titles = [line for line in shown.splitlines() if line.startswith("## ")]
    assert [title.rpartition("behaviour ")[2] for title in titles[2:]] == ["prudent", "zen"]
    assert shown.count("No hurry.") == 1
    assert "behaviour" not in inspection.sample(NAME, desk({NAME: GOOD}, by_behaviour()))
