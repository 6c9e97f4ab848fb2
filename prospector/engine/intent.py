"""Step one: what each intent rule gives each lead, in whole nano-points.

A rule of account scope whose condition does not look at the lead is summed once per account at
its share; each lead then adds what its own signals count beyond that share. The sums are exact,
so this equals a pass over all signals of the account for every lead, without the join.
"""

from collections.abc import Iterable, Iterator

from prospector.engine.points import clip_sql, double, sum_sql
from prospector.engine.signals import counts_sql, seen_sql
from prospector.engine.surge import bursts_sql, needed
from prospector.engine.terms import Term, joins, questions, terms
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal

_OWN = "seen s JOIN leads l ON l.lead_id = s.lead_id"
_OF_ACCOUNT = "seen s JOIN leads l ON l.account_id = s.account_id"
_NO_CONTRIBUTION = """SELECT CAST(0 AS BIGINT) AS lead_id, 0 AS rule, CAST(0 AS BIGINT) AS signal_id,
    CAST(0 AS BIGINT) AS nano, CAST(0 AS BIGINT) AS occurred_at, 0e0 AS age, 0e0 AS share,
    0e0 AS confidence, 0e0 AS redundancy, 0e0 AS decay
WHERE FALSE"""


def seen_and_counts_sql(ruleset: Ruleset) -> str:
    """The statements `seen` (signals that count) and, where a rule asks, `counts` and `bursts`."""
    asked = questions(ruleset)
    counted = [counts_sql(asked)] if asked else []
    paced = [bursts_sql(ruleset)] if needed(ruleset) else []
    return ",\n".join([seen_sql(ruleset), *counted, *paced])


def totals_sql(ruleset: Ruleset) -> str:
    """The statements up to `totals`: per lead `r0`, `r1`, … after the rules' caps, and `newest`."""
    spelled = terms(ruleset)
    shared = [term for term in spelled if term.whole_account and not term.judged_per_lead]
    judged = [term for term in spelled if term.judged_per_lead]
    newest = f"max({_reason(ruleset)}) AS newest"
    own = [newest, *(_sum(term, _own(term), only=_own_when(term)) for term in spelled)]
    of_account = [newest, *(_sum(term, _shared(term)) for term in shared)]
    parts = [
        seen_and_counts_sql(ruleset),
        _grouped("own", own, f"{_OWN} {joins(spelled, 'l.account_id')}", "l.lead_id"),
        _grouped("shared", of_account, f"seen s {joins(shared, 's.account_id')}", "s.account_id"),
    ]
    if judged:
        source = f"{_OF_ACCOUNT} {joins(judged, 'l.account_id')}"
        sums = [_sum(term, _by_reader(term)) for term in judged]
        parts.append(_grouped("judged", sums, source, "l.lead_id"))
    parts.append(_totals(spelled))
    return ",\n".join(parts)


def contributions_sql(ruleset: Ruleset) -> str:
    """Every contribution, one row per rule and signal, of the rules `wanted` of leads.

    The frame `wanted` (lead_id, rule) says which; `rule` is the place in the file.
    """
    selects = [_NO_CONTRIBUTION, *(one for term in terms(ruleset) for one in _each(term))]
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


def _sum(term: Term, points: str, *, only: str = "") -> str:
    when = f"{only} AND {term.counts}" if only else term.counts
    return f"{sum_sql(f'CASE WHEN {when} THEN {points} END')} AS {term.name}"


def _grouped(name: str, columns: Iterable[str], source: str, key: str) -> str:
    return f"""{name} AS (
    SELECT {", ".join([key, *columns])}
    FROM {source}
    WHERE {key} IS NOT NULL GROUP BY {key}
)"""


def _totals(spelled: list[Term]) -> str:
    columns = [
        "l.lead_id",
        "greatest(coalesce(own.newest, shared.newest), coalesce(shared.newest, own.newest)) AS newest",
    ]
    for term in spelled:
        sources = ["own"]
        if term.whole_account:
            sources.append("judged" if term.judged_per_lead else "shared")
        total = " + ".join(f"coalesce({source}.{term.name}, 0)" for source in sources)
        columns.append(f"{clip_sql(total, term.rule.cap)} AS {term.name}")
    judged = any(term.judged_per_lead for term in spelled)
    return f"""totals AS (
    SELECT {", ".join(columns)}
    FROM leads l LEFT JOIN own ON own.lead_id = l.lead_id
    LEFT JOIN shared ON shared.account_id = l.account_id
    {"LEFT JOIN judged ON judged.lead_id = l.lead_id" if judged else ""}
)"""


def _reason(ruleset: Ruleset) -> str:
    """The time of a signal that may be a reason to write: not of an answer to us."""
    outcomes = [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]
    if not outcomes:
        return "s.occurred_at"
    names = ", ".join(map(text_literal, outcomes))
    return f"CASE WHEN s.kind NOT IN ({names}) THEN s.occurred_at END"
