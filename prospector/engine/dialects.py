"""One text per engine, the same but for spelling: DuckDB's is the original, others are rewritten.

Whole queries are read and written anew, so that what differs — integer division, the place of
NULLs in an order, names of functions and types, quotes — is known in one place (ADR 0023).
"""

from functools import lru_cache

from sqlglot import exp, parse_one

#: A run spells a handful of texts of one ruleset.
_MOST = 16
#: Functions that give the same on both engines; each has a test that shows it.
_ALIKE: frozenset[type[exp.Func]] = frozenset(
    {
        *(exp.Case, exp.If, exp.Cast, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least),
        *(exp.And, exp.Or, exp.Round, exp.Floor, exp.Sqrt, exp.Pow),
        *(exp.Sum, exp.Count, exp.Min, exp.Max),
        *(exp.RowNumber, exp.Contains, exp.StartsWith, exp.ArrayContains, exp.Array, exp.Explode),
    }
)


@lru_cache(_MOST)
def spark(sql: str) -> str:
    """A query written for DuckDB, as Apache Spark spells it.

    Raises:
        ValueError: it calls what was never shown to give the same there.
    """
    tree = parse_one(sql, read="duckdb")
    for call in tree.find_all(exp.Func):
        if type(call) not in _ALIKE:
            raise ValueError(f"not known to be the same on Spark: {call.sql(dialect='duckdb')}")
    for table in tree.find_all(exp.CTE):
        # Spark decides itself what it computes once.
        table.set("materialized", None)
    return tree.sql(dialect="spark")
