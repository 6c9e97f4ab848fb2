"""The files of a workspace that carry our name, as text: nothing of the sample company stays."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from ruamel.yaml import YAML

from prospector.config import Settings
from prospector.rules.models import CompanyFile, Sender
from prospector.text import fold

PROOFS = """\
# What we may claim. A draft cites the claim nearest to the reader's sector and size, while it is valid and
# the customer agreed. Keep only what you can show; without any claim, messages do without.
proofs: []
# proofs:
#   - id: dairy-fewer-stops
#     claim:
#       en: A dairy of 120 people cut its unplanned stops by a third in three months.
#       fr: Une laiterie de 120 personnes a réduit d'un tiers ses arrêts imprévus en trois mois.
#     industries: [food]
#     segments: []            # empty = all
#     employees_min: 50
#     employees_max: 250
#     link: https://www.acme.example/cases/dairy
#     valid_until: 2027-12-31
#     agreed: true
"""

_TRY_SAMPLES = """
# A feed of your own, read by every `prospector run`:
# feeds:
#   likers:
#     path: inbox/likers*.csv
#     kind: post_liked
#     origin: {en: your public reaction to our post, fr: votre réaction publique à notre publication}

# The feeds of the samples. To try them, put them in place of `feeds: {}` (`init --samples` does); the
# people in them are invented, so use a workspace of its own.
"""

GITIGNORE = """\
# What prospector makes, and the key that must stay out of the history.
prospector.db*
.prospector/
exports/
"""


def company_yaml(company: CompanyFile) -> str:
    """company.yaml, each key under a comment that says what it means."""
    lines = [
        "# Who we are: written by `prospector init`, yours to edit. `prospector rules check` finds mistakes.",
    ]
    values = company.model_dump(mode="json", exclude_none=True, exclude={"tests"})
    for key, value in values.items():
        lines.append(f"# {CompanyFile.model_fields[key].description}")
        lines.append(_yaml({key: value}).rstrip("\n"))
    return "\n".join(lines) + "\n"


def settings_toml(language: str) -> str:
    """prospector.toml: the language our people read, every other setting commented out."""
    lines = ["# Settings of this workspace; PROSPECTOR_<KEY> in the environment wins over them."]
    for key, field in Settings.model_fields.items():
        if key == "suppression_key":  # a secret belongs in a file of its own
            continue
        value = language if key == "language" else field.default
        mark = "" if value != field.default else "# "
        lines += ["", f"# {field.description}", f'{mark}{key} = "{value}"']
    return "\n".join(lines) + "\n"


def policy_yaml(sample: str, senders: Sequence[Sender]) -> str:
    """The sample's policy.yaml, reviewed by our senders; the rest of its text is kept."""
    sdrs = [
        {"id": s.id, "name": s.name, "email": s.email, "capacity": 25, "sender": s.id}
        for s in senders
    ]
    lines = sample.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("sdrs:"))
    end = next((n for n in range(start + 1, len(lines)) if lines[n][0] not in " -\n"), len(lines))
    return "".join([*lines[:start], _yaml({"sdrs": sdrs}), *lines[end:]])


def feeds_yaml(sample: str) -> str:
    """The sample's feeds.yaml with its feeds commented out: invented people are no prospects."""
    head, _, feeds = sample.partition("\nfeeds:")
    commented = "\n".join(f"# {line}".rstrip() for line in f"feeds:{feeds}".splitlines())
    return f"{head}\nfeeds: {{}}\n{_TRY_SAMPLES}{commented}\n"


def rename_tools(text: str, sample: CompanyFile, ours: CompanyFile) -> str:
    """A rules file with the sample's tools replaced by ours, in conditions and tests alike.

    A list of names in a condition becomes our whole list; a name elsewhere (in a test) becomes
    the one of ours at the same place. With none of our own, the invented names stay: they match
    nothing real.
    """
    for theirs, names in (
        (sample.integrations, ours.integrations),
        (sample.competitors, ours.competitors),
    ):
        if theirs and names:
            text = text.replace(_literals(theirs), _literals(names))
            text = _replace_all(text, _pairs(theirs, names))
    return text


def _pairs(theirs: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(theirs):
        plain = _plain(names[min(index, len(names) - 1)])
        yield name, plain
        yield fold(name), fold(plain)


def _replace_all(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Replace every name at once, so that no replacement is replaced again."""
    table = dict(pairs)
    pattern = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", lambda match: table[match[0]], text)


def _literals(names: Sequence[str]) -> str:
    return ", ".join(f"'{_plain(name)}'" for name in names)


def _plain(name: str) -> str:
    """A name without what SQL or YAML would read; folding makes them spaces anyway."""
    return " ".join(re.sub(r"[^\w.-]", " ", name).split())


def _yaml(value: object) -> str:
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(value, out)
    return out.getvalue()
