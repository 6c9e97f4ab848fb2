"""One message, from its material to its verdict."""

from datetime import timedelta
from typing import Any

import pytest

from prospector.draft import compose
from prospector.draft.checks import Code
from prospector.draft.compose import Message
from prospector.draft.context import catalogue
from prospector.draft.material import Material
from prospector.draft.templates import Slot
from prospector.tables import Channel
from tests.draft.desk import (
    EMAIL_EN,
    NOW,
    SOURCES,
    a_lead,
    a_signal,
    an_account,
    company,
    desk,
    made_of,
    ruleset,
)
from tests.rules.test_sandbox import PAYLOADS

EMAIL = Slot("hiring", 1, "opening", "email")
LINKEDIN = Slot("hiring", 1, "opening", "linkedin")


def written(template: str = EMAIL_EN, *evidence: Any, **values: Any) -> Message:
    sources = {**SOURCES, EMAIL.in_("en"): template}
    return compose.compose(made_of(*evidence, **values), EMAIL, desk(sources))


def with_line(line: str) -> str:
    return EMAIL_EN.replace("Shall I", f"{line}\n\nShall I")


def test_it_writes_subject_and_body_and_says_what_it_cites() -> None:
    message = written()
    assert message.held_gate is None, message.held_reason
    assert message.subject == "The dates Acme Industries promises"
    assert message.body.startswith("Hi Claire,\n\nI saw that you look for a Sales Manager. Most")
    assert message.cites == (1,)
    assert (message.language, message.template) == ("en", EMAIL.in_("en"))
    assert message.findings == ()


def test_it_cites_only_the_signals_it_read() -> None:
    two = (a_signal(1), a_signal(2, subject="SDR"))
    assert written(EMAIL_EN, *two).cites == (1,)
    other = with_line("{{ signals[1].subject|length }} letters")
    assert set(written(other.replace("letters", ""), *two).cites) == {1, 2}
    plain = EMAIL_EN.replace("{{ signal.subject }}", "colleague")
    assert written(plain, *two).cites == ()


def test_it_has_no_subject_on_linkedin() -> None:
    message = compose.compose(made_of(), LINKEDIN, desk())
    assert message.subject is None
    assert message.body == "Hi Claire, Acme Industries looks for a Sales Manager. A short video?"
    assert message.held_gate is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{{ lead.civility }}", "lead.civility is unknown"),
        ("{{ proof.claim }}", "proof is unknown"),
        ("{{ signals[3].subject }}", "is unknown"),
        ("{{ account.city|upper }}", "account.city is unknown"),
    ],
)
def test_it_holds_a_draft_whose_value_is_unknown(line: str, reason: str) -> None:
    message = written(with_line(line))
    assert message.held_gate == "needs_data"
    assert reason in (message.held_reason or "")
    assert message.body == ""


OPTIONAL = [
    field.name
    for field in catalogue()
    if field.type.endswith("or None") and field.name.startswith(("lead.", "account.", "signal."))
]


@pytest.mark.parametrize("field", OPTIONAL)
def test_it_holds_every_draft_that_lacks_a_documented_field(field: str) -> None:
    moment = {"occurred_from": NOW - timedelta(days=9), "occurred_until": NOW}
    message = written(
        EMAIL_EN.replace("{{ signal.subject }}", f"{{{{ {field} }}}}"),
        a_signal(1, subject=None, **moment),
        lead=a_lead(first_name=None, last_name=None, title=None),
        account=an_account(industry=None, employees=None),
    )
    assert (message.held_gate, message.held_reason) == ("needs_data", f"{field} is unknown")
    assert message.body == ""


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (with_line("{{ lead.nickname }}"), "templates/hiring/1-opening.email.en.j2:7: "),
        (with_line("{{ nobody }}"), "'nobody' is undefined"),
        ("{% macro x() %}{% endmacro %}", "macro is not allowed"),
        ("Hello\n\nno subject", "the first line must be 'Subject: …'"),
        (with_line("{% include '_partials/none.j2' %}"), "no template '_partials/none.j2'"),
    ],
)
def test_it_holds_a_draft_whose_template_is_wrong(template: str, reason: str) -> None:
    message = written(template)
    assert message.held_gate == "checks"
    assert reason in (message.held_reason or "")


def test_it_holds_a_draft_without_any_template() -> None:
    message = compose.compose(made_of(), EMAIL, desk({}))
    assert message.held_gate == "checks"
    assert message.held_reason == "no template hiring/1-opening.email.en.j2"


@pytest.mark.parametrize(
    "line",
    [
        "You have {{ account.employees + 13 }} people",
        "{{ lead.last_name[:3] }} and all",
        "The {{ (signal.days_ago or 0) + 1 }} November",
    ],
)
def test_it_holds_what_a_template_made_up(line: str) -> None:
    message = written(with_line(line))
    assert message.held_gate == "checks"
    assert {finding.code for finding in message.findings} == {Code.UNGROUNDED}


