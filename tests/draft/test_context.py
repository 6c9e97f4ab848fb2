"""What templates may read, and its documentation."""

from pathlib import Path

from prospector.draft import context
from prospector.draft.context import CitedSignal, DraftContext, LeadFacts, SignalFacts
from prospector.rules import sandbox
from prospector.rules.sandbox import Readable

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
PLAIN = (str, int, float, bool, type(None))
SIGNAL = SignalFacts(
    kind="job_posted",
    label="posted a job",
    subject="Sales Manager",
    topic=None,
    text=None,
    subject_of=None,
    date="12 November",
    days_ago=4,
    amount=None,
    currency=None,
    url=None,
)


def test_it_notes_which_signals_were_read() -> None:
    read: dict[int, SignalFacts] = {}
    first, second = CitedSignal(5, SIGNAL, read), CitedSignal(6, SIGNAL, read)
    assert second.date == "12 November"
    source = "{% if first %}{% for s in [1] %}{{ second.subject }}{% endfor %}{% endif %}"
    made = sandbox.render(sandbox.compile_text(source), {"first": first, "second": second})
    assert made == "Sales Manager"
    assert list(read) == [6]


def test_it_hides_what_is_not_a_fact() -> None:
    signal = CitedSignal(5, SIGNAL, {})
    for name in ("_facts", "_id", "_read", "nonsense", "__init__"):
        template = sandbox.compile_text(f"{{{{ signal.{name} }}}}")
        try:
            sandbox.render(template, {"signal": signal})
        except sandbox.Refused:
            continue
        raise AssertionError(f"a template read {name}")


def test_it_names_every_field_once_with_its_help() -> None:
    catalogue = context.catalogue()
    names = [field.name for field in catalogue]
    assert len(names) == len(set(names))
    assert [field.name for field in catalogue if field.help[-1] not in ".…`"] == []
    assert {"greeting", "lead.spoken_name", "signal.subject", "proof.claim", "opt_out"} <= set(
        names
    )


def test_it_documents_exactly_what_the_context_holds() -> None:
    documented = {field.name for field in context.catalogue() if "." not in field.name}
    assert documented == set(context.names()) == set(DraftContext.readable)
    for name, fields in context.names().items():
        shown = {f.name for f in context.catalogue() if f.name.startswith(f"{name}.")}
        assert shown == ({f"{name}.{field}" for field in fields} if name != "signals" else set())


def test_it_says_what_each_field_holds() -> None:
    types = {field.name: field.type for field in context.catalogue()}
    assert types["lead"] == "lead"
    assert types["lead.title"] == "text or None"
    assert types["account.tools"] == "list of texts"
    assert types["signal"] == "signal or None"
    assert types["signals"] == "list of signals"
    assert types["step"] == "number"


def test_it_prints_the_table_of_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    start, end = "<!-- context:start -->\n", "\n<!-- context:end -->"
    assert text[text.index(start) + len(start) : text.index(end)] == context.table()


def test_it_lets_templates_read_facts_only() -> None:
    lead = LeadFacts(**dict.fromkeys(LeadFacts.readable))
    assert isinstance(lead, Readable)
    assert {type(getattr(lead, name)) for name in lead.readable} <= set(PLAIN)
