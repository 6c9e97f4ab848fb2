"""Step one: what each intent rule gives each lead, in whole nano-points.

A rule of account scope whose condition does not look at the lead is summed once per account at
its share; each lead then adds what its own signals count beyond that share. The sums are exact,
so this equals a pass over all signals of the account for every lead, without the join.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from prospector.engine.points import double, sum_sql
from prospector.engine.signals import counts_sql, seen_sql
from prospector.engine.surge import bursts_sql, needed
from prospector.engine.terms import Term, joins, questions, terms
from prospector.rules.ruleset import Ruleset

_OWN = "seen s JOIN leads l ON l.lead_id = s.lead_id"
_OF_ACCOUNT = "seen s JOIN leads l ON l.account_id = s.account_id"
_NO_CONTRIBUTION = """SELECT CAST(0 AS BIGINT) AS lead_id, 0 AS rule, CAST(0 AS BIGINT) AS signal_id,
    CAST(0 AS BIGINT) AS nano, CAST(0 AS BIGINT) AS occurred_at, 0e0 AS age, 0e0 AS share,
    0e0 AS confidence, 0e0 AS redundancy, 0e0 AS decay
WHERE FALSE"""


def seen_and_counts_sql(ruleset: Ruleset) -> str:
    """The statements `seen` (signals that count) and what rules ask beside it."""
    return ",\n".join([seen_sql(ruleset), *answers_sql(ruleset)])


def answers_sql(ruleset: Ruleset) -> list[str]:
    """The statements `counts` and `bursts`, where a rule asks for them."""
    asked = questions(ruleset)
    counted = [counts_sql(asked)] if asked else []
    return [*counted, *([bursts_sql(ruleset)] if needed(ruleset) else [])]


def totals_sql(spelled: Sequence[Term]) -> str:
    """The statements from `seen` to `totals`: per lead the sums before caps, `r0` and on.

    A lead no signal counts for may be missing.
    """
    alone = [term for term in spelled if term.alone]
    homed = [term for term in spelled if not term.alone]
    shared = [term for term in homed if term.whole_account and not term.judged_per_lead]
    judged = [term for term in homed if term.judged_per_lead]
    parts = []
    if alone:
        parts.append(_grouped("own", [_Sum(t, t.points(1)) for t in alone], "seen s", "s.lead_id"))
    if homed:
        sums = [_Sum(term, _own(term), _own_when(term)) for term in homed]
        source = f"{_OWN} {joins(homed, 'l.account_id')}"
        parts.append(_grouped("homed", sums, source, "l.lead_id"))
    if shared:
        sums = [_Sum(term, _shared(term)) for term in shared]
        source = f"seen s {joins(shared, 's.account_id')}"
        parts.append(_grouped("shared", sums, source, "s.account_id"))
    for term in judged:
        source = f"{_OF_ACCOUNT} {joins([term], 'l.account_id')}"
        name = f"judged_{term.name}"
        parts.append(_grouped(name, [_Sum(term, _by_reader(term))], source, "l.lead_id"))
    parts.append(_totals(alone, homed))
    return ",\n".join(parts)


def contributions_sql(ruleset: Ruleset, spelled: Sequence[Term] | None = None) -> str:
    """Every contribution of some rules or of all, one row per rule and signal, of the rules `wanted` of leads.

    The frame `wanted` (lead_id, rule) says which; `rule` is the place in the file.
    """
    asked = terms(ruleset) if spelled is None else spelled
    selects = [_NO_CONTRIBUTION, *(one for term in asked for one in _each(term))]
    return f"WITH {seen_and_counts_sql(ruleset)}\n" + "\nUNION ALL\n".join(selects)


def _each(term: Term) -> Iterator[str]:
    """A lead's own signals, and for account scope those of the account it has."""
    if not term.whole_account:
        yield _contribution(term, _OWN, "1e0", term.points(1))
        return
    yield _contribution(term, f"{_OWN} AND l.account_id IS NULL", "1e0", term.points(1))
    share = f"CASE WHEN s.lead_id = l.lead_id THEN 1e0 ELSE {double(term.rule.share)} END"
    yield _contribution(term, _OF_ACCOUNT, share, _by_reader(term))


