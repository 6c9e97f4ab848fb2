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
    bounds_columns,
    flags,
    groups_of,
    span_sql,
    traits_sql,
)
from prospector.rules import fields
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
    return f"""{traits_sql(ruleset)}, bounds AS (
    SELECT t.*, {", ".join(bounds_columns(groups_of(ruleset)))} FROM traits t
)"""


def fitted_sql(ruleset: Ruleset) -> str:
    """The statements from `bounds` to `fitted`: all of fit that no prior bears on, and the groups.

    What is unknown is looked into for the best profile alone: it is most of the work.
    """
    groups, profiles = groups_of(ruleset), range(len(ruleset.fit.profiles))
    scaled = [text for index in profiles for text in _scaled(index, _own(ruleset, index))]
    banned = [trait for group in groups for trait in group.traits if trait.rule.disqualify]
    names = _fields(ruleset)
    spans = [f"{_span_of_best(ruleset, name, flag)} AS span_{flag}" for name, flag in names.items()]
    ends = [f"{group.name}_{end}" for group in groups for end in ("lower", "upper")]
    best = _pick([_literal(profile.id) for profile in ruleset.fit.profiles])
    return f"""profiles AS (
    SELECT b.*, {_first_true(banned)} AS disqualified_by, {", ".join(scaled)} FROM bounds b
), chosen AS (
    SELECT f.*, {_best(len(profiles))} AS best FROM profiles f
), spans AS (
    SELECT c.*, {_pick([f"lower_{index}" for index in profiles])} AS lower,
        {_pick([f"upper_{index}" for index in profiles])} AS upper{"".join(f", {one}" for one in spans)}
    FROM chosen c
), widths AS (
    SELECT s.*, {_greatest([whole(0), *(f"span_{flag}" for flag in names.values())])} AS widest FROM spans s
), fitted AS (
    SELECT lead_id, disqualified_by, best, {best} AS profile, lower, upper,
        CASE WHEN widest > 0 THEN {_unknown_field(ruleset)} END AS unknown_field, {", ".join(ends)}
    FROM widths
)"""


def fits_sql(ruleset: Ruleset) -> str:
    """The statement `fits`: per lead the best profile, its bounds, what to expect, what is unknown."""
    expected = _pick(
        [_expected(_own(ruleset, index)) for index in range(len(ruleset.fit.profiles))]
    )
    return f"""fits AS (
    SELECT b.lead_id, b.disqualified_by, b.profile, b.lower, b.upper, {expected} AS expected,
        b.unknown_field
    FROM fitted b CROSS JOIN parameters p
)"""


def _known(group: Group) -> Iterator[str]:
    known = f"b.{group.name}_lower = b.{group.name}_upper"
    span = group.most - group.least
    reached = f"(b.{group.name}_lower - {whole(group.least)}) / {double(span)} * {double(MILLION)}"
    value = round_sql(reached) if span else whole(0)
    yield f"count(CASE WHEN {known} THEN 1 END) AS {group.name}_known"
    yield f"CAST(coalesce(sum(CASE WHEN {known} THEN {value} END), 0) AS BIGINT) AS {group.name}_reached"


def _own(ruleset: Ruleset, index: int) -> list[Group]:
    """The groups of a profile."""
    profile = ruleset.fit.profiles[index]
    return [group for group in groups_of(ruleset) if group.profile is profile]


def _scaled(index: int, groups: list[Group]) -> Iterator[str]:
    full = sum(group.most for group in groups)
    for end in ("lower", "upper"):
        total = " + ".join(f"b.{group.name}_{end}" for group in groups)
        yield f"{on_scale_sql(total, full)} AS {end}_{index}"


def _expected(groups: list[Group]) -> str:
    """The lower bounds, and of what is open in each group what its prior says."""
    middle = []
    for group in groups:
        open_ = f"CAST(b.{group.name}_upper - b.{group.name}_lower AS DOUBLE)"
        more = round_sql(f"{open_} * p.{group.name} / {double(MILLION)}")
        middle.append(f"b.{group.name}_lower + {more}")
    return on_scale_sql(" + ".join(middle), sum(group.most for group in groups))


def _best(profiles: int) -> str:
    """The place of the profile with the highest lower bound; ties: the first in the file."""
    highest = _greatest([f"f.lower_{index}" for index in range(profiles)])
    cases = " ".join(f"WHEN f.lower_{index} = {highest} THEN {index}" for index in range(profiles))
    return f"CASE {cases} END"


def _pick(texts: list[str]) -> str:
    """One text per profile: that of the best."""
    cases = " ".join(f"WHEN best = {place} THEN {text}" for place, text in enumerate(texts))
    return f"CASE {cases} END"


def _span_of_best(ruleset: Ruleset, name: str, flag: str) -> str:
    """How many points of the best profile hang on a missing field; asked first: whether it is missing."""
    cases = ""
    for index in range(len(ruleset.fit.profiles)):
        spans = [
            span_sql(group, name, flag) for group in _own(ruleset, index) if _pays(group, name)
        ]
        if spans:
            cases += (
                f" WHEN best = {index} AND lower_{index} < upper_{index} THEN {' + '.join(spans)}"
            )
    nothing = whole(0)
    return (
        f"CASE WHEN {flag} THEN CASE{cases} ELSE {nothing} END ELSE {nothing} END"
        if cases
        else nothing
    )


def _pays(group: Group, name: str) -> bool:
    """Whether a rule of the group with points reads a field."""
    return any(trait.points and name in trait.expression.fields for trait in group.traits)


def _fields(ruleset: Ruleset) -> dict[str, str]:
    """The fields that somebody could find, and their flags: nobody can look up an account's pace."""
    named = flags(groups_of(ruleset)).items()
    return {name: flag for name, flag in named if name not in fields.SURGE_FIELDS}


def _unknown_field(ruleset: Ruleset) -> str:
    """The missing field whose unknown rules span most points; ties: the first in the file."""
    names, texts = _fields(ruleset), []
    for index in range(len(ruleset.fit.profiles)):
        cases = "".join(
            f" WHEN span_{names[name]} = widest THEN {_literal(name)}"
            for name in flags(_own(ruleset, index))
            if name in names
        )
        texts.append(f"CASE{cases} END" if cases else "CAST(NULL AS VARCHAR)")
    return _pick(texts)


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
