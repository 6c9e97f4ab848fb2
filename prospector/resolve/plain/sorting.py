"""Which sightings are plain: only of identities nobody knew, and none shared in a way that takes judgement.

Works on numbers alone. What it calls plain is decided here just as `people` and `companies` would decide;
whatever might come out otherwise is left to them. That is by far the safer error: it only costs time.
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from prospector.resolve.companies import Method as CompanyMethod
from prospector.resolve.people import Method

#: A sighting as numbers: its id, and those of its identities.
SEEN = ("id", "email", "profile", "phone", "name", "domain", "company")


class New(NamedTuple):
    """Identities nobody has looked at, by id."""

    ids: pl.Series
    #: Those no plain person or company has: a function's address, free mail.
    nobodys: pl.Series
    #: Phones and names that a signal refers to without any other identity.
    alone: pl.Series


class Sorted(NamedTuple):
    """Plain groups, numbered as their first sightings come, and what is not plain."""

    #: `n`, `id`: the sightings of each group; `settled` = nothing else in it is left to decide.
    rows: pl.DataFrame
    #: `n`, `identity`, `method`: what points to the group; `n` is null for what points to nobody.
    members: pl.DataFrame
    #: `id`, and the identities of it that go the long way.
    hard: pl.DataFrame


def linked(seen: pl.DataFrame, new: New) -> pl.DataFrame:
    """The sightings that name people, with the identity that leads each (`head`), and whether it is `bad`."""
    strong = ("email", "profile", "phone")
    rows = seen.filter(pl.any_horizontal(pl.col(*strong, "name").is_not_null()))
    address = pl.col("email").is_not_null() | pl.col("profile").is_not_null()
    pairs = rows.select("email", "profile").drop_nulls().unique()
    crowds = [
        pl.col(name).is_in(_repeated(pairs[name])) for name in ("email", "profile")
    ]  # one address with two profiles, or one profile with two addresses
    owners = pairs.unique("profile", keep="first", maintain_order=True).rename({"email": "owner"})
    named_only = ~address & pl.col("phone").is_null()
    rows = rows.join(owners, on="profile", how="left", maintain_order="left").with_columns(
        head=pl.coalesce("email", "owner", "profile", "phone", "name"),
        named_only=named_only,
        bad=pl.any_horizontal(
            *[_outside(name, new.ids) for name in strong],
            named_only & _outside("name", new.ids),
            pl.col("email").is_in(new.nobodys.implode()),
            pl.col("phone").is_not_null() & ~address,
            *crowds,
        ).fill_null(value=False),
    )
    return _spread(rows, new.alone)


def _spread(rows: pl.DataFrame, alone: pl.Series) -> pl.DataFrame:
    """Make bad what shares a phone with another, a name with somebody who is nothing but a name, or a head."""
    phones = (
        rows.drop_nulls("phone").group_by("phone").agg(pl.col("head").n_unique().alias("heads"))
    )
    shared = phones.filter((pl.col("heads") > 1) | pl.col("phone").is_in(alone.implode()))["phone"]
    mixed = (
        rows.drop_nulls("name")
        .group_by("name")
        .agg(pl.col("named_only").n_unique().alias("ways"))
        .filter(pl.col("ways") > 1)["name"]
    )
    bad = (
        pl.col("bad")
        | pl.col("phone").is_in(shared.implode()).fill_null(value=False)
        | (pl.col("named_only") & pl.col("name").is_in(mixed.implode()))
    )
    heads = rows.filter(bad)["head"].unique()
    return rows.with_columns(bad=pl.col("head").is_in(heads.implode()))


def several(rows: pl.DataFrame) -> pl.DataFrame:
    """The sightings (`head`, `id`) of mailboxes seen more than once: the names in them must be looked at."""
    told = rows.filter(~pl.col("bad") & pl.col("email").is_not_null())
    return told.filter(pl.col("email").is_duplicated()).select("head", "id")


def people(rows: pl.DataFrame, new: New, odd: Collection[int] = ()) -> Sorted:
    """Sort linked sightings into people; `odd` are heads that turned out not to be plain."""
    if odd:
        is_odd = pl.col("head").is_in(pl.Series(sorted(odd), dtype=pl.Int64).implode())
        rows = rows.with_columns(bad=pl.col("bad") | is_odd)
    names = _names(rows, new)
    hard_names = names.filter("hard")["name"]
    unsettled = pl.col("name").is_in(hard_names.implode()).fill_null(value=False)
    plain = rows.filter(~pl.col("bad")).with_columns(settled=~unsettled).sort("id")
    numbers = _numbered(plain["head"])
    plain = plain.join(numbers, on="head", maintain_order="left")
    members = pl.concat([*_addresses(plain), _placed(names, numbers)])
    bad = rows.filter("bad").select("id", "email", "profile", "phone", "name")
    hurt = rows.filter(~pl.col("bad") & unsettled).select("id", "name")
    return Sorted(
        plain.select("n", "id", "settled"),
        members,
        pl.concat([bad, hurt], how="diagonal").sort("id"),
    )


def _addresses(plain: pl.DataFrame) -> list[pl.DataFrame]:
    """Addresses and phones of plain people."""
    both = plain.filter(pl.col("email").is_not_null() & pl.col("profile").is_not_null())
    found = []
    for column in ("email", "profile", "phone"):
        together = (
            pl.lit(value=True)
            if column == "phone"
            else pl.col(column).is_in(both[column].implode())
        )
        method = pl.when(together).then(pl.lit(Method.SEEN_TOGETHER)).otherwise(pl.lit(Method.OWN))
        found.append(_members(plain.drop_nulls(column).unique(column), column, method))
    return found


def _names(rows: pl.DataFrame, new: New) -> pl.DataFrame:
    """Each name at a company: whom it was seen with, and whether that takes the long way."""
    by_name = rows.drop_nulls("name").group_by("name", maintain_order=True)
    names = by_name.agg(
        pl.col("head").n_unique().alias("heads"),
        pl.col("head").first(),
        pl.col("bad").any().alias("bad"),
        pl.col("named_only").all().alias("named_only"),
    )
    alone = pl.col("name").is_in(new.alone.implode()) & ~pl.col("named_only")
    return names.with_columns(hard=pl.col("bad") | _outside("name", new.ids) | alone)


def _placed(names: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """A name follows the one person it was seen with; a name of several points to nobody."""
    method = (
        pl.when("named_only")
        .then(pl.lit(Method.NAME_AND_COMPANY))
        .when(pl.col("heads") == 1)
        .then(pl.lit(Method.SEEN_WITH))
        .otherwise(pl.lit(Method.SEVERAL_PEOPLE))
    )
    found = names.filter(~pl.col("hard")).join(numbers, on="head", how="left")
    own = pl.when(pl.col("heads") == 1).then("n").alias("n")
    return _members(found.with_columns(own), "name", method)


def companies(seen: pl.DataFrame, new: New) -> Sorted:
    """Sort sightings into companies: every domain is one, a name follows its only domain."""
    rows = seen.filter(pl.any_horizontal(pl.col("domain", "company").is_not_null())).select(
        "id",
        "domain",
        "company",
        bad=_outside("domain", new.ids)
        | pl.col("domain").is_in(new.nobodys.implode()).fill_null(value=False),
    )
    names = _company_names(rows, new)
    homes = names.filter(~pl.col("hard")).select("company", "home")
    hard_names = names.filter("hard")["company"]
    hard_name = pl.col("company").is_in(hard_names.implode()).fill_null(value=False)
    placed = rows.filter(~pl.col("bad")).join(
        homes, on="company", how="left", maintain_order="left"
    )
    plain = placed.with_columns(head=pl.coalesce("domain", "home")).drop_nulls("head").sort("id")
    numbers = _numbered(plain["head"])
    plain = plain.join(numbers, on="head", maintain_order="left")
    domains = plain.drop_nulls("domain").unique("domain")
    named = names.filter(~pl.col("hard")).join(numbers, left_on="home", right_on="head", how="left")
    hard = rows.filter(pl.col("bad") | hard_name).select(
        "id",
        domain=pl.when("bad").then("domain"),
        company=pl.when(hard_name).then("company"),
    )
    members = [
        _members(domains, "domain", pl.lit(CompanyMethod.DOMAIN)),
        _members(named, "company", pl.col("method")),
    ]
    return Sorted(plain.select("n", "id", settled=pl.lit(value=True)), pl.concat(members), hard)


def _company_names(rows: pl.DataFrame, new: New) -> pl.DataFrame:
    """Each company name: its `home` (a domain, itself or nobody), why, and whether it is `hard`."""
    names = (
        rows.drop_nulls("company")
        .group_by("company", maintain_order=True)
        .agg(
            pl.col("domain").drop_nulls().n_unique().alias("domains"),
            pl.col("domain").drop_nulls().first().alias("only"),
            pl.col("domain").is_null().any().alias("alone"),
            pl.col("bad").any().alias("bad"),
        )
    )
    # An account of its own that no row speaks of, only a signal.
    unheard = pl.col("company").is_in(new.alone.implode()) & (pl.col("domains") > 1)
    domains = pl.col("domains")
    return names.with_columns(
        hard=pl.col("bad") | _outside("company", new.ids) | (unheard & ~pl.col("alone")),
        home=pl.when(domains == 1)
        .then("only")
        .when((domains == 0) | pl.col("alone"))
        .then("company"),
        method=pl.when(domains == 1)
        .then(pl.lit(CompanyMethod.ONLY_DOMAIN))
        .when(domains == 0)
        .then(pl.lit(CompanyMethod.NAME))
        .otherwise(pl.lit(CompanyMethod.SEVERAL_DOMAINS)),
    )


def _numbered(heads: pl.Series) -> pl.DataFrame:
    return (
        pl.DataFrame({"head": heads.unique(maintain_order=True)})
        .with_row_index("n")
        .cast({"n": pl.Int64})
    )


def _members(rows: pl.DataFrame, column: str, method: pl.Expr) -> pl.DataFrame:
    return rows.select("n", pl.col(column).alias("identity"), method.alias("method"))


def _outside(column: str, ids: pl.Series) -> pl.Expr:
    """There is an identity, and it is not among some."""
    return (pl.col(column).is_not_null() & ~pl.col(column).is_in(ids.implode())).fill_null(
        value=False
    )


def _repeated(values: pl.Series) -> pl.Series:
    return values.filter(values.is_duplicated()).unique().implode()
