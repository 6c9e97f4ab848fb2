"""Fit rules as three-valued columns, and what a group of them is worth at least and at most."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from prospector.engine.expressions import column_sql, expressions
from prospector.engine.points import nano, whole
from prospector.engine.signals import question_name
from prospector.engine.surge import join_sql
from prospector.engine.terms import questions
from prospector.rules.conditions import Aggregate, Expression
from prospector.rules.fields import SURGE_FIELDS
from prospector.rules.models import FitGroup, FitProfile, FitRule
from prospector.rules.ruleset import Ruleset
from prospector.rules.spelling import to_sql


@dataclass(frozen=True)
class Trait:
    """One fit rule: its column `t0`, `t1`, … holds true, false or NULL = unknown."""

    name: str
    rule: FitRule
    expression: Expression

    @property
    def points(self) -> int:
        """Its points in nano-points."""
        return nano(self.rule.points)


@dataclass(frozen=True)
class Group:
    """One group of a profile, with its traits; its bounds are `g0_lower` and `g0_upper`."""

    name: str
    profile: FitProfile
    group: FitGroup
    traits: tuple[Trait, ...]

    @property
    def most(self) -> int:
        """The most points it can give."""
        return self.worth([trait.points for trait in self.traits])

    @property
    def least(self) -> int:
        """The fewest: every negative rule true, no positive one."""
        return sum(trait.points for trait in self.traits if trait.points < 0)

    def worth(self, points: list[int]) -> int:
        """What these true rules give, negative ones aside."""
        positive = [value for value in points if value > 0]
        if self.group.pick == "best":
            return max(positive, default=0)
        total = sum(positive)
        return total if self.group.cap is None else min(total, nano(self.group.cap))


def groups_of(ruleset: Ruleset) -> list[Group]:
    """Every group of every profile, in the order of the file."""
    parsed = expressions(ruleset).fit
    found: list[Group] = []
    count = 0
    for profile in ruleset.fit.profiles:
        for group in profile.groups:
            traits = tuple(
                Trait(f"t{count + offset}", rule, parsed[rule.id])
                for offset, rule in enumerate(group.rules)
            )
            count += len(traits)
            found.append(Group(f"g{len(found)}", profile, group, traits))
    return found


def traits_sql(ruleset: Ruleset) -> str:
    """The statements up to `traits`: every rule for every lead, and a flag per field that is missing.

    What reads the account alone is judged once per account, and once for having none.
    """
    asked = asked_of(ruleset)
    columns = [f"x.{one.name}" if one.of_account else one.spelled for one in asked]
    return f"""account_traits AS (
    {of_accounts_sql(asked)}
), traits AS (
    SELECT {", ".join(["l.lead_id", *columns])}
    FROM leads l
    {homes_sql("account_traits")} {joined_sql(asked)}
)"""


def of_accounts_sql(asked: Sequence["Asked"]) -> str:
    """What reads the account alone, for every account and for none."""
    columns = "".join(f", {one.spelled}" for one in asked if one.of_account)
    # Ids are positive, so this full join adds one row, that of no account.
    return f"SELECT a.account_id{columns} FROM accounts a FULL JOIN parameters p ON a.account_id = -p.as_of"


def homes_sql(table: str) -> str:
    """The join of a lead `l` with the row of its account, or of none, as `x`."""
    return f"LEFT JOIN {table} x ON x.account_id IS NOT DISTINCT FROM l.account_id"


def joined_sql(asked: Sequence["Asked"]) -> str:
    """The rows beside a lead `l` that some of these columns read."""
    joined = []
    if any(one.reads_account and not one.of_account for one in asked):
        joined.append("LEFT JOIN accounts a ON a.account_id = l.account_id")
    if any(one.counts for one in asked):
        joined.append("LEFT JOIN counts c ON c.lead_id = l.lead_id")
    if any(one.paced for one in asked):
        joined.append(join_sql("l.account_id"))
    return " ".join(joined)


@dataclass(frozen=True)
class Asked:
    """A column of `traits`: its text over a lead `l` and its account `a`."""

    name: str
    text: str
    fields: frozenset[str]
    counts: bool = False

    @property
    def paced(self) -> bool:
        """Whether it asks for the account's pace."""
        return not self.fields.isdisjoint(SURGE_FIELDS)

    @property
    def reads_account(self) -> bool:
        """Whether it reads a field of the account."""
        return any(name.startswith("account.") for name in self.fields)

    @property
    def of_account(self) -> bool:
        """Whether all leads of an account have the same."""
        of_lead = any(name.startswith("lead.") for name in self.fields)
        return not (of_lead or self.counts or self.paced)

    @property
    def of_person(self) -> bool:
        """Whether all people of the same description have the same."""
        return not (self.of_account or self.reads_account or self.counts or self.paced)

    @property
    def spelled(self) -> str:
        """The column of a query."""
        return f"{self.text} AS {self.name}"


