"""Step two, fit: bounds per group, priors, and the profile that fits best.

100 is the sum of the groups' maxima of a profile. Bounds and expectation are summed in raw
nano-points and put on the scale of 100 once.
"""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from prospector.engine.points import double, half_away, on_scale_sql, round_sql, whole
from prospector.engine.traits import (
    Group,
    Trait,
    bounds_sql,
    fields_in_order,
    flags,
    groups_of,
    span_sql,
    traits_sql,
)
from prospector.rules.ruleset import Ruleset

#: Priors are shares in millionths; ten imaginary leads lie in the middle.
MILLION = 1_000_000
MIDDLE = 10

#: Per group, as profile/group: the share of its span to expect where it is unknown, in millionths.
Priors = dict[str, int]


def group_name(group: Group) -> str:
    """How people and the run log call a group."""
    return f"{group.profile.id}/{group.group.id}"


def priors_sql(ruleset: Ruleset) -> str:
    """Per group, how many leads of `bounds` are known in it, and how much of its span they reach."""
    columns = [text for group in groups_of(ruleset) for text in _known(group)]
    return f"SELECT {', '.join(columns)} FROM bounds b"


def priors_of(ruleset: Ruleset, found: pl.DataFrame) -> Priors:
    """The priors from the one row of `priors_sql`, shrunk toward one half."""
    row = found.row(0, named=True)
    return {
        group_name(group): half_away(
            Decimal(row[f"{group.name}_reached"] + MIDDLE * MILLION // 2)
            / (row[f"{group.name}_known"] + MIDDLE)
        )
        for group in groups_of(ruleset)
    }


def bounds_of_all_sql(ruleset: Ruleset) -> str:
    """The statements up to `bounds`: per lead the traits, and the least and most of each group."""
    columns: list[str] = []
    for group in groups_of(ruleset):
        lower, upper = bounds_sql(group)
        columns.append(f"CAST({lower} AS BIGINT) AS {group.name}_lower")
        columns.append(f"CAST({upper} AS BIGINT) AS {group.name}_upper")
    return f"""{traits_sql(ruleset)}, bounds AS (
    SELECT t.*, {", ".join(columns)} FROM traits t
)"""


def fits_sql(ruleset: Ruleset) -> str:
    """The statements from `bounds` to `fits`: per lead the best profile, its bounds, what is unknown."""
    groups = groups_of(ruleset)
    columns: list[str] = []
    for index, profile in enumerate(ruleset.fit.profiles):
        own = [group for group in groups if group.profile is profile]
        columns += _profile(index, own, flags(groups))
    banned = [trait for group in groups for trait in group.traits if trait.rule.disqualify]
    return f"""profiles AS (
    SELECT b.lead_id, {_first_true(banned)} AS disqualified_by, {", ".join(columns)}
    FROM bounds b CROSS JOIN parameters p
), chosen AS (
    SELECT f.*, {_best(len(ruleset.fit.profiles))} AS best FROM profiles f
), fits AS (
    SELECT lead_id, disqualified_by, {", ".join(_of_best(ruleset))} FROM chosen
)"""


def _known(group: Group) -> Iterator[str]:
    known = f"b.{group.name}_lower = b.{group.name}_upper"
    span = group.most - group.least
    reached = f"(b.{group.name}_lower - {whole(group.least)}) / {double(span)} * {double(MILLION)}"
    value = round_sql(reached) if span else whole(0)
    yield f"count(CASE WHEN {known} THEN 1 END) AS {group.name}_known"
    yield f"CAST(coalesce(sum(CASE WHEN {known} THEN {value} END), 0) AS BIGINT) AS {group.name}_reached"


def _profile(index: int, groups: list[Group], missing: dict[str, str]) -> Iterator[str]:
    full = sum(group.most for group in groups)
    lower = " + ".join(f"b.{group.name}_lower" for group in groups)
    upper = " + ".join(f"b.{group.name}_upper" for group in groups)
    middle = " + ".join(f"b.{group.name}_lower + {_expected(group)}" for group in groups)
    yield f"{on_scale_sql(lower, full)} AS lower_{index}"
    yield f"{on_scale_sql(upper, full)} AS upper_{index}"
    yield f"{on_scale_sql(middle, full)} AS expected_{index}"
    for place, name in enumerate(flags(groups)):
        flag = missing[name]
        spans = [span_sql(group, name, flag) for group in groups if name in fields_in_order(group)]
        yield f"CASE WHEN {flag} THEN {' + '.join(spans)} ELSE {whole(0)} END AS span_{index}_{place}"


def _expected(group: Group) -> str:
    """What the prior adds to the lower bound."""
    open_ = f"CAST(b.{group.name}_upper - b.{group.name}_lower AS DOUBLE)"
    return round_sql(f"{open_} * p.{group.name} / {double(MILLION)}")


def _best(profiles: int) -> str:
    """The place of the profile with the highest lower bound; ties: the first in the file."""
    highest = _greatest([f"f.lower_{index}" for index in range(profiles)])
    cases = " ".join(f"WHEN f.lower_{index} = {highest} THEN {index}" for index in range(profiles))
    return f"CASE {cases} END"


def _of_best(ruleset: Ruleset) -> Iterator[str]:
    groups = groups_of(ruleset)
    places = range(len(ruleset.fit.profiles))

    def pick(texts: list[str]) -> str:
        cases = " ".join(f"WHEN best = {place} THEN {texts[place]}" for place in places)
        return f"CASE {cases} END"

    yield f"{pick([_literal(profile.id) for profile in ruleset.fit.profiles])} AS profile"
    for name in ("lower", "upper", "expected"):
        yield f"{pick([f'{name}_{place}' for place in places])} AS {name}"
    unknown = []
    for place, profile in enumerate(ruleset.fit.profiles):
        names = list(flags([group for group in groups if group.profile is profile]))
        unknown.append(_unknown_field(place, names))
    yield f"{pick(unknown)} AS unknown_field"


def _unknown_field(place: int, names: list[str]) -> str:
    """The missing field whose unknown rules span most points; ties: the first in the file."""
    nothing = "CAST(NULL AS VARCHAR)"
    spans = {name: f"span_{place}_{index}" for index, name in enumerate(names)}
    if not spans:
        return nothing
    widest = _greatest(list(spans.values()))
    cases = " ".join(
        f"WHEN {span} > 0 AND {span} = {widest} THEN {_literal(name)}"
        for name, span in spans.items()
    )
    return f"CASE WHEN lower_{place} = upper_{place} THEN {nothing} {cases} END"


def _first_true(traits: list[Trait]) -> str:
    cases = " ".join(
        f"WHEN b.{trait.name} IS TRUE THEN {_literal(trait.rule.id)}" for trait in traits
    )
    return f"CASE {cases} END" if cases else "CAST(NULL AS VARCHAR)"


def _greatest(texts: list[str]) -> str:
    return f"greatest({', '.join(texts)})" if len(texts) > 1 else texts[0]


def _literal(name: str) -> str:
    """A slug or field name, which holds no quote."""
    return f"'{name}'"
