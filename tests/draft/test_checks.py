"""The checks, one by one."""

from dataclasses import replace
from typing import Any

import pytest

from prospector.draft import checks
from prospector.draft.checks import Code, Finding, Grounds, Severity, Text
from prospector.draft.grounding import Sources
from prospector.tables import Channel

NOTICE = "Ours, 1 rue de la Paix, writes to you about your work."
OPT_OUT = 'Answer "stop" and we will not write again.'
WORDS = " ".join(["machine"] * 50)
BODY = f"Hi Claire,\n\n{WORDS} here.\n\n{NOTICE}\n{OPT_OUT}"
LITERAL = f"Hi Claire Subject None {BODY} https://ours.example https://globex.example/case"
GROUNDS = Grounds(
    sources=Sources((LITERAL, "A B")),
    literal="Hi, machine here.",
    notice=NOTICE,
    opt_out=OPT_OUT,
    hosts=frozenset({"ours.example"}),
    links=frozenset({"https://globex.example/case"}),
)


def found(
    body: str = BODY, subject: str | None = "machine subject", **values: Any
) -> list[Finding]:
    grounds = values.pop("grounds", GROUNDS)
    given: dict[str, Any] = {"channel": Channel.EMAIL, "step": 1, **values}
    return checks.check(Text(subject, body, **given), grounds)


def codes(*args: Any, **values: Any) -> set[tuple[Code, Severity]]:
    return {(finding.code, finding.severity) for finding in found(*args, **values)}


HOLD, NOTE = Severity.HOLD, Severity.NOTE


def test_it_finds_nothing_in_a_good_message() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "flaw",
    [
        "Hi {{ lead.first_name }}",
        "Hi }} you",
        "{% if x %}",
        "Hi ,",
        "Bonjour , vous",
        "we saw . Then",
        "tools like , or",
        "one,, two",
        "called () there",
        'the opening "" at',
        "l'annonce «  » chez",
        "d' entreprise",
        "the 's machine",
        "Dear None",
        "it is undefined",
    ],
)
def test_it_holds_a_message_with_a_hole(flaw: str) -> None:
    assert (Code.UNFILLED, HOLD) in codes(f"{flaw}\n{BODY}")


def test_it_lets_the_template_say_none() -> None:
    grounds = replace(GROUNDS, literal="None of this")
    assert codes(f"None of\n{BODY}", grounds=grounds) == set()


def test_it_notes_two_spaces() -> None:
    assert codes(f"machine  machine\n{BODY}") == {(Code.UNFILLED, NOTE)}


def test_it_holds_an_empty_body() -> None:
    assert (Code.UNFILLED, HOLD) in codes("", None, channel=Channel.LINKEDIN)


def test_it_holds_what_is_not_grounded() -> None:
    (finding,) = found(f"Initech machine\n{BODY}")
    assert (finding.code, finding.severity) == (Code.UNGROUNDED, HOLD)
    assert "'Initech'" in finding.sentence


def test_it_holds_what_only_a_private_signal_says() -> None:
    grounds = replace(GROUNDS, private=["pricing page", "machine here"])
    held = found(f"you saw the Pricing   page\n{BODY}", grounds=grounds)
    assert Code.PRIVATE in {finding.code for finding in held}
    assert codes(grounds=grounds) == set()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (5, {(Code.LENGTH, HOLD)}),
        (25, {(Code.LENGTH, NOTE)}),
        (100, set()),
        (130, {(Code.LENGTH, NOTE)}),
        (181, {(Code.LENGTH, HOLD)}),
    ],
)
def test_it_counts_the_words_of_an_e_mail(words: int, expected: set[tuple[Code, Severity]]) -> None:
    assert codes(f"{'machine ' * words}\n{NOTICE}\n{OPT_OUT}") == expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (60, set()),
        (61, {(Code.LENGTH, NOTE)}),
        (79, {(Code.LENGTH, HOLD)}),
        (0, {(Code.LENGTH, HOLD)}),
    ],
)
def test_it_measures_the_subject(length: int, expected: set[tuple[Code, Severity]]) -> None:
    assert codes(subject="m" * length) == expected