def asked_of(ruleset: Ruleset) -> list[Asked]:
    """Every column of `traits`: the rules, then the flags of missing fields."""
    groups, asked = groups_of(ruleset), questions(ruleset)
    rules = [
        Asked(
            trait.name,
            _spelled(trait, asked),
            frozenset(trait.expression.fields),
            bool(trait.expression.aggregates),
        )
        for group in groups
        for trait in group.traits
    ]
    missing = [
        Asked(flag, f"{column_sql(name)} IS NULL", frozenset({name}))
        for name, flag in flags(groups).items()
    ]
    return [*rules, *missing]


def flags(groups: list[Group]) -> dict[str, str]:
    """Every field that fit rules read, and the column of `traits` that says it is missing."""
    names = dict.fromkeys(name for group in groups for name in fields_in_order(group))
    return {name: f"n{index}" for index, name in enumerate(names)}


def fields_in_order(group: Group) -> list[str]:
    """A group's fields in the order people wrote them."""
    return list(
        dict.fromkeys(
            name
            for trait in group.traits
            for name in sorted(trait.expression.fields, key=trait.expression.source.lower().index)
        )
    )


def bounds_sql(group: Group) -> tuple[str, str]:
    """The least and the most points of a group, given what is unknown."""
    lower = worth_sql(group, _true) + _negatives(group, _not_false)
    upper = worth_sql(group, _not_false) + _negatives(group, _true)
    return lower, upper


def bounds_columns(groups: Iterable[Group]) -> list[str]:
    """The columns of these groups' bounds, over their traits."""
    return [
        f"CAST({text} AS BIGINT) AS {group.name}_{end}"
        for group in groups
        for end, text in zip(("lower", "upper"), bounds_sql(group), strict=True)
    ]


def span_sql(group: Group, name: str, flag: str) -> str:
    """How many points the rules span that are unknown and read a missing field."""

    def open_(trait: Trait) -> str:
        if name not in trait.expression.fields:
            return "FALSE"
        return f"({trait.name} IS NULL AND {flag})"

    def held_or_open(trait: Trait) -> str:
        reads = name in trait.expression.fields
        return f"({_true(trait)} OR {open_(trait)})" if reads else _true(trait)

    more = worth_sql(group, held_or_open)
    negative = any(trait.points < 0 for trait in group.traits)
    # Without negative rules the lower bound is what the true ones are worth.
    held = worth_sql(group, _true) if negative else f"{group.name}_lower"
    return f"{more} - {held}{_negatives(group, open_, sign=-1)}"


def worth_sql(group: Group, holds: Callable[[Trait], str]) -> str:
    """The SQL of `Group.worth`."""
    positive = [trait for trait in group.traits if trait.points > 0]
    if not positive:
        return whole(0)
    if group.group.pick == "best":
        best_first = sorted(positive, key=lambda trait: -trait.points)
        cases = " ".join(f"WHEN {holds(trait)} THEN {whole(trait.points)}" for trait in best_first)
        return f"CASE {cases} ELSE {whole(0)} END"
    return f"least({whole(group.most)}, {_sum(positive, holds)})"


def _true(trait: Trait) -> str:
    return f"{trait.name} IS TRUE"


def _not_false(trait: Trait) -> str:
    return f"{trait.name} IS NOT FALSE"


def _negatives(group: Group, holds: Callable[[Trait], str], *, sign: int = 1) -> str:
    negative = [trait for trait in group.traits if trait.points < 0]
    return f" + {_sum(negative, holds, sign)}" if negative else ""


def _sum(traits: list[Trait], holds: Callable[[Trait], str], sign: int = 1) -> str:
    return " + ".join(
        f"CASE WHEN {holds(trait)} THEN {whole(sign * trait.points)} ELSE {whole(0)} END"
        for trait in traits
    )


def _spelled(trait: Trait, asked: Sequence[Aggregate]) -> str:
    return to_sql(
        trait.expression,
        column_sql,
        aggregate=lambda question: f"c.{question_name(asked, question)}",
    )
