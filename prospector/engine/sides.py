"""Fit of many leads: what reads one side alone, account or person, is judged once for all who share it.

Leads of an account share what it is; people of the same title, function and so on share what these
say. Only what reads both is judged lead by lead.
"""

from collections.abc import Iterable, Sequence

from prospector.engine.expressions import column
from prospector.engine.traits import (
    Asked,
    Group,
    asked_of,
    bounds_columns,
    groups_of,
    homes_sql,
    joined_sql,
    of_accounts_sql,
)
from prospector.rules.ruleset import Ruleset


def bounds_by_side_sql(ruleset: Ruleset) -> str:
    """The statements up to `bounds`, as `bounds_of_all_sql` has them."""
    asked, groups = asked_of(ruleset), groups_of(ruleset)
    homes = [one for one in asked if one.of_account]
    people = [one for one in asked if one.of_person]
    mixed = [one for one in asked if not (one.of_account or one.of_person)]
    of_homes, of_people = _within(groups, homes), _within(groups, people)
    beside = [group for group in groups if group not in (*of_homes, *of_people)]
    sides = [*_named("x", homes, of_homes), *_named("y", people, of_people)]
    keys = sorted({column(name) for one in people for name in one.fields})
    own = [f'l."{key}"' for key in keys]
    # Rules may read nothing of a person at all: then there is one description, of anybody.
    alike = ["y.anybody", *(f'y."{key}" IS NOT DISTINCT FROM l."{key}"' for key in keys)]
    return f"""account_judged AS (
    {of_accounts_sql(asked)}
), account_traits AS (
    SELECT {", ".join(["t.*", *bounds_columns(of_homes)])} FROM account_judged t
), person_judged AS (
    SELECT {", ".join(["l.anybody", *own, *(one.spelled for one in people)])}
    FROM (SELECT DISTINCT {", ".join(["TRUE AS anybody", *own])} FROM leads l) l
), person_traits AS (
    SELECT {", ".join(["t.*", *bounds_columns(of_people)])} FROM person_judged t
), traits AS (
    SELECT {", ".join(["l.lead_id", *sides, *(one.spelled for one in mixed)])}
    FROM leads l JOIN person_traits y ON {" AND ".join(alike)}
    {homes_sql("account_traits")} {joined_sql(mixed)}
), bounds AS (
    SELECT {", ".join(["t.*", *bounds_columns(beside)])} FROM traits t
)"""


def _within(groups: Iterable[Group], side: Sequence[Asked]) -> list[Group]:
    """The groups whose rules are all of one side."""
    names = {one.name for one in side}
    return [group for group in groups if names.issuperset(one.name for one in group.traits)]


def _named(table: str, side: Sequence[Asked], groups: Sequence[Group]) -> list[str]:
    """The columns of a side: what is asked of it, and the bounds of its groups."""
    ends = [f"{group.name}_{end}" for group in groups for end in ("lower", "upper")]
    return [f"{table}.{name}" for name in (*(one.name for one in side), *ends)]