@pytest.mark.parametrize(
    ("step", "length", "holds"), [(1, 280, False), (1, 281, True), (2, 600, False), (2, 601, True)]
)
def test_it_measures_a_linkedin_message(step: int, length: int, holds: bool) -> None:  # noqa: FBT001 - a table of cases
    held = codes("m" * length, None, channel=Channel.LINKEDIN, step=step)
    assert held == ({(Code.LENGTH, HOLD)} if holds else set())


def test_it_holds_more_than_two_links_and_any_of_others() -> None:
    ours, proof = "https://www.ours.example/a", "https://globex.example/case"
    known = replace(
        GROUNDS,
        sources=Sources(
            (
                LITERAL,
                ours,
                "https://ours.example/b evil.example https://evil.example https://ours.example@evil.example",
            )
        ),
    )
    assert codes(f"{ours} {proof}\n{BODY}", grounds=known) == set()
    assert (Code.LINKS, HOLD) in codes(f"{ours} {ours} {proof}\n{BODY}", grounds=known)
    for foreign in ("https://evil.example", "https://ours.example@evil.example"):
        assert (Code.LINKS, HOLD) in codes(f"{foreign}\n{BODY}", grounds=known)


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.ours.example/a", "ours.example"),
        ("http://ours.example:80\\@evil.example/", "ours.example"),
        ("https://user@ours.example?x", "ours.example"),
        ("www.ours.example", "ours.example"),
        ("https://notours.example", "notours.example"),
    ],
)
def test_it_reads_the_host_a_browser_would(link: str, host: str) -> None:
    assert checks.host_of(link) == host


def test_it_takes_subdomains_for_ours_and_lookalikes_not() -> None:
    hosts = frozenset({"ours.example"})
    assert checks.is_ours("https://docs.ours.example/x", hosts)
    assert not checks.is_ours("https://notours.example/x", hosts)


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("machine act now", BODY, {(Code.SPAM, HOLD)}),
        ("machine", f"cliquez ici\n{BODY}", {(Code.SPAM, NOTE)}),
        ("Re: machine", BODY, {(Code.SPAM, HOLD)}),
        ("MACHINE HERE", BODY, {(Code.SPAM, HOLD)}),
        ("machine", f"machine!!\n{BODY}", {(Code.SPAM, NOTE)}),
        ("machine factory", BODY, set()),
    ],
)
def test_it_finds_advertising(
    subject: str, body: str, expected: set[tuple[Code, Severity]]
) -> None:
    grounds = replace(GROUNDS, sources=Sources((LITERAL, "Re MACHINE HERE")))
    assert codes(body, subject, grounds=grounds) == expected


def test_it_lets_a_later_step_answer_the_first() -> None:
    grounds = replace(GROUNDS, sources=Sources((LITERAL, "Re")))
    assert codes(subject="Re: machine", step=2, grounds=grounds) == set()


def test_it_holds_a_first_e_mail_without_notice_and_any_without_opt_out() -> None:
    assert codes(BODY.replace(NOTICE, "")) == {(Code.NOTICE, HOLD)}
    assert codes(BODY.replace(NOTICE, ""), step=2) == set()
    assert codes(BODY.replace(OPT_OUT, ""), step=2) == {(Code.OPT_OUT, HOLD)}
    assert codes(BODY.replace(NOTICE, NOTICE.replace(" ", "\n"))) == set()


def test_it_notes_that_nobody_declared_where_the_details_came_from() -> None:
    grounds = replace(GROUNDS, undeclared="hubspot")
    assert codes(grounds=grounds) == {(Code.NOTICE, NOTE)}
    assert codes(grounds=grounds, step=2) == set()


def test_it_names_what_holds_first() -> None:
    severities = [finding.severity for finding in found(f"machine  machine\nInitech\n{BODY}")]
    assert severities == [HOLD, NOTE]
