"""What tells the segments apart, and how alike the leads of each are: per attribute and outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from prospector.segment.quality.association import Association, cramers_v, eta_squared, mixture

#: Known values below which no figure is given.
FEWEST = 30
#: Known values a segment needs to count as one of the two that are compared.
FEWEST_INSIDE = 5
#: Leads who must differ from the commonest value: ten replies are the least a rate can rest on.
FEWEST_CASES = 10
#: Values of an attribute that are compared one by one; the rarer ones together.
MOST_VALUES = 12
OTHER = "(other)"
#: How the columns of outcomes begin.
OUTCOME = "outcome."
#: From which corrected figure on a difference is weak, clear, strong: Cohen (1988).
_ETA = (0.01, 0.06, 0.14)
_V = (0.1, 0.3, 0.5)


class Strength(StrEnum):
    """How much segments differ in an attribute, in a word."""

    TOO_FEW = "too few"
    ALIKE = "all alike"
    NONE = "none"
    WEAK = "weak"
    CLEAR = "clear"
    STRONG = "strong"


@dataclass(frozen=True)
class Separation:
    """How much groups differ in one attribute; no figure where there are too few."""

    attribute: str
    measure: str
    #: Leads in those groups of whom the attribute is known.
    n: int
    groups: int
    value: float | None
    corrected: float | None
    strength: Strength


@dataclass(frozen=True)
class Trait:
    """One attribute inside a segment, against everybody else."""

    segment: str
    attribute: str
    n: int
    #: The mean of numbers, the commonest value of others.
    typical: str | float | None
    #: Of the commonest value inside.
    share: float | None
    #: 0 = all alike inside, 1 = as mixed as everybody.
    mixed: float | None
    apart: Separation


def separations(frame: pl.DataFrame, attributes: Sequence[str]) -> tuple[Separation, ...]:
    """How much the segments differ among themselves, strongest first.

    `frame` has lead_id, `place` (null = in no segment) and a column per attribute.
    """
    inside = frame.filter(pl.col("place").is_not_null())
    found = [separation(name, inside["place"], inside[name]) for name in attributes]
    return tuple(sorted(found, key=lambda one: (-_rank(one), -(one.corrected or 0))))


def traits(
    frame: pl.DataFrame, attributes: Sequence[str], names: Sequence[str]
) -> tuple[Trait, ...]:
    """Each attribute inside each segment, what sets the segment apart most first."""
    found: dict[str, list[Trait]] = {name: [] for name in names}
    for attribute in attributes:
        # What is the same for every segment is worked out once.
        values = frame[attribute]
        compared = _comparable(values)
        of_all = mixture(values)
        for place, name in enumerate(names):
            belongs = frame["place"].eq_missing(place)
            apart = _separation(attribute, belongs, compared)
            found[name].append(_trait(name, values.filter(belongs).drop_nulls(), of_all, apart))
    return tuple(one for own in found.values() for one in sorted(own, key=_telling))


def separation(attribute: str, groups: pl.Series, values: pl.Series) -> Separation:
    """How much these groups differ in one attribute, or that there are too few to say."""
    return _separation(attribute, groups, _comparable(values))


def _comparable(values: pl.Series) -> pl.Series:
    """Numbers as they are; of others the commonest values, the rest under one name."""
    # As codes: texts of half a million leads are counted ten times over.
    return values if values.dtype.is_numeric() else _lumped(values).cast(pl.Categorical)


def _separation(attribute: str, groups: pl.Series, values: pl.Series) -> Separation:
    known = pl.DataFrame({"group": groups, "value": values}).drop_nulls()
    number = values.dtype.is_numeric()
    measure = "eta squared" if number else "Cramér's V"
    count = known["group"].n_unique()
    if _too_few(known, number=number) or _never(attribute, known):
        return Separation(attribute, measure, known.height, count, None, None, Strength.TOO_FEW)
    compare = eta_squared if number else cramers_v
    found = compare(known["group"], known["value"])
    if found is None:
        return Separation(attribute, measure, known.height, count, None, None, Strength.ALIKE)
    strength = _strength(found, _ETA if number else _V)
    return Separation(
        attribute, measure, found.n, found.groups, found.value, found.corrected, strength
    )


def _trait(name: str, inside: pl.Series, of_all: float | None, apart: Separation) -> Trait:
    typical, share = _typical(inside)
    of_these = mixture(inside) if inside.len() >= FEWEST_INSIDE else None
    return Trait(
        segment=name,
        attribute=apart.attribute,
        n=inside.len(),
        typical=typical,
        share=share,
        mixed=of_these / of_all if of_all and of_these is not None else None,
        apart=apart,
    )


def _telling(one: Trait) -> tuple[int, float]:
    return -_rank(one.apart), -(one.apart.corrected or 0)


def _typical(inside: pl.Series) -> tuple[str | float | None, float | None]:
    if inside.is_empty():
        return None, None
    if inside.dtype.is_numeric():
        return float(inside.cast(pl.Float64).sum()) / inside.len(), None
    counts = inside.value_counts(name="seen").sort(["seen", inside.name], descending=[True, False])
    value, seen = counts.row(0)
    return _said(value), seen / inside.len()


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _lumped(values: pl.Series) -> pl.Series:
    words = values.cast(pl.String).alias("value")
    known = words.drop_nulls().value_counts(name="seen")
    counts = known.sort(["seen", "value"], descending=[True, False])
    if counts.height <= MOST_VALUES:
        return words
    common = counts["value"].head(MOST_VALUES - 1)
    return pl.select(
        pl.when(words.is_in(common.implode()) | words.is_null())
        .then(words)
        .otherwise(pl.lit(OTHER))
    )[:, 0].alias("value")


def _too_few(known: pl.DataFrame, *, number: bool) -> bool:
    sizes = known["group"].value_counts(name="seen")["seen"]
    if known.height < FEWEST or (sizes >= FEWEST_INSIDE).sum() < 2:
        return True
    if number:
        return False
    counts = known["value"].value_counts(name="seen")["seen"]
    others = known.height - counts.to_list()[counts.arg_max() or 0]
    # One lead a cell at least, on average: below that, chance fills the table.
    return 0 < others < FEWEST_CASES or known.height < sizes.len() * counts.len()


def _never(attribute: str, known: pl.DataFrame) -> bool:
    """Whether an outcome came from nobody yet: that says nothing about the segments."""
    return attribute.startswith(OUTCOME) and known["value"].n_unique() < 2


def _strength(found: Association, bounds: tuple[float, float, float]) -> Strength:
    words = (Strength.NONE, Strength.WEAK, Strength.CLEAR, Strength.STRONG)
    return words[sum(found.corrected >= bound for bound in bounds)]


def _rank(one: Separation) -> int:
    return list(Strength).index(one.strength)
