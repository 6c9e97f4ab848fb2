"""SQL over the signals that count: their age, which repetition they are, and counts of them."""

from collections.abc import Sequence

from prospector.engine.points import double
from prospector.rules.conditions import Aggregate
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal

#: Microseconds in a day, as the engine divides by them.
DAY = 86_400_000_000


def seen_sql(ruleset: Ruleset) -> str:
    """What had happened and was known: every such signal with its age in days and its rank.

    `nth` = 1 for the newest of a kind on a subject by an account (by a lead where there is no
    account); signals without a subject and outcomes are never redundant. Only signals that may be
    repetitions at all (the column `repeats`) are sorted: few are, and sorting is what costs.
    """
    outcomes = [name for name, kind in ruleset.signals.kinds.items() if kind.outcome]
    repeats = "s.repeats"
    if outcomes:
        repeats += f" AND s.kind NOT IN ({', '.join(text_literal(name) for name in outcomes)})"
    return f"""known AS (
    SELECT s.*, CAST(p.as_of - s.occurred_at AS DOUBLE) / {double(DAY)} AS age
    FROM signals s CROSS JOIN parameters p
    WHERE s.occurred_at <= p.as_of AND s.received_at <= p.known_at
), seen AS (
    SELECT s.*, row_number() OVER (
        PARTITION BY s.account_id, CASE WHEN s.account_id IS NULL THEN s.lead_id END, s.kind, s.subject
        ORDER BY s.occurred_at DESC, s.feed, s.external_id
    ) AS nth
    FROM known s WHERE {repeats}
    UNION ALL
    SELECT s.*, 1 AS nth FROM known s WHERE NOT ({repeats})
)"""


def counts_sql(questions: Sequence[Aggregate]) -> str:
    """One row per lead that answers every question about its signals; named `counts`.

    They see the lead's own signals and those of its account without a person;
    `distinct_people` sees the whole account.
    """
    named = [(question_name(questions, question), question) for question in questions]
    own = "".join(f", {_own(question)} AS {name}" for name, question in named)
    account = "".join(f", {_of_account(question)} AS {name}" for name, question in named)
    answers = "".join(f", {_answer(question, name)} AS {name}" for name, question in named)
    return f"""own_counts AS (
    SELECT s.lead_id{own} FROM seen s WHERE s.lead_id IS NOT NULL GROUP BY s.lead_id
), account_counts AS (
    SELECT s.account_id{account} FROM seen s WHERE s.account_id IS NOT NULL GROUP BY s.account_id
), counts AS (
    SELECT l.lead_id{answers} FROM leads l
    LEFT JOIN own_counts o ON o.lead_id = l.lead_id
    LEFT JOIN account_counts n ON n.account_id = l.account_id
)"""


def question_name(questions: Sequence[Aggregate], question: Aggregate) -> str:
    """The column of `counts` that answers a question."""
    return f"q{questions.index(question)}"


def _own(question: Aggregate) -> str:
    if question.function == "days_since":
        return f"min(CASE WHEN {_matches(question)} THEN s.age END)"
    return f"count(CASE WHEN {_matches(question)} THEN 1 END)"


def _of_account(question: Aggregate) -> str:
    if question.function == "distinct_people":
        return f"count(DISTINCT CASE WHEN {_matches(question)} THEN s.lead_id END)"
    nobody = f"s.lead_id IS NULL AND {_matches(question)}"
    if question.function == "days_since":
        return f"min(CASE WHEN {nobody} THEN s.age END)"
    return f"count(CASE WHEN {nobody} THEN 1 END)"


def _answer(question: Aggregate, name: str) -> str:
    if question.function == "days_since":
        return f"least(coalesce(o.{name}, n.{name}), coalesce(n.{name}, o.{name}))"
    if question.function == "count_signals":
        return f"coalesce(o.{name}, 0) + coalesce(n.{name}, 0)"
    alone = f"least(coalesce(o.{name}, 0), 1)"
    return f"CASE WHEN l.account_id IS NULL THEN {alone} ELSE coalesce(n.{name}, 0) END"


def _matches(question: Aggregate) -> str:
    kind = f"s.kind = {text_literal(question.kind)}"
    return kind if question.days is None else f"{kind} AND s.age <= {double(question.days)}"
