"""Read one value of a field: each sort of field has one reader, text in, value or problem out."""

import difflib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, partial

from prospector.collect import dates, figures
from prospector.collect.dates import Order
from prospector.collect.figures import Decimal
from prospector.collect.record import Field, Holds, attribute_of
from prospector.collect.reject import Problem, RejectCode
from prospector.data.lists import words
from prospector.identifiers import email_key, phone_key, profile_key, registrable_domain
from prospector.tables import Relation
from prospector.text import clean, fold

Value = str | int | float | bool
Reader = Callable[[str], Value | Problem]


@dataclass(frozen=True)
class Manner:
    """How a file writes what can be read two ways, and what its values are read against."""

    order: Order | None = None
    decimal: Decimal | None = None
    country: str = "FR"
    kinds: Collection[str] = ()


#: What `--set locale=…` accepts: the order of days and months, and the decimal mark.
LOCALES: dict[str, tuple[Order | None, Decimal]] = {
    "fr": ("dmy", ","),
    "de": ("dmy", ","),
    "es": ("dmy", ","),
    "it": ("dmy", ","),
    "nl": ("dmy", ","),
    "pt": ("dmy", ","),
    "en-gb": ("dmy", "."),
    "en-us": ("mdy", "."),
    "en": (None, "."),
}


def reader(field: Field, manner: Manner) -> Reader:
    """The reader of a field in a file's manner."""
    simple: dict[Holds, Reader] = {
        Holds.TIME: partial(dates.read_time, order=manner.order),
        Holds.NUMBER: partial(figures.read_number, decimal=manner.decimal),
        Holds.SHARE: partial(figures.read_share, decimal=manner.decimal),
        Holds.WHOLE: figures.read_whole,
        Holds.CURRENCY: figures.read_currency,
        Holds.EMAIL: partial(_key, email_key, "e-mail address"),
        Holds.PHONE: partial(_key, partial(phone_key, country=manner.country), "phone number"),
        Holds.PROFILE: partial(_key, profile_key, "personal profile page"),
        Holds.DOMAIN: partial(_key, registrable_domain, "domain"),
        Holds.COUNTRY: read_country,
        Holds.LANGUAGE: read_language,
        Holds.YES_NO: read_yes_no,
        Holds.LIST: read_list,
        Holds.KIND: partial(read_kind, kinds=manner.kinds),
        Holds.TEXT: read_text,
    }
    return simple.get(field.holds) or partial(_chosen, CHOICES[field.holds])


def read_text(text: str) -> str:
    """The text itself; a JSON list becomes one line."""
    items = _json_list(text)
    return text if items is None else "; ".join(map(str, items)) or text


def read_list(text: str) -> str:
    """A list as JSON: from a JSON list, from `a; b`, or as Python prints one."""
    items = _json_list(text)
    if items is None and text.startswith("[") and text.endswith("]"):
        items = list(text[1:-1].replace("'", "").replace('"', "").split(","))
    parts = text.split(";") if items is None else map(str, items)
    kept = dict.fromkeys(item for item in map(clean, parts) if item)
    return json.dumps(list(kept), ensure_ascii=False)


def _json_list(text: str) -> list[object] | None:
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def read_country(text: str) -> str | Problem:
    """An ISO code, from the code or the country's name in English, French or its own language."""
    code = _named("countries").get(fold(text))
    return code or Problem(RejectCode.BAD_VALUE, f"{text!r} is no country we know")


def read_language(text: str) -> str | Problem:
    """A two-letter code, from `fr`, `fr-FR` or the language's name."""
    known = _named("languages")
    folded = fold(text)
    found = known.get(folded) or known.get(folded.split(" ")[0])
    return found.lower() if found else Problem(RejectCode.BAD_VALUE, f"{text!r} is no language")


def read_yes_no(text: str) -> bool | Problem:
    """Yes or no, in English or French."""
    folded = fold(text)
    if folded in ("yes", "y", "oui", "o", "true", "vrai", "1", "x", "1 0"):
        return True
    if folded in ("no", "n", "non", "false", "faux", "0", "0 0"):
        return False
    return Problem(RejectCode.BAD_VALUE, f"{text!r} is neither yes nor no")


def read_kind(text: str, kinds: Collection[str]) -> str | Problem:
    """A kind of the catalogue, however it is spaced and capitalised."""
    name = attribute_of(text)
    if name in kinds:
        return name
    near = difflib.get_close_matches(name, kinds, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return Problem(RejectCode.UNKNOWN_KIND, f"{text!r} is no kind of rules/signals.yaml{hint}")


def _key(key: Callable[[str], str | None], what: str, text: str) -> str | Problem:
    found = key(text)
    return Problem(RejectCode.BAD_VALUE, f"{text!r} is no {what}") if found is None else found


def _chosen(choices: Mapping[str, str], text: str) -> str | Problem:
    found = choices.get(fold(text))
    if found is not None:
        return found
    names = ", ".join(dict.fromkeys(choices.values()))
    return Problem(RejectCode.BAD_VALUE, f"{text!r} is none of {names}")


@cache
def _named(which: str) -> dict[str, str]:
    """Folded code or name → code, of the shipped list."""
    table: dict[str, str] = {}
    for entry in words(which):
        code, _, names = entry.partition("=")
        code = code.strip()
        for name in (code, *names.split(",")):
            table[fold(name)] = code
    return table


def _words(**spellings: str) -> dict[str, str]:
    return {
        fold(word): name
        for name, text in spellings.items()
        for word in (name, *filter(None, text.split(";")))
    }


#: The words of each field with a closed vocabulary, folded → what is stored.
CHOICES: dict[Holds, dict[str, str]] = {
    Holds.RELATION: _words(
        **{
            Relation.PROSPECT: "lead; suspect",
            Relation.CUSTOMER: "client; cliente; clients; customers; existing customer",
            Relation.OPEN_OPPORTUNITY: "opportunity; opportunité; open deal; affaire en cours",
            Relation.FORMER_CUSTOMER: "ancien client; churned; former client; client perdu; ex-client",
            Relation.PARTNER: "partenaire; reseller; revendeur; distributeur",
            Relation.COMPETITOR: "concurrent; concurrente; competition",
            Relation.OWN: "us; nous; internal; interne",
        }
    ),
    Holds.SUBJECT_OF: _words(
        own="ours; us; nous; notre", competitor="concurrent; competition", other="autre; others"
    ),
    Holds.POSTURE: _words(
        strategic="stratégique; stratège", field="terrain; opérationnel; hands-on; operational"
    ),
    Holds.DECISION_STYLE: _words(
        intuitive="intuitif; intuition",
        rational="rationnel; rationnelle",
        collegial="collégial; collégiale; group",
    ),
}