def _contribution(term: Term, source: str, share: str, points: str) -> str:
    return f"""SELECT l.lead_id, {term.index} AS rule, s.id AS signal_id, {points} AS nano,
    s.occurred_at, s.age, {share} AS share, s.confidence, {term.redundancy} AS redundancy,
    {term.decay} AS decay
FROM {source} JOIN wanted w ON w.lead_id = l.lead_id AND w.rule = {term.index}
    {joins([term], "l.account_id")}
WHERE {term.counts}"""


def _own(term: Term) -> str:
    """What a lead's own signal adds to its total, beside the account's sum."""
    full = term.points(1)
    if not term.whole_account or _alone_only(term):
        return full
    return f"CASE WHEN l.account_id IS NULL THEN {full} ELSE {full} - {_shared(term)} END"


def _own_when(term: Term) -> str:
    """Which of a lead's own signals add anything; asked first, for it is cheap."""
    if not term.whole_account:
        return ""
    alone = "l.account_id IS NULL"
    return alone if _alone_only(term) else f"({alone} OR l.account_id = s.account_id)"


def _alone_only(term: Term) -> bool:
    """Whether the account's sum is all there is for a lead that has an account."""
    return term.judged_per_lead or term.rule.share == 1


def _shared(term: Term) -> str:
    return term.points(term.rule.share)


def _by_reader(term: Term) -> str:
    if term.rule.share == 1:
        return term.points(1)
    return f"CASE WHEN s.lead_id = l.lead_id THEN {term.points(1)} ELSE {_shared(term)} END"


class _Sum(NamedTuple):
    """What is summed for a rule over some source."""

    term: Term
    points: str
    #: Asked before the condition, for it is cheap.
    only: str = ""

    @property
    def when(self) -> str:
        return f"{self.only} AND {self.term.counts}" if self.only else self.term.counts

    def spelled(self, when: str) -> str:
        return f"{sum_sql(f'CASE WHEN {when} THEN {self.points} END')} AS {self.term.name}"


def _grouped(name: str, sums: Sequence[_Sum], source: str, key: str) -> str:
    if len(sums) == 1:
        # Rows that a lone rule does not count need not be grouped.
        where, columns = f" AND {sums[0].when}", [sums[0].spelled("TRUE")]
    else:
        where, columns = "", [one.spelled(one.when) for one in sums]
    return f"""{name} AS (
    SELECT {", ".join([key, *columns])}
    FROM {source}
    WHERE {key} IS NOT NULL{where} GROUP BY {key}
)"""


def _totals(alone: Sequence[Term], homed: Sequence[Term]) -> str:
    if not homed:
        return f"totals AS (SELECT * FROM {'own' if alone else 'leads'})"
    columns, tables = ["l.lead_id"], {"homed": "l.lead_id"}
    columns += [f"coalesce(own.{term.name}, 0) AS {term.name}" for term in alone]
    if alone:
        tables["own"] = "l.lead_id"
    for term in homed:
        sources = ["homed"]
        if term.judged_per_lead:
            sources.append(f"judged_{term.name}")
        elif term.whole_account:
            sources.append("shared")
        for source in sources[1:]:
            tables[source] = "l.account_id" if source == "shared" else "l.lead_id"
        total = " + ".join(f"coalesce({source}.{term.name}, 0)" for source in sources)
        columns.append(f"{total} AS {term.name}")
    joined = " ".join(
        f"LEFT JOIN {table} ON {table}.{key.partition('.')[2]} = {key}"
        for table, key in tables.items()
    )
    return f"totals AS (SELECT {', '.join(columns)} FROM leads l {joined})"
