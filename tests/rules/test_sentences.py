"""Why now, in one sentence that never fails."""

import pytest

from prospector.rules import sentences
from prospector.rules.models import LocalText, Text

HIRING = LocalText(
    en="{{ account.name }} is hiring: {{ signal.subject }}",
    fr="{{ account.name }} recrute : {{ signal.subject }}",
)


def say(text: Text, language: str = "en", **signal: object) -> str:
    return sentences.sentence(
        text,
        language,
        signal={"kind": "job_posted", **signal},
        lead={"first_name": "Claire"},
        account={"name": "Acme"},
    )


def test_it_says_why_in_the_reader_s_language() -> None:
    assert say(HIRING, subject="SDR") == "Acme is hiring: SDR"
    assert say(HIRING, "fr", subject="SDR") == "Acme recrute : SDR"


def test_it_takes_a_plain_text_for_every_language() -> None:
    assert say("Hiring {{ signal.subject }}", "fr", subject="SDR") == "Hiring SDR"


@pytest.mark.parametrize(
    "text",
    [
        HIRING,
        "{{ signal.nonsense }}",
        "{{ not closed",
        "{{ ''.__class__ }}",
        "{% for a in range(200) %}{% for b in range(200) %}xxx{% endfor %}{% endfor %}",
        "{{ signal.subject }}",
        "",
    ],
)
def test_it_falls_back_to_the_kind_instead_of_failing(text: Text) -> None:
    assert say(text) == "job posted"
    assert say(text, label="opened a job") == "opened a job"
    assert say(text, "fr", label=LocalText(en="opened a job", fr="recrute")) == "recrute"


def test_it_prints_what_a_value_says_and_never_runs_it() -> None:
    assert say(HIRING, subject="{{ 7 * 7 }}") == "Acme is hiring: {{ 7 * 7 }}"


def test_it_is_one_line_that_fits_a_row() -> None:
    assert say("a\n  b") == "a b"
    assert len(say(HIRING, subject="x" * 900)) == sentences.MAX_LENGTH


def test_it_may_ask_for_a_value_that_is_not_there() -> None:
    text = "Hiring{% if signal.subject %}: {{ signal.subject }}{% endif %}"
    assert say(text) == "Hiring"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ account.name }}: {{ signal.subject|lower }}", None),
        ("{% for tool in account.tools %}{{ tool }}{{ loop.index }}{% endfor %}", None),
        ("{{ signal.sujet }}", "unknown field 'signal.sujet' (did you mean 'signal.subject'?)"),
        ("{{ acount.name }}", "unknown name 'acount' (did you mean 'account'?)"),
        ("{{ zzz }}", "unknown name 'zzz'; there are signal, lead, account"),
        ("{% macro x() %}{% endmacro %}", "macro is not allowed in a template"),
    ],
)
def test_it_tells_beforehand_what_is_wrong(source: str, message: str | None) -> None:
    assert sentences.check(source) == message