def test_it_accepts_facts_in_other_spellings() -> None:
    line = (
        "{{ account.employees|number }} people, {{ signal.date|upper }}, {{ account.name|upper }}"
    )
    message = written(with_line(line), account=an_account(employees=1200))
    assert message.held_gate is None, message.held_reason
    assert "1,200 people, 12 NOVEMBER, ACME INDUSTRIES" in message.body


def test_it_falls_back_to_the_segment_s_language_and_notes_it() -> None:
    message = written(lead=a_lead(language="de"))
    assert message.language == "en"
    assert message.notes == ["no de template: written in en"]
    assert message.held_gate is None


def test_it_writes_to_a_french_company_in_french() -> None:
    french = EMAIL_EN.replace("Shall I send you a short video?", "Une courte vidéo ?")
    sources = {**SOURCES, EMAIL.in_("fr"): french}
    lead, account = a_lead(language=None), an_account(country="FR")
    message = compose.compose(made_of(lead=lead, account=account), EMAIL, desk(sources))
    assert message.language == "fr"
    assert message.body.startswith("Bonjour Claire,")


HOSTILE = [
    "{{ 7 * 7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{ ''.__class__ }}",
    "{# comment #}",
    "{{ lead.last_name }}",
    "%(secret)s",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_it_never_runs_what_a_lead_or_signal_says(hostile: str) -> None:
    message = written(
        with_line("{{ lead.title }}, {{ account.name }}"),
        a_signal(1, subject=hostile),
        lead=a_lead(title=hostile, spoken_name=hostile),
        account=an_account(spoken_name=hostile),
    )
    assert message.body.count(hostile) == 4
    assert "49" not in message.body
    # Braces in a text look unfinished to a person too.
    assert message.held_gate == ("checks" if "{" in hostile else None)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_takes_every_attack_on_templates_for_plain_text(payload: str) -> None:
    message = written(with_line("{{ lead.title }}"), lead=a_lead(title=payload))
    assert " ".join(payload.split()) in message.body


def test_it_lets_no_value_start_a_line_or_a_header() -> None:
    name = "Acme\r\nBcc: evil@x.example\nSubject: other\u2028X"
    message = written(account=an_account(spoken_name=name))
    assert message.subject == "The dates Acme Bcc: evil@x.example Subject: other X promises"
    assert not any(line.startswith(("Bcc", "Subject")) for line in message.body.splitlines())


def test_it_speaks_of_no_private_signal() -> None:
    secret = a_signal(1, kind="pricing_visited", subject="machine fleet tariff")
    message = written(with_line("You read our machine fleet tariff."), secret, a_signal(2))
    assert message.cites == (2,)
    assert message.held_gate is None  # the template itself says it: its author answers for that
    told = written(EMAIL_EN, secret)
    assert told.held_gate == "needs_data"


def test_it_says_why_now_with_the_signal_the_rule_speaks_of() -> None:
    rules = ruleset()
    like, job = a_signal(1, kind="post_liked", subject="A post"), a_signal(2)
    given = made_of(like, job, rules=rules)
    assert compose.why_now(given, rules, "en") == "Acme Industries is hiring: Sales Manager"
    assert compose.why_now(given, rules, "fr").endswith("recrute : Sales Manager")


def test_it_says_why_now_by_kind_or_segment_where_no_rule_can() -> None:
    rules = ruleset()
    like = a_signal(1, kind="post_liked")
    assert compose.why_now(made_of(like, rules=rules), rules, "en") == "liked a post"
    assert (
        compose.why_now(made_of(rules=rules, fired=["gone"]), rules, "fr") == "a publié une offre"
    )
    nothing = Material(**{**vars(made_of(rules=rules)), "evidence": [], "fired": []})
    assert compose.why_now(nothing, rules, "en") == "hiring"


@pytest.mark.parametrize(
    ("rendered", "subject", "body"),
    [
        ("Subject: A\n\nB\n", "A", "B"),
        ("\n\nsubject:  A  b \n\n\nB  \n\n\n\nC\n", "A b", "B\n\nC"),
        ("Subject:\n\nB", "", "B"),
    ],
)
def test_it_splits_an_e_mail(rendered: str, subject: str, body: str) -> None:
    assert compose.split(rendered, Channel.EMAIL) == (subject, body)


def test_it_may_link_to_us_the_proof_and_the_sender() -> None:
    profile = "https://www.linkedin.com/in/alice-example"
    sender = {"id": "alice", "name": "Alice", "title": "Sales", "email": "a@ours.example"}
    rules = ruleset(company=company(senders=[{**sender, "linkedin_url": profile}]))
    template = with_line(f"{{{{ company.site }}}} {profile}")
    sources = {**SOURCES, EMAIL.in_("en"): template}
    message = compose.compose(made_of(rules=rules), EMAIL, desk(sources, rules))
    assert message.held_gate is None, message.held_reason
