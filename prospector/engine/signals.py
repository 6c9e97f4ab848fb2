"""SQL over the signals that count: their age, which repetition they are, and counts of them."""

from collections.abc import Sequence

from prospector.engine.points import double
from prospector.rules.conditions import Aggregate
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import text_literal
from prospector.text import fold

#: Microseconds in a day, as the engine divides by them.
DAY = 86_400_000_000
_HAPPENED = "s.occurred_at <= p.as_of AND s.received_at <= p.known_at"
_NEWEST_FIRST = "ORDER BY s.occurred_at DESC, s.feed, s.external_id"
#: 1 for the newest of a kind on a subject by an account (by a lead where there is no account).
_NTH = f"""row_number() OVER (
        PARTITION BY s.account_id, CASE WHEN s.account_id IS NULL THEN s.lead_id END, s.kind, s.subject
        {_NEWEST_FIRST}
    )"""


def known_sql(name: str = "known") -> str:
    """The statement `known`: every signal that had happened and was known, with its age in days."""
    return f"""{name} AS (
    SELECT s.*, CAST(p.as_of - s.occurred_at AS DOUBLE) / {double(DAY)} AS age
    FROM signals s CROSS JOIN parameters p
    WHERE {_HAPPENED}
)"""


def seen_sql(ruleset: Ruleset, *, reason: str | None = None) -> str:
    """The statements up to `seen`: every signal of `known` and, as `nth`, which repetition it is.

    Signals without a subject and outcomes are never redundant. Only signals that may be
    repetitions at all (the column `repeats`) are sorted: few are, and sorting is what costs.
    `reason` says whether a signal is no outcome where a frame has a column for it.
    """
    repeats = f"s.repeats AND {reason or reason_sql(ruleset)}"
    return f"""{known_sql()}, seen AS (
    SELECT s.*, {_NTH} AS nth FROM known s WHERE {repeats}
    UNION ALL
    SELECT s.*, 1 AS nth FROM known s WHERE NOT ({repeats})
)"""


def repetitions_sql() -> str:
    """The signals (`place`) that are not the first to say what they say, and which repetition each is.

    They read signals that may be repetitions; `who` and `what` are numbers for the texts and ids
    that signals share which say the same.
    """
    return f"""WITH ranked AS (
    SELECT s.place, row_number() OVER (PARTITION BY s.who, s.what {_NEWEST_FIRST}) AS nth
    FROM signals s CROSS JOIN parameters p WHERE {_HAPPENED}
) SELECT place, CAST(nth AS INTEGER) AS nth FROM ranked WHERE nth > 1"""


def outcomes_of(ruleset: Ruleset) -> list[str]:
    """The kinds of answers to us, as frames name them."""
    return [fold(name) for name, kind in ruleset.signals.kinds.items() if kind.outcome]


def reason_sql(ruleset: Ruleset) -> str:
    """Whether a signal may be a reason to write: it is no answer to us."""
    outcomes = outcomes_of(ruleset)
    return f"s.kind NOT IN ({', '.join(map(text_literal, outcomes))})" if outcomes else "TRUE"


def newest_sql(reason: str, *, own: str = "signals") -> str:
    """The statements up to `newest`: per lead the time of the newest signal that is a reason.

    They read the frames alone, once per lead and once per account: cheaper than to keep rows between.
    `own` may lack signals of leads at the account they are of: those are among the account's.
    """
    return f"""newest_own AS (
    SELECT s.lead_id, max(s.occurred_at) AS newest FROM {own} s CROSS JOIN parameters p
    WHERE s.lead_id IS NOT NULL AND {_HAPPENED} AND {reason} GROUP BY s.lead_id
), newest_shared AS (
    SELECT s.account_id, max(s.occurred_at) AS newest FROM signals s CROSS JOIN parameters p
    WHERE s.account_id IS NOT NULL AND {_HAPPENED} AND {reason} GROUP BY s.account_id
), newest AS (
    SELECT l.lead_id,
        greatest(coalesce(o.newest, n.newest), coalesce(n.newest, o.newest)) AS newest
    FROM leads l LEFT JOIN newest_own o ON o.lead_id = l.lead_id
    LEFT JOIN newest_shared n ON n.account_id = l.account_id
)"""


def counts_sql(questions: Sequence[Aggregate]) -> str:
    """The statements from `known` to `counts`: one row per lead, with the answer to each question.

    They see the lead's own signals and those of its account without a person;
    `distinct_people` sees the whole account.
    """
    named = [(question_name(questions, question), question) for question in questions]
    own = "".join(f", {_own(question)} AS {name}" for name, question in named)
    account = "".join(f", {_of_account(question)} AS {name}" for name, question in named)
    answers = "".join(f", {_answer(question, name)} AS {name}" for name, question in named)
    return f"""own_counts AS (
    SELECT s.lead_id{own} FROM known s WHERE s.lead_id IS NOT NULL GROUP BY s.lead_id
), account_counts AS (
    SELECT s.account_id{account} FROM known s WHERE s.account_id IS NOT NULL GROUP BY s.account_id
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
