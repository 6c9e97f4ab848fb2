"""Write the generated tables of docs/import.md from the code; cog calls these."""

from prospector.collect.record import FIELDS, About
from prospector.collect.registry import PROFILES
from prospector.collect.reject import RejectCode


def profiles() -> str:
    """Every sort of file that is recognised."""
    rows = ["| profile | what it is | rank |", "|---|---|---|"]
    rows += [f"| `{p.name}` | {p.help} | {p.rank} |" for p in PROFILES.values()]
    return "\n".join(rows) + "\n"


def fields() -> str:
    """Every field of the record."""
    titles = {About.SIGNAL: "what happened", About.LEAD: "who", About.ACCOUNT: "which company"}
    rows = ["| field | about | holds | meaning |", "|---|---|---|---|"]
    rows += [f"| `{f.name}` | {titles[f.about]} | {f.holds} | {f.help} |" for f in FIELDS.values()]
    return "\n".join(rows) + "\n"


def codes() -> str:
    """Every reason a row can be refused for."""
    rows = ["| code | meaning |", "|---|---|"]
    rows += [f"| `{code}` | {code.help} |" for code in RejectCode]
    return "\n".join(rows) + "\n"
