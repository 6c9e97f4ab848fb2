"""What a new rule may ask: one field of a lead or account, or one sort of signal."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from prospector.data import lists
from prospector.engine.expressions import column
from prospector.measure.ladder import READ
from prospector.measure.learn.bins import SUPPORT, conditions, frequent, quoted
from prospector.rules import fields
from prospector.rules.models import Scope, ValueType
from prospector.rules.ruleset import Ruleset
from prospector.text import fold

#: Left out: what names somebody, what is about our own staff, what answers change by themselves
#: (relation, lifecycle), free text, and civility: nobody is chosen for being a man or a woman.
_FIELDS = (
    "lead.function",
    "lead.seniority",
    "lead.language",
    "lead.country",
    "lead.posture",
    "lead.decision_style",
    "account.country",
    "account.region",
    "account.city",
    "account.industry",
    "account.naf_code",
    "account.employees",
    "account.revenue",
    "account.sites",
    "account.crm_in_place",
    "account.sales_structure",
    "account.tools",
    *fields.SURGE_FIELDS,
)
#: Asked by its words, and never as a whole: a whole title is nearly a name.
TITLE = "lead.title"
#: The most words of titles tried.
_WORDS = 20
#: Shorter words say nothing, or are of every language.
_LETTERS = 3
#: How French words for a man or a woman who does something end: nobody is chosen by that.
_GENDERED = ("eur", "rice", "euse", "ier", "iere", "ien", "ienne")
#: What the feminine adds to the masculine, where both are seen.
_FEMININE = ("e", "ne", "fe")
#: What tells signals of one kind apart.
_SIGNAL_FIELDS = ("signal.subject_of", "signal.topic")
#: The most signal conditions tried.
_SIGNALS = 60
#: A new signal rule is tried with these points and counts at most this often.
TRIED = 10
REPEATS = 2


class Candidate(NamedTuple):
    """A condition to try; `source` is the field or kind it asks about."""

    condition: str
    source: str
    #: Of a signal condition, whose signals count; None = about the lead or account itself.
    scope: Scope | None = None
    #: What tells the signals from others of their kind, as a signal's field and value.
    detail: tuple[str, str | bool] | None = None

    @property
    def of_signal(self) -> bool:
        """Whether it would be an intent rule; else it is one of fit."""
        return self.scope is not None


def person_fields(ruleset: Ruleset) -> dict[str, ValueType]:
    """The lead and account fields that may become rules: known ones and declared attributes."""
    declared = fields.attributes(ruleset.signals)
    own = {name: kind for name, kind in declared.items() if not name.startswith("signal.")}
    return {**{name: fields.FIT[name] for name in _FIELDS}, **own}


def signal_fields(ruleset: Ruleset) -> list[str]:
    """The signal fields that may tell signals of one kind apart."""
    declared = fields.attributes(ruleset.signals)
    texts = (ValueType.TEXT, ValueType.BOOL)
    own = [name for name, kind in declared.items() if name.startswith("signal.") and kind in texts]
    return [*_SIGNAL_FIELDS, *own]


def of_people(known: Mapping[str, ValueType], values: pl.DataFrame) -> list[Candidate]:
    """The conditions on fields, given one row per case learnt from and a column per field."""
    return [
        Candidate(condition, name)
        for name, kind in known.items()
        for condition in conditions(name, kind, _respelled(name, values[name]))
    ]


def of_titles(titles: pl.Series) -> list[Candidate]:
    """Words of titles that enough of the cases learnt from hold: what a function does not tell."""
    words = titles.fill_null("").str.split(" ").list.unique().explode().drop_nulls()
    seen = set(words)
    known = {word for name in _SPOKEN for word in _single(name)}
    told = pl.Series(TITLE, [one for one in words if _tells(one, seen, known)], dtype=pl.String())
    return [
        Candidate(f"matches_word({TITLE}, {quoted(word)})", TITLE)
        for word in frequent(told, titles)[:_WORDS]
    ]


def _tells(word: str, seen: set[str], known: set[str]) -> bool:
    """Whether a word says something of the work: no rank or link word, and not man from woman."""
    paired = any(
        word + more in seen or (word.endswith(more) and word.removesuffix(more) in seen)
        for more in _FEMININE
    )
    long = len(word) >= _LETTERS and word.isalpha()
    return long and word not in known and not paired and not word.endswith(_GENDERED)


def of_signals(ruleset: Ruleset, signals: pl.DataFrame) -> list[Candidate]:
    """The conditions on signals: kinds that bear on enough leads or accounts, and their sorts.

    `signals` holds those of the cases learnt from, with a column per field as the engine names it.
    """
    kinds = {
        fold(name): name
        for name, kind in ruleset.signals.kinds.items()
        if not kind.outcome and name not in READ
    }
    heard = signals.filter(pl.col("kind").is_in(list(kinds))).with_columns(
        pl.coalesce("lead_id", -pl.col("account_id")).alias("who")
    )
    found = list(_sorts(heard, kinds, [column(name) for name in signal_fields(ruleset)], ruleset))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [candidate for _, candidate in found[:_SIGNALS]]


def _sorts(
    heard: pl.DataFrame, kinds: Mapping[str, str], columns: list[str], ruleset: Ruleset
) -> Iterator[tuple[int, Candidate]]:
    """Each kind and each value of a field within it, with how many it bears on."""
    for folded, name in sorted(kinds.items()):
        of_kind = heard.filter(pl.col("kind") == folded)
        who = of_kind["who"].n_unique()
        if who < SUPPORT:
            continue
        whose = Scope.LEAD if of_kind["lead_id"].count() * 2 >= of_kind.height else Scope.ACCOUNT
        asked = f"signal.kind = {quoted(name)}"
        yield who, Candidate(asked, name, whose)
        for field, word in zip(signal_fields(ruleset), columns, strict=True):
            by_value = of_kind.drop_nulls(word).group_by(word).agg(pl.col("who").n_unique())
            for value, some in by_value.sort(word).iter_rows():
                if SUPPORT <= some < who:
                    condition = f"{asked} and {field} = {_literal(value)}"
                    detail = (field.partition(".")[2], value)
                    yield some, Candidate(condition, name, whose, detail)


def _literal(value: str | bool) -> str:  # noqa: FBT001 - a value of a field
    return str(value).lower() if isinstance(value, bool) else quoted(value)


def _respelled(name: str, values: pl.Series) -> pl.Series:
    """Texts are compared folded; where a word has one spelling of ours, conditions show that."""
    known = {
        "lead.function": _heads("functions"),
        "lead.seniority": _heads("seniorities"),
        **fields.VALUES,
    }.get(name, ())
    spelled = {fold(word): word for word in known}
    return values.replace(spelled) if spelled else values


#: Lists whose words are no news: ranks have a field, and link words say nothing.
_SPOKEN = ("seniorities", "particles")


def _single(name: str) -> Iterator[str]:
    """The words of a list of ours that stand alone in it."""
    for line in lists.words(name):
        for phrase in line.rpartition(":")[2].split(";"):
            if len(phrase.split()) == 1:
                yield phrase.strip()


def _heads(name: str) -> tuple[str, ...]:
    return tuple(line.partition(":")[0] for line in lists.words(name))
