"""What a template may read. The help of each field is the documentation (docs/templates.md)."""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, dataclass_transform

from prospector.rules.sandbox import Readable

T = TypeVar("T")


def told(help_text: str) -> Any:  # Any: the field has its annotation's type
    """A field and what it means."""
    return field(metadata={"help": help_text})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(told,))
def facts(cls: type[T]) -> type[T]:
    """A frozen dataclass whose fields, and nothing else, a template may read."""
    made: Any = dataclass(frozen=True, kw_only=True, slots=True)(cls)
    made.readable = frozenset(each.name for each in fields(made))
    return typing.cast("type[T]", made)


@facts
class LeadFacts(Readable):
    """The person we write to."""

    first_name: str | None = told("First name as it was received.")
    last_name: str | None = told("Last name.")
    spoken_name: str | None = told("First name as one says it: `Marie-Line`, never `MARIE-LINE`.")
    civility: str | None = told("`Ms`, `Mr`, `Madame`, `Monsieur`; only when it is known.")
    title: str | None = told("Job title.")
    function: str | None = told("`sales`, `production`, … as in the rules.")
    seniority: str | None = told("`director`, `manager`, … as in the rules.")
    behaviour: str | None = told(
        "Id of their behaviour, to choose words by (`{% if lead.behaviour == 'prudent' %}`), never to print."
    )


@facts
class AccountFacts(Readable):
    """The company they work for."""

    name: str = told("Name as one says it, or `your company` / `votre entreprise`.")
    industry: str | None = told("Sector.")
    city: str | None = told("City.")
    region: str | None = told("Region.")
    country: str | None = told("Country, two letters.")
    employees: int | None = told("How many people work there.")
    sites: int | None = told("How many sites it has.")
    tools: list[str] = told("Tools in use; may be empty.")


@facts
class SenderFacts(Readable):
    """Who signs."""

    name: str = told("Full name.")
    title: str = told("Role, in the language of the message.")
    email: str = told("Mailbox the message leaves from.")


@facts
class CompanyFacts(Readable):
    """Who we are."""

    name: str = told("Our name.")
    site: str = told("Our web address.")
    offer: str = told("What we do, to follow 'we'.")
    integrations: list[str] = told("Tools we integrate with; may be empty.")
    postal_address: str = told("Our postal address.")


@facts
class SignalFacts(Readable):
    """One signal the message may mention. Reading any of its fields cites it."""

    kind: str = told("Kind, as in `rules/signals.yaml`.")
    label: str = told("The kind in words: `opened a job`.")
    subject: str | None = told("Post, event, job title, tool …")
    topic: str | None = told("What it is about.")
    text: str | None = told("What the person wrote.")
    subject_of: str | None = told("Whose subject: `own`, `competitor`, `other`.")
    date: str | None = told("Day in words, `12 November`; None when the day is not exactly known.")
    days_ago: int | None = told("Days since then; None when the day is not exactly known.")
    amount: float | None = told("Amount.")
    currency: str | None = told("Currency of the amount.")
    url: str | None = told("Its web address.")


@facts
class ProofFacts(Readable):
    """A claim of ours, agreed and still valid."""

    claim: str = told("The claim, a sentence.")
    link: str | None = told("Page that shows it.")


@facts
class PersonaFacts(Readable):
    """The portrait of the segment's reader: our own words."""

    company: str = told("The company.")
    person: str = told("The decision maker.")
    wants: str = told("What they want to reach.")
    pains: str = told("What hurts today.")
    fears: str = told("What holds them back.")
    expects: str = told("What they expect from a supplier.")
    approach: str = told("How to approach them.")
    cycle: str = told("How long they take to decide.")


class CitedSignal(Readable):
    """A signal's facts, and a note of which signals were read."""

    __slots__ = ("_facts", "_id", "_read")
    readable = SignalFacts.readable

    def __init__(self, signal_id: int, facts: SignalFacts, read: "dict[int, SignalFacts]") -> None:
        self._id, self._facts, self._read = signal_id, facts, read

    # Any: each field has its own type.
    def __getattr__(self, name: str) -> Any:
        if name not in SignalFacts.readable:
            raise AttributeError(name)
        self._read[self._id] = self._facts
        return getattr(self._facts, name)


@facts
class DraftContext(Readable):
    """Everything a template sees."""

    greeting: str = told("`Hi Claire`, `Bonjour Madame Durand`, `Hello`: without a comma.")
    lead: LeadFacts = told("The person we write to.")
    account: AccountFacts = told("The company they work for.")
    sender: SenderFacts = told("Who signs.")
    company: CompanyFacts = told("Who we are.")
    signal: CitedSignal | None = told("The best signal the message may mention, or None.")
    signals: list[CitedSignal] = told("All it may mention, best first; may be empty.")
    proof: ProofFacts | None = told("The nearest proof, or None.")
    persona: PersonaFacts = told("The portrait of the segment's reader.")
    notice: str = told("Privacy sentence: a first e-mail must contain it.")
    opt_out: str = told("How to object: every e-mail must contain it.")
    step: int = told("Step of the sequence, from 1.")
    language: str = told("Language of the message: `en` or `fr`.")

    def variables(self) -> dict[str, object]:
        """The names a template starts from."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Field(typing.NamedTuple):
    """One documented value: how a template spells it, its type, its help."""

    name: str
    type: str
    help: str


def catalogue() -> list[Field]:
    """Every value a template may read, in the order of the context."""
    return list(_fields(DraftContext, ""))


def names() -> dict[str, frozenset[str]]:
    """The fields of each variable; a plain variable has none. Items of `signals` are `signal`s."""
    hints = typing.get_type_hints(DraftContext)
    found = {}
    for each in fields(typing.cast("Any", DraftContext)):
        inner = _facts_in(hints[each.name])
        found[each.name] = inner.readable if inner else frozenset[str]()
    return found


def table() -> str:
    """The catalogue as a Markdown table, for docs/templates.md."""
    rows = (f"| `{each.name}` | {each.type} | {each.help} |" for each in catalogue())
    return "\n".join(("| name | holds | meaning |", "|---|---|---|", *rows))


def _fields(cls: type[Any], prefix: str) -> Iterator[Field]:
    hints = typing.get_type_hints(cls)
    for each in fields(cls):
        hint = hints[each.name]
        yield Field(prefix + each.name, _words(hint), each.metadata["help"])
        inner = _facts_in(hint)
        if inner and typing.get_origin(hint) is not list:
            yield from _fields(inner, f"{prefix}{each.name}.")


def _facts_in(hint: Any) -> "type[Any] | None":
    """The facts a hint speaks of: itself, its items, or what it is when it is not None."""
    for part in (hint, *typing.get_args(hint)):
        if part is CitedSignal:
            return SignalFacts
        if isinstance(part, type) and is_dataclass(part):
            return part
    return None


_WORDS: dict[Any, str] = {str: "text", int: "number", float: "number"}


def _words(hint: Any) -> str:
    arguments = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return " or ".join("None" if part is types.NoneType else _words(part) for part in arguments)
    if typing.get_origin(hint) is list:
        return f"list of {_words(arguments[0])}s"
    return _WORDS.get(hint) or hint.__name__.removesuffix("Facts").removeprefix("Cited").lower()
